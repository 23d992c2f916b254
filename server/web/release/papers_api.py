"""Papers that officers and owners who came later cannot read yet (protocol.md §1.10): shown to who reads them, and given on by them."""

from typing import Annotated, Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.crypto.admission import MOST_PAPERS
from server.http.bodies import LARGE_BODY_BYTES, Answer, Blob, Body, SignedBody, answer, done, read
from server.practice.admitting import accept_admission, owed_by
from server.roles import Role
from server.storage.audit import Act, note
from server.web.documents import PersonAnswer, person_answer, signed_of
from server.web.practice import asked
from server.web.release.release_documents import OwnPaperAnswer, PaperWrap

PREFIX: Final = "/messaging/v1"
_DESK: Final = (Role.OFFICER, Role.OWNER)


class OwedPaperAnswer(Answer, frozen=True, kw_only=True):
    """A paper by its hash, with the caller's own wrap."""

    hash: Blob
    paper: OwnPaperAnswer


class OwedAnswer(Answer, frozen=True, kw_only=True):
    """Who cannot read what the caller reads; null when there is nobody."""

    reader: PersonAnswer | None
    papers: list[OwedPaperAnswer]


class AdmissionBody(Body, frozen=True, kw_only=True):
    """The caller's word, and the wraps that it names, in its order."""

    admission: SignedBody
    wraps: Annotated[tuple[PaperWrap, ...], msgspec.Meta(min_length=1, max_length=MOST_PAPERS)]


async def get_owed(request: Request) -> Response:
    """The next who cannot read all of it."""
    rooms, caller = await asked(request, *_DESK)
    async with rooms.database.transaction() as connection:
        owed = await owed_by(connection, caller.account)
        if owed is None:
            return answer(OwedAnswer(reader=None, papers=[]))
        await note(connection, Act.OWED_PAPERS_READ, caller.account, rooms.now(), subject=owed.reader.account)
    papers = [
        OwedPaperAnswer(
            hash=Blob(each.paper_hash),
            paper=OwnPaperAnswer(
                sealed=Blob(each.own.sealed), bundle_hash=Blob(each.own.bundle_hash), wrap=Blob(each.own.wrap)
            ),
        )
        for each in owed.papers
    ]
    return answer(OwedAnswer(reader=person_answer(owed.reader), papers=papers))


async def post_admission(request: Request) -> Response:
    """They read it from now on."""
    rooms, caller = await asked(request, *_DESK)
    body = await read(request, AdmissionBody, LARGE_BODY_BYTES)
    async with rooms.database.transaction() as connection:
        await accept_admission(
            connection, caller.account, signed_of(body.admission), [bytes(each) for each in body.wraps], rooms.now()
        )
    return done()


def paper_routes() -> list[Route]:
    """All routes; the application's lifespan state has to hold `practice: Practice`."""
    return [
        Route(f"{PREFIX}/papers/owed", get_owed, methods=["GET"]),
        Route(f"{PREFIX}/papers/admissions", post_admission, methods=["POST"]),
    ]
