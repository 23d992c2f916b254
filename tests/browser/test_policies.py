"""What a client is shown once, before Home: new rules, which they may refuse; a notice, which bars nobody; how to leave quickly."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from server.commands.policy import post_policy
from server.settings import Settings
from tests.browser import beforehand
from tests.browser.cast import Practice, Someone
from tests.browser.conftest import NewContext
from tests.browser.hours import Hours
from tests.browser.keeper import sign_out
from tests.browser.person import FIRST_PAGE, Person

pytestmark = pytest.mark.browser

NEW_TERMS = "Sessions begin on the hour.\n\n## What is new\n\n- You can cancel up to the evening before.\n"


async def somewhere(new_context: NewContext) -> Page:
    """A page of a browser that has never been here."""
    context, _ = await new_context()
    return await context.new_page()


async def knock(page: Page, origin: str, who: Someone) -> Person:
    """Number and password; what comes then is looked at."""
    await page.goto(origin)
    person = Person(page, who)
    await person.knock()
    return person


async def revise(practice: Practice, folder: Path, policy: str, title: str, text: str = NEW_TERMS) -> None:
    """The practice posts the next version."""
    file = folder / "revision.md"
    file.write_text(text, "utf-8")
    await post_policy(Settings.from_environ(practice.running.environ), policy, file, title)


async def at_home(page: Page) -> None:
    """Nothing stands before Home."""
    await expect(page.get_by_role("heading", name=FIRST_PAGE)).to_be_visible()
    await expect(page.locator(".card button")).to_be_visible()


async def test_a_revision_is_asked_once(new_context: NewContext, practice: Practice, tmp_path: Path) -> None:
    """Posted while someone was away, it is read and accepted in place before Home; another browser and a reload ask no more."""
    couple = await practice.couple()
    await revise(practice, tmp_path, "terms", "Terms of use, anew")
    page = await somewhere(new_context)
    await knock(page, practice.direct, couple.client)
    await expect(page.get_by_role("heading", name="There is something new")).to_be_focused()
    await expect(page.locator(".card button")).to_have_count(0)
    await expect(page.get_by_role("checkbox")).to_have_count(1)
    await page.get_by_role("button", name="Go on", exact=True).click()
    await expect(page.get_by_role("alert")).to_contain_text("please accept this one")
    await expect(page.get_by_role("checkbox")).to_be_focused()
    await page.get_by_text("Read: Terms of use, anew").click()
    await expect(page.get_by_text("You can cancel up to the evening before.")).to_be_visible()
    await page.reload()
    await expect(page.get_by_role("heading", name="There is something new")).to_be_visible()
    await page.get_by_role("checkbox").focus()
    await page.keyboard.press("Space")
    await page.keyboard.press("Enter")
    await at_home(page)
    await expect(page.get_by_role("heading", name="Home")).to_be_focused()
    await page.reload()
    await at_home(page)
    await knock(elsewhere := await somewhere(new_context), practice.direct, couple.client)
    await at_home(elsewhere)
    therapist = await somewhere(new_context)
    await knock(therapist, practice.direct, couple.therapist)
    await at_home(therapist)


async def test_who_does_not_agree_is_signed_out_and_loses_nothing(
    new_context: NewContext, practice: Practice, tmp_path: Path
) -> None:
    """It says what that means, and signs out; help, safety and one's own account stay open; the next sign-in asks again, and yes is yes."""
    couple = await practice.couple()
    await revise(practice, tmp_path, "privacy-policy", "Privacy policy, anew")
    page = await somewhere(new_context)
    person = await knock(page, practice.direct, couple.client)
    await page.get_by_role("button", name="I do not agree").click()
    await expect(page.get_by_role("heading", name="You do not agree")).to_be_focused()
    await expect(page.get_by_text("nothing is deleted")).to_be_visible()
    await page.get_by_role("link", name="Me", exact=True).click()
    await expect(page.get_by_role("link", name="Contact card")).to_be_visible()
    await page.get_by_role("link", name="Crisis help").click()
    await expect(page.get_by_role("link", name="Call 988")).to_be_visible()
    await page.get_by_role("link", name="Home", exact=True).click()
    await page.get_by_role("button", name="I do not agree").click()
    await page.locator("main").get_by_role("button", name="Sign out").click()
    await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    await knock(page, practice.direct, person.who)
    await beforehand.accept(page)
    await at_home(page)


async def test_the_notice_bars_nobody(new_context: NewContext, practice: Practice, tmp_path: Path) -> None:
    """A new notice of privacy practices is asked by itself; who would rather not confirm goes on, and is not asked again."""
    couple = await practice.couple()
    await revise(practice, tmp_path, "notice-of-privacy-practices", "Notice, anew")
    page = await somewhere(new_context)
    person = await knock(page, practice.direct, couple.client)
    await expect(page.get_by_role("heading", name="A new notice about your privacy rights")).to_be_focused()
    await beforehand.answer_notice(page, "I would rather not confirm")
    await at_home(page)
    await sign_out(person)
    await knock(page, practice.direct, couple.client)
    await at_home(page)


@pytest.mark.parametrize("unread", ["policies", "acceptances"])
async def test_what_cannot_be_read_locks_nobody_out(
    new_context: NewContext, practice: Practice, tmp_path: Path, unread: str
) -> None:
    """Home opens, and the next sign-in asks."""
    couple = await practice.couple()
    await revise(practice, tmp_path, "terms", "Terms of use, yet again")
    page = await somewhere(new_context)
    await page.route(f"**/messaging/v1/{unread}*", lambda route: route.abort())
    person = await knock(page, practice.direct, couple.client)
    await at_home(page)
    await page.unroute_all()
    await sign_out(person)
    await knock(page, practice.direct, couple.client)
    await expect(page.get_by_role("heading", name="There is something new")).to_be_visible()


async def test_an_answer_that_cannot_be_kept_locks_nobody_out(
    new_context: NewContext, practice: Practice, tmp_path: Path
) -> None:
    """The page says so, and one can try again or go on; then the next sign-in asks."""
    couple = await practice.couple()
    await revise(practice, tmp_path, "terms", "Terms of use, and again")
    page = await somewhere(new_context)
    person = await knock(page, practice.direct, couple.client)
    await expect(page.get_by_role("checkbox")).to_be_visible()
    await page.route("**/messaging/v1/acceptances", lambda route: route.abort())
    await beforehand.accept(page)
    await expect(page.get_by_text("We cannot reach the service.")).to_be_visible()
    await page.get_by_role("button", name="Go on now").click()
    await at_home(page)
    await page.unroute_all()
    await sign_out(person)
    await knock(page, practice.direct, couple.client)
    await beforehand.accept(page)
    await at_home(page)


async def test_someone_new_is_asked_and_told_once(new_context: NewContext, practice: Practice) -> None:
    """An account that the practice issued answers for the first time and reads of the quick exit; on another browser neither comes again."""
    couple = await practice.couple(new=True)
    page = await somewhere(new_context)
    await knock(page, practice.direct, couple.client)
    await beforehand.pass_all(page)
    await at_home(page)
    await Person(page, couple.client).open_conversation()
    await expect(page.get_by_text("No session is open now.")).to_be_visible()
    await knock(elsewhere := await somewhere(new_context), practice.direct, couple.client)
    await at_home(elsewhere)


async def test_the_way_out_is_told_before_the_first_conversation(new_context: NewContext, practice: Practice) -> None:
    """Its page leads to safety and back, stands there again after a reload, and nothing in the clear on the device tells of it."""
    couple = await practice.couple(new=True)
    page = await somewhere(new_context)
    await knock(page, practice.direct, couple.client)
    await beforehand.accept(page)
    await beforehand.answer_notice(page)
    await page.get_by_role("link", name="More about being safe here").click()
    await expect(page.get_by_role("heading", name="Who can see what")).to_be_visible()
    await page.get_by_role("button", name="Back", exact=True).click()
    await expect(page.get_by_text("It does not erase the history")).to_be_visible()
    await page.reload()
    await beforehand.read_of_the_exit(page)
    await at_home(page)
    kept = str(await page.evaluate("() => JSON.stringify([{...localStorage}, {...sessionStorage}])"))
    assert "exit" not in kept


async def test_nothing_of_the_desk_stops_on_the_page(
    new_context: NewContext, practice: Practice, tmp_path: Path
) -> None:
    """Four quiet minutes on the page warn and five sign out; what was being written before the revision came is there after it."""
    couple = await practice.couple()
    context, _ = await new_context()
    async with Hours.of(practice) as hours:
        page = await hours.watch(await context.new_page())
        person = await Person.coming_back(page, practice.direct, couple.client)
        await person.open_conversation()
        await person.start_session()
        await person.composer.fill("Not said yet")
        await sign_out(person)
        await revise(practice, tmp_path, "terms", "Terms of use, while writing")
        await person.knock()
        await expect(page.get_by_role("heading", name="There is something new")).to_be_visible()
        await hours.pass_by(245)
        await expect(page.get_by_role("alertdialog")).to_be_visible()
        await hours.pass_by(59)
        await expect(page.get_by_text("We signed you out after five quiet minutes.")).to_be_visible()
        await person.knock()
        await beforehand.accept(page)
        await at_home(page)
        await person.open_conversation()
        await expect(person.composer).to_have_value("Not said yet")
