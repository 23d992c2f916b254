"""A client who has lost every key begins anew, in real browsers: from the sheet to the old words and new ones (crypto.md §4.7; S11)."""

from pathlib import Path

import pytest
from playwright.async_api import Page, Route, expect

from client_py import custody
from server.commands.verify_package import verify_file
from server.crypto.safety import fingerprint
from server.crypto.trust import root_fingerprint
from tests.browser import beforehand, copies
from tests.browser.cast import PASSWORD, ROOT, Practice, Someone
from tests.browser.conftest import NewContext
from tests.browser.custodians import SAID, by_program, newest, talk
from tests.browser.person import Person
from tests.browser.test_releases import asks_custodians, signs
from tests.support.issuing import issue_anew

pytestmark = pytest.mark.browser

FORM = "Consent for drug and alcohol treatment records"
BACK = "The practice gives it back to me, because I lost my keys"


async def test_a_client_who_began_anew_reads_and_writes_on(
    new_context: NewContext, practice: Practice, tmp_path: Path
) -> None:
    """New keys from the sheet, vouched for; what was before stands in its place, locked, and nothing is an alarm. Custodians give it back: it is read
    in the conversation and kept as a copy that proves itself; the therapist, who is told and says go on, reads it all and writes on with them.
    """
    officer, couple = await practice.officer(), await practice.couple()
    await talk(practice, couple)
    (hers, _), (his, _) = await new_context(), await new_context()
    client = await _begins_anew(await hers.new_page(), practice, couple.client)
    page = client.page
    await practice.certify()
    await page.reload()
    await client.open_conversation()
    await expect(page.get_by_text("2 messages here were locked with the keys you lost.")).to_be_visible()
    await client.reads([])

    await client.goes("Share", "Share my record")
    await signs(client, FORM, "Myself", maker=BACK)
    await _ordered(new_context, practice, officer)
    await client.goes("Record", "My record")
    _proves(tmp_path, await copies.make(client, "returned"))
    await expect(page.get_by_text("Signed by both sides")).to_be_visible()
    await page.get_by_role("link", name="Home").first.click()
    await client.open_conversation()
    await client.reads(SAID)

    therapist = await Person.coming_back(await his.new_page(), practice.direct, couple.therapist)
    await therapist.page.locator(".card button").click()
    await expect(therapist.page.get_by_text("They lost every key that they had, and began anew.")).to_be_visible()
    await therapist.page.get_by_role("button", name="I understand, go on").click()
    await therapist.reads(SAID)
    await therapist.start_session()
    await client.say("I am back")
    await therapist.reads([*SAID, "I am back"])
    await therapist.end_session()
    await expect(client.composer).to_be_hidden()
    await client.goes("Record", "My record")
    _proves(tmp_path, await copies.make(client))


async def _begins_anew(page: Page, practice: Practice, who: Someone) -> Person:
    """With the sheet of the practice, by the form of the door; cut off before the practice has the new keys, and going on from there."""
    sheet = await issue_anew(practice.running.environ, who.number)
    await page.goto(practice.direct)
    await page.get_by_role("link", name="Use it here").click()
    await page.get_by_label("Your number").fill(sheet.number)
    await page.get_by_label("Activation text").fill(sheet.activation)
    await page.get_by_label("Choose a password").fill(PASSWORD)
    await page.route("**/messaging/v1/bundle", _no_bundle)
    await page.get_by_role("button", name="Make my keys").click()
    await expect(page.get_by_role("heading", name="We stopped here")).to_be_visible()
    await page.unroute_all()
    await page.reload()
    await page.get_by_role("button", name="I began anew: go on").click()
    await beforehand.read_of_the_exit(page)
    await expect(page.get_by_text("Almost there")).to_be_visible()
    return Person(page, who)


async def _no_bundle(route: Route) -> None:
    if route.request.method == "POST":
        await route.abort()
    else:
        await route.continue_()


async def _ordered(new_context: NewContext, practice: Practice, officer: Someone) -> None:
    """By officer and owner, to the client; two custodians give."""
    context, _ = await new_context()
    await asks_custodians(
        await Person.coming_back(await context.new_page(), practice.direct, officer), practice.owner.alias
    )
    async with await practice.owner.enters(practice.direct) as owner:
        await custody.approve_order(owner, await newest(owner))
    await by_program(practice, *practice.custodians[:2])


def _proves(folder: Path, archive: bytes) -> None:
    kept = folder / "record.zip"
    kept.write_bytes(archive)
    lines, well = verify_file(kept, fingerprint(root_fingerprint(ROOT.public)))
    assert well, lines
