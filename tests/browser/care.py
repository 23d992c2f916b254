"""What changes in somebody's care: another therapist, and its end."""

from playwright.async_api import expect

from tests.browser.person import Person


async def ask_for_another(client: Person, *, share: bool) -> None:
    """Another therapist, with or without what was written so far; no reason is asked for."""
    page, hand = client.page, client.hand
    await client.goes("Me")
    await hand.press(page.get_by_role("link", name="Change therapist"))
    await expect(page.get_by_role("heading", name="Change therapist", level=1)).to_be_focused()
    if share:
        await hand.pick(page.get_by_label("Yes, they may read all of it"))
    await hand.press(page.get_by_role("button", name="Ask for another therapist"))
    await expect(page.get_by_text("You have asked for another therapist.")).to_be_visible()


async def end(therapist: Person) -> None:
    """The therapist's last word in the conversation that is open."""
    page, hand = therapist.page, therapist.hand
    await hand.press(page.get_by_role("button", name="End care"))
    await hand.press(page.get_by_role("button", name="End the care"))
    await expect(page.get_by_text("Care ended on")).to_be_visible()
