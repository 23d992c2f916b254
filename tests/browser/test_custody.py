"""Custody by hand (crypto.md §7.3): a drill from asking to its result, and an emergency from asking to what was said."""

import pytest
from playwright.async_api import expect

from client_py import custody
from client_py.documents import Document, Signed
from server.crypto.canonical import read
from server.crypto.disclosure import Disclosure
from tests.browser.cast import Practice
from tests.browser.conftest import NewContext
from tests.browser.custodians import ask_in_emergency, by_program, look_at, newest, open_and_pack, show_again, talk
from tests.browser.person import Person

pytestmark = pytest.mark.browser

WHY = "Taken to hospital, not awake."


async def test_custodians_show_that_they_can_open(new_context: NewContext, practice: Practice) -> None:
    """An officer holds a drill, the owner agrees, a custodian looks and gives, another one does; it opens, and the result is in the log."""
    officer = await practice.officer()
    (desk, _), (keep, _) = await new_context(), await new_context()
    asking = await Person.coming_back(await desk.new_page(), practice.direct, officer)
    page = asking.page
    await asking.goes("Custody")
    await page.get_by_role("button", name="Hold a drill").click()
    await page.get_by_label("Second person").select_option(label=practice.owner.alias)
    await show_again(page, officer, "Ask for the drill")
    await expect(page.get_by_text("The drill waits for the second person.")).to_be_visible()
    async with await practice.owner.enters(practice.direct) as owner:
        await custody.approve_order(owner, await newest(owner))

    first, second, _ = practice.custodians
    giving = await Person.coming_back(await keep.new_page(), practice.direct, first)
    await giving.goes("Custody")
    await look_at(giving.page, "Drill")
    await expect(giving.page.get_by_text("Nobody’s: it was made up for this drill")).to_be_visible()
    await show_again(giving.page, first, "Give my share")
    await expect(giving.page.get_by_text("Your share is given.")).to_be_focused()
    await by_program(practice, second)

    await page.get_by_role("link", name="All of custody").click()
    await page.get_by_role("button", name="Look at it: Drill").first.click()
    answered = page.get_by_role("region", name="Who answered").get_by_role("listitem")
    await expect(answered).to_have_count(2)
    await show_again(page, officer, "Open the test value")
    await expect(page.get_by_role("heading", name="It opened")).to_be_focused()
    await page.get_by_role("button", name="Write the result into the log").click()
    await expect(page.get_by_text("It is written in the log, and over.")).to_be_focused()


async def test_an_emergency_opens_what_was_said(new_context: NewContext, practice: Practice) -> None:
    """An officer asks for one session and says why; the owner reads that and agrees; two custodians give; the officer reads that session."""
    couple, officer = await practice.couple(types=False), await practice.officer()
    await talk(practice, couple)
    (desk, _), (office, _) = await new_context(), await new_context()
    asking = await Person.coming_back(await desk.new_page(), practice.direct, officer)
    await asking.goes("Custody")
    await ask_in_emergency(asking, couple, WHY, practice.owner)

    agreeing = await Person.coming_back(await office.new_page(), practice.direct, practice.owner)
    await agreeing.goes("Custody")
    await look_at(agreeing.page, "Emergency access")
    await expect(agreeing.page.get_by_text(WHY)).to_be_visible()
    await expect(agreeing.page.get_by_text(couple.client.alias)).to_be_visible()
    await show_again(agreeing.page, practice.owner, "Agree, and ask the custodians")
    await expect(agreeing.page.get_by_text("The custodians are asked now.")).to_be_focused()
    await by_program(practice, *practice.custodians[1:])

    await open_and_pack(asking, WHY)
    async with await couple.client.enters(practice.direct) as client:
        [line] = (await client.http.get("/messaging/v1/accounting", Accounting)).disclosures
        assert read(Disclosure, bytes(line.disclosure.body)).approver == practice.owner.account


class Line(Document, frozen=True, kw_only=True):
    """What a client's accounting says of one disclosure, as far as this asks."""

    disclosure: Signed


class Accounting(Document, frozen=True, kw_only=True):
    """GET /messaging/v1/accounting."""

    disclosures: list[Line]
