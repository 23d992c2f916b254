"""What custodians are asked for in browsers, and what they do by program."""

import io
import json
import zipfile
from pathlib import Path
from typing import Final

import pyrage
from playwright.async_api import Locator, Page, expect

from client_py import custody
from client_py.client import Client
from server.crypto.part2 import STATEMENTS, Statement
from server.crypto.trust import root_fingerprint
from server.ids import OrderId
from server.packages.report import Verdict
from server.packages.verifying import verify_package
from tests.browser.cast import PASSWORD, ROOT, Couple, Practice, Someone
from tests.browser.person import Person

SAID: Final = ["The tablets make me dizzy.", "Which ones are they?"]
"""What a couple says in a session."""


async def show_again(page: Page | Locator, who: Someone, button: str) -> None:
    """Number and password once more, and the button below."""
    await page.get_by_label("Your number").fill(who.number)
    await page.get_by_label("Your password now").fill(PASSWORD)
    await page.get_by_role("button", name=button, exact=True).click()


async def newest(client: Client) -> OrderId:
    """The order that was made last."""
    return custody.order_id_of((await custody.listed_orders(client))[0])


async def look_at(page: Page, what: str) -> None:
    """The newest order of a kind among those that wait for this person."""
    waiting = page.get_by_role("region", name="Waiting for you")
    await waiting.get_by_role("button", name=f"Look at it: {what}").first.click()


async def ask_in_emergency(asking: Person, couple: Couple, why: str, second: Someone) -> None:
    """From the page of custody: one session of a couple, and the reason."""
    page = asking.page
    await page.get_by_role("button", name="Emergency access").click()
    await page.get_by_label("Whose record").select_option(label=couple.client.alias)
    await page.get_by_role("checkbox", name="The session of").check()
    await page.get_by_label("What has happened").fill(why)
    await page.get_by_label("Second person").select_option(label=second.alias)
    await show_again(page, asking.who, "Ask for emergency access")
    await expect(page.get_by_text("It waits for the second person.")).to_be_visible()


async def open_and_pack(reading: Person, why: str) -> None:
    """From the page of custody to what was said in a session, and to a package that holds it and proves it without the service."""
    page = reading.page
    await page.get_by_role("link", name="All of custody").click()
    await page.get_by_role("button", name="Look at it: Emergency access").first.click()
    await show_again(page, reading.who, "Open what was given")
    released = page.get_by_role("list", name="What was said").get_by_role("listitem")
    await expect(released.filter(has_text=SAID[0])).to_be_visible()
    await expect(released.filter(has_text=SAID[1])).to_be_visible()
    await page.get_by_label("Who receives it").fill("Dr. Noor Example, Example Hospital")
    await page.get_by_label("What the emergency is").fill(why)
    await show_again(page.locator("section[aria-labelledby=package]"), reading.who, "Make it")
    await expect(page.get_by_role("heading", name="The package is ready.")).to_be_visible()
    passphrase = await page.locator("code.passphrase").inner_text()
    async with page.expect_download() as downloading:
        await page.get_by_role("button", name="Keep the file").click()
    locked = Path(await (await downloading.value).path()).read_bytes()  # noqa: ASYNC240  (a small file, and nobody else waits)
    _proves(pyrage.passphrase.decrypt(locked, passphrase.strip()))


def _proves(archive: bytes) -> None:
    """Of everything opened, nothing else, and without the service."""
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        held = {name: files.read(name) for name in files.namelist()}
    verified = verify_package(held, root_fingerprint(ROOT.public))
    assert [each.words for each in verified.report.sentences if each.verdict is Verdict.FAILS] == []
    record = json.loads(held["record.json"])
    assert (record["basis"], record["statement"]) == ("emergency", STATEMENTS[Statement.LONG])
    assert all(said in held["record.html"].decode() for said in SAID)


async def by_program(practice: Practice, *custodians: Someone) -> None:
    """Custodians who use the Python client give their shares of what was ordered last."""
    for who in custodians:
        async with await who.enters(practice.direct) as client:
            assert await custody.give_shares(client, await newest(client)) == []


async def talk(practice: Practice, couple: Couple) -> None:
    """A session of the two, and its end."""
    async with (
        await couple.client.enters(practice.direct) as client,
        await couple.therapist.enters(practice.direct) as therapist,
    ):
        hers, his = await client.conversation(), await therapist.conversation()
        await his.start_session()
        await hers.start_session()
        await hers.send(SAID[0])
        await his.send(SAID[1])
        await hers.wait_for(lambda: hers.texts == SAID)
        await hers.end_session()
        await his.wait_for(lambda: his.session is None)
