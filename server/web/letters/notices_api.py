"""Notices over HTTP (protocol.md §1.5): each person's own, and posting to others."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.crypto.canonical import read as read_body
from server.crypto.notice import Notice, NoticeKind
from server.crypto.notice_content import MAX_SEALED_BYTES
from server.crypto.signing import SignedBody as Signed
from server.http.bodies import Answer, Blob, Body, Id, SignedBody, answer, decode_blob, done, read
from server.ids import AccountId, NoticeId
from server.mailbox.notices import KeptNotice, mark_read, notices_of
from server.practice.notices import accept_answer, accept_own_notice
from server.practice.people import certified_people
from server.practice.proposals import matches_among
from server.practice.services import named_services
from server.web.documents import PersonAnswer, person_answer, signed_answer, signed_of
from server.web.mail import mail_asked

PATH: Final = "/messaging/v1/notices"


class SealedNotice(Blob, least=1, most=MAX_SEALED_BYTES):
    """What a notice says, sealed (crypto.md §11.1)."""


class NoticeBody(Body, frozen=True, kw_only=True):
    """A notice to post."""

    notice: SignedBody
    sealed: SealedNotice


class SeenBody(Body, frozen=True, kw_only=True):
    """Notices that their reader has seen."""

    notices: Annotated[list[Id], msgspec.Meta(min_length=1, max_length=200)]


class NoticeAnswer(Answer, frozen=True, kw_only=True):
    """A notice, as its recipient gets it."""

    notice: SignedBody
    sealed: Blob
    posted_at: int
    read_at: int | None
    answer: SignedBody | None
    match: SignedBody | None


class NoticesAnswer(Answer, frozen=True, kw_only=True):
    """A page of notices, who sent them and whom they propose, what owners say of the service accounts among those, and these owners."""

    notices: list[NoticeAnswer]
    people: list[PersonAnswer]
    services: list[SignedBody]


async def get_notices(request: Request) -> Response:
    """The caller's notices, newest first."""
    mail, caller = await mail_asked(request)
    before = request.query_params.get("before")
    last = None if before is None else NoticeId(bytes(decode_blob(before, Id)))
    async with mail.database.transaction() as connection:
        found = await notices_of(connection, caller.account, last)
        senders = {each.sender for each in found}
        named = await named_services(connection, sorted(senders))
        asked = await matches_among(connection, caller.account, _asked_about(found))
        beside = {therapist for _, therapist in asked.values()} | ({caller.account} if asked else set())
        owners = {each.owner for each in named}
        people = await certified_people(connection, sorted(senders | owners | beside))
    return answer(
        NoticesAnswer(
            notices=[_notice_answer(each, asked) for each in found],
            people=[person_answer(each) for each in people],
            services=[signed_answer(each.signed) for each in named],
        )
    )


async def post_notice(request: Request) -> Response:
    """A notice of the caller's, to whomever it names."""
    mail, caller = await mail_asked(request, writing=True)
    body = await read(request, NoticeBody)
    async with mail.database.transaction() as connection:
        changed = await accept_own_notice(
            connection, caller.account, signed_of(body.notice), bytes(body.sealed), mail.now()
        )
    mail.ring(changed)
    return done()


async def post_read(request: Request) -> Response:
    """The caller has seen these."""
    mail, caller = await mail_asked(request)
    body = await read(request, SeenBody)
    seen = [NoticeId(bytes(each)) for each in body.notices]
    async with mail.database.transaction() as connection:
        changed = await mark_read(connection, caller.account, seen, mail.now())
    mail.ring([caller.account] if changed else [])
    return done()


async def post_answer(request: Request) -> Response:
    """The caller's answer to a notice that asks for one."""
    mail, caller = await mail_asked(request, writing=True)
    signed = signed_of(await read(request, SignedBody))
    async with mail.database.transaction() as connection:
        changed = await accept_answer(connection, caller.account, signed, mail.hooks, mail.now())
    mail.ring(changed)
    return done()


def notice_routes() -> list[Route]:
    """All routes, with full paths; the application's lifespan state has to hold `mail: Mail`."""
    return [
        Route(PATH, get_notices, methods=["GET"]),
        Route(PATH, post_notice, methods=["POST"]),
        Route(f"{PATH}/read", post_read, methods=["POST"]),
        Route(f"{PATH}/answer", post_answer, methods=["POST"]),
    ]


def _asked_about(found: Sequence[KeptNotice]) -> list[bytes]:
    """The conversations that notices of kind "match" are about."""
    said = [read_body(Notice, each.notice.body) for each in found]
    return [each.subject for each in said if each.kind is NoticeKind.MATCH]


def _notice_answer(kept: KeptNotice, asked: Mapping[bytes, tuple[Signed, AccountId]]) -> NoticeAnswer:
    said = read_body(Notice, kept.notice.body)
    match = asked.get(said.subject) if said.kind is NoticeKind.MATCH else None
    return NoticeAnswer(
        notice=signed_answer(kept.notice),
        sealed=Blob(kept.sealed),
        posted_at=kept.posted_at,
        read_at=kept.read_at,
        answer=None if kept.answer is None else signed_answer(kept.answer),
        match=None if match is None else signed_answer(match[0]),
    )
