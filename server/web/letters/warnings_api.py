"""A report of a browser's warning (protocol.md §1.7), from anyone: bounded, at a pace, sealed, and one answer whatever comes of it."""

import os
from typing import Annotated, Final

import msgspec
from redis.asyncio import Redis
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.errors import Refusal, RefusalCode
from server.http.bodies import Body, done, read
from server.http.networks import network_of
from server.http.signed_in import presented_token
from server.ids import AccountId
from server.practice.warnings import SeenWarning, report
from server.sessions.device import Device
from server.sessions.pace import Pace, Waits
from server.web.mail import Mail, mail_of

PATH: Final = "/messaging/v1/warnings"
MOST_WORDING_BYTES: Final = 1_000
MOST_PLACE_BYTES: Final = 300
MOST_REQUEST_BYTES: Final = 8_192

_MINUTE_MS: Final = 60_000
WAITS: Final = Waits(
    network=[0, 0, *(_MINUTE_MS << step for step in range(7))],
    everyone=[*[0] * 50, *(_MINUTE_MS << step for step in range(5))],
)
"""Three from a network, then a minute … about an hour; from all networks together fifty, then a minute … a quarter of an hour."""


class WarningBody(Body, frozen=True, kw_only=True):
    """What the browser said, where, and which kind of browser it is."""

    wording: Annotated[str, msgspec.Meta(min_length=1)]
    place: str
    browser: Device


def warnings_pace(redis: Redis, prefix: str = "webtherapy:") -> Pace:
    """How many reports are taken."""
    return Pace(redis, os.urandom, WAITS, f"{prefix}warnings:")


async def post_warning(request: Request) -> Response:
    """A report. Who is signed in is named in it, so that the practice can answer to their mailbox; nobody else is."""
    mail, pace = mail_of(request), request.state.warnings
    assert isinstance(pace, Pace)  # the composition's promise, for the type checker
    body = await read(request, WarningBody, most=MOST_REQUEST_BYTES)
    warning = _warning(body, await _reporter(request, mail))
    await pace.take(network_of(request.client.host if request.client else None))
    async with mail.database.transaction() as connection:
        changed = await report(connection, mail.system, warning, mail.now())
    mail.ring(changed)
    return done()


def warning_routes() -> list[Route]:
    """The route; the application's lifespan state has to hold `mail: Mail` and `warnings: Pace`."""
    return [Route(PATH, post_warning, methods=["POST"])]


def _warning(body: WarningBody, reporter: AccountId | None) -> SeenWarning:
    wording, place = body.wording.strip(), body.place.strip()
    if not 1 <= _bytes(wording) <= MOST_WORDING_BYTES or _bytes(place) > MOST_PLACE_BYTES:
        raise Refusal(RefusalCode.MALFORMED)
    browser = f"{body.browser.browser.value} {body.browser.system.value}"
    return SeenWarning(wording=wording, place=place, browser=browser, reporter=reporter)


def _bytes(text: str) -> int:
    try:
        return len(text.encode())
    except UnicodeEncodeError:
        raise Refusal(RefusalCode.MALFORMED) from None


async def _reporter(request: Request, mail: Mail) -> AccountId | None:
    """Who is signed in; a session that is over is nobody's."""
    token = presented_token(request, mail.site)
    if token is None:
        return None
    try:
        return (await mail.sessions.find(token)).account
    except Refusal:
        return None
