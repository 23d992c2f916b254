"""Letters between two people, in real browsers on a real service."""

import os
import struct
import zlib

import pytest
from playwright.async_api import FilePayload, Page, expect

from tests.browser.cast import Practice
from tests.browser.conftest import NewContext
from tests.browser.person import Person

pytestmark = pytest.mark.browser

WHERE = b"52.5163 N 13.3777 E"


async def test_a_letter_with_files_is_answered(new_context: NewContext, practice: Practice) -> None:
    """The client writes with a picture and a file; the therapist reads, opens both and answers; both see it, in one record. Where the picture was
    taken stays with who took it.
    """
    couple = await practice.couple(types=False)
    client_context, _ = await new_context()
    therapist_context, _ = await new_context()
    client = (await Person.coming_back(await client_context.new_page(), practice.direct, couple.client)).page
    therapist = (await Person.coming_back(await therapist_context.new_page(), practice.direct, couple.therapist)).page

    await client.get_by_role("link", name="Mail").click()
    await client.get_by_role("button", name="Write a letter").click()
    await client.get_by_label("Subject").fill("Thursday")
    await client.get_by_label("Letter", exact=True).fill("Could it be an hour later?")
    await expect(client.get_by_text("Draft saved")).to_be_visible()
    await client.reload()
    await client.get_by_role("link", name="Back to letters").click()
    await client.get_by_role("link", name="You have an unsent letter").click()
    await expect(client.get_by_label("Subject")).to_have_value("Thursday")
    await expect(client.get_by_label("Letter", exact=True)).to_have_value("Could it be an hour later?")
    report = os.urandom(700_000)
    files: list[FilePayload] = [
        {"name": "walk.png", "mimeType": "image/png", "buffer": _picture()},
        {"name": "report.pdf", "mimeType": "application/pdf", "buffer": report},
    ]
    await client.get_by_label("Add files").set_input_files(files)
    await expect(client.get_by_text("is ready to go")).to_have_count(2)
    await client.get_by_role("button", name="Send the letter").click()
    await expect(client.get_by_text("Could it be an hour later?")).to_be_visible()
    await expect(client.get_by_text("Kept in the record").or_(client.get_by_text("Delivered"))).to_be_visible()

    await therapist.get_by_role("link", name="Mail").click()
    await therapist.locator(".mail-line").click()
    await therapist.get_by_role("link", name="Back to letters").click()
    for sought, found in (("an hour LATER", 1), ("walk.png", 1), ("in a boat", 0)):
        await therapist.get_by_label("Search").fill(sought)
        await expect(therapist.locator(".mail-line")).to_have_count(found)
    await therapist.get_by_label("Search").fill("")
    await therapist.locator(".mail-line").click()
    await expect(therapist.get_by_role("heading", name="Thursday")).to_be_visible()
    await therapist.get_by_role("button", name="Open walk.png").click()
    await expect(therapist.get_by_role("img", name="Preview of walk.png")).to_be_visible()
    picture = await _saved(therapist, "walk.png")
    assert picture.startswith(b"\x89PNG")
    assert WHERE not in picture
    await therapist.get_by_role("button", name="Open report.pdf").click()
    assert await _saved(therapist, "report.pdf") == report
    await therapist.get_by_role("textbox", name="Your answer").fill("Gladly.")
    await therapist.get_by_role("button", name="Send the answer").click()
    await expect(client.get_by_text("Gladly.")).to_be_visible()
    await _printed(client)


async def _printed(page: Page) -> None:
    """The thread goes to the printer: both letters, and nothing that is pressed or stands around them."""
    await page.evaluate("() => { globalThis.print = () => { document.documentElement.dataset.printed = 'yes'; }; }")
    await page.get_by_role("button", name="Print").click()
    await expect(page.locator("html")).to_have_attribute("data-printed", "yes")
    await page.emulate_media(media="print")
    for letter in ("Could it be an hour later?", "Gladly."):
        await expect(page.get_by_text(letter)).to_be_visible()
    for beside in (page.get_by_role("navigation"), page.get_by_role("button"), page.get_by_role("textbox")):
        await expect(beside).to_have_count(0)


async def _saved(page: Page, name: str) -> bytes:
    async with page.expect_download() as saving:
        await page.get_by_role("link", name=f"Save {name}").click()
    path = await (await saving.value).path()
    return path.read_bytes()


def _picture() -> bytes:
    """A PNG of two by two, which says where it was taken."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes([255, 0, 0, 0, 0, 255]) for _ in range(2))
    header = struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0)
    said = chunk(b"tEXt", b"Comment\0" + WHERE)
    pixels = chunk(b"IDAT", zlib.compress(rows))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + said + pixels + chunk(b"IEND", b"")
