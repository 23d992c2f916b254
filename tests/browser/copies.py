"""A copy of their own record, which a client makes and takes away."""

from playwright.async_api import expect

from tests.browser.person import Person


async def take(client: Person, nth: int) -> bytes:
    """All of one conversation, of those in the list the nth."""
    await client.goes("Record", "My record")
    await client.hand.choose(client.page.get_by_label("Which conversation"), nth)
    return await make(client)


async def make(client: Person, section: str = "record-copy") -> bytes:
    """All of the conversation that is chosen on the page, or what a section of it has; number and password are shown once more."""
    page, hand = client.page, client.hand
    part = page.locator(f"section[aria-labelledby={section}]")
    await hand.write(part.get_by_label("Your number"), client.who.number)
    await hand.write(part.get_by_label("Your password now"), client.who.password)
    await hand.press(part.get_by_role("button", name="Make my copy"))
    await expect(part.get_by_role("heading", name="Your copy is ready")).to_be_focused()
    async with page.expect_download() as saving:
        await hand.press(part.get_by_role("button", name="Save the copy"))
    path = await (await saving.value).path()
    return path.read_bytes()
