"""The HTTP door to payments (protocol.md §1.1): off unless the practice has an account at a processor."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.errors import Refusal, RefusalCode
from server.http.bodies import MAX_BODY_BYTES, Answer, Nothing, answer, done, read
from server.identity.asking import asker
from server.identity.payments import hear, page_for, standing
from server.identity.processor import Processor
from server.identity.rooms import rooms_of
from server.roles import Role
from server.sessions.sign_in_session import SignInSession

SIGNATURE: Final = "stripe-signature"


class PaymentsAnswer(Answer, frozen=True, kw_only=True):
    """How the caller stands. `available`: the practice takes cards."""

    available: bool
    state: str
    changed_at: int


class PageAnswer(Answer, frozen=True, kw_only=True):
    """The processor's own page."""

    url: str


async def get_payments(request: Request) -> Response:
    """How the caller stands."""
    rooms, caller = rooms_of(request), await _client(request)
    found = await standing(rooms, caller.account)
    available = rooms.processor is not None
    return answer(PaymentsAnswer(available=available, state=found.state, changed_at=found.changed_at))


async def post_page(request: Request) -> Response:
    """Where the caller pays. A body with anything in it is refused, a card number above all."""
    rooms, caller = rooms_of(request), await _client(request)
    await read(request, Nothing)
    url = await page_for(rooms, _processor(request), caller.account, rooms.site.origin)
    return answer(PageAnswer(url=url))


async def post_event(request: Request) -> Response:
    """What the processor tells us: its signature stands for everything that a page would show."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_BODY_BYTES:
            raise Refusal(RefusalCode.TOO_LARGE)
    told = _processor(request).told(bytes(body), request.headers.get(SIGNATURE, ""))
    await hear(rooms_of(request), told)
    return done()


def payment_routes() -> list[BaseRoute]:
    """To be mounted among identity's routes."""
    return [
        Route("/payments", get_payments, methods=["GET"]),
        Route("/payments/page", post_page, methods=["POST"]),
        Route("/payments/events", post_event, methods=["POST"]),
    ]


def _processor(request: Request) -> Processor:
    processor = rooms_of(request).processor
    if processor is None:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    return processor


async def _client(request: Request) -> SignInSession:
    caller = await asker(request)
    if caller.role is not Role.CLIENT:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    return caller
