"""Requests about the record (protocol.md §1.10): what a client asks for, what the practice answers, and what the client says to a no."""

from collections.abc import Sequence
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.http.bodies import LARGE_BODY_BYTES, Answer, SignedBody, answer, done, read
from server.ids import AccountId
from server.practice.people import certified_people
from server.practice.requesting import accept_answer, accept_disagreement, accept_request, due
from server.records.papers import papers_for
from server.records.record_requests import KeptRequest, Word, requests_of, words_of
from server.roles import Role
from server.storage.database import Connection
from server.web.documents import PersonAnswer, person_answer, signed_answer, signed_of
from server.web.mail import mail_of
from server.web.practice import asked
from server.web.release.release_documents import OwnPaperAnswer, Papers, WithPaper, own_paper_answer, sealed_of

PREFIX: Final = "/messaging/v1"


class WordAnswer(Answer, frozen=True, kw_only=True):
    """Something that was signed, with its paper. `paper` is null for who cannot read it."""

    signed: SignedBody
    paper: OwnPaperAnswer | None
    kept_at: int


class RecordRequestAnswer(Answer, frozen=True, kw_only=True):
    """A request, when it has to be answered, and all that was said to it."""

    request: WordAnswer
    due: int
    extension: WordAnswer | None
    answer: WordAnswer | None
    disagreement: WordAnswer | None


class RecordRequestsAnswer(Answer, frozen=True, kw_only=True):
    """Requests, newest first, and everybody who signed something of them."""

    requests: list[RecordRequestAnswer]
    people: list[PersonAnswer]


async def record_requests_answer(
    connection: Connection, found: Sequence[KeptRequest], reader: AccountId
) -> RecordRequestsAnswer:
    """For one reader, with their own wraps."""
    said = [each for kept in found for each in words_of(kept)]
    papers = await papers_for(connection, [each.said.paper_hash for each in said], reader)
    officers = {each.said.officer for kept in found for each in (kept.answer, kept.extension) if each is not None}
    people = await certified_people(connection, sorted({kept.request.said.client for kept in found} | officers))
    return RecordRequestsAnswer(
        requests=[_row(kept, papers) for kept in found], people=[person_answer(each) for each in people]
    )


async def get_requests(request: Request) -> Response:
    """The caller's own."""
    rooms, caller = await asked(request, Role.CLIENT, suspended=True)
    async with rooms.database.transaction() as connection:
        found = await requests_of(connection, caller.account)
        shown = await record_requests_answer(connection, found, caller.account)
    return answer(shown)


async def post_request(request: Request) -> Response:
    """To correct the record, or to keep something of it from somebody."""
    rooms, caller = await asked(request, Role.CLIENT, suspended=True)
    body, mail = await read(request, WithPaper, LARGE_BODY_BYTES), mail_of(request)
    signed, paper = signed_of(body.signed), sealed_of(body.paper)
    async with rooms.database.transaction() as connection:
        changed = await accept_request(connection, mail.system, caller.account, signed, paper, rooms.now())
    mail.ring(changed)
    return done()


async def post_disagreement(request: Request) -> Response:
    """What the client says to a no."""
    rooms, caller = await asked(request, Role.CLIENT, suspended=True)
    body, mail = await read(request, WithPaper, LARGE_BODY_BYTES), mail_of(request)
    signed, paper = signed_of(body.signed), sealed_of(body.paper)
    async with rooms.database.transaction() as connection:
        changed = await accept_disagreement(connection, mail.system, caller.account, signed, paper, rooms.now())
    mail.ring(changed)
    return done()


async def post_answer(request: Request) -> Response:
    """Yes, no, or later; and why."""
    rooms, caller = await asked(request, Role.OFFICER, Role.OWNER)
    body, mail = await read(request, WithPaper, LARGE_BODY_BYTES), mail_of(request)
    signed, paper = signed_of(body.signed), sealed_of(body.paper)
    async with rooms.database.transaction() as connection:
        changed = await accept_answer(connection, mail.system, caller.account, signed, paper, rooms.now())
    mail.ring(changed)
    return done()


def _row(kept: KeptRequest, papers: Papers) -> RecordRequestAnswer:
    return RecordRequestAnswer(
        request=_word(kept.request, papers),
        due=due(kept),
        extension=None if kept.extension is None else _word(kept.extension, papers),
        answer=None if kept.answer is None else _word(kept.answer, papers),
        disagreement=None if kept.disagreement is None else _word(kept.disagreement, papers),
    )


def _word(word: Word, papers: Papers) -> WordAnswer:
    return WordAnswer(
        signed=signed_answer(word.signed), paper=own_paper_answer(papers, word.said.paper_hash), kept_at=word.kept_at
    )


def record_request_routes() -> list[Route]:
    """All routes; the application's lifespan state has to hold `practice: Practice` and `mail: Mail`."""
    return [
        Route(f"{PREFIX}/record-requests", get_requests, methods=["GET"]),
        Route(f"{PREFIX}/record-requests", post_request, methods=["POST"]),
        Route(f"{PREFIX}/record-requests/answer", post_answer, methods=["POST"]),
        Route(f"{PREFIX}/record-requests/disagree", post_disagreement, methods=["POST"]),
    ]
