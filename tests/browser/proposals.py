"""What asks a client about a therapist: it comes by itself, and is answered once."""

from playwright.async_api import expect

from tests.browser.person import Person

TITLE = "We have found a therapist for you"


async def accept(client: Person, therapist: str) -> None:
    """From Home, where it appears without being asked for; having read who it is and what it means."""
    page, hand = client.page, client.hand
    await expect(page.get_by_role("heading", name="Waiting for your answer")).to_be_visible()
    await hand.press(page.get_by_role("link", name=TITLE))
    await expect(page.get_by_role("heading", name=TITLE, level=1)).to_be_focused()
    await hand.press(page.get_by_role("link", name=f"Read about {therapist}"))
    await expect(page.get_by_role("heading", name=therapist, level=1)).to_be_focused()
    await page.go_back()
    await hand.press(page.get_by_role("button", name="Accept"))
    await hand.press(page.get_by_role("dialog").get_by_role("button", name="Accept"))
    await expect(page.get_by_text("You accepted this.")).to_be_visible()
    await client.goes("Home")
