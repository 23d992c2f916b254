"""How long a record is kept, in real browsers: two officers, a hold that beats destruction, a certificate, and what the client is told (S10)."""

from urllib.parse import urlsplit

import pytest
from playwright.async_api import Page, expect

from client_py.care import close_conversation
from server.crypto.closing import ClosingReason
from server.storage.database import Database
from server.storage.embedded.stack import EmbeddedStack
from tests.browser.cast import Couple, Practice
from tests.browser.conftest import NewContext
from tests.browser.custodians import SAID, show_again, talk
from tests.browser.person import Person

pytestmark = pytest.mark.browser

EIGHT_YEARS_MS = 8 * 366 * 86_400_000


async def long_ago(practice: Practice, couple: Couple, stack: EmbeddedStack) -> None:
    """Care has ended, eight years back: somebody at the database moves the clock of it."""
    async with await couple.therapist.enters(practice.direct) as therapist:
        conversation = (await therapist.conversation()).identity
        await close_conversation(therapist, conversation, ClosingReason.ENDED)
    async with Database(behind(practice, stack), pool_size=1) as database, database.acquire() as connection:
        for statement in (
            "UPDATE conversation_head SET time = time - $2 WHERE conversation = $1",
            "UPDATE conversation SET opened_at = opened_at - $2 WHERE conversation = $1",
            "UPDATE closing SET closed_at = closed_at - $2 WHERE conversation = $1",
        ):
            await connection.execute(statement, conversation, EIGHT_YEARS_MS)


def behind(practice: Practice, stack: EmbeddedStack) -> str:
    """The address of the messaging database, for who may do anything."""
    return stack.superuser_url(urlsplit(practice.running.environ["MESSAGING_DATABASE_URL"]).path.strip("/"))


async def opens(page: Page, couple: Couple) -> None:
    """The couple's record, from the list; where other tests have left many, it is looked for by name, as an officer would."""
    await expect(page.get_by_role("region", name="Records", exact=True).get_by_role("list")).to_be_visible()
    finding = page.get_by_label("Find a record")
    if await finding.is_visible():
        await finding.fill(couple.client.alias)
    await page.get_by_role("button", name=f"Open the record of {couple.client.alias}").click()
    await expect(page.get_by_role("heading", name=f"The record of {couple.client.alias}", level=1)).to_be_visible()


async def test_a_record_is_held_let_go_and_destroyed_by_two(
    new_context: NewContext, practice: Practice, stack: EmbeddedStack
) -> None:
    """An owner puts a schedule in force, sets the date and places a hold; while it stands nobody can propose; an officer lifts it and proposes, the
    owner approves; both find the certificate, and the client is told in plain words, with nothing left to read.
    """
    couple, officer = await practice.couple(types=False), await practice.officer()
    await talk(practice, couple)
    await long_ago(practice, couple, stack)
    contexts = [await new_context() for _ in range(3)]
    at_desk, at_office, at_home = [await context.new_page() for context, _ in contexts]

    owning = await Person.coming_back(at_office, practice.direct, practice.owner)
    await owning.goes("Retention")
    await at_office.get_by_role("button", name="Write the next schedule").click()
    await at_office.get_by_role("button", name="Sign and put in force").click()
    await expect(at_office.get_by_text("The schedule is in force.")).to_be_focused()
    await opens(at_office, couple)
    await at_office.get_by_role("button", name="Set the date").click()
    await at_office.get_by_role("button", name="Sign this date").click()
    await expect(at_office.get_by_text("The date is set.")).to_be_focused()
    await expect(at_office.get_by_role("button", name="Propose to destroy it")).to_be_visible()
    await at_office.get_by_role("button", name="Place a hold").click()
    await at_office.get_by_label("Why").fill("A suit was announced")
    await at_office.get_by_role("button", name="Place the hold").click()
    await expect(at_office.get_by_text("The record is on hold.")).to_be_focused()

    keeping = await Person.coming_back(at_desk, practice.direct, officer)
    await keeping.goes("Retention")
    await opens(at_desk, couple)
    await expect(at_desk.get_by_text("On hold: nothing of it is destroyed")).to_be_visible()
    await expect(at_desk.get_by_text("A suit was announced")).to_be_visible()
    await expect(at_desk.get_by_role("button", name="Propose to destroy it")).to_have_count(0)
    await at_desk.get_by_role("button", name="Lift it").click()
    lifting = at_desk.get_by_role("dialog")
    await lifting.get_by_label("Why").fill("It was settled")
    await lifting.get_by_role("button", name="Lift it").click()
    await expect(at_desk.get_by_text("The hold is lifted.")).to_be_focused()
    await at_desk.get_by_role("button", name="Propose to destroy it").click()
    await at_desk.get_by_label("Who has to approve it").select_option(label=practice.owner.alias)
    await show_again(at_desk, officer, "Propose to destroy it")
    await expect(at_desk.get_by_text("It waits for the second person.")).to_be_focused()

    await at_office.get_by_role("link", name="All records").click()
    await at_office.get_by_role("button", name=f"Look at it: destroy the record of {couple.client.alias}").click()
    await expect(at_office.get_by_text("It cannot be undone.")).to_be_visible()
    await show_again(at_office, practice.owner, "Destroy it")
    await expect(at_office.get_by_text("Nobody opens it any more. Its bytes are being erased.")).to_be_focused()
    await at_desk.get_by_role("link", name="All records").click()
    await opens(at_desk, couple)
    await expect(at_desk.get_by_role("heading", name="Certificate of destruction")).to_be_visible()
    await expect(at_desk.get_by_text("Destroyed", exact=True)).to_be_visible()

    reading = await Person.coming_back(at_home, practice.direct, couple.client)
    told = at_home.get_by_role("region", name="Records that were destroyed")
    await expect(told.get_by_text("two people of the practice agreed to destroy it")).to_be_visible()
    assert reading.who is couple.client
    await expect(at_home.get_by_text(SAID[0])).to_have_count(0)
