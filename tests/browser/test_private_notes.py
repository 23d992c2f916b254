"""A therapist's own notes: there for their author whatever happens, and for nobody else (compliance PN-01, PN-06)."""

import pytest
from playwright.async_api import Page, expect

from tests.browser import keeper
from tests.browser.cast import Practice
from tests.browser.conftest import NewContext
from tests.browser.hours import Hours
from tests.browser.person import Person
from tests.browser.test_drafts import STORED

pytestmark = pytest.mark.browser

FIRST = "She kept her coat on."
SECOND = "My tiredness came before hers."


async def somewhere(new_context: NewContext, hours: Hours | None = None) -> Page:
    """A page of a browser that has never been here."""
    context, _ = await new_context()
    page = await context.new_page()
    return page if hours is None else await hours.watch(page)


async def opens_notes(author: Person, client: str) -> None:
    """By way of the caseload, to the notes about one client."""
    await author.goes("Clients")
    await author.page.get_by_role("link", name="Private notes").click()
    await author.page.get_by_role("button", name=f"Open the private notes about Client {client}").click()
    await expect(author.page.get_by_text(f"About Client {client}")).to_be_visible()


async def reads_notes(author: Person, texts: list[str]) -> None:
    """Exactly these, the newest first."""
    await expect(author.page.locator(".note-words")).to_have_text(texts)


async def test_notes_are_their_author_s_whatever_happens(new_context: NewContext, practice: Practice) -> None:
    """Written beside the conversation, saved as they are typed, there after five quiet minutes, in another browser, after a change of password and
    of keys; changed and deleted; and the client's page says nothing of them.
    """
    couple = await practice.couple()
    alias = couple.client.alias
    async with Hours.of(practice) as hours:
        here = await Person.signing_in(await somewhere(new_context, hours), practice.direct, couple.therapist)
        await here.open_conversation()
        await here.page.get_by_role("button", name="Private notes", exact=True).click()
        beside = here.page.get_by_role("complementary", name="Private notes")
        await beside.get_by_role("button", name="Write a note").click()
        await beside.get_by_label("Your note").press_sequentially(FIRST)
        await expect(beside.locator(".keeping")).to_have_attribute("data-keeping", "saved")
        assert not any("coat" in text for text in await here.page.evaluate(STORED))
        await hours.pass_by(306)
        await expect(here.page.get_by_text("What you were writing is safe.")).to_be_visible()
        assert "coat" not in await here.page.content()
        await here.sign_in()
        await opens_notes(here, alias)
        await reads_notes(here, [FIRST])
        await here.page.get_by_role("button", name="Write a note").click()
        await here.page.get_by_label("Your note").press_sequentially(SECOND)
        await here.page.get_by_role("button", name="Sign out").click()
        await expect(here.page.get_by_text("You are signed out.")).to_be_visible()
    there = await Person.signing_in(await somewhere(new_context), practice.direct, here.who)
    await opens_notes(there, alias)
    await reads_notes(there, [SECOND, FIRST])
    changed = await keeper.change_password(there)
    await keeper.new_keys(changed)
    elsewhere = await Person.signing_in(await somewhere(new_context), practice.direct, changed.who)
    await opens_notes(elsewhere, alias)
    await reads_notes(elsewhere, [SECOND, FIRST])
    await elsewhere.page.get_by_role("button", name="Change the note").last.click()
    await elsewhere.page.get_by_label("Your note").fill(f"{FIRST} Ask why.")
    await elsewhere.page.get_by_role("button", name="Done").click()
    await elsewhere.page.get_by_role("button", name="Delete the note").first.click()
    await elsewhere.page.get_by_role("dialog").get_by_role("button", name="Delete the note").click()
    await expect(elsewhere.page.get_by_text("The note is deleted.")).to_be_visible()
    await elsewhere.page.reload()
    await opens_notes(elsewhere, alias)
    await reads_notes(elsewhere, [f"{FIRST} Ask why."])
    client = await Person.signing_in(await somewhere(new_context), practice.direct, couple.client)
    await client.open_conversation()
    assert "private" not in (await client.page.content()).lower()
