"""Retention, holds and destruction at the desk (protocol.md §1.12): each endpoint knows who asks, parses, asks one function, and answers."""

from collections.abc import Collection, Iterable
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.http.bodies import LARGE_BODY_BYTES, Body, Id, Signature, SignedBody, answer, done, read
from server.ids import AccountId, DestructionId
from server.practice.destroying import accept_destruction, accept_destruction_approval
from server.practice.holding import accept_hold, accept_lift
from server.practice.overview import overview
from server.practice.people import Person, certified_people
from server.practice.readers import officers
from server.practice.retaining import accept_retention, accept_schedule
from server.practice.sayings import Event
from server.records import destructions, holds, retention
from server.records.papers import papers_for
from server.roles import Role
from server.storage.audit import Act, note
from server.storage.database import Connection
from server.web.documents import person_answer, signed_of
from server.web.mail import mail_of
from server.web.practice import asked
from server.web.release.release_documents import WithPaper, sealed_of
from server.web.release.retention_documents import (
    DestructionsAnswer,
    HoldsAnswer,
    destruction_answer,
    hold_answer,
    retention_answer,
)

PREFIX: Final = "/messaging/v1"
_DESK: Final = (Role.OFFICER, Role.OWNER)


class DestructionApprovalBody(Body, frozen=True, kw_only=True):
    """The second signature under a destruction."""

    destruction: Id
    signature: Signature


async def get_retention(request: Request) -> Response:
    """The schedule, and everyone's record: where it ends, until when it is kept, whether it is held."""
    rooms, caller = await asked(request, *_DESK)
    async with rooms.database.transaction() as connection:
        schedule = await retention.schedule_in_force(connection)
        found = await retention.records(connection)
        held = await holds.held_clients(connection)
        named = [each.retention.retention.officer for each in found if each.retention is not None]
        people = await _people(connection, [*named, *([] if schedule is None else [schedule.schedule.owner])])
        await note(connection, Act.RETENTION_READ, caller.account, rooms.now())
    return answer(retention_answer(schedule, found, held, people))


async def post_schedule(request: Request) -> Response:
    """The next schedule, from an owner."""
    rooms, caller = await asked(request, Role.OWNER)
    body = await read(request, SignedBody)
    async with rooms.database.transaction() as connection:
        await accept_schedule(connection, caller.account, signed_of(body), rooms.now())
    return done()


async def post_retention(request: Request) -> Response:
    """Until when a client's record is kept."""
    rooms, caller = await asked(request, *_DESK)
    body = await read(request, SignedBody)
    async with rooms.database.transaction() as connection:
        await accept_retention(connection, caller.account, signed_of(body), rooms.now())
    return done()


async def get_holds(request: Request) -> Response:
    """All of them, with the reasons that the caller reads."""
    rooms, caller = await asked(request, *_DESK)
    async with rooms.database.transaction() as connection:
        found = await holds.holds(connection)
        lifts = [each.lifted.lift for each in found if each.lifted is not None]
        hashes = [*(each.hold.reason_hash for each in found), *(lift.reason_hash for lift in lifts)]
        papers = await papers_for(connection, hashes, caller.account)
        named = [*(each.hold.placed_by for each in found), *(lift.lifted_by for lift in lifts)]
        people = await _people(connection, named)
        await note(connection, Act.HOLDS_READ, caller.account, rooms.now())
    rows = [hold_answer(each, papers) for each in found]
    return answer(HoldsAnswer(holds=rows, people=[person_answer(each) for each in people]))


async def post_hold(request: Request) -> Response:
    """An officer holds a record."""
    rooms, caller = await asked(request, *_DESK)
    body = await read(request, WithPaper, LARGE_BODY_BYTES)
    async with rooms.database.transaction() as connection:
        await accept_hold(connection, caller.account, signed_of(body.signed), sealed_of(body.paper), rooms.now())
    return done()


async def post_lift(request: Request) -> Response:
    """An officer lets it go."""
    rooms, caller = await asked(request, *_DESK)
    body = await read(request, WithPaper, LARGE_BODY_BYTES)
    async with rooms.database.transaction() as connection:
        await accept_lift(connection, caller.account, signed_of(body.signed), sealed_of(body.paper), rooms.now())
    return done()


async def get_destructions(request: Request) -> Response:
    """All that were proposed, and what became of them."""
    rooms, caller = await asked(request, *_DESK)
    now = rooms.now()
    async with rooms.database.transaction() as connection:
        found = await destructions.destructions(connection)
        named = [account for each in found for account in (each.destruction.by, each.destruction.approved_by)]
        people = await _people(connection, named)
        await note(connection, Act.DESTRUCTIONS_READ, caller.account, now)
    rows = [destruction_answer(each, now) for each in found]
    return answer(DestructionsAnswer(destructions=rows, people=[person_answer(each) for each in people]))


async def post_destruction(request: Request) -> Response:
    """One of two proposes."""
    rooms, caller = await asked(request, *_DESK)
    body = await read(request, SignedBody)
    mail = mail_of(request)
    async with rooms.database.transaction() as connection:
        kept = await accept_destruction(connection, caller.account, signed_of(body), rooms.now())
        changed: Collection[AccountId] = ()
        if kept is not None:
            waits = (kept.approved_by, Event.DESTRUCTION_WAITS)
            changed = await mail.system.tell(connection, *waits, rooms.now(), subject=kept.destruction_id)
    mail.ring(changed)
    return done()


async def post_destruction_approval(request: Request) -> Response:
    """The other approves: from now on nobody opens it."""
    rooms, caller = await asked(request, *_DESK)
    body = await read(request, DestructionApprovalBody)
    async with rooms.database.transaction() as connection:
        await accept_destruction_approval(
            connection, caller.account, DestructionId(bytes(body.destruction)), bytes(body.signature), rooms.now()
        )
    return done()


def retention_routes() -> list[Route]:
    """All routes; the application's lifespan state has to hold `practice: Practice`."""
    return [
        Route(f"{PREFIX}/retention", get_retention, methods=["GET"]),
        Route(f"{PREFIX}/retention", post_retention, methods=["POST"]),
        Route(f"{PREFIX}/retention/schedule", post_schedule, methods=["POST"]),
        Route(f"{PREFIX}/holds", get_holds, methods=["GET"]),
        Route(f"{PREFIX}/holds", post_hold, methods=["POST"]),
        Route(f"{PREFIX}/holds/lift", post_lift, methods=["POST"]),
        Route(f"{PREFIX}/destructions", get_destructions, methods=["GET"]),
        Route(f"{PREFIX}/destructions", post_destruction, methods=["POST"]),
        Route(f"{PREFIX}/destructions/approve", post_destruction_approval, methods=["POST"]),
    ]


async def _people(connection: Connection, named: Iterable[AccountId]) -> list[Person]:
    """Those who are named, everyone who may sign here, and the service's own keys."""
    system = (await overview(connection)).system
    staff = {each.account for each in (*await officers(connection), *system)}
    return await certified_people(connection, sorted({*named} | staff))
