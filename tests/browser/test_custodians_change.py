"""Custodians change (crypto.md §7.1, §7.5): named by the root, agreed to, put in force, handed on to; then they open what those before kept."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import FilePayload, expect

from client_py import custody
from server.storage.embedded.stack import EmbeddedStack
from tests.browser.cast import Practice, Someone
from tests.browser.conftest import NewContext, founded
from tests.browser.custodians import (
    ask_in_emergency,
    by_program,
    look_at,
    newest,
    open_and_pack,
    show_again,
    talk,
)
from tests.browser.person import Person
from tests.support.databases import Templates

pytestmark = pytest.mark.browser

WHY = "Found on the street, not awake."


@pytest.fixture(scope="module", name="other")
async def _other(stack: EmbeddedStack, templates: Templates) -> AsyncIterator[Practice]:
    """A practice of its own: whoever else has a record would have to be handed on, too."""
    async with founded(stack, templates, 9) as practice:
        yield practice


async def approved(practice: Practice) -> None:
    """The owner agrees to what was ordered last."""
    async with await practice.owner.enters(practice.direct) as owner:
        await custody.approve_order(owner, await newest(owner))


async def reads_who_comes(custodian_or_owner: Person, file: bytes, *people: Someone) -> None:
    """The file that names them, opened on the page of custody."""
    page = custodian_or_owner.page
    await custodian_or_owner.goes("Custody")
    await page.get_by_role("button", name="Other custodians").click()
    chosen = FilePayload(name="custodians.json", mimeType="application/json", buffer=file)
    await page.get_by_label("The file that names them").set_input_files(chosen)
    named = page.get_by_role("list", name="Who keeps the shares from then on").get_by_role("listitem")
    await expect(named).to_have_count(len(people))
    for each in people:
        await expect(named.filter(has_text=each.alias)).to_be_visible()


async def agrees(custodian: Person) -> bytes:
    """To whom the file names; the file as it goes on."""
    page = custodian.page
    await show_again(page, custodian.who, "Agree to them")
    await expect(page.get_by_text("You have agreed. Keep the file")).to_be_focused()
    async with page.expect_download() as downloading:
        await page.get_by_role("button", name="Keep the file").click()
    return Path(await (await downloading.value).path()).read_bytes()  # noqa: ASYNC240  (a small file, and nobody else waits)


async def test_what_is_handed_on_opens_by_those_who_came(new_context: NewContext, other: Practice) -> None:
    """A custodian leaves, and the two who talked never sign in again. The owner puts a newcomer in their place, two of those before hand on in their
    browsers; then the newcomer and another one open it, and a package of it holds what the client said.
    """
    couple, officer = await other.couple(types=False), await other.officer()
    await talk(other, couple)
    first, second, leaving = other.custodians
    newcomer, file = await other.names_other_custodians(leaving)
    pages = [await (await new_context())[0].new_page() for _ in range(5)]
    staying = await Person.coming_back(pages[0], other.direct, second)
    await reads_who_comes(staying, file, first, second, newcomer)
    both = await agrees(staying)
    owner = await Person.coming_back(pages[1], other.direct, other.owner)
    await reads_who_comes(owner, file, first, second, newcomer)
    await expect(owner.page.get_by_text("Not enough custodians of today have agreed")).to_be_visible()
    await owner.page.get_by_role("link", name="All of custody").click()
    await reads_who_comes(owner, both, first, second, newcomer)
    await show_again(owner.page, other.owner, "Put them in force")
    await expect(owner.page.get_by_text("They keep the shares from now on.")).to_be_focused()

    asking = await Person.coming_back(pages[2], other.direct, officer)
    page = asking.page
    await asking.goes("Custody")
    await expect(page.get_by_text("1 part of 1 record stands with earlier custodians only")).to_be_visible()
    await page.get_by_role("button", name="See what to hand on").click()
    await page.get_by_label("Second person").select_option(label=other.owner.alias)
    await show_again(page, officer, "Ask for all of these")
    await expect(page.get_by_text("It waits for the second person.")).to_be_visible()
    await approved(other)
    handing = [staying, await Person.coming_back(pages[3], other.direct, leaving)]
    for each in handing:
        await each.goes("Custody")
        await each.page.get_by_role("button", name="Look again").click()
        await look_at(each.page, "New custodians")
        await show_again(each.page, each.who, "Hand on what I hold")
        await expect(each.page.get_by_text("It is handed on.")).to_be_focused()
    await page.get_by_role("link", name="All of custody").click()
    await page.get_by_role("button", name="Look at it: New custodians").click()
    await page.get_by_role("button", name="Write the result into the log").click()
    await expect(page.get_by_text("It is written in the log, and over.")).to_be_focused()

    await page.get_by_role("link", name="All of custody").click()
    await ask_in_emergency(asking, couple, WHY, other.owner)
    await approved(other)
    giving = await Person.coming_back(pages[4], other.direct, newcomer)
    await giving.goes("Custody")
    await look_at(giving.page, "Emergency access")
    await expect(giving.page.get_by_text(WHY)).to_be_visible()
    await show_again(giving.page, newcomer, "Give my share")
    await expect(giving.page.get_by_text("Your share is given.")).to_be_focused()
    await by_program(other, first)
    await open_and_pack(asking, WHY)
