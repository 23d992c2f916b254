"""A client takes a copy of their record, in a real browser on a real service, and it is verified without either."""

import io
import zipfile
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from server.commands.verify_package import verify_file
from server.crypto.safety import fingerprint
from server.crypto.trust import root_fingerprint
from tests.browser.cast import ROOT, Couple, Practice
from tests.browser.conftest import NewContext
from tests.browser.person import Person

pytestmark = pytest.mark.browser


async def test_a_copy_of_the_record(new_context: NewContext, practice: Practice, tmp_path: Path) -> None:
    """On a phone, by the keyboard: the sessions stand there, signed or not; the copy proves itself, with the log, and one bent byte shows.
    Signing out stands behind "More", where nobody hits it on the way elsewhere.
    """
    couple = await practice.couple()
    await _meet(practice, couple)
    context, _ = await new_context(viewport={"width": 360, "height": 740})
    client = await Person.coming_back(await context.new_page(), practice.direct, couple.client)
    page = client.page
    await page.get_by_role("link", name="Record").press("Enter")
    await expect(page.get_by_role("heading", name="My record")).to_be_visible()
    await expect(page.get_by_text("Signed by both sides")).to_be_visible()

    archive = await _copy(page, couple)
    await page.get_by_role("button", name="More").press("Enter")
    await page.get_by_role("dialog").get_by_role("button", name="Sign out").press("Enter")
    await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    kept = tmp_path / "record.zip"
    kept.write_bytes(archive)
    lines, well = verify_file(kept, fingerprint(root_fingerprint(ROOT.public)))
    assert well, lines
    said = "\n".join(lines)
    assert "The practice is the one whose fingerprint you gave" in said
    assert "all 1 openings of keys in it, stand in that log" in said
    assert "is signed by everyone who took part" in said
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        assert "line 39" in files.read("record.html").decode()
        assert files.read("record.pdf").startswith(b"%PDF-")
        bent = files.read("record.html").replace(b"line 39", b"line 93")
        names = {name: files.read(name) for name in files.namelist()}
    with zipfile.ZipFile(kept, "w") as again:
        for name, data in (names | {"record.html": bent}).items():
            again.writestr(name, data)
    lines, well = verify_file(kept, None)
    assert not well
    assert any("record.html was altered" in line for line in lines)


async def _meet(practice: Practice, couple: Couple) -> None:
    """A live session of forty lines, sealed by both."""
    async with (
        await couple.therapist.enters(practice.direct) as therapist,
        await couple.client.enters(practice.direct) as client,
    ):
        mine, theirs = await therapist.conversation(), await client.conversation()
        await mine.start_session()
        for number in range(40):
            await mine.send(f"line {number}")
        await theirs.wait_for(lambda: theirs.sequence == 41)
        await mine.end_session()
        await mine.wait_for(lambda: mine.sequence == 44)


async def _copy(page: Page, couple: Couple) -> bytes:
    """Number and password once more, then the file."""
    await page.get_by_label("Your name, as the copy should show it").fill("Robin")
    await page.get_by_label("Your number").fill(couple.client.number)
    await page.get_by_label("Your password now").fill(couple.client.password)
    await page.get_by_role("button", name="Make my copy").press("Enter")
    await expect(page.get_by_role("heading", name="Your copy is ready")).to_be_focused()
    async with page.expect_download() as saving:
        await page.get_by_role("button", name="Save the copy").press("Enter")
    path = await (await saving.value).path()
    return path.read_bytes()
