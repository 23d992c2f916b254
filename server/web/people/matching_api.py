"""Matching over HTTP (protocol.md §1.6): who waits, what was proposed to them, how much each therapist has, and what clients ask for."""

from typing import Annotated, Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.crypto.sealed_fields import MOST_RECIPIENTS
from server.http.bodies import LARGE_BODY_BYTES, Answer, Blob, Body, Id, SignedBody, answer, answers, done, read
from server.ids import AccountId, ConversationId
from server.practice.changes import accept_change, changes_of, withdraw_change
from server.practice.notices import SealedNotice
from server.practice.proposals import Proposal, ProposalState, proposals, propose, withdraw
from server.practice.sayings import Event
from server.practice.waiting import Offer, Waiting, caseload, queue
from server.practice.wishes import keep_wish, wish_of
from server.roles import Role
from server.storage.audit import Act, note
from server.web.documents import signed_answer, signed_of
from server.web.letters.notices_api import NoticeBody
from server.web.mail import mail_of
from server.web.practice import asked

PREFIX: Final = "/messaging/v1"
MOST_NOTICES: Final = 4


class OfferAnswer(Answer, frozen=True, kw_only=True):
    """The newest proposal to somebody who waits."""

    conversation: Blob
    therapist: Blob
    replaces: Blob | None
    state: ProposalState
    proposed_at: int


class WaitingAnswer(Answer, frozen=True, kw_only=True):
    """A client who waits."""

    account: Blob
    since: int
    wish: Blob | None
    change: SignedBody | None
    proposal: OfferAnswer | None


class ProposalBody(Body, frozen=True, kw_only=True):
    """A match, and the notice to its client."""

    match: SignedBody
    notices: Annotated[tuple[NoticeBody, ...], msgspec.Meta(min_length=1, max_length=MOST_NOTICES)]
    replaces: Id | None


class ProposalAnswer(OfferAnswer, frozen=True, kw_only=True):
    """A proposal as it stands."""

    client: Blob


class ConversationBody(Body, frozen=True, kw_only=True):
    """Which one."""

    conversation: Id


class CaseloadAnswer(Answer, frozen=True, kw_only=True):
    """A therapist's open conversations."""

    account: Blob
    open: int


class ChangeBody(Body, frozen=True, kw_only=True):
    """A request for another therapist, and what its client tells intake staff with it."""

    change: SignedBody
    notices: Annotated[tuple[NoticeBody, ...], msgspec.Meta(max_length=MOST_RECIPIENTS)] = ()


class ChangeAnswer(Answer, frozen=True, kw_only=True):
    """A request of the caller's."""

    change: SignedBody
    kept_at: int
    settled_at: int | None
    withdrawn: bool


class ChangesAnswer(Answer, frozen=True, kw_only=True):
    """All of them."""

    changes: list[ChangeAnswer]


class WishBody(Body, frozen=True, kw_only=True):
    """Whom the caller would like to be matched with."""

    therapist: Id | None


class WishAnswer(Answer, frozen=True, kw_only=True):
    """The same."""

    therapist: Blob | None


async def get_queue(request: Request) -> Response:
    """Who waits, for intake."""
    rooms, caller = await asked(request, Role.INTAKE)
    async with rooms.database.transaction() as connection:
        waiting = await queue(connection)
        await note(connection, Act.QUEUE_READ, caller.account, rooms.now())
    return answers([_waiting(each) for each in waiting])


async def post_proposal(request: Request) -> Response:
    """A match for its client to accept, from a certifier."""
    rooms, caller = await asked(request, Role.INTAKE)
    body = await read(request, ProposalBody, LARGE_BODY_BYTES)
    notices = [_sealed(each) for each in body.notices]
    replaces = None if body.replaces is None else ConversationId(bytes(body.replaces))
    async with rooms.database.transaction() as connection:
        changed = await propose(connection, caller.account, signed_of(body.match), notices, replaces, rooms.now())
    mail_of(request).ring(changed)
    return done()


async def get_proposals(request: Request) -> Response:
    """What was proposed, for intake."""
    rooms, caller = await asked(request, Role.INTAKE)
    async with rooms.database.transaction() as connection:
        found = await proposals(connection)
        await note(connection, Act.PROPOSALS_READ, caller.account, rooms.now())
    return answers([_proposal(each) for each in found])


async def post_withdrawal(request: Request) -> Response:
    """A proposal is taken back, and its client is told."""
    rooms, caller = await asked(request, Role.INTAKE)
    conversation = ConversationId(bytes((await read(request, ConversationBody)).conversation))
    mail, now = mail_of(request), rooms.now()
    async with rooms.database.transaction() as connection:
        proposal = await withdraw(connection, caller.account, conversation, now)
        changed = (
            ()
            if proposal is None
            else await mail.system.tell(
                connection, proposal.client, Event.MATCH_WITHDRAWN, now, subject=proposal.conversation
            )
        )
    mail.ring(changed)
    return done()


async def get_caseload(request: Request) -> Response:
    """How much each therapist has, for intake."""
    rooms, caller = await asked(request, Role.INTAKE)
    async with rooms.database.transaction() as connection:
        found = await caseload(connection)
        await note(connection, Act.CASELOAD_READ, caller.account, rooms.now())
    return answers([CaseloadAnswer(account=Blob(account), open=count) for account, count in found.items()])


async def post_change(request: Request) -> Response:
    """A client asks for another therapist."""
    rooms, caller = await asked(request, Role.CLIENT, writing=True)
    body = await read(request, ChangeBody, LARGE_BODY_BYTES)
    notices = [_sealed(each) for each in body.notices]
    async with rooms.database.transaction() as connection:
        changed = await accept_change(connection, caller.account, signed_of(body.change), notices, rooms.now())
    mail_of(request).ring(changed)
    return done()


async def post_change_withdrawal(request: Request) -> Response:
    """A client stays with whom they have."""
    rooms, caller = await asked(request, Role.CLIENT, writing=True)
    conversation = ConversationId(bytes((await read(request, ConversationBody)).conversation))
    mail = mail_of(request)
    async with rooms.database.transaction() as connection:
        changed = await withdraw_change(connection, mail.system, caller.account, conversation, rooms.now())
    mail.ring(changed)
    return done()


async def get_changes(request: Request) -> Response:
    """What the caller asked for."""
    rooms, caller = await asked(request, Role.CLIENT)
    async with rooms.database.acquire() as connection:
        found = await changes_of(connection, caller.account)
    rows = [
        ChangeAnswer(
            change=signed_answer(each.change),
            kept_at=each.kept_at,
            settled_at=each.settled_at,
            withdrawn=each.withdrawn,
        )
        for each in found
    ]
    return answer(ChangesAnswer(changes=rows))


async def get_wish(request: Request) -> Response:
    """The caller's wish."""
    rooms, caller = await asked(request, Role.CLIENT)
    async with rooms.database.acquire() as connection:
        therapist = await wish_of(connection, caller.account)
    return answer(WishAnswer(therapist=None if therapist is None else Blob(therapist)))


async def post_wish(request: Request) -> Response:
    """The caller's wish, anew."""
    rooms, caller = await asked(request, Role.CLIENT, writing=True)
    body = await read(request, WishBody)
    therapist = None if body.therapist is None else AccountId(bytes(body.therapist))
    async with rooms.database.transaction() as connection:
        await keep_wish(connection, caller.account, therapist, rooms.now())
    return done()


def matching_routes() -> list[Route]:
    """All routes, with full paths; the application's lifespan state has to hold `practice: Practice` and `mail: Mail`."""
    return [
        Route(f"{PREFIX}/queue", get_queue, methods=["GET"]),
        Route(f"{PREFIX}/proposals", post_proposal, methods=["POST"]),
        Route(f"{PREFIX}/proposals", get_proposals, methods=["GET"]),
        Route(f"{PREFIX}/proposals/withdraw", post_withdrawal, methods=["POST"]),
        Route(f"{PREFIX}/caseload", get_caseload, methods=["GET"]),
        Route(f"{PREFIX}/changes", post_change, methods=["POST"]),
        Route(f"{PREFIX}/changes/withdraw", post_change_withdrawal, methods=["POST"]),
        Route(f"{PREFIX}/changes", get_changes, methods=["GET"]),
        Route(f"{PREFIX}/wish", get_wish, methods=["GET"]),
        Route(f"{PREFIX}/wish", post_wish, methods=["POST"]),
    ]


def _sealed(body: NoticeBody) -> SealedNotice:
    return SealedNotice(signed=signed_of(body.notice), sealed=bytes(body.sealed))


def _waiting(waiting: Waiting) -> WaitingAnswer:
    return WaitingAnswer(
        account=Blob(waiting.account),
        since=waiting.since,
        wish=None if waiting.wish is None else Blob(waiting.wish),
        change=None if waiting.change is None else signed_answer(waiting.change),
        proposal=None if waiting.offer is None else _offer(waiting.offer),
    )


def _offer(offer: Offer) -> OfferAnswer:
    return OfferAnswer(
        conversation=Blob(offer.conversation),
        therapist=Blob(offer.therapist),
        replaces=None if offer.replaces is None else Blob(offer.replaces),
        state=offer.state,
        proposed_at=offer.proposed_at,
    )


def _proposal(proposal: Proposal) -> ProposalAnswer:
    return ProposalAnswer(
        conversation=Blob(proposal.conversation),
        client=Blob(proposal.client),
        therapist=Blob(proposal.therapist),
        replaces=None if proposal.replaces is None else Blob(proposal.replaces),
        state=proposal.state,
        proposed_at=proposal.proposed_at,
    )
