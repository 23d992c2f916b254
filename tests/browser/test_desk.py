"""The desk of staff, told once: a revision is posted, an account is paused and let go on, and the trail has it all."""

import re
from pathlib import Path
from typing import Final

import pytest
from playwright.async_api import Page, expect

from server.commands.verify_package import verify_file
from server.crypto.safety import fingerprint
from server.crypto.trust import root_fingerprint
from server.ids import AccountId
from tests.browser import beforehand, copies, keeper
from tests.browser.cast import ROOT, Practice
from tests.browser.conftest import NewContext
from tests.browser.person import Person

pytestmark = pytest.mark.browser

ALIASES: Final = Path(__file__).resolve().parents[2] / "client_web" / "src" / "state" / "alias.ts"


def name_of(account: AccountId) -> str:
    """What the pages call somebody."""
    words = re.findall(r'"(\w+)"', ALIASES.read_text("utf-8").partition("] as const")[0])
    return f"{words[account[0] % len(words)]} {10 + int.from_bytes(account[1:3]) % 90}"


async def reads(page: Page, place: str) -> None:
    """Go to a place of the navigation."""
    await page.get_by_role("navigation").get_by_role("link", name=place, exact=True).click()
    await expect(page.get_by_role("heading", name=place, level=1)).to_be_visible()


async def keeps_their_rights(client: Person, folder: Path) -> None:
    """Paused, a client has a copy of their record that proves itself, sees who received what, and finds crisis help; everything else is closed."""
    page, kept = client.page, folder / "record.zip"
    await client.goes("Home")
    await page.get_by_role("link", name="Crisis help").first.click()
    await expect(page.get_by_role("heading", name="Crisis help", level=1)).to_be_visible()
    await client.goes("Share", "Share my record")
    await page.get_by_role("link", name="Who received what").click()
    await expect(page.get_by_role("heading", name="Who received what", level=1)).to_be_visible()
    await client.goes("Record", "My record")
    await expect(page.get_by_text("The copy of your record stays yours to take.")).to_be_visible()
    kept.write_bytes(await copies.make(client))
    lines, well = verify_file(kept, fingerprint(root_fingerprint(ROOT.public)))
    assert well, lines
    await client.goes("Mail", "Letters")
    await expect(page.get_by_role("button", name="Write a letter")).to_be_hidden()
    await keeper.open_part(client, "Change therapist")
    await expect(page.get_by_text("Your account is paused: you can read here, and not write.")).to_be_visible()
    await expect(page.get_by_role("button", name="Ask for another therapist")).to_be_hidden()
    await keeper.open_part(client, "Contact card")


async def test_an_account_is_paused_and_let_go_on(new_context: NewContext, practice: Practice, tmp_path: Path) -> None:
    """The open tab ends at once and says why; the client comes back to read, with all their rights, and cannot write; afterwards they write
    on; all of it is in the trail.
    """
    couple = await practice.couple()
    name = name_of(couple.client.account)
    (desk, _), (counter, _), (room, watch) = [await new_context() for _ in range(3)]

    owner = await Person.coming_back(await desk.new_page(), practice.direct, practice.owner)
    await reads(owner.page, "Policies")
    await owner.page.get_by_role("button", name="Write a revision of: Terms of use").click()
    await owner.page.get_by_label("Text", exact=True).fill("Sessions begin on the hour.\n\n- Be kind.")
    await expect(owner.page.get_by_role("region", name="As people will see it").get_by_role("listitem")).to_have_text(
        "Be kind."
    )
    await owner.page.get_by_role("button", name="Post this version").click()
    await expect(owner.page.get_by_text(re.compile(r"version \d+, is in force"))).to_be_focused()

    page = await room.new_page()
    await page.goto(practice.direct)
    client = Person(page, couple.client)
    await client.knock()
    await beforehand.accept(page)
    await client.open_conversation()
    await client.start_session()
    await client.say("Before")
    await client.has_read(1)

    intake = await Person.coming_back(await counter.new_page(), practice.direct, practice.intake)
    await reads(intake.page, "People")
    await intake.page.get_by_label("Find a name").fill(name)
    await intake.page.get_by_role("button", name=f"Pause the account of {name}").click()
    await intake.page.get_by_label("Why").select_option("How they behaved here")
    await intake.page.get_by_label("In words").fill("Please call us.")
    await intake.page.get_by_role("button", name="Pause the account", exact=True).click()
    await expect(intake.page.get_by_text(f"{name} is paused.")).to_be_focused()

    await expect(page.get_by_text("The practice has paused this account, so you were signed out.")).to_be_visible()
    await client.knock()
    await expect(page.get_by_text("Your account is paused", exact=True)).to_be_visible()
    await client.open_conversation()
    await client.reads(["Before"])
    await expect(page.get_by_text("Your account is paused: you can read here, and not write.")).to_be_visible()
    await expect(client.composer).to_be_hidden()
    await keeps_their_rights(client, tmp_path)

    await intake.page.get_by_role("button", name=f"Lift pause of {name}").click()
    await intake.page.get_by_role("button", name="Lift the pause", exact=True).click()
    await expect(intake.page.get_by_text(f"The pause of {name} is lifted")).to_be_focused()
    await page.get_by_role("link", name="Home", exact=True).click()
    await page.reload()
    await client.open_conversation()
    await client.say("After")
    await client.reads(["Before", "After"])

    await reads(owner.page, "Trail")
    rows = owner.page.get_by_role("listitem").filter(has_text=f"about {name}")
    await expect(rows.filter(has_text="Lifted the pause of an account")).to_have_count(1)
    await expect(rows.filter(has_text="Paused an account")).to_have_count(1)
    await expect(owner.page.get_by_role("listitem").filter(has_text="Posted a policy").first).to_be_visible()
    await page.close()
    watch.said.clear()  # Chromium tells of the "no" that the open tab got when it was over
