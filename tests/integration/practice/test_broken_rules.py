"""Browsers report pages that broke their content security policy (compliance HD-09): counted, at a pace, and nothing else is kept."""

import json
import secrets
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from redis.asyncio import Redis

from server.http.headers import REPORTS
from server.sessions.broken_rules import BrokenRules
from server.sessions.redis import connected
from tests.integration.house import House, house

CANARY = "canary-of-a-page"
SAID = {"effectiveDirective": "script-src-elem", "blockedURL": f"https://{CANARY}.example/", "sample": CANARY}
REPORT = {
    "type": "csp-violation",
    "url": f"https://here.example/#{CANARY}",
    "user_agent": CANARY,
    "age": 1,
    "body": SAID,
}


@pytest.fixture(name="prefix")
def _prefix() -> str:
    return f"test-{secrets.token_hex(8)}:"


@pytest.fixture(name="redis")
async def _redis(redis_url: str) -> AsyncIterator[Redis]:
    async with connected(redis_url) as redis:
        yield redis


@pytest.fixture(name="place")
async def _place(shared_identity_url: str, messaging_url: str, redis_url: str, prefix: str) -> AsyncIterator[House]:
    async with house(shared_identity_url, messaging_url, redis_url, prefix) as opened:
        yield opened


async def say(browser: httpx.AsyncClient, said: Any, kind: str = "application/reports+json") -> httpx.Response:
    """As a browser reports by itself: no page, no origin."""
    del browser.headers["Origin"]
    answer = await browser.post(REPORTS, content=json.dumps(said), headers={"Content-Type": kind})
    browser.headers["Origin"] = "http://localhost:8000"
    return answer


async def test_rules_are_counted_and_nothing_else_is_kept(place: House, redis: Redis, prefix: str) -> None:
    """In either of the two forms that browsers have; a rule that nobody knows is one of the others, and what else was reported nothing."""
    old = {"csp-report": {"violated-directive": "img-src 'self'", "blocked-uri": CANARY, "document-uri": CANARY}}
    unknown = REPORT | {"body": SAID | {"effectiveDirective": CANARY}}
    async with place.visitor() as browser:
        for said, kind in (
            ([REPORT, REPORT, unknown, REPORT | {"type": "deprecation"}], "application/reports+json"),
            (old, "application/csp-report"),
        ):
            assert (await say(browser, said, kind)).status_code == 204
    assert await BrokenRules(redis, prefix).counted(1) == {"script-src-elem": 2, "other": 1, "img-src": 1}
    kept = [(key, await redis.type(key)) async for key in redis.scan_iter(match=f"{prefix}*")]
    told = [await redis.hgetall(key) if kind == b"hash" else await redis.get(key) for key, kind in kept]
    assert CANARY not in repr([kept, told])


async def test_a_crowd_of_reports_is_told_to_wait(place: House, redis: Redis, prefix: str) -> None:
    """After twenty from one network; another network's are counted."""
    async with place.visitor() as browser, place.visitor("198.51.100.7") as other:
        words = [(await say(browser, [REPORT])).status_code for _ in range(22)]
        assert (words[:20], words[-1]) == ([204] * 20, 429)
        assert (await say(other, [REPORT])).status_code == 204
    assert (await BrokenRules(redis, prefix).counted(1))["script-src-elem"] <= 22


@pytest.mark.parametrize(
    ("said", "kind", "status"),
    [
        ([REPORT] * 51, "application/reports+json", 400),
        ({"csp-report": 1}, "application/csp-report", 400),
        ([REPORT], "application/json", 400),
        (["x" * 70_000], "application/reports+json", 413),
    ],
)
async def test_what_is_no_report_is_refused(
    place: House, redis: Redis, prefix: str, said: Any, kind: str, status: int
) -> None:
    """Typed, and counted nowhere."""
    async with place.visitor() as browser:
        assert (await say(browser, said, kind)).status_code == status
    assert await BrokenRules(redis, prefix).counted(1) == {}
