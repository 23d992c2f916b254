"""Fixtures of the browser tests."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from server.storage.embedded.stack import EmbeddedStack
from tests.acceptance.service import running_service
from tests.browser import stage
from tests.browser.cast import Practice
from tests.browser.chromium import launch_options
from tests.browser.long_day import PLAY_ON_IT
from tests.browser.watch import Watch
from tests.support.databases import Templates
from tests.support.houses import lasting_environ
from tests.support.proxy import TcpProxy

# A busy machine is no failure.
PATIENCE_MS = 60_000
expect.set_options(timeout=PATIENCE_MS)

NewContext = Callable[..., Awaitable[tuple[BrowserContext, Watch]]]


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """One real Chromium for all browser tests of this process."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(**launch_options())
        yield browser
        await browser.close()


@pytest.fixture
async def new_context(chromium: Browser) -> AsyncIterator[NewContext]:
    """Gives fresh browser profiles, each with a watch over it. At the end all must have kept quiet."""
    opened: list[tuple[BrowserContext, Watch]] = []

    async def make(**options: Any) -> tuple[BrowserContext, Watch]:
        opened.append(await _profile(chromium, **options))
        return opened[-1]

    yield make
    for context, _ in opened:
        await context.close()
    assert [text for _, watch in opened for text in watch.unexpected] == []


async def _profile(chromium: Browser, **options: Any) -> tuple[BrowserContext, Watch]:
    context = await chromium.new_context(locale="en-GB", timezone_id="Europe/London", **options)
    context.set_default_timeout(PATIENCE_MS)
    return context, await Watch.over(context)


@pytest.fixture(scope="session")
def stage_origin() -> Iterator[str]:
    """The origin that serves the stage, built anew."""
    stage.build()
    with stage.served() as origin:
        yield origin


@pytest.fixture(scope="session")
async def stage_window(chromium: Browser) -> AsyncIterator[tuple[Page, Watch]]:
    """One page for all scenes: what it read and compiled stays, and passwords that were stretched before, which spares minutes."""
    context, watch = await _profile(chromium, reduced_motion="reduce")
    await context.add_init_script(PLAY_ON_IT)
    yield await context.new_page(), watch
    await context.close()


@pytest.fixture
async def stage_page(stage_window: tuple[Page, Watch]) -> AsyncIterator[tuple[Page, Watch]]:
    """The page as a new one would be, and the watch over it."""
    page, watch = stage_window
    watch.said.clear()
    await page.emulate_media(color_scheme="light")
    await page.set_viewport_size({"width": 1280, "height": 720})
    yield page, watch
    await page.evaluate("() => sessionStorage.clear()")


@pytest.fixture(scope="session")
async def practice(stack: EmbeddedStack, templates: Templates) -> AsyncIterator[Practice]:
    """The practice of all browser tests of this process that need none of their own."""
    async with founded(stack, templates, 5) as made:
        yield made


@asynccontextmanager
async def founded(stack: EmbeddedStack, templates: Templates, valkey_number: int) -> AsyncIterator[Practice]:
    """A real service with the built client, and a proxy before it."""
    async with lasting_environ(stack, templates, valkey_number) as environ, TcpProxy() as proxy:
        await proxy.open(0)
        environ["WEBTHERAPY_ALSO_ORIGINS"] = f"http://localhost:{proxy.port}"
        environ |= {
            "WEBTHERAPY_LIMIT_POSTS_PER_SECOND": "5000",
            "WEBTHERAPY_LIMIT_POSTS_BURST": "5000",
        }  # long records at once
        async with running_service(environ) as running:
            await proxy.open(running.process.port)
            made = Practice(running, proxy)
            await made.found()
            yield made
