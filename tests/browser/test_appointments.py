"""Two people agree on when to meet; the service does not know when (crypto.md §6.8)."""

from datetime import date, timedelta

import pytest
from playwright.async_api import Page, expect

from tests.browser.cast import Practice
from tests.browser.conftest import NewContext
from tests.browser.person import Person

pytestmark = pytest.mark.browser


async def propose(page: Page, day: date, time: str) -> None:
    """Fill in the dialog that is open, and send."""
    await page.get_by_label("Day", exact=True).fill(day.isoformat())
    await page.get_by_label("Time", exact=True).fill(time)
    await page.get_by_role("button", name="Send the proposal").click()


async def test_a_time_is_proposed_moved_accepted_and_cancelled(new_context: NewContext, practice: Practice) -> None:
    """A therapist proposes, the client proposes another time, both see it agreed on their first page; a file says when; either may cancel,
    and whoever was not looking finds it where the number of what is unread leads.
    """
    couple = await practice.couple(types=False)
    (hers, _), (his, _) = await new_context(accept_downloads=True), await new_context()
    client = await Person.coming_back(await hers.new_page(), practice.direct, couple.client)
    therapist = await Person.coming_back(await his.new_page(), practice.direct, couple.therapist)
    day = date.today() + timedelta(days=2)  # noqa: DTZ011  (the day of whoever sits before the page)

    await therapist.open_conversation()
    await therapist.page.get_by_role("button", name="Appointments").click()
    await therapist.page.get_by_role("button", name="Propose a time").click()
    await propose(therapist.page, day, "10:00")
    await expect(therapist.page.get_by_text("You proposed to meet")).to_be_visible()

    card = client.page.locator(".appointment")
    await expect(card.get_by_text("Your therapist asks whether this time suits you.")).to_be_visible()
    await card.get_by_role("button", name="Another time").click()
    await propose(client.page, day, "16:30")
    await expect(card.get_by_text("You proposed this.")).to_be_visible()

    await therapist.page.get_by_role("button", name="Appointments").click()
    await therapist.page.get_by_role("button", name="Accept").click()
    await expect(card.get_by_text("Agreed. The session can be opened from 16:20.")).to_be_visible()
    async with client.page.expect_download() as saved:
        await card.get_by_role("button", name="To my calendar").click()
    text = (await (await saved.value).path()).read_text()
    assert f"DTSTART:{day:%Y%m%d}T163000Z" in text or f"DTSTART:{day:%Y%m%d}T153000Z" in text
    assert "herap" not in text

    await card.get_by_role("button", name="Cancel it").click()
    await client.page.get_by_role("dialog").get_by_role("button", name="Cancel it").click()
    await expect(card).to_have_count(0)
    await expect(therapist.page.get_by_text("cancelled:")).to_have_count(1)

    # One of the two is a notice, which lies beside the letters.
    badge = therapist.page.locator(".nav .badge")
    await expect(badge).to_contain_text("2 unread")
    await therapist.page.keyboard.press("Escape")
    await therapist.page.get_by_role("link", name="Mail").click()
    await expect(therapist.page.locator(".mail-line").get_by_text("cancelled:")).to_be_visible()
    await expect(badge).to_contain_text("1 unread")
