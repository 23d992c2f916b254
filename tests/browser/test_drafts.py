"""What someone is writing survives whatever happens to the page, and nobody else can read it."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.cast import Practice
from tests.browser.conftest import NewContext
from tests.browser.hours import Hours
from tests.browser.person import Person

pytestmark = pytest.mark.browser

HALF = "I wanted to say something about last Tuesday, when"

STORED = """async () => {
  const texts = [...Object.values(localStorage), ...Object.values(sessionStorage)];
  for (const { name } of await indexedDB.databases()) {
    const database = await new Promise((resolve) => {
      indexedDB.open(name).onsuccess = (event) => resolve(event.target.result);
    });
    for (const store of database.objectStoreNames) {
      const all = await new Promise((resolve) => {
        database.transaction(store).objectStore(store).getAll().onsuccess = (event) => resolve(event.target.result);
      });
      const decoder = new TextDecoder("latin1");
      const spell = (_, value) => (value instanceof Uint8Array ? decoder.decode(value) : value);
      texts.push(...all.map((item) => JSON.stringify(item, spell)));
    }
    database.close();
  }
  return texts;
}"""


async def writing(page: Page, origin: str, practice: Practice) -> Person:
    """A client in a live session, with half a paragraph in the composer that is not sent."""
    couple = await practice.couple()
    person = await Person.coming_back(page, origin, couple.client)
    await person.open_conversation()
    await person.start_session()
    await person.composer.press_sequentially(HALF)
    return person


async def keeping(person: Person, where: str) -> None:
    """Wait until the draft is there."""
    await expect(person.page.locator(".keeping")).to_have_attribute("data-keeping", where)


async def test_half_a_paragraph_is_back_after_the_log_off_here_and_elsewhere(
    new_context: NewContext, practice: Practice
) -> None:
    """Signed out after five quiet minutes, someone signs in again, then in another browser: their words stand there. Sent, they are gone."""
    context, _ = await new_context()
    elsewhere, _ = await new_context()
    async with Hours.of(practice) as hours:
        here = await writing(await hours.watch(await context.new_page()), practice.direct, practice)
        await keeping(here, "saved")
        await expect(here.page.get_by_text("Draft saved")).to_be_visible()
        await hours.pass_by(306)
        await expect(here.page.get_by_text("What you were writing is safe.")).to_be_visible()
        assert HALF not in await here.page.content()
        assert not any("Tuesday" in text for text in await here.page.evaluate(STORED))
        await here.knock()
        await here.sees_the_record()
        await expect(here.composer).to_have_value(HALF)
        there = await Person.coming_back(await elsewhere.new_page(), practice.direct, here.who)
        await there.open_conversation()
        await expect(there.composer).to_have_value(HALF)
        await there.composer.press("End")
        await there.composer.press_sequentially(" it rained.")
        await there.composer.press("Enter")
        await there.reads([f"{HALF} it rained."])
        await expect(there.composer).to_have_value("")
        await keeping(there, "nothing")
        await there.page.reload()
        await there.reads([f"{HALF} it rained."])
        await expect(there.composer).to_have_value("")


async def test_a_draft_survives_a_crash_within_seconds(new_context: NewContext, practice: Practice) -> None:
    """The page is torn away while someone pauses; on the next sign-in at the same place the words are back."""
    context, _ = await new_context()
    page = await context.new_page()
    person = await writing(page, practice.direct, practice)
    await keeping(person, "saved")
    await person.composer.press_sequentially(" and also")
    await keeping(person, "unsaved")
    await keeping(person, "saved")
    await page.close()
    again = Person(await context.new_page(), person.who)
    await context.clear_cookies()
    await again.page.goto(practice.direct)
    await again.sign_in()
    await again.open_conversation()
    await expect(again.composer).to_have_value(f"{HALF} and also")


async def test_without_a_network_it_is_kept_on_the_device(new_context: NewContext, practice: Practice) -> None:
    """Cut off, the draft is kept here, sealed; with the network back it goes to the service and stands in another browser."""
    context, _ = await new_context()
    elsewhere, _ = await new_context()
    person = await writing(await context.new_page(), practice.cuttable, practice)
    await keeping(person, "saved")
    await practice.proxy.cut()
    try:
        await person.composer.press_sequentially(" in the tunnel")
        await keeping(person, "kept")
        await expect(person.page.get_by_text("Draft kept on this device")).to_be_visible()
        assert not any("tunnel" in text for text in await person.page.evaluate(STORED))
    finally:
        await practice.proxy.restore()
    await expect(person.page.locator(".keeping")).to_have_attribute("data-keeping", "saved")
    there = await Person.coming_back(await elsewhere.new_page(), practice.direct, person.who)
    await there.open_conversation()
    await expect(there.composer).to_have_value(f"{HALF} in the tunnel")


async def test_signing_out_takes_the_last_words_along(new_context: NewContext, practice: Practice) -> None:
    """Signed out in the middle of a word, that word is with the service: another browser has it."""
    context, _ = await new_context()
    elsewhere, _ = await new_context()
    person = await writing(await context.new_page(), practice.direct, practice)
    await person.page.get_by_role("button", name="Sign out").click()
    await expect(person.page.get_by_text("You are signed out.")).to_be_visible()
    there = await Person.coming_back(await elsewhere.new_page(), practice.direct, person.who)
    await there.open_conversation()
    await expect(there.composer).to_have_value(HALF)
