"""Care over time in real browsers: its end, and a change of therapist with the history shared (S17, S19)."""

import pytest
from playwright.async_api import expect

from tests.browser.cast import Couple, Practice
from tests.browser.conftest import NewContext
from tests.browser.person import Person

pytestmark = pytest.mark.browser


async def _talk(new_context: NewContext, practice: Practice, couple: Couple) -> tuple[Person, Person]:
    """A session in which both wrote, and which is over."""
    client_context, _ = await new_context()
    therapist_context, _ = await new_context()
    client = await Person.coming_back(await client_context.new_page(), practice.direct, couple.client)
    therapist = await Person.coming_back(await therapist_context.new_page(), practice.direct, couple.therapist)
    await therapist.open_conversation()
    await therapist.start_session()
    await client.open_conversation()
    await expect(client.composer).to_be_visible()
    await client.say("before")
    await therapist.say("and after")
    await client.reads(["before", "and after"])
    await therapist.end_session()
    await expect(client.composer).to_have_count(0)
    return client, therapist


async def _asks_for_another(client: Person) -> None:
    """The form of Me: taken back once, then asked for good, with a reason, and with the history to be shared."""
    page = client.page
    await page.get_by_role("link", name="Me", exact=True).click()
    await page.get_by_role("link", name="Change therapist").click()
    await page.get_by_role("button", name="Ask for another therapist").click()
    await page.get_by_role("button", name="Stay with my therapist").click()
    await expect(page.get_by_text("Everything stays as it is.", exact=False).first).to_be_visible()
    await page.get_by_label("Would you like to say why?").fill("We do not fit.")
    await page.get_by_label("Yes, they may read all of it").check()
    await page.get_by_role("button", name="Ask for another therapist").click()
    await expect(page.get_by_text("You have asked for another therapist.")).to_be_visible()
    await expect(page.get_by_text("The next one may read what you wrote so far.")).to_be_visible()


async def test_care_ends(new_context: NewContext, practice: Practice) -> None:
    """Behind a letter of referral, which stands first on the client's page; both go on showing the record, with nowhere to write."""
    couple = await practice.couple(types=False)
    client, therapist = await _talk(new_context, practice, couple)
    await therapist.page.get_by_role("button", name="End care").click()
    await therapist.page.get_by_label("Send a referral letter first").check()
    await therapist.page.get_by_label("Letter", exact=True).fill("Dr Ada expects you.")
    await therapist.page.get_by_role("button", name="Send it and end the care").click()
    for person in (therapist, client):
        await expect(person.page.get_by_text("Care ended on")).to_be_visible()
        await expect(person.page.get_by_role("button", name="Start the session")).to_have_count(0)
        await person.reads(["before", "and after"])
        await expect(person.page.locator(".referral-text")).to_have_text("Dr Ada expects you.")
    await expect(client.page.locator(".closed").get_by_role("button", name="Crisis help")).to_be_visible()
    await client.page.emulate_media(media="print")
    await expect(client.page.locator(".referral .sheet")).to_be_visible()
    await expect(client.message("before")).to_be_hidden()


async def test_a_change_of_therapist_with_the_history_shared(new_context: NewContext, practice: Practice) -> None:
    """The client's browser closes and hands over by itself; the former therapist's page loses it, the next one reads it all."""
    couple = await practice.couple(types=False)
    client, former = await _talk(new_context, practice, couple)
    await _asks_for_another(client)
    await client.page.close()
    newcomer = await practice.next_therapist(couple.client)
    context, _ = await new_context()
    again = await Person.coming_back(await context.new_page(), practice.direct, couple.client)
    await expect(again.page.get_by_text("Closed")).to_be_visible()
    await expect(former.message("before")).to_have_count(0)
    next_context, _ = await new_context()
    following = await Person.coming_back(await next_context.new_page(), practice.direct, newcomer)
    await expect(following.page.get_by_text("To read")).to_be_visible()
    await following.page.locator(".card", has_text="No live session now").get_by_role("button").click()
    await following.page.get_by_role("button", name="Read what was before").click()
    await following.reads(["before", "and after"])
    await expect(following.page.get_by_text("They let you read it")).to_be_visible()
