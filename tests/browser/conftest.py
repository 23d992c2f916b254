"""Fixtures of the browser tests."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import pytest
from playwright.async_api import Browser, BrowserContext, async_playwright

from tests.browser import stage
from tests.browser.chromium import launch_options
from tests.browser.watch import Watch

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
    """`await new_context(color_scheme="dark")`: a fresh browser profile and a watch over it. At the end it must have kept quiet."""
    opened: list[tuple[BrowserContext, Watch]] = []

    async def make(**options: object) -> tuple[BrowserContext, Watch]:
        context = await chromium.new_context(locale="en-GB", timezone_id="Europe/London", **options)
        context.set_default_timeout(20_000)
        opened.append((context, await Watch.over(context)))
        return opened[-1]

    yield make
    for context, _ in opened:
        await context.close()
    assert [text for _, watch in opened for text in watch.unexpected] == []


@pytest.fixture(scope="session")
def stage_origin() -> Iterator[str]:
    """The origin that serves the stage, built anew."""
    stage.build()
    with stage.served() as origin:
        yield origin
