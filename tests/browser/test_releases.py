"""Release of information in real browsers: both forms, taking back, and who received what (S11, S6; issue 5)."""

import io
import json
import re
import zipfile
from pathlib import Path

import pyrage
import pytest
from playwright.async_api import expect

from client_py import custody
from server.crypto.part2 import STATEMENTS, Statement
from server.crypto.trust import root_fingerprint
from server.packages.report import Verdict
from server.packages.verifying import verify_package
from tests.browser.cast import ROOT, Couple, Practice
from tests.browser.conftest import NewContext
from tests.browser.person import Person

pytestmark = pytest.mark.browser

NOTES_ALONE = "Psychotherapy notes alone"


async def has_spoken(new_context: NewContext, practice: Practice, couple: Couple) -> Person:
    """A client with a session behind them."""
    client_context, _ = await new_context()
    therapist_context, _ = await new_context()
    client = await Person.coming_back(await client_context.new_page(), practice.direct, couple.client)
    therapist = await Person.coming_back(await therapist_context.new_page(), practice.direct, couple.therapist)
    await therapist.open_conversation()
    await therapist.start_session()
    await client.open_conversation()
    await client.say("what I want my doctor to know")
    await therapist.reads(["what I want my doctor to know"])
    await therapist.end_session()
    await expect(client.composer).to_have_count(0)
    await therapist.page.context.close()
    return client


async def signs(
    client: Person,
    form: str,
    recipient: str,
    key: str = "",
    *,
    represented: bool = False,
    maker: str = "I do, in this browser",
) -> None:
    """Every step of a form, from the list and back to it."""
    page = client.page
    await page.get_by_role("button", name="Share something").click()
    await page.get_by_label(form).check()
    await page.get_by_role("button", name="Continue").click()
    await expect(page.get_by_role("heading", name="What to share")).to_be_focused()
    await page.get_by_role("button", name="Continue").click()
    await page.get_by_role("button", name="Continue").click()
    await expect(page.get_by_text("Please fill this in.")).to_be_visible()
    await page.get_by_label("Name of who receives it").fill(recipient)
    await page.get_by_label("Their address").fill("1 Example Street")
    await page.get_by_label("Somebody who treats me").check()
    await page.get_by_label("Their key").fill(key)
    await page.get_by_role("button", name="Continue").click()
    await page.get_by_label("What for", exact=True).fill("To go on with my treatment")
    if form != NOTES_ALONE:  # which their author hands out
        await page.get_by_label(maker).check()
    await page.get_by_role("button", name="Continue").click()
    await expect(page.get_by_label("The form, word for word")).to_contain_text("right to revoke")
    await page.get_by_label("Your number").fill(client.who.number)
    await page.get_by_label("Your password now").fill(client.who.password)
    await page.get_by_label("Whose record it is").fill("Sam Example")
    if represented:
        await page.get_by_label("I sign for somebody else").check()
        await page.get_by_label("By what right").fill("Guardian by order 26-2")
    await page.get_by_label("Your full name, as your signature").fill("Sam Example")
    await page.get_by_role("button", name="Sign it").click()
    await expect(page.get_by_text("You signed it.")).to_be_visible()


async def test_both_forms_are_signed_and_one_is_taken_back(new_context: NewContext, practice: Practice) -> None:
    """Step by step, in full, by oneself and for somebody; what was taken back says so, on every device."""
    couple = await practice.couple()
    client = await has_spoken(new_context, practice, couple)
    await client.goes("Share", "Share my record")
    await expect(client.page.get_by_text("You share nothing with anyone.")).to_be_visible()
    await signs(client, "Consent for drug and alcohol treatment records", "Dr. Noor Example")
    await signs(client, "General authorization", "An Example Clinic", represented=True)
    lines = client.page.get_by_role("main").get_by_role("listitem")
    await expect(lines).to_have_count(2)
    await expect(lines.first).to_contain_text("An Example Clinic")
    await lines.first.get_by_role("button", name="Take back").click()
    await client.page.get_by_role("button", name="Take it back").click()
    await expect(client.page.get_by_text("It is taken back.")).to_be_visible()
    await expect(lines.first).to_contain_text("Taken back")
    await client.page.get_by_role("link", name="Who received what").click()
    await expect(client.page.get_by_text(re.compile("Nothing of your record was given"))).to_be_visible()


async def makes_the_package(client: Person) -> bytes:
    """From the list to the file in one's own hands."""
    page = client.page
    await page.get_by_role("button", name="Make the package").click()
    await page.get_by_role("button", name="Make it").click()
    await expect(page.get_by_role("heading", name="Your package is ready")).to_be_visible()
    async with page.expect_download() as downloading:
        await page.get_by_role("button", name="Keep the file").click()
    download = await downloading.value
    return Path(await download.path()).read_bytes()  # noqa: ASYNC240  (a small file, and nobody else waits)


def proved(locked: bytes, recipient: pyrage.x25519.Identity) -> dict[str, bytes]:
    """The files of a package that its recipient opens, each proved without a server."""
    assert locked.startswith(b"age-encryption.org/v1")
    with zipfile.ZipFile(io.BytesIO(pyrage.decrypt(locked, [recipient]))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    verified = verify_package(files, root_fingerprint(ROOT.public))
    assert [each.words for each in verified.report.sentences if each.verdict is Verdict.FAILS] == []
    return files


async def test_a_package_opens_for_its_recipient_and_not_after_taking_back(
    new_context: NewContext, practice: Practice
) -> None:
    """Made in the client's browser, opened with the age tool's library, proved without a server; then one tab takes the form back while
    another is about to make a package, and nothing goes out.
    """
    couple = await practice.couple()
    client = await has_spoken(new_context, practice, couple)
    recipient = pyrage.x25519.Identity.generate()
    await client.goes("Share", "Share my record")
    await signs(
        client, "Consent for drug and alcohol treatment records", "Dr. Noor Example", str(recipient.to_public())
    )
    locked = await makes_the_package(client)
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(locked, [pyrage.x25519.Identity.generate()])
    files = proved(locked, recipient)
    record = json.loads(files["record.json"])
    assert record["statement"] == STATEMENTS[Statement.LONG]
    assert "what I want my doctor to know" in files["record.json"].decode()
    assert ["recipient", "Dr. Noor Example"] in json.loads(files["consent.json"])["elements"]
    await client.page.get_by_role("button", name="Back").click()
    await client.page.get_by_role("button", name="Make the package").click()
    beside = await client.page.context.new_page()
    await beside.goto(f"{practice.direct}/#share")
    await beside.get_by_role("button", name="Take back").click()
    await beside.get_by_role("button", name="Take it back").click()
    await expect(beside.get_by_text("It is taken back.")).to_be_visible()
    await client.page.get_by_role("button", name="Make it").click()
    await expect(client.page.get_by_text("Nothing was handed out")).to_be_visible()
    await beside.get_by_role("link", name="Who received what").click()
    line = beside.get_by_role("main").get_by_role("listitem")
    await expect(line).to_have_count(1)
    await expect(line).to_contain_text("Dr. Noor Example")
    await expect(line).to_contain_text("42 CFR 2.25")


async def asks_custodians(officer: Person, second: str) -> None:
    """From the desk of requests to an order, which somebody else signs, too."""
    page = officer.page
    await officer.goes("Requests")
    await page.get_by_role("button", name="Ask the custodians").first.click()
    await page.get_by_label("Second person").select_option(label=second)
    await page.get_by_label("Your number").fill(officer.who.number)
    await page.get_by_label("Your password now").fill(officer.who.password)
    await page.get_by_role("button", name="Ask the custodians").click()
    await expect(page.get_by_text("somebody else has to agree")).to_be_visible()


async def test_the_practice_sends_what_a_client_asked_for(new_context: NewContext, practice: Practice) -> None:
    """The officer asks, the owner agrees, two custodians give; the officer's browser makes the package and shows none of it. What the client takes back then
    does not go out a second time; and what they ask to have corrected is answered with no, and disagreed with.
    """
    # What a client fills in is sealed to the officers of that day.
    who = await practice.officer()
    client = await has_spoken(new_context, practice, await practice.couple())
    recipient = pyrage.x25519.Identity.generate()
    await client.goes("Share", "Share my record")
    form, key = "Consent for drug and alcohol treatment records", str(recipient.to_public())
    await signs(client, form, "Dr. Noor Example", key, maker="The practice does, for me")
    context, _ = await new_context()
    officer = await Person.coming_back(await context.new_page(), practice.direct, who)
    await asks_custodians(officer, practice.owner.alias)
    async with await practice.owner.enters(practice.direct) as owner:
        order = custody.order_id_of((await custody.listed_orders(owner))[0])
        await custody.approve_order(owner, order)
    for who in practice.custodians[:2]:
        async with await who.enters(practice.direct) as custodian:
            assert await custody.give_shares(custodian, order) == []
    page = officer.page
    await page.reload()
    await packs(officer)
    async with page.expect_download() as downloading:
        await page.get_by_role("button", name="Keep the file").click()
    download = await downloading.value
    files = proved(Path(await download.path()).read_bytes(), recipient)  # noqa: ASYNC240  (a small file, and nobody else waits)
    record = json.loads(files["record.json"])
    assert (record["basis"], record["statement"]) == ("consent", STATEMENTS[Statement.LONG])
    assert "what I want my doctor to know" in files["record.html"].decode()
    assert await page.get_by_text("what I want my doctor to know").count() == 0
    await client.page.get_by_role("button", name="Take back").click()
    await client.page.get_by_role("button", name="Take it back").click()
    await expect(client.page.get_by_text("It is taken back.")).to_be_visible()
    await client.page.get_by_role("link", name="Who received what").click()
    await expect(client.page.get_by_role("main").get_by_role("listitem")).to_contain_text("Dr. Noor Example")
    await asks_for_a_correction(client)
    await says_no(officer)
    await disagrees(client)
    await page.reload()
    await expect(page.get_by_text("It was June.")).to_be_visible()


async def asks_for_a_correction(client: Person) -> None:
    """From the record to the list of one's own requests."""
    page = client.page
    await client.goes("Record", "My record")
    await page.get_by_role("link", name="My requests about my record").click()
    await page.get_by_role("link", name="Ask for a correction").click()
    await page.get_by_label("Which part is wrong").fill("The session of today")
    await page.get_by_label("What should it say?").fill("That I moved in June")
    await page.get_by_label("Why?", exact=True).fill("The lease says so")
    await page.get_by_label("Your full name").fill("Robin Correct")
    await page.get_by_role("button", name="Sign and send it").click()
    await expect(page.get_by_text("The practice has your request.")).to_be_focused()


async def says_no(officer: Person) -> None:
    """At the desk of requests, in words that only the client and the office read."""
    page = officer.page
    await officer.goes("Requests")
    await page.get_by_role("button", name="Answer the request of Robin Correct").click()
    await page.get_by_label("What do you say?").select_option(label="No: the record is right and complete")
    await page.get_by_label("What the client is told").fill("It says what was said.")
    await page.get_by_role("button", name="Sign it, and tell the client").click()
    await expect(page.get_by_text("The client was told.")).to_be_focused()


async def disagrees(client: Person) -> None:
    """With the no, which stands in their list with what they can do about it."""
    page = client.page
    await page.get_by_role("link", name="Back to My record").click()
    await page.get_by_role("link", name="My requests about my record").click()
    await expect(page.get_by_text("It says what was said.")).to_be_visible()
    await expect(page.get_by_text("You can complain to us")).to_be_visible()
    await page.get_by_role("button", name="Say why you disagree").click()
    await page.get_by_label("Your statement").fill("It was June.")
    await page.get_by_role("button", name="Sign and send it").click()
    await expect(page.get_by_text("Your statement stands beside the record.")).to_be_focused()


async def packs(officer: Person) -> None:
    """From the order's page to the file."""
    page = officer.page
    await expect(page.get_by_role("heading", name="Make the package")).to_be_visible()
    await page.get_by_label("Your number").fill(officer.who.number)
    await page.get_by_label("Your password now").fill(officer.who.password)
    await page.get_by_role("button", name="Make it").click()
    await expect(page.get_by_role("heading", name="The package is ready.")).to_be_visible()
