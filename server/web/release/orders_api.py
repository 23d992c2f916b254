"""Release orders over HTTP (protocol.md §1.9): made, approved, answered, given to, and what came of them."""

from typing import Annotated, Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.crypto.canonical import MAX_BYTES
from server.crypto.manifest import MOST_CUSTODIANS
from server.crypto.sealing import OVERHEAD_BYTES
from server.crypto.share import SEALED_SHARE_BYTES
from server.http.bodies import LARGE_BODY_BYTES, Blob, Body, Id, Signature, SignedBody, answer, done, read
from server.ids import OrderId
from server.practice.contributing import accept_contributions, accept_handing
from server.practice.notices import SealedNotice
from server.practice.order_books import listed_for
from server.practice.ordering import accept_approval, accept_order, accept_order_answer, accept_outcome
from server.records.contributions import KeptContribution
from server.records.handings import HandedOn
from server.records.orders import Drill
from server.roles import Role
from server.web.documents import signed_of
from server.web.letters.notices_api import NoticeBody
from server.web.mail import mail_of
from server.web.practice import asked
from server.web.release.order_documents import orders_answer
from server.web.release.order_reading_api import order_reading_routes

PREFIX: Final = "/messaging/v1/orders"
MOST_NOTICES: Final = 40
MOST_GIVEN: Final = 24
"""At once: as many as one body holds."""


class SealedShare(Blob, least=SEALED_SHARE_BYTES, most=SEALED_SHARE_BYTES):
    """A share, sealed to a custodian or to an order's recipient."""


class SealedContribution(Blob, least=SEALED_SHARE_BYTES, most=OVERHEAD_BYTES + MAX_BYTES):
    """What a custodian holds, sealed to an order's recipient: a share, or shares that were handed on to them."""


class SealedHandedShare(Blob, least=OVERHEAD_BYTES, most=OVERHEAD_BYTES + MAX_BYTES):
    """A share of what a custodian held, sealed to one of those after."""


class DrillBody(Body, frozen=True, kw_only=True):
    """The epoch of a drill, and the officer's deposit for it."""

    header: SignedBody
    deposit: SignedBody
    sealed_shares: Annotated[tuple[SealedShare, ...], msgspec.Meta(min_length=1, max_length=MOST_CUSTODIANS)]


class OrderBody(Body, frozen=True, kw_only=True):
    """An order, what it rests on, and the officer's words on it, sealed to those who decide."""

    order: SignedBody
    basis: SignedBody
    drill: DrillBody | None = None
    notices: Annotated[tuple[NoticeBody, ...], msgspec.Meta(max_length=MOST_NOTICES)] = ()


class ApprovalBody(Body, frozen=True, kw_only=True):
    """The approver's signature over the order's body."""

    order: Id
    signature: Signature


class OrderAnswerBody(Body, frozen=True, kw_only=True):
    """What somebody says of an order, or what came of it."""

    order: Id
    answer: SignedBody


class GivenBody(Body, frozen=True, kw_only=True):
    """A custodian's word, and a share sealed to the recipient."""

    word: SignedBody
    sealed: SealedContribution


class ContributionsBody(Body, frozen=True, kw_only=True):
    """What a custodian gives under an order."""

    order: Id
    contributions: Annotated[tuple[GivenBody, ...], msgspec.Meta(min_length=1, max_length=MOST_GIVEN)]


class HandingBody(Body, frozen=True, kw_only=True):
    """What a custodian hands on of one deposit; sealed shares in the order of the handing's rows."""

    order: Id
    handing: SignedBody
    sealed_shares: Annotated[tuple[SealedHandedShare, ...], msgspec.Meta(min_length=1, max_length=MOST_CUSTODIANS)]


async def get_orders(request: Request) -> Response:
    """The orders that the caller watches over, is the recipient of, or is asked for as a custodian."""
    rooms, caller = await asked(request)
    async with rooms.database.transaction() as connection:
        listed = await listed_for(connection, caller, rooms.now())
    return answer(orders_answer(listed, rooms.now()))


async def post_order(request: Request) -> Response:
    """An order, from an officer or an owner."""
    rooms, caller = await asked(request, Role.OFFICER, Role.OWNER)
    mail, body = mail_of(request), await read(request, OrderBody, LARGE_BODY_BYTES)
    notices = [SealedNotice(signed=signed_of(each.notice), sealed=bytes(each.sealed)) for each in body.notices]
    order, basis, drill = signed_of(body.order), signed_of(body.basis), _drill(body.drill)
    async with rooms.database.transaction() as connection:
        changed = await accept_order(connection, mail.system, caller.account, order, basis, drill, notices, rooms.now())
    mail.ring(changed)
    return done()


async def post_approval(request: Request) -> Response:
    """The second person's signature."""
    rooms, caller = await asked(request, Role.OFFICER, Role.OWNER)
    mail, body = mail_of(request), await read(request, ApprovalBody)
    order_id, signature = OrderId(bytes(body.order)), bytes(body.signature)
    async with rooms.database.transaction() as connection:
        changed = await accept_approval(connection, mail.system, caller.account, order_id, signature, rooms.now())
    mail.ring(changed)
    return done()


async def post_answer(request: Request) -> Response:
    """Declined by a custodian, or withdrawn by one of the two who signed."""
    rooms, caller = await asked(request, Role.OFFICER, Role.OWNER, Role.CUSTODIAN)
    body = await read(request, OrderAnswerBody)
    order_id, said = OrderId(bytes(body.order)), signed_of(body.answer)
    async with rooms.database.transaction() as connection:
        await accept_order_answer(connection, caller.account, order_id, said, rooms.now())
    return done()


async def post_outcome(request: Request) -> Response:
    """What the recipient opened."""
    rooms, caller = await asked(request, Role.OFFICER, Role.OWNER, Role.CLIENT)
    body = await read(request, OrderAnswerBody)
    order_id, said = OrderId(bytes(body.order)), signed_of(body.answer)
    async with rooms.database.transaction() as connection:
        await accept_outcome(connection, caller.account, order_id, said, rooms.now())
    return done()


async def post_contributions(request: Request) -> Response:
    """What a custodian gives."""
    rooms, caller = await asked(request, Role.CUSTODIAN)
    body = await read(request, ContributionsBody, LARGE_BODY_BYTES)
    order_id = OrderId(bytes(body.order))
    given = [KeptContribution(signed_of(each.word), bytes(each.sealed)) for each in body.contributions]
    async with rooms.database.transaction() as connection:
        await accept_contributions(connection, caller.account, order_id, given, rooms.now())
    return done()


async def post_handing(request: Request) -> Response:
    """What a custodian hands on to those in force."""
    rooms, caller = await asked(request, Role.CUSTODIAN)
    body = await read(request, HandingBody, LARGE_BODY_BYTES)
    given = HandedOn(signed_of(body.handing), tuple(bytes(each) for each in body.sealed_shares))
    async with rooms.database.transaction() as connection:
        await accept_handing(connection, caller.account, OrderId(bytes(body.order)), given, rooms.now())
    return done()


def order_routes() -> list[Route]:
    """All routes; the application's lifespan state has to hold `practice: Practice` and `mail: Mail`."""
    return [
        Route(PREFIX, get_orders, methods=["GET"]),
        Route(PREFIX, post_order, methods=["POST"]),
        Route(f"{PREFIX}/approvals", post_approval, methods=["POST"]),
        Route(f"{PREFIX}/answers", post_answer, methods=["POST"]),
        Route(f"{PREFIX}/outcomes", post_outcome, methods=["POST"]),
        Route(f"{PREFIX}/contributions", post_contributions, methods=["POST"]),
        Route(f"{PREFIX}/handings", post_handing, methods=["POST"]),
        *order_reading_routes(),
    ]


def _drill(body: DrillBody | None) -> Drill | None:
    if body is None:
        return None
    return Drill(
        header=signed_of(body.header),
        deposit=signed_of(body.deposit),
        sealed_shares=tuple(bytes(each) for each in body.sealed_shares),
    )
