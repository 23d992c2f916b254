"""Warnings that therapists gave (protocol.md §1.10), and the supervisor's signature under them."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.http.bodies import LARGE_BODY_BYTES, Answer, SignedBody, answer, done, read
from server.practice.countersigning import accept_countersignature
from server.practice.legal import accept_warning
from server.practice.people import certified_people
from server.records import countersignatures, releases
from server.records.papers import papers_for
from server.roles import Role
from server.storage.audit import Act, note
from server.web.documents import PersonAnswer, person_answer, signed_of
from server.web.mail import mail_of
from server.web.practice import asked
from server.web.release.release_documents import WarningAnswer, WithPaper, sealed_of, warning_answer

PREFIX: Final = "/messaging/v1"
_DESK: Final = (Role.OFFICER, Role.OWNER)


class WarningsAnswer(Answer, frozen=True, kw_only=True):
    """Warnings that were given, newest first, and who countersigned them."""

    warnings: list[WarningAnswer]
    people: list[PersonAnswer]


async def get_given_warnings(request: Request) -> Response:
    """A therapist's own; officers and owners see everyone's."""
    rooms, caller = await asked(request, *_DESK, Role.THERAPIST)
    own = caller.account if caller.role is Role.THERAPIST else None
    async with rooms.database.transaction() as connection:
        found = await releases.warnings(connection, own)
        names = [each.warning.warning_id for each in found]
        papers = await papers_for(connection, [each.warning.paper_hash for each in found], caller.account)
        signed = await countersignatures.countersignatures_of(connection, names)
        destroyed = await countersignatures.destroyed_of(connection, names)
        people = await certified_people(connection, sorted({each.supervisor for each in signed.values()}))
        if own is None:
            await note(connection, Act.WARNINGS_READ, caller.account, rooms.now())
    rows = [
        warning_answer(
            each,
            papers,
            None if (kept := signed.get(each.warning.warning_id)) is None else kept.signed,
            destroyed=each.warning.warning_id in destroyed,
        )
        for each in found
    ]
    return answer(WarningsAnswer(warnings=rows, people=[person_answer(each) for each in people]))


async def post_given_warning(request: Request) -> Response:
    """A therapist had to warn somebody. Nobody is asked; officers and owners are told."""
    rooms, caller = await asked(request, Role.THERAPIST)
    body = await read(request, WithPaper, LARGE_BODY_BYTES)
    mail = mail_of(request)
    async with rooms.database.transaction() as connection:
        changed = await accept_warning(
            connection, mail.system, caller.account, signed_of(body.signed), sealed_of(body.paper), rooms.now()
        )
    mail.ring(changed)
    return done()


async def post_countersignature(request: Request) -> Response:
    """Whoever supervises has read it, and signs."""
    rooms, caller = await asked(request, *_DESK)
    body = await read(request, SignedBody)
    async with rooms.database.transaction() as connection:
        await accept_countersignature(connection, caller.account, signed_of(body), rooms.now())
    return done()


def given_warning_routes() -> list[Route]:
    """All routes; the application's lifespan state has to hold `practice: Practice` and `mail: Mail`."""
    return [
        Route(f"{PREFIX}/given-warnings", get_given_warnings, methods=["GET"]),
        Route(f"{PREFIX}/given-warnings", post_given_warning, methods=["POST"]),
        Route(f"{PREFIX}/given-warnings/countersign", post_countersignature, methods=["POST"]),
    ]
