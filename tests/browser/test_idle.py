"""The five-minute log-off, as people meet it: warned, put off, over, and nothing left behind."""

import asyncio

import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.cast import Practice
from tests.browser.conftest import NewContext
from tests.browser.hours import Hours
from tests.browser.measure import axe
from tests.browser.person import Person

pytestmark = pytest.mark.browser

DAY = 86_400
LAST_WORDS = "10 seconds left. Press any key to stay."
IDLE = "We signed you out after five quiet minutes."


async def sit(page: Page, practice: Practice, hours: Hours, who: Person | None = None) -> Person:
    """Someone in a live session with a word in it; or in another tab of theirs."""
    await hours.watch(page)
    if who is not None:
        await page.goto(practice.direct)
        other = Person(page, who.who)
        await other.open_conversation()
        return other
    couple = await practice.couple(types=False)
    person = await Person.coming_back(page, practice.direct, couple.client)
    await person.open_conversation()
    await person.start_session()
    await person.say("Between us")
    await person.reads(["Between us"])
    return person


async def test_five_quiet_minutes_end_both_tabs(new_context: NewContext, practice: Practice) -> None:
    """Warned at four minutes, signed out at five, in every tab: no word is left in the page, and the cookie opens nothing."""
    context, watch = await new_context()
    async with Hours.of(practice) as hours:
        one = await sit(await context.new_page(), practice, hours)
        two = await sit(await context.new_page(), practice, hours, one)
        await hours.pass_by(230)
        warnings = [tab.page.get_by_role("alertdialog") for tab in (one, two)]
        for warning in warnings:
            await expect(warning).to_be_hidden()
        await hours.pass_by(15)
        for tab, warning in zip((one, two), warnings, strict=True):
            await expect(warning).to_be_visible()
            await expect(warning.get_by_role("button", name="Stay signed in")).to_be_focused()
            await expect(tab.page.locator(".message")).to_have_count(1)
        assert await axe(one.page) == []
        watch.said.clear()  # axe probes what the policy forbids
        # In small steps: what this test itself takes counts as well.
        status = warnings[0].get_by_role("status")
        while await status.inner_text() != LAST_WORDS:
            await hours.pass_by(3)
        await hours.pass_by(14)
        for tab in (one, two):
            await expect(tab.page.get_by_text(IDLE)).to_be_visible()
            assert "Between us" not in await tab.page.content()
            assert await tab.page.evaluate("() => sessionStorage.length") == 0
            await tab.page.go_back()
            await expect(tab.page.get_by_role("heading", name="Sign in")).to_be_visible()
        answer = await one.page.evaluate("async () => (await fetch('/identity/v1/session')).status")
        assert answer == 401


async def test_the_warning_is_put_off_ten_times_by_keyboard(new_context: NewContext, practice: Practice) -> None:
    """Any key stays, Escape too; nothing is typed by it, and the focus is back where it was, ten times in a row."""
    context, _ = await new_context()
    async with Hours.of(practice) as hours:
        person = await sit(await context.new_page(), practice, hours)
        await person.composer.press_sequentially("half a th")
        warning = person.page.get_by_role("alertdialog")
        for key in ["Escape", "x", "Enter", " ", "Tab", "ArrowDown", "Shift", "?", "Backspace", "Escape"]:
            await hours.pass_by(245)
            await expect(warning).to_be_visible()
            await expect(warning.get_by_role("button")).to_be_focused()
            await person.page.keyboard.press(key)
            await expect(warning).to_be_hidden()
            await expect(person.composer).to_be_focused()
            await expect(person.composer).to_have_value("half a th")
        await expect(person.message("Between us")).to_be_visible()


async def test_what_is_done_in_one_tab_keeps_the_other(new_context: NewContext, practice: Practice) -> None:
    """One clock for all tabs of a sign-in; what the other side writes does not count."""
    context, _ = await new_context()
    async with Hours.of(practice) as hours:
        one = await sit(await context.new_page(), practice, hours)
        two = await sit(await context.new_page(), practice, hours, one)
        await hours.pass_by(200)
        await one.page.keyboard.press("a")
        for seconds in (16, 24, 76):  # the other tab asks a minute before its own time, and is answered in between
            await hours.pass_by(seconds)
        for tab in (one, two):
            await expect(tab.page.get_by_role("alertdialog")).to_be_hidden()
            await expect(tab.message("Between us")).to_be_visible()
        await hours.pass_by(130)
        await expect(two.page.get_by_role("alertdialog")).to_be_visible()


async def test_words_that_come_in_count_for_nothing(new_context: NewContext, practice: Practice) -> None:
    """The other side writes for five minutes, and stays for it; who did nothing is signed out all the same."""
    couple = await practice.couple(types=False)
    context, _ = await new_context()
    other, _ = await new_context()
    async with Hours.of(practice) as hours:
        quiet = await Person.coming_back(await hours.watch(await context.new_page()), practice.direct, couple.client)
        await quiet.open_conversation()
        busy = await Person.coming_back(await hours.watch(await other.new_page()), practice.direct, couple.therapist)
        await busy.open_conversation()
        await busy.start_session()
        for number in range(5):
            await hours.pass_by(59)
            await busy.say(f"Still there? {number}")
            if number < 4:
                await expect(quiet.message(f"Still there? {number}")).to_have_count(1)
        await hours.pass_by(6)
        await expect(quiet.page.get_by_role("heading", name="Sign in")).to_be_visible()
        assert "Still there?" not in await quiet.page.content()


async def test_nothing_is_seen_after_sleep_before_the_service_has_said(
    new_context: NewContext, practice: Practice
) -> None:
    """A device that slept for six minutes wakes blank, then says why; one that slept for one goes on."""
    context, _ = await new_context()
    async with Hours.of(practice) as hours:
        person = await sit(await context.new_page(), practice, hours)
        await hours.sleep(60)
        await expect(person.message("Between us")).to_be_visible()
        asked, answer = asyncio.Event(), asyncio.Event()

        async def hold(route: Route) -> None:
            asked.set()
            await answer.wait()
            await route.continue_()

        await context.route("**/identity/v1/session", hold)
        await context.set_offline(True)
        await hours.sleep_here(360)  # the service must not tell by the open socket before the page has asked
        await asked.wait()
        assert await person.page.evaluate("() => getComputedStyle(document.body).opacity") == "0"
        await hours.pass_there(360)
        await context.set_offline(False)
        answer.set()
        await expect(person.page.get_by_text(IDLE)).to_be_visible()
        assert await person.page.evaluate("() => getComputedStyle(document.body).opacity") == "1"


async def test_a_clock_that_is_set_changes_nothing(new_context: NewContext, practice: Practice) -> None:
    """A day forward, two days back: the page stays, and the service's five minutes hold."""
    context, _ = await new_context()
    async with Hours.of(practice) as hours:
        person = await sit(await context.new_page(), practice, hours)
        for day in (1, -1):
            now = await person.page.evaluate("() => Date.now()")
            await person.page.clock.set_system_time(now / 1000 + day * DAY)
            await hours.pass_here(3)
            await expect(person.message("Between us")).to_be_visible()
            await expect(person.page.locator("html")).not_to_have_attribute("data-veil", "")
        await hours.pass_by(245)
        await expect(person.page.get_by_role("alertdialog")).to_be_visible()


async def test_the_local_clock_holds_without_a_network(new_context: NewContext, practice: Practice) -> None:
    """Cut off from the service, five quiet minutes end it here too."""
    couple = await practice.couple(types=False)
    context, _ = await new_context()
    async with Hours.of(practice) as hours:
        page = await hours.watch(await context.new_page())
        person = await Person.coming_back(page, practice.cuttable, couple.client)
        await person.open_conversation()
        await person.start_session()
        await practice.proxy.cut()
        try:
            await hours.pass_here(250)
            await expect(page.get_by_role("alertdialog")).to_be_visible()
            await hours.pass_here(55)
            await expect(page.get_by_text(IDLE)).to_be_visible()
        finally:
            await practice.proxy.restore()
