"""From the first questions to the first conversation, in real browsers (S2, S17)."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.cast import Practice
from tests.browser.conftest import NewContext
from tests.browser.person import Person

pytestmark = pytest.mark.browser

SAID = "I lie awake and count the trains."


async def _answer_some(page: Page) -> None:
    """The first question answered, the next one declined, the rest left open; then all of it looked over."""
    await page.get_by_role("link", name="Begin").click()
    await page.get_by_label("What brings you here?", exact=True).fill(SAID)
    await page.get_by_label("I would rather not say: How long has it been like this?").check()
    for _ in range(5):
        await page.get_by_role("button", name="Next").click()
    await page.get_by_role("button", name="Look over your answers").click()
    await expect(page.get_by_role("heading", name="Your answers")).to_be_focused()
    await expect(page.get_by_text(SAID)).to_be_visible()
    await expect(page.get_by_text("Saved", exact=True)).to_be_visible()


async def _refer(staff: Page, client: Page) -> None:
    """A note for a doctor, which the client has at once, and prints without anything around it."""
    await staff.get_by_text("Refer to a doctor").click()
    await staff.get_by_label("A note for your doctor").fill("To Dr Grey: please look at her sleep.")
    await staff.get_by_role("button", name="Send the note").click()
    await expect(staff.get_by_text("The note is in the client’s mailbox.")).to_be_visible()
    main = client.get_by_role("navigation", name="Main")
    await main.get_by_role("link", name="Mail").click()
    await client.locator(".mail-folders").get_by_role("link", name="Notices").click()
    await client.get_by_role("link", name="A note for your doctor").click()
    note = client.get_by_text("To Dr Grey: please look at her sleep.")
    await expect(note).to_be_visible()
    await client.emulate_media(media="print")
    await expect(note).to_be_visible()
    await expect(main).to_be_hidden()
    await client.emulate_media(media="screen")
    await main.get_by_role("link", name="Home", exact=True).click()


async def test_from_the_questions_to_the_conversation(new_context: NewContext, practice: Practice) -> None:
    """The client answers and leaves; intake reads, refers them to a doctor and proposes; the client is told live, accepts, and the conversation is
    there.
    """
    couple = await practice.unmatched()
    client_context, _ = await new_context()
    client = await Person.coming_back(await client_context.new_page(), practice.direct, couple.client)
    await _answer_some(client.page)
    await client.page.get_by_role("button", name="I am done").click()
    await client.page.get_by_role("link", name="Go home").click()
    await expect(client.page.get_by_text("Your answers are not complete")).to_be_visible()

    staff_context, watch = await new_context()
    staff = await Person.coming_back(await staff_context.new_page(), practice.direct, practice.intake)
    await staff.page.get_by_role("link", name="Queue", exact=True).click()
    waiting = staff.page.locator(".card", has_text=couple.client.alias).filter(has_text="Nothing proposed yet")
    await waiting.get_by_role("button").first.click()
    await staff.page.get_by_role("button", name="Open answers and contact card").click()
    await expect(staff.page.get_by_text(SAID)).to_be_visible()
    await expect(staff.page.get_by_text("Declined").first).to_be_visible()
    await expect(staff.page.get_by_text("No contact card.")).to_be_visible()
    watch.said.clear()  # Chromium tells of the contact card, which is not there
    await _refer(staff.page, client.page)
    await staff.page.get_by_role("radio").first.check()
    await staff.page.get_by_role("button", name="Propose this match").click()
    await expect(staff.page.get_by_text("The client has a notice now")).to_be_visible()

    await client.page.get_by_text("We have found a therapist for you").first.click()
    await client.page.get_by_role("button", name="Accept").click()
    await client.page.get_by_role("dialog").get_by_role("button", name="Accept").click()
    await expect(client.page.get_by_text("You accepted this.")).to_be_visible()
    await client.page.get_by_role("link", name="Home", exact=True).click()
    await expect(client.page.locator(".card button")).to_have_count(1)
