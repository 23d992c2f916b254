"""Reports of broken page rules, from any browser (protocol.md §1.7): at a pace, read for the rule's name, counted, forgotten."""

import os
from typing import Annotated, Final

import msgspec
from redis.asyncio import Redis
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.errors import Refusal, RefusalCode
from server.http.bodies import done
from server.http.headers import REPORTS
from server.http.networks import network_of
from server.sessions.broken_rules import BrokenRules
from server.sessions.pace import Pace, Waits

MOST_BYTES: Final = 65_536
MOST_AT_ONCE: Final = 50
"""Reports that a browser saved up."""

_MINUTE_MS: Final = 60_000
WAITS: Final = Waits(network=[*[0] * 20, *(_MINUTE_MS << step for step in range(6))], everyone=[*[0] * 500, _MINUTE_MS])
"""Twenty requests from a network, then a minute … half an hour; from all networks together five hundred, then one in a minute."""


class _Said(msgspec.Struct, rename="camel"):
    effective_directive: str = ""


class _Report(msgspec.Struct):
    """Of the Reporting API. Addresses, samples and lines are in no field here: they are never looked at."""

    type: str = ""
    body: _Said = msgspec.field(default_factory=_Said)


class _OldSaid(msgspec.Struct, rename="kebab"):
    effective_directive: str = ""
    violated_directive: str = ""


class _OldReport(msgspec.Struct, rename={"report": "csp-report"}):
    """Of `report-uri`."""

    report: _OldSaid


_READ: Final[dict[str, msgspec.json.Decoder[list[_Report] | _OldReport]]] = {
    "application/reports+json": msgspec.json.Decoder(Annotated[list[_Report], msgspec.Meta(max_length=MOST_AT_ONCE)]),
    "application/csp-report": msgspec.json.Decoder(_OldReport),
}


def rules_pace(redis: Redis, prefix: str = "webtherapy:") -> Pace:
    """How many requests are counted."""
    return Pace(redis, os.urandom, WAITS, f"{prefix}broken-rules-pace:")


async def post_broken_rules(request: Request) -> Response:
    """Count what a browser reports. Nobody is asked who they are."""
    rules, pace = request.state.broken_rules, request.state.rules_pace
    assert isinstance(rules, BrokenRules)  # the composition's promise, for the type checker
    assert isinstance(pace, Pace)
    named = await _named(request)
    await pace.take(network_of(request.client.host if request.client else None))
    await rules.count(named)
    return done()


def broken_rules_routes() -> list[Route]:
    """The route; the application's lifespan state has to hold `broken_rules: BrokenRules` and `rules_pace: Pace`."""
    return [Route(REPORTS, post_broken_rules, methods=["POST"])]


async def _named(request: Request) -> list[str]:
    """The rules that are named; a Refusal `too_large` or `malformed` that repeats nothing."""
    decoder = _READ.get(request.headers.get("content-type", "").split(";")[0].strip().lower())
    if decoder is None:
        raise Refusal(RefusalCode.MALFORMED)
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            raise Refusal(RefusalCode.TOO_LARGE)
    try:
        said = decoder.decode(bytes(body))
    except (msgspec.DecodeError, ValueError, RecursionError):
        raise Refusal(RefusalCode.MALFORMED) from None
    if isinstance(said, _OldReport):
        return [said.report.effective_directive or said.report.violated_directive.partition(" ")[0]]
    return [each.body.effective_directive for each in said if each.type == "csp-violation"]
