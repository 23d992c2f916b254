"""Letters between two people: written, opened, answered, with files."""

from playwright.async_api import FilePayload, expect

from tests.browser.person import Person


async def write(person: Person, subject: str, text: str, file: FilePayload | None = None) -> None:
    """A new letter; it stands in the record when this is over."""
    page, hand = person.page, person.hand
    await person.goes("Mail", "Letters")
    await hand.press(page.get_by_role("button", name="Write a letter"))
    await expect(page.get_by_role("heading", name="Write a letter", level=1)).to_be_focused()
    await hand.write(page.get_by_label("Subject"), subject)
    await hand.write(page.get_by_label("Letter", exact=True), text)
    if file is not None:
        await hand.attach(page.get_by_label("Add files"), file)
        await expect(page.get_by_text(f"{file['name']} is ready to go")).to_be_visible()
    await hand.press(page.get_by_role("button", name="Send the letter"))
    await expect(page.get_by_role("heading", name=subject, level=1)).to_be_focused()
    await expect(page.get_by_text("Kept in the record").or_(page.get_by_text("Delivered"))).to_be_visible()


async def open_newest(person: Person, subject: str) -> None:
    """The letter that lies there unread."""
    page = person.page
    await person.goes("Mail", "Letters")
    await person.hand.press(page.get_by_role("link", name=subject))
    await expect(page.get_by_role("heading", name=subject, level=1)).to_be_focused()


async def answer(person: Person, text: str) -> None:
    """In the thread that is open."""
    page, hand = person.page, person.hand
    await hand.write(page.get_by_role("textbox", name="Your answer"), text)
    await hand.press(page.get_by_role("button", name="Send the answer"))
    await expect(page.get_by_role("list").filter(has_text=text)).to_be_visible()


async def save_file(person: Person, name: str) -> bytes:
    """A file that came with the letter that is open: opened, and saved on this device."""
    page, hand = person.page, person.hand
    await hand.press(page.get_by_role("button", name=f"Open {name}"))
    save = page.get_by_role("link", name=f"Save {name}")
    await expect(save).to_be_visible()
    async with page.expect_download() as saving:
        await hand.press(save)
    path = await (await saving.value).path()
    return path.read_bytes()
