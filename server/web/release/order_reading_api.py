"""What an order is about, over HTTP (protocol.md §1.9): for custodians to check, for its recipient to open, for officers to order."""

import re
from typing import Annotated, Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.crypto.attachment import MAX_CHUNKS
from server.crypto.canonical import MAX_UINT
from server.http.bodies import Body, Id, answer, decode
from server.ids import AccountId, AttachmentId, OrderId
from server.practice.order_books import (
    contributions_for,
    conversation_opened,
    material_for,
    orderable,
)
from server.practice.order_record import entries_for, leaves_for
from server.practice.standing_earlier import standing
from server.roles import Role
from server.web.letters.attachments_api import attachments_of, chunk_answer
from server.web.people.log_api import MOST_LEAVES, LeavesAnswer, leaf_answer
from server.web.practice import asked
from server.web.release.order_documents import (
    entries_answer,
    given_answers,
    material_answer,
    orderables_answer,
    standing_answer,
)

PREFIX: Final = "/messaging/v1/orders"


class OrderQuery(Body, frozen=True, kw_only=True):
    """Which order, and of its record what comes behind which sequence."""

    order: Id
    after: Annotated[int, msgspec.Meta(ge=0, le=MAX_UINT)] = 0


class LeavesQuery(Body, frozen=True, kw_only=True):
    """Which order, and of the log of how many leaves what stands behind a place."""

    order: Id
    after: Annotated[int, msgspec.Meta(ge=0, le=MAX_UINT)] | None = None
    size: Annotated[int, msgspec.Meta(ge=1, le=MAX_UINT)]


class AttachmentQuery(Body, frozen=True, kw_only=True):
    """Which order, and which part of which attachment."""

    order: Id
    attachment: Id
    index: Annotated[int, msgspec.Meta(ge=0, lt=MAX_CHUNKS)]


class ClientQuery(Body, frozen=True, kw_only=True):
    """Whose record."""

    client: Id


async def get_material(request: Request) -> Response:
    """Everything that shows whether an order is lawful."""
    rooms, caller = await asked(request, Role.OFFICER, Role.OWNER, Role.CUSTODIAN, Role.CLIENT)
    order_id = OrderId(bytes(_query(request).order))
    async with rooms.database.transaction() as connection:
        material = await material_for(connection, caller, order_id, rooms.now())
    return answer(material_answer(material, rooms.now()))


async def get_contributions(request: Request) -> Response:
    """What custodians gave, for the order's recipient."""
    rooms, caller = await asked(request, Role.OFFICER, Role.OWNER, Role.CLIENT)
    order_id = OrderId(bytes(_query(request).order))
    async with rooms.database.transaction() as connection:
        given = await contributions_for(connection, caller, order_id, rooms.now())
    return answer(given_answers(given))


async def get_record(request: Request) -> Response:
    """The entries of the epochs that are opened, for the order's recipient; words only as far as its basis covers them."""
    rooms, caller = await asked(request, Role.OFFICER, Role.OWNER, Role.CLIENT)
    query = _query(request)
    order_id = OrderId(bytes(query.order))
    async with rooms.database.transaction() as connection:
        entries = await entries_for(connection, caller, order_id, query.after, rooms.now())
    return answer(entries_answer(entries))


async def get_leaves(request: Request) -> Response:
    """What the record log holds of what is opened, each proved, for the order's recipient."""
    rooms, caller = await asked(request, Role.OFFICER, Role.OWNER, Role.CLIENT)
    query = decode(_numbers(request, "after", "size"), LeavesQuery)
    order_id, place = OrderId(bytes(query.order)), -1 if query.after is None else query.after
    async with rooms.database.transaction() as connection:
        found = await leaves_for(connection, caller, order_id, place, query.size, MOST_LEAVES, rooms.now())
    return answer(LeavesAnswer(leaves=[leaf_answer(leaf, proof) for leaf, proof in found]))


async def get_attachment(request: Request) -> Response:
    """A chunk of what a letter in the opened epochs speaks of, for the order's recipient."""
    rooms, caller = await asked(request, Role.OFFICER, Role.OWNER, Role.CLIENT)
    query = decode(_numbers(request, "index"), AttachmentQuery)
    order_id, attachment = OrderId(bytes(query.order)), AttachmentId(bytes(query.attachment))
    async with rooms.database.transaction() as connection:
        conversation = await conversation_opened(connection, caller, order_id, rooms.now())
    return chunk_answer(await attachments_of(request).ordered(caller.account, conversation, attachment, query.index))


async def get_epochs(request: Request) -> Response:
    """A client's epochs, for who may order."""
    rooms, caller = await asked(request, Role.OFFICER, Role.OWNER)
    client = AccountId(bytes(decode(msgspec.json.encode(dict(request.query_params)), ClientQuery).client))
    async with rooms.database.transaction() as connection:
        found, people = await orderable(connection, caller, client, rooms.now())
    return answer(orderables_answer(found, people))


async def get_standing(request: Request) -> Response:
    """What stands with earlier custodians only, for who may order."""
    rooms, caller = await asked(request, Role.OFFICER, Role.OWNER)
    async with rooms.database.transaction() as connection:
        found = await standing(connection, caller, rooms.now())
    return answer(standing_answer(found))


def order_reading_routes() -> list[Route]:
    """All routes; the application's lifespan state has to hold `practice: Practice`."""
    return [
        Route(f"{PREFIX}/material", get_material, methods=["GET"]),
        Route(f"{PREFIX}/contributions", get_contributions, methods=["GET"]),
        Route(f"{PREFIX}/record", get_record, methods=["GET"]),
        Route(f"{PREFIX}/leaves", get_leaves, methods=["GET"]),
        Route(f"{PREFIX}/attachment", get_attachment, methods=["GET"]),
        Route(f"{PREFIX}/epochs", get_epochs, methods=["GET"]),
        Route(f"{PREFIX}/standing", get_standing, methods=["GET"]),
    ]


def _query(request: Request) -> OrderQuery:
    return decode(_numbers(request, "after"), OrderQuery)


def _numbers(request: Request, *names: str) -> bytes:
    """A question in the address; the numbers of these names are decimal, everything else as in a body."""
    fields: dict[str, str | int] = dict(request.query_params)
    for name in names:
        if re.fullmatch(r"[0-9]{1,16}", str(fields.get(name, "")), re.ASCII):
            fields[name] = int(fields[name])
    return msgspec.json.encode(fields)
