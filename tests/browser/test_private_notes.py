"""A therapist's own notes: there for their author whatever happens, and for nobody else (compliance PN-01, PN-06)."""

import io
import json
import zipfile
from pathlib import Path

import msgspec
import pyrage
import pytest
from playwright.async_api import Page, expect

from client_py.documents import Signed
from client_py.line import now_ms
from server.crypto.hashing import sha256
from server.crypto.notes_package import verify_notes
from server.crypto.part2 import Ground, Part2Marking, Part2Status
from server.crypto.signing import SignedBody
from server.crypto.trust import root_fingerprint
from server.packages.notes import verify_notes_package
from server.packages.report import Verdict
from tests.browser import keeper
from tests.browser.cast import ROOT, Practice
from tests.browser.conftest import NewContext
from tests.browser.hours import Hours
from tests.browser.person import Person
from tests.browser.test_drafts import STORED
from tests.browser.test_releases import NOTES_ALONE, signs

pytestmark = pytest.mark.browser

FIRST = "She kept her coat on."
SECOND = "My tiredness came before hers."


async def somewhere(new_context: NewContext, hours: Hours | None = None) -> Page:
    """A page of a browser that has never been here."""
    context, _ = await new_context()
    page = await context.new_page()
    return page if hours is None else await hours.watch(page)


async def opens_notes(author: Person, client: str) -> None:
    """By way of the caseload, to the notes about one client."""
    await author.goes("Clients")
    await author.page.get_by_role("link", name="Private notes").click()
    await author.page.get_by_role("button", name=f"Open the private notes about Client {client}").click()
    await expect(author.page.get_by_text(f"About Client {client}")).to_be_visible()


async def reads_notes(author: Person, texts: list[str]) -> None:
    """Exactly these, the newest first."""
    await expect(author.page.locator(".note-words")).to_have_text(texts)


async def test_notes_are_their_author_s_whatever_happens(new_context: NewContext, practice: Practice) -> None:
    """Written beside the conversation, saved as they are typed, there after five quiet minutes, in another browser, after a change of password and
    of keys; changed and deleted; and the client's page says nothing of them.
    """
    couple = await practice.couple()
    alias = couple.client.alias
    async with Hours.of(practice) as hours:
        here = await Person.coming_back(await somewhere(new_context, hours), practice.direct, couple.therapist)
        await here.open_conversation()
        await here.page.get_by_role("button", name="Private notes", exact=True).click()
        beside = here.page.get_by_role("complementary", name="Private notes")
        await beside.get_by_role("button", name="Write a note").click()
        await beside.get_by_label("Your note").press_sequentially(FIRST)
        await expect(beside.locator(".keeping")).to_have_attribute("data-keeping", "saved")
        assert not any("coat" in text for text in await here.page.evaluate(STORED))
        await hours.pass_by(306)
        await expect(here.page.get_by_text("What you were writing is safe.")).to_be_visible()
        assert "coat" not in await here.page.content()
        await here.knock()
        await here.sees_the_record()
        await opens_notes(here, alias)
        await reads_notes(here, [FIRST])
        await here.page.get_by_role("button", name="Write a note").click()
        await here.page.get_by_label("Your note").press_sequentially(SECOND)
        await here.page.get_by_role("button", name="Sign out").click()
        await expect(here.page.get_by_text("You are signed out.")).to_be_visible()
    there = await Person.coming_back(await somewhere(new_context), practice.direct, here.who)
    await opens_notes(there, alias)
    await reads_notes(there, [SECOND, FIRST])
    changed = await keeper.change_password(there)
    await keeper.new_keys(changed)
    elsewhere = await Person.coming_back(await somewhere(new_context), practice.direct, changed.who)
    await opens_notes(elsewhere, alias)
    await reads_notes(elsewhere, [SECOND, FIRST])
    await elsewhere.page.get_by_role("button", name="Change the note").last.click()
    await elsewhere.page.get_by_label("Your note").fill(f"{FIRST} Ask why.")
    await elsewhere.page.get_by_role("button", name="Done").click()
    await elsewhere.page.get_by_role("button", name="Delete the note").first.click()
    await elsewhere.page.get_by_role("dialog").get_by_role("button", name="Delete the note").click()
    await expect(elsewhere.page.get_by_text("The note is deleted.")).to_be_visible()
    await elsewhere.page.reload()
    await opens_notes(elsewhere, alias)
    await reads_notes(elsewhere, [f"{FIRST} Ask why."])
    client = await Person.coming_back(await somewhere(new_context), practice.direct, couple.client)
    await client.open_conversation()
    assert "private" not in (await client.page.content()).lower()


async def test_a_form_for_notes_lets_their_author_hand_them_out(
    new_context: NewContext, practice: Practice, tmp_path: Path
) -> None:
    """The client signs it for notes alone; the author packs what it covers, and the recipient opens it with age; the client is told who received what."""
    couple, identity = await practice.couple(), pyrage.x25519.Identity.generate()
    author = await Person.coming_back(await somewhere(new_context), practice.direct, couple.therapist)
    async with await couple.therapist.enters(practice.direct) as program:
        marking = Part2Marking(
            couple.client.account, Part2Status.CLEARED, Ground.NOT_A_PROGRAMME, couple.therapist.account, now_ms()
        )
        signed = Signed.of(program.account.keys.signing.sign_body(marking))
        await program.http.tell("/messaging/v1/part2", signed)
    await opens_notes(author, couple.client.alias)
    await author.page.get_by_role("button", name="Write a note").click()
    await author.page.get_by_label("Your note").fill(FIRST)
    await author.page.get_by_role("button", name="Done").click()
    await reads_notes(author, [FIRST])
    client = await Person.coming_back(await somewhere(new_context), practice.direct, couple.client)
    await client.goes("Share", "Share my record")
    await signs(client, NOTES_ALONE, "Dr. Noor Example", str(identity.to_public()))
    await author.page.reload()
    await opens_notes(author, couple.client.alias)
    await author.page.get_by_role("button", name="Make the package").click()
    await expect(author.page.get_by_text("It holds one note.")).to_be_visible()
    async with author.page.expect_download() as download:
        await author.page.get_by_role("button", name="Keep the file").click()
    path = tmp_path / "notes.zip.age"
    await (await download.value).save_as(path)
    assert b"coat" not in path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(pyrage.decrypt(path.read_bytes(), [identity]))) as package:
        files = {name: package.read(name) for name in package.namelist()}
    assert set(files) == {"consent.json", "manifest.bin", "notes.html", "notes.json", "proofs.json"}
    assert [each["text"] for each in json.loads(files["notes.json"])["notes"]] == [FIRST]
    assert FIRST in files["notes.html"].decode()
    body, signature = msgspec.msgpack.decode(files["manifest.bin"], type=tuple[bytes, bytes])
    async with await couple.client.enters(practice.direct) as reader:
        await reader.conversations()
        bundle = reader.trust.person(couple.therapist.account).bundle
    manifest = verify_notes(SignedBody(body, signature), bundle)
    assert {each.name: each.sha256 for each in manifest.files} == {
        name: sha256(data) for name, data in files.items() if name != "manifest.bin"
    }
    said = verify_notes_package(files, root_fingerprint(ROOT.public)).sentences
    assert [each.words for each in said if each.verdict is Verdict.FAILS] == []
    held = " ".join(each.words for each in said if each.verdict is Verdict.HOLDS)
    assert "It rests on consent" in held
    assert "That consent stands in the record log." in held
    await client.page.get_by_role("link", name="Who received what").click()
    await expect(client.page.get_by_text("To Dr. Noor Example")).to_be_visible()
