"""Keys survive everything: whatever is replaced, the whole record is there in the next browser."""

from dataclasses import replace

import pytest
from playwright.async_api import Page, expect

from tests.browser import keeper
from tests.browser.cast import Couple, Practice
from tests.browser.conftest import NewContext
from tests.browser.person import Person

pytestmark = pytest.mark.browser

SAID = ["Good morning", "Hello", "Where did we stop?", "At the lake"]


async def somewhere(new_context: NewContext) -> Page:
    """A page of a browser that has never been here."""
    context, _ = await new_context()
    return await context.new_page()


async def talked(new_context: NewContext, practice: Practice, couple: Couple) -> tuple[Person, Person]:
    """Client and therapist after four lines, both still in."""
    client = await Person.coming_back(await somewhere(new_context), practice.direct, couple.client)
    therapist = await Person.coming_back(await somewhere(new_context), practice.direct, couple.therapist)
    await therapist.open_conversation()
    await therapist.start_session()
    await client.open_conversation()
    for number, text in enumerate(SAID):
        await (therapist, client)[number % 2].say(text)
        await client.reads(SAID[: number + 1])
        await therapist.reads(SAID[: number + 1])
    return client, therapist


async def reads_all_elsewhere(
    new_context: NewContext, practice: Practice, person: Person, said: list[str] = SAID
) -> Person:
    """Sign in where one has never been: every word is there."""
    elsewhere = await Person.signing_in(await somewhere(new_context), practice.direct, person.who)
    await elsewhere.open_conversation()
    await elsewhere.reads(said)
    return elsewhere


async def test_a_new_password_loses_nothing(new_context: NewContext, practice: Practice) -> None:
    """After a change of password the old one is refused, every other sign-in is over, and the whole record opens with the new one."""
    couple = await practice.couple()
    client, _ = await talked(new_context, practice, couple)
    elsewhere = await reads_all_elsewhere(new_context, practice, client)
    changed = await keeper.change_password(client)
    await expect(elsewhere.page.get_by_text("Your password or another key was changed")).to_be_visible()
    await reads_all_elsewhere(new_context, practice, changed)
    page = await somewhere(new_context)
    await page.goto(practice.direct)
    await page.get_by_label("Your number").fill(couple.client.number)
    await page.get_by_label("Password", exact=True).fill(couple.client.password)
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await expect(page.get_by_text("This number and password do not belong together")).to_be_visible()


async def test_a_recovery_code_opens_the_whole_record(new_context: NewContext, practice: Practice) -> None:
    """Who has forgotten the password gets in by the code on paper, chooses another, and reads every word; the code is used up."""
    couple = await practice.couple()
    client, _ = await talked(new_context, practice, couple)
    code = await keeper.new_recovery_code(client)
    await keeper.sign_out(client)
    page = await somewhere(new_context)
    await page.goto(practice.direct)
    await page.get_by_role("link", name="I cannot get in").click()
    await page.get_by_label("Your number").fill(client.who.number)
    await page.get_by_label("Recovery code", exact=True).fill(code)
    await page.locator("main form button[type=submit]").click()
    await page.get_by_label("Choose a password", exact=True).fill(keeper.NEXT_PASSWORD)
    await page.locator("main form button[type=submit]").click()
    assert await keeper.write_down(page) != code
    recovered = Person(page, replace(client.who, password=keeper.NEXT_PASSWORD))
    await recovered.open_conversation()
    await recovered.reads(SAID)
    await reads_all_elsewhere(new_context, practice, recovered)


async def test_a_passkey_alone_opens_the_whole_record(new_context: NewContext, practice: Practice) -> None:
    """A passkey that keeps keys signs a client in without number and password, and opens every word."""
    couple = await practice.couple()
    client, _ = await talked(new_context, practice, couple)
    device = await keeper.plug_in(client.page)
    await keeper.add_passkey(client)
    await keeper.sign_out(client)
    await client.page.reload()
    await client.page.get_by_role("button", name="Sign in with a passkey").click()
    await client.open_conversation()
    await client.reads(SAID)
    await device.detach()


async def test_new_keys_open_what_the_old_ones_did(new_context: NewContext, practice: Practice) -> None:
    """After a rotation both talk on once the practice has confirmed the new keys, having been told; a new browser reads it all."""
    couple = await practice.couple()
    client, therapist = await talked(new_context, practice, couple)
    await keeper.new_keys(client)
    await practice.certify()
    for person in (client, therapist):
        await keeper.sign_out(person)
    client = await reads_all_elsewhere(new_context, practice, client)
    therapist = await Person.coming_back(await somewhere(new_context), practice.direct, therapist.who)
    await therapist.page.locator(".card button").click()
    await expect(therapist.page.get_by_role("heading", name="have changed")).to_be_visible()
    await therapist.page.get_by_role("button", name="I understand, go on").click()
    await therapist.reads(SAID)
    await therapist.say("Your keys are new")
    await client.reads([*SAID, "Your keys are new"])
    await client.say("They are")
    await therapist.reads([*SAID, "Your keys are new", "They are"])
    await reads_all_elsewhere(new_context, practice, client, [*SAID, "Your keys are new", "They are"])
