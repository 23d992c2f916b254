"""Without the client's consent, in real browsers: what a court sent, whom a therapist had to warn, and what the client is told of it (S6)."""

import io
import time
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyrage
import pytest
from playwright.async_api import expect

from client_py import custody
from server.crypto.process import Part2Section, ProcessKind
from server.crypto.trust import root_fingerprint
from server.packages.report import Verdict
from server.packages.verifying import verify_package
from tests.browser.cast import ROOT, Practice, Someone
from tests.browser.conftest import NewContext
from tests.browser.custodians import SAID, by_program, newest, show_again, talk
from tests.browser.person import Person
from tests.browser.served import serve, tell_under

pytestmark = pytest.mark.browser

DAY_MS = 86_400_000
THREAT = "It ends on Friday, for both of us."


async def writes_down(officer: Person, client: Someone, second: Someone, copy: Path) -> None:
    """An officer fills in all of what a court sent, a subpoena first: that one opens nothing, and the page says so before anything is sent."""
    page = officer.page
    await officer.goes("Legal")
    await page.get_by_role("button", name="Write down what was served").click()
    await page.get_by_label("Whose record").select_option(label=client.alias)
    await page.get_by_label("What is it?").select_option(label="Subpoena of a court")
    await expect(page.get_by_role("alert").filter(has_text="never to a subpoena alone")).to_be_visible()
    await page.get_by_label("What is it?").select_option(label="Order of a court")
    await page.get_by_label("Under which section").select_option(label="42 CFR 2.64: a case that is not a criminal one")
    await expect(page.get_by_text("This opens nothing.")).to_have_count(0)
    for label, text in (
        ("What the court found", "There is no other way"),
        ("Who issued it", "Superior Court of Example"),
        ("Where: state", "Example"),
        ("Docket number", "26-417"),
        ("Who may receive it", "The court, in camera"),
        ("How you made sure that it is genuine", "Called the clerk"),
        ("Which paragraph", "45 CFR 164.512(e)(1)(i)"),
        ("Counsel who looked", "R. Counsel"),
        ("Who looked at privilege", "R. Counsel"),
    ):
        await page.get_by_label(label).fill(text)
    await page.get_by_label("A copy of it").set_input_files(copy)
    await page.get_by_label("From", exact=True).fill("2026-01-01")
    in_a_year = datetime.now(UTC).date() + timedelta(days=365)
    await page.get_by_label("Telling the client is forbidden until").fill(in_a_year.isoformat())
    await page.get_by_label("Second person").select_option(label=second.alias)
    await page.get_by_role("button", name="Continue").click()
    await expect(page.get_by_role("heading", name="Read and sign: order of a court")).to_be_focused()
    await show_again(page, officer.who, "Sign it")
    await expect(page.get_by_text("It is kept.")).to_be_focused()


async def later_reads(keeping: Person, newcomer: Person) -> None:
    """An officer who came later cannot read what was sealed before, and is told so; once one who can has looked at the page, they can as well."""
    page = newcomer.page
    await newcomer.goes("Warnings")
    await expect(page.get_by_text("it was sealed before you came").first).to_be_visible()
    await expect(page.get_by_text(THREAT)).to_have_count(0)
    await keeping.goes("Home")  # a page that gives nothing on: what Legal gave on would be told there
    await keeping.goes("Warnings")
    await expect(keeping.page.get_by_text(f"{newcomer.who.alias} can now read")).to_be_visible()
    await newcomer.goes("Legal")
    await newcomer.goes("Warnings")
    await expect(page.get_by_text(THREAT)).to_be_visible()


async def test_an_order_of_a_court_and_a_warning(new_context: NewContext, practice: Practice, tmp_path: Path) -> None:
    """An officer writes down what was served, the owner signs as well, a subpoena opens nothing, and custodians open what the order covers; what is
    told under it the client does not see while they may not, and does once that time is over; a therapist warns at once, every officer hears of it, and one countersigns.
    """
    couple, officer = await practice.couple(types=False), await practice.officer()
    await talk(practice, couple)
    contexts = [await new_context() for _ in range(5)]
    at_desk, at_office, at_couch, at_home, at_door = [await context.new_page() for context, _ in contexts]
    copy = tmp_path / "order.pdf"
    copy.write_bytes(b"In the Superior Court of Example")
    now = time.time_ns() // 1_000_000
    await serve(practice, couple, officer, ProcessKind.JUDICIAL_SUBPOENA, now)
    over = await serve(
        practice, couple, officer, ProcessKind.ORDER, now - 2 * DAY_MS,
        part2_section=Part2Section.S2_64, gag_until=now - DAY_MS,
    )  # fmt: skip

    keeping = await Person.coming_back(at_desk, practice.direct, officer)
    await writes_down(keeping, couple.client, practice.owner, copy)
    agreeing = await Person.coming_back(at_office, practice.direct, practice.owner)
    await agreeing.goes("Legal")
    waiting = at_office.get_by_role("region", name="Waiting for your signature")
    await waiting.get_by_role("button", name="Look at it").click()
    await expect(at_office.get_by_text("26-417")).to_be_visible()
    await show_again(at_office, practice.owner, "Sign as the second person")
    await expect(at_office.get_by_text("You have signed.")).to_be_focused()

    await at_desk.get_by_role("link", name="All that was served").click()
    await at_desk.get_by_role("button", name="Look at it: Subpoena of a court").click()
    await expect(at_desk.get_by_text("never to a subpoena alone")).to_be_visible()
    await expect(at_desk.get_by_role("heading", name="Ask the custodians")).to_have_count(0)
    await at_desk.get_by_role("link", name="All that was served").click()
    await at_desk.get_by_role("listitem").filter(has_text="26-417").get_by_role("button", name="Look at it").click()
    asking = at_desk.get_by_role("region", name="Ask the custodians")
    await asking.get_by_role("checkbox", name="The session of").check()
    await asking.get_by_label("What custodians need to know").fill("An order of the Superior Court.")
    await show_again(asking, officer, "Ask the custodians")
    await expect(at_desk.get_by_text("It waits for the second person under Custody.")).to_be_focused()
    await at_desk.get_by_role("button", name="Write down what was told").click()
    given = at_desk.get_by_role("region", name="What was given by it")
    for label, text in (
        ("Who receives it", "The court, in camera"),
        ("Exactly what is given", "On which days there were sessions"),
        ("What for", "The trial"),
        ("How it is handed over", "Told to the clerk"),
    ):
        await given.get_by_label(label).fill(text)
    await show_again(given, officer, "Write it down")
    await expect(at_desk.get_by_text("It is written down.")).to_be_focused()
    await expect(at_desk.get_by_text("The client does not see this until")).to_be_visible()

    async with await practice.owner.enters(practice.direct) as owner:
        await custody.approve_order(owner, await newest(owner))
    await by_program(practice, *practice.custodians[1:])
    await keeping.goes("Custody")
    await at_desk.get_by_role("button", name="Look at it: By order of law").first.click()
    await expect(at_desk.get_by_text("42 CFR 2.64")).to_be_visible()
    await show_again(at_desk.get_by_role("region", name="Open what was given"), officer, "Open what was given")
    released = at_desk.get_by_role("list", name="What was said").get_by_role("listitem")
    await expect(released.filter(has_text=SAID[0])).to_be_visible()
    await show_again(at_desk.get_by_role("region", name="Make the package"), officer, "Make it")
    await expect(at_desk.get_by_role("heading", name="The package is ready.")).to_be_focused()
    async with at_desk.expect_download() as downloading:
        await at_desk.get_by_role("button", name="Keep the file").click()
    locked = Path(await (await downloading.value).path()).read_bytes()  # noqa: ASYNC240  (a small file, and nobody else waits)
    words = await at_desk.locator(".passphrase").inner_text()
    # Whoever has to be told them on the telephone may be reached later than this page stays open.
    await at_desk.reload()
    await at_desk.get_by_text("Show its passphrase").click()
    await expect(at_desk.get_by_text(words)).to_be_visible()
    with zipfile.ZipFile(io.BytesIO(pyrage.passphrase.decrypt(locked, words))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    verified = verify_package(files, root_fingerprint(ROOT.public))
    assert [each.words for each in verified.report.sentences if each.verdict is Verdict.FAILS] == []
    held = " ".join(each.words for each in verified.report.sentences if each.verdict is Verdict.HOLDS)
    assert "opened by an order that two people of the practice signed, and that stands in that log" in held
    assert "It rests on legal process" in held
    assert SAID[1] in files["record.json"].decode()

    warning = await Person.coming_back(at_couch, practice.direct, couple.therapist)
    await warning.open_conversation()
    await at_couch.get_by_role("button", name="Duty to warn").click()
    await at_couch.get_by_role("radio", name="A violent crime that was admitted to").check()
    await expect(at_couch.get_by_text("What was admitted to in care is not passed on")).to_be_visible()
    await at_couch.get_by_role("radio", name="A serious threat").check()
    for label, text in (
        ("What was said, word for word", THREAT),
        ("Who is at risk", "The former partner"),
        ("Whom you told", "Police of Example, badge 4417"),
        ("How and when", "By telephone, 15:40, reached"),
        ("Exactly what you told them", "Name and threat"),
    ):
        await at_couch.get_by_label(label).fill(text)
    await at_couch.get_by_role("button", name="Send it now").click()
    await expect(at_couch.get_by_text("every officer and owner has been told")).to_be_focused()
    await at_couch.get_by_role("button", name="Add to it: the warning of").click()
    await at_couch.get_by_label("How soon it may happen").fill("Friday")
    await at_couch.get_by_role("button", name="Add it").click()
    await expect(at_couch.get_by_text("It was added.")).to_be_focused()

    await keeping.goes("Warnings")
    await expect(at_desk.get_by_text(THREAT)).to_be_visible()
    await at_desk.get_by_text("All of it").click()
    await expect(at_desk.get_by_text("Friday", exact=True)).to_be_visible()
    await expect(at_couch.get_by_text("Not yet countersigned")).to_be_visible()
    await at_desk.get_by_role("button", name=f"Countersign it: the warning by {couple.therapist.alias}").click()
    await expect(at_desk.get_by_text("It has 2 parts that nobody has signed yet.")).to_be_visible()
    await show_again(at_desk, officer, "Countersign it")
    await expect(at_desk.get_by_text("You have countersigned it.")).to_be_focused()
    for page in (at_desk, at_couch):
        if page is at_couch:
            await page.get_by_role("link", name="Back to the conversation").click()
            await page.get_by_role("button", name="Duty to warn").click()
        await expect(page.get_by_text(f"Countersigned by {officer.alias}")).to_be_visible()
    await expect(at_desk.get_by_role("heading", name="Waiting for a signature")).to_have_count(0)
    await later_reads(keeping, await Person.signing_in(at_door, practice.direct, await practice.officer()))
    for reader in (keeping, agreeing):
        await reader.goes("Notices")
        await expect(reader.page.get_by_text("A therapist gave a warning").first).to_be_visible()

    await tell_under(practice, couple, officer, over, now - 2 * DAY_MS)
    reading = await Person.coming_back(at_home, practice.direct, couple.client)
    await reading.goes("Share", "Share my record")
    await at_home.get_by_role("link", name="Who received what").click()
    lines = at_home.get_by_role("main").get_by_role("listitem")
    await expect(lines).to_have_count(2)
    await expect(lines.filter(has_text="Police of Example")).to_contain_text("Because of a threat to somebody")
    await expect(lines.filter(has_text="By order of a court")).to_contain_text("Sessions of the spring")
