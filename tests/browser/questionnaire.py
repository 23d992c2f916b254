"""What a client tells before they are matched, page by page."""

from playwright.async_api import expect

from tests.browser.person import Person

PAGES = 6


async def fill_in(client: Person, answers: dict[str, str], declined: str) -> None:
    """From Home: some questions answered, one declined, the rest left open; then all of it looked over."""
    page, hand = client.page, client.hand
    await hand.press(page.get_by_role("link", name="Begin"))
    await expect(page.get_by_role("heading", name="Why you are here", level=1)).to_be_focused()
    for number in range(PAGES):
        for question, said in answers.items():
            field = page.get_by_label(question, exact=True)
            if await field.count() > 0:
                await hand.write(field, said)
        box = page.get_by_label(f"I would rather not say: {declined}")
        if await box.count() > 0:
            await hand.tick(box)
        onward = "Next" if number + 1 < PAGES else "Look over your answers"
        await hand.press(page.get_by_role("button", name=onward))
        await expect(page.get_by_role("heading", level=1)).to_be_focused()
    await expect(page.get_by_role("heading", name="Your answers")).to_be_focused()
    for said in answers.values():
        await expect(page.get_by_text(said)).to_be_visible()
    await expect(page.get_by_text("Saved", exact=True)).to_be_visible()


async def finish(client: Person) -> None:
    """Done with it, and home."""
    await client.hand.press(client.page.get_by_role("button", name="I am done"))
    await expect(client.page.get_by_role("heading", name="Thank you")).to_be_focused()
    await client.hand.press(client.page.get_by_role("link", name="Go home"))
    await expect(client.page.get_by_role("heading", name="Home", exact=True)).to_be_focused()
