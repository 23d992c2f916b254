"""What changes in somebody's care: another therapist, and its end."""

from playwright.async_api import expect

from tests.browser.person import Person


async def ask_for_another(client: Person, why: str) -> None:
    """Another therapist, who may read all of it; the reason is for intake alone."""
    page, hand = client.page, client.hand
    await client.goes("Me")
    await hand.press(page.get_by_role("link", name="Change therapist"))
    await expect(page.get_by_role("heading", name="Change therapist", level=1)).to_be_focused()
    await hand.write(page.get_by_label("Would you like to say why?"), why)
    await hand.pick(page.get_by_label("Yes, they may read all of it"))
    await hand.press(page.get_by_role("button", name="Ask for another therapist"))
    await expect(page.get_by_text("You have asked for another therapist.")).to_be_visible()


async def refer(therapist: Person, letter: str) -> None:
    """The therapist's last word in the conversation that is open: where to go on, and the end."""
    page, hand = therapist.page, therapist.hand
    await hand.press(page.get_by_role("button", name="End care"))
    await hand.tick(page.get_by_label("Send a referral letter first"))
    await hand.write(page.get_by_label("Letter", exact=True), letter)
    await hand.press(page.get_by_role("button", name="Send it and end the care"))
    await expect(page.get_by_text("Care ended on")).to_be_visible()
