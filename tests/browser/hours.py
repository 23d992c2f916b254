"""Time that passes for a page and for the service at once."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final, Self

from playwright.async_api import BrowserContext, Page
from redis.asyncio import Redis

from tests.browser.cast import Practice
from tests.support.valkey_clock import ValkeyClock

PACE_SECONDS: Final = 0.8
"""The service takes five reports of activity a second; where minutes pass in less, pages would make more."""

STEP_SECONDS: Final = 5.0


class Hours:
    """Valkey's clock and the clocks of some pages. Seconds."""

    def __init__(self, valkey: ValkeyClock) -> None:
        self._valkey = valkey
        self._contexts: list[BrowserContext] = []
        """All pages of a context have one clock."""
        self._pages: list[Page] = []

    @classmethod
    @asynccontextmanager
    async def of(cls, practice: Practice) -> AsyncIterator[Self]:
        """The service's time."""
        redis = Redis.from_url(practice.running.environ["REDIS_URL"])
        try:
            yield cls(ValkeyClock(redis))
        finally:
            await redis.aclose()

    async def watch(self, page: Page) -> Page:
        """From here on this page's clocks are ours, before it is opened."""
        if page.context not in self._contexts:
            await page.context.clock.install()
            self._contexts.append(page.context)
        self._pages.append(page)
        return page

    async def pass_by(self, seconds: float) -> None:
        """So much time passes everywhere, beat by beat; what this takes by itself, on a busy machine many seconds, is part of it."""
        began = time.monotonic()
        # What was just done is told within 15 s, by its age: until then both clocks go in small steps, and wait for each other.
        steps = [4.0] * (int(min(seconds, 16)) // 4)
        for step in steps:
            await self._pass(step)
            await self._answered()
        # Then in larger ones: what a page asks meanwhile is answered by a service whose clock is ahead of its own by one step at most.
        while (rest := seconds - sum(steps) - (time.monotonic() - began)) > 0:
            steps.append(min(rest, STEP_SECONDS))
            await self._pass(steps[-1])
        await asyncio.sleep(PACE_SECONDS)

    async def _pass(self, seconds: float) -> None:
        await self._valkey.forward(int(seconds * 1000))
        for context in self._contexts:
            await context.clock.run_for(int(seconds * 1000))

    async def pass_here(self, seconds: float) -> None:
        """It passes for the pages only."""
        for context in self._contexts:
            await context.clock.run_for(int(seconds * 1000))

    async def pass_there(self, seconds: float) -> None:
        """It passes for the service only."""
        await self._valkey.forward(int(seconds * 1000))

    async def sleep(self, seconds: float) -> None:
        """The device sleeps: no timer runs, and on waking all of them are late. What the page asks then has been answered."""
        await self.pass_there(seconds)
        await self.sleep_here(seconds)
        await self._answered()

    async def sleep_here(self, seconds: float) -> None:
        """The device sleeps, and the service has not noticed."""
        for context in self._contexts:
            await context.clock.fast_forward(int(seconds * 1000))

    async def _answered(self) -> None:
        """Two answers later the service has heard what the pages told it before, and they what it said."""
        for page in self._pages:
            for _ in range(2):
                await page.evaluate("async () => { await fetch('/identity/v1/session') }")
