"""A long record: opens at its end, is verified to its beginning, and can be read back and searched without losing one's place."""

import asyncio

import pytest
from playwright.async_api import Locator, expect

from tests.browser.cast import Practice
from tests.browser.conftest import PATIENCE_MS, NewContext
from tests.browser.person import Person

pytestmark = pytest.mark.browser

LINES = 600
ROWS = 300
"""No more rows than this ever stand in the page."""

_TOP_LINE = """(log) => {
  const top = log.getBoundingClientRect().top;
  const row = [...log.querySelectorAll("[data-row]")].find((element) => element.getBoundingClientRect().bottom > top + 1);
  return [row.dataset.row, Math.round(row.getBoundingClientRect().top - top)];
}"""


_SECOND_TIME = """(field) => field.dispatchEvent(
  new KeyboardEvent("keydown", { key: "f", code: "KeyF", ctrlKey: true, bubbles: true, cancelable: true }))"""
"""Press the key that finds once more; true where the page leaves it alone."""

_KEPT = "() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state, location.href])"
"""What this page leaves in the browser."""


@pytest.mark.slow
async def test_a_long_record(new_context: NewContext, practice: Practice) -> None:
    """Hundreds of lines: the newest stands there when it opens, the first by scrolling, one's place kept, news announced quietly."""
    couple = await practice.couple(types=False)
    async with await couple.therapist.enters(practice.direct) as therapist:
        dialogue = await therapist.conversation()
        await dialogue.start_session()
        for start in range(0, LINES, 200):
            await asyncio.gather(*(dialogue.send(f"line {number}") for number in range(start, start + 200)))
        context, _ = await new_context()
        client = await Person.coming_back(await context.new_page(), practice.direct, couple.client)
        await client.open_conversation()
        await expect(client.message(f"line {LINES - 1}")).to_be_visible()

        log = client.page.get_by_role("log")
        await _scroll_to_beginning(log)
        await expect(client.message("line 0")).to_be_visible()
        assert await client.page.locator("[data-row]").count() <= ROWS

        await log.evaluate("(log) => log.scrollBy(0, 900)")
        await _frames(log)
        place = await log.evaluate(_TOP_LINE)
        await dialogue.send("news one")
        await dialogue.send("news two")
        newest = client.page.get_by_role("button", name="2 new")
        await expect(newest).to_be_visible()
        assert await log.evaluate(_TOP_LINE) == place
        await client.page.get_by_role("link", name="Home", exact=True).click()
        await client.open_conversation()
        assert await log.evaluate(_TOP_LINE) == place

        await newest.click()
        await expect(client.message("news two")).to_be_in_viewport()
        await expect(newest).to_be_hidden()
        await _search(client, log)


async def _search(client: Person, log: Locator) -> None:
    """Words are found in all of it, wherever they stand; who was led far back is where they were when the search closes."""
    await log.press("Control+f")
    search = client.page.get_by_role("search", name="Search in this conversation")
    field = search.get_by_role("textbox")
    await expect(field).to_be_focused()
    assert await field.evaluate(_SECOND_TIME), "the second time it is the browser's own"
    await field.fill("LÍNE 37")
    told = search.get_by_role("status")
    await expect(told).to_contain_text("1 of 11.")
    await expect(client.message("line 379")).to_be_in_viewport()
    for _ in range(10):
        await field.press("Enter")
    await expect(told).to_contain_text("11 of 11.")
    await expect(told).to_contain_text("line 37")
    await expect(client.message("line 37")).to_be_in_viewport()
    assert await client.page.locator("[data-row]").count() <= ROWS
    await search.get_by_role("button", name="Later match").click()
    await expect(client.message("line 370")).to_be_in_viewport()
    await expect(field).to_be_focused()
    assert "ÍNE" not in await client.page.evaluate(_KEPT)
    await field.press("Escape")
    await expect(search).to_be_hidden()
    await expect(log).to_be_focused()
    await expect(client.message("news two")).to_be_in_viewport()


async def _scroll_to_beginning(log: Locator) -> None:
    beginning = log.get_by_text("The record begins here.")
    async with asyncio.timeout(PATIENCE_MS / 1000):
        while await beginning.count() == 0:
            await log.evaluate("(log) => { log.scrollTop = 0; }")
            await _frames(log)


async def _frames(log: Locator) -> None:
    """Until what a scroll calls for is drawn."""
    await log.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))")
