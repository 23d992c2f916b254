"""Notices between real browsers on a real service: sealed in the one, live on every open page of the other, and answered."""

import pytest
from playwright.async_api import expect

from tests.browser.cast import Practice
from tests.browser.conftest import NewContext
from tests.browser.person import Person
from tests.browser.test_desk import name_of

pytestmark = pytest.mark.browser


async def test_a_notice_arrives_on_every_open_page_and_is_answered(new_context: NewContext, practice: Practice) -> None:
    """Staff post it; two pages of its reader count it at once; it is read and answered on one, and the other knows."""
    couple = await practice.couple(types=False)
    (desk, _), (here, _), (there, watch) = [await new_context() for _ in range(3)]
    one = (await Person.coming_back(await here.new_page(), practice.direct, couple.client)).page
    other = (await Person.coming_back(await there.new_page(), practice.direct, couple.client)).page
    staff = (await Person.coming_back(await desk.new_page(), practice.direct, practice.intake)).page

    await staff.get_by_role("navigation").get_by_role("link", name="Post", exact=True).click()
    await staff.get_by_role("combobox", name="To").select_option(label=f"{name_of(couple.client.account)} (Client)")
    await staff.get_by_role("textbox", name="Title").fill("A room by the garden")
    await staff.get_by_role("textbox", name="Text").fill("Would you like to meet there?")
    await staff.get_by_label("Ask to accept or decline").check()
    await staff.get_by_role("button", name="Post the notice").click()
    await expect(staff.get_by_text("The notice is in their message center.")).to_be_visible()

    for page in (one, other):
        await expect(page.get_by_role("heading", name="Waiting for your answer")).to_be_visible()
    await one.get_by_role("link", name="A room by the garden").click()
    await expect(one.get_by_text("Would you like to meet there?")).to_be_visible()
    await one.get_by_role("button", name="Accept").click()
    dialog = one.get_by_role("dialog", name="Accept")
    await expect(dialog.get_by_text("cannot be changed afterwards")).to_be_visible()
    await dialog.get_by_role("button", name="Accept").click()
    await expect(one.get_by_text("You accepted this.")).to_be_visible()
    await expect(other.get_by_role("heading", name="Waiting for your answer")).to_be_hidden()
    assert watch.unexpected == []
