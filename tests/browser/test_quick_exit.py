"""The quick exit: at once, from everywhere, by three ways, and nothing to come back to."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.browser.cast import Practice
from tests.browser.conftest import NewContext
from tests.browser.person import Person, without_cookie

pytestmark = pytest.mark.browser

WEATHER: Final = "https://www.weather.gov/"


async def neutral(context: BrowserContext) -> None:
    """Stand in for the neutral site."""
    await context.route(f"{WEATHER}**", lambda route: route.fulfill(body="<h1>Weather</h1>", content_type="text/html"))


async def by_button(page: Page) -> None:
    """The button at the top."""
    await page.get_by_role("link", name="Leave this site").click()


async def by_first_stop(page: Page) -> None:
    """The first stop of the Tab key: before the way to the content."""
    await page.get_by_role("link", name="Skip to the content").focus()
    await page.keyboard.press("Shift+Tab")
    await expect(page.get_by_role("link", name="Leave at once")).to_be_focused()
    await expect(page.get_by_role("link", name="Leave at once")).to_be_in_viewport()
    await page.keyboard.press("Enter")


async def by_shift(page: Page) -> None:
    """Shift, three times, in the middle of writing."""
    for _ in range(3):
        await page.keyboard.press("Shift")


@pytest.mark.parametrize("way", [by_button, by_first_stop, by_shift])
async def test_three_ways_out(
    new_context: NewContext, practice: Practice, way: Callable[[Page], Awaitable[None]]
) -> None:
    """From a live session: the neutral site instead, the session over, the other tab closed, and back shows the door at most."""
    couple = await practice.couple(types=False)
    context, _ = await new_context()
    await neutral(context)
    one = await Person.coming_back(await context.new_page(), practice.direct, couple.client)
    await one.open_conversation()
    await one.start_session()
    await one.say("Between us")
    await one.reads(["Between us"])
    two = Person(await context.new_page(), couple.client)
    await two.page.goto(practice.direct)
    await two.open_conversation()
    await one.page.bring_to_front()
    await way(one.page)
    await one.page.wait_for_url(WEATHER)
    await expect(two.page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert "Between us" not in await two.page.content()
    await without_cookie(context)
    await one.page.go_back()
    await one.page.wait_for_url(f"{practice.direct}/**")
    await expect(one.page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert "Between us" not in await one.page.content()


async def test_it_is_blank_at_once_even_without_a_network(new_context: NewContext, practice: Practice) -> None:
    """The service cannot be reached and the neutral site does not answer: the page is blank in the same moment, keys and words gone."""
    couple = await practice.couple(types=False)
    context, _ = await new_context()
    stuck = asyncio.Event()
    await context.route(f"{WEATHER}**", lambda _: stuck.wait())
    person = await Person.coming_back(await context.new_page(), practice.cuttable, couple.client)
    await person.open_conversation()
    await person.start_session()
    await person.say("Between us")
    await person.reads(["Between us"])
    await practice.proxy.cut()
    try:
        seen = await person.page.evaluate(
            """() => {
              document.getElementById("leave").click();
              return { hidden: getComputedStyle(document.documentElement).display, half: sessionStorage.length };
            }"""
        )
        assert seen == {"hidden": "none", "half": 0}
    finally:
        stuck.set()
        await practice.proxy.restore()


async def test_shift_is_counted_aloud_and_only_by_itself(new_context: NewContext, practice: Practice) -> None:
    """Each press says how many are left; capitals, a pause of five seconds and Escape lead nowhere."""
    context, _ = await new_context()
    await neutral(context)
    page = await context.new_page()
    await page.clock.install()
    await page.goto(practice.direct)
    said = page.locator(".presses")
    await expect(said).to_have_attribute("role", "status")
    await page.get_by_label("Your number").focus()
    for letter in "ABC":
        await page.keyboard.press(f"Shift+{letter}")
    await expect(said).to_be_empty()
    await page.keyboard.press("Shift")
    await expect(said).to_have_text("Shift: press it 2 times more to leave this site.")
    await page.keyboard.press("Shift")
    await expect(said).to_have_text("Shift: press it once more to leave this site.")
    await page.clock.run_for(5_100)
    await expect(said).to_have_text("You are still here.")
    await page.keyboard.press("Shift")
    await expect(said).to_have_text("Shift: press it 2 times more to leave this site.")
    for _ in range(3):
        await page.keyboard.press("Escape")
    await expect(said).to_be_empty()
    assert page.url.startswith(practice.direct)


async def test_a_plain_link_without_script(new_context: NewContext, practice: Practice) -> None:
    """Before the script is there, and where there is none, the way out is a link that works."""
    context, _ = await new_context(java_script_enabled=False)
    await neutral(context)
    page = await context.new_page()
    await page.goto(practice.direct)
    leave = page.get_by_role("link", name="Leave this site")
    await expect(leave).to_be_in_viewport()
    await expect(leave).to_have_attribute("rel", "noreferrer")
    assert "call or text 988" in await page.content()
    await leave.click()
    await page.wait_for_url(WEATHER)


async def test_help_and_safety_are_in_the_same_place_signed_out(new_context: NewContext, practice: Practice) -> None:
    """The page about safety needs no sign-in, says what the quick exit does and does not do, and has every line of help."""
    context, _ = await new_context()
    page = await context.new_page()
    await page.goto(practice.direct)
    await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Leave at once")).to_be_focused()
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    links = await page.locator("header.top > a:not(.skip)").all_inner_texts()
    assert links == ["Crisis help", "Leave this site"]
    await page.get_by_role("link", name="Crisis help").click()
    for heading in ("To leave this site quickly", "What it cannot do", "Who can see what"):
        await expect(page.get_by_role("heading", name=heading)).to_be_visible()
    await expect(page.get_by_text("It does not erase your browser’s history.")).to_be_visible()
    await expect(page.get_by_role("link", name="Call 988")).to_have_attribute("href", "tel:988")
    await expect(page.get_by_text("We last checked these numbers on")).to_be_visible()
    assert await page.locator("header.top > a:not(.skip)").all_inner_texts() == links
