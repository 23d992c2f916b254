"""The end of an account, told once: what becomes of the record is said first, and a copy offered; then nobody comes in any more."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from server.commands.verify_package import verify_file
from tests.browser import copies, keeper
from tests.browser.cast import Couple, Practice
from tests.browser.conftest import NewContext
from tests.browser.person import Person

pytestmark = pytest.mark.browser


async def test_an_account_is_closed(new_context: NewContext, practice: Practice, tmp_path: Path) -> None:
    """With a copy taken first and the password shown again; every page of it ends and says why, its therapist sees it at once, and a right
    password is told so while a wrong one learns what it always does.
    """
    couple = await practice.couple()
    await _meet(practice, couple)
    (here, watch), (there, elsewhere), (desk, _) = [await new_context() for _ in range(3)]
    client = await Person.coming_back(await here.new_page(), practice.direct, couple.client)
    other = (await Person.coming_back(await there.new_page(), practice.direct, couple.client)).page
    therapist = await Person.coming_back(await desk.new_page(), practice.direct, couple.therapist)
    await therapist.open_conversation()
    page = client.page

    await keeper.open_part(client, "Close my account")
    await expect(
        page.get_by_text("the law asks the practice to keep it: in many places for seven years")
    ).to_be_visible()
    await page.get_by_role("link", name="Take a copy first").click()
    kept = tmp_path / "record.zip"
    kept.write_bytes(await copies.make(client))
    lines, well = verify_file(kept, None)
    assert well, lines

    await keeper.open_part(client, "Close my account")
    await keeper.step_up(client, "Close my account")
    for each in (page, other):
        await expect(each.get_by_text("This account was shut.")).to_be_visible()
    await expect(therapist.page.get_by_text("The client closed their account.")).to_be_visible()

    await client.knock()
    await expect(page.get_by_text("This account is shut.")).to_be_visible()
    await page.get_by_label("Password", exact=True).fill("some other words that are wrong")
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await expect(page.get_by_text("This number and password do not belong together")).to_be_visible()
    for quiet in (watch, elsewhere):
        quiet.said.clear()  # Chromium tells of the "no" that each of them got


async def _meet(practice: Practice, couple: Couple) -> None:
    """A live session of one line, which is over."""
    async with (
        await couple.therapist.enters(practice.direct) as therapist,
        await couple.client.enters(practice.direct) as client,
    ):
        mine, theirs = await therapist.conversation(), await client.conversation()
        await mine.start_session()
        await mine.send("Until Thursday")
        await theirs.wait_for(lambda: theirs.texts == ["Until Thursday"])
        await mine.end_session()
        await theirs.wait_for(lambda: theirs.session is None)
