"""Signing up: from nothing to an account whose keys only its person has."""

import pytest
from playwright.async_api import Page, expect

from server.ids import AccountId
from tests.browser.cast import PASSWORD, Practice, Someone
from tests.browser.conftest import NewContext
from tests.browser.keeper import sign_out
from tests.browser.newcomer import CARD, Newcomer
from tests.browser.person import Person

pytestmark = pytest.mark.browser

NOBODY = AccountId(bytes(16))


async def somewhere(new_context: NewContext) -> Page:
    """A page of a browser that has never been here."""
    context, _ = await new_context()
    return await context.new_page()


def known(newcomer: Newcomer) -> Someone:
    """As who signs in; the account's id is not known to its person."""
    return Someone("client", newcomer.number, NOBODY)


async def test_signing_up_signs_in_anywhere(new_context: NewContext, practice: Practice) -> None:
    """Policies, password, code on paper, keys, contact card; then out, and in again on another browser, where the card can be read."""
    newcomer = await Newcomer.at(await somewhere(new_context), practice.direct)
    await newcomer.sign_up()
    assert await newcomer.page.evaluate("() => sessionStorage.getItem('registration')") is None
    person = Person(newcomer.page, known(newcomer))
    await sign_out(person)
    assert await newcomer.page.evaluate("() => sessionStorage.length") == 0
    elsewhere = await Person.signing_in(await somewhere(new_context), practice.direct, known(newcomer))
    await expect(elsewhere.page.get_by_text("Almost there")).to_be_visible()
    await practice.certify()
    await expect(elsewhere.page.get_by_text("The practice is finding the right therapist for you.")).to_be_visible()
    await elsewhere.page.get_by_role("link", name="Me", exact=True).click()
    await elsewhere.page.locator("a[href='#me-card']").click()
    for label, value in CARD.items():
        await expect(elsewhere.page.get_by_label(label, exact=True)).to_have_value(value)


async def test_an_interrupted_registration_goes_on(new_context: NewContext, practice: Practice) -> None:
    """Loaded anew while the code stands there, the page goes on with the same number, another code, and nothing secret in the tab."""
    newcomer = await Newcomer.at(await somewhere(new_context), practice.direct)
    await newcomer.agree()
    number, page = newcomer.number, newcomer.page
    await newcomer.choose()
    await expect(page.get_by_role("heading", name="Your recovery code")).to_be_focused()
    old = "".join((await page.locator(".secret code.groups").inner_text()).split())
    kept = str(await page.evaluate("() => JSON.stringify({...sessionStorage})"))
    assert old[:4] not in kept
    assert PASSWORD not in kept
    await page.reload()
    await expect(page.get_by_text("You are back where you were.")).to_be_visible()
    await newcomer.read_number()
    assert newcomer.number == number
    await newcomer.choose()
    await newcomer.write_down()
    assert newcomer.code != old
    await page.get_by_role("button", name="Later").click()
    await page.get_by_role("button", name="Go home").click()
    await expect(page.get_by_text("The practice does not know yet how to reach you.")).to_be_visible()
    await page.get_by_role("link", name="Fill it in").click()
    await expect(page.get_by_label("Name", exact=True)).to_be_visible()


async def test_mistakes_on_the_way_are_told_where_they_are(new_context: NewContext, practice: Practice) -> None:
    """What was not accepted, a password that guessers know, a code that is not the one: each beside its field, which has the focus; and whoever
    goes back finds what they had filled in.
    """
    newcomer = await Newcomer.at(await somewhere(new_context), practice.direct)
    page = newcomer.page
    await page.get_by_role("button", name="Begin").click()
    await page.get_by_role("button", name="Go on").click()
    await expect(page.get_by_role("alert").first).to_contain_text("please accept this one")
    await expect(page.get_by_role("checkbox").first).to_be_focused()
    await page.get_by_text("Read: ").first.click()
    await expect(page.locator(".policy-text").first).to_be_visible()
    await page.get_by_role("button", name="Back").click()
    await newcomer.agree()
    await newcomer.choose("password1234567!!")
    await expect(page.get_by_role("alert")).to_contain_text("guessers know")
    await expect(page.get_by_label("Choose a password")).to_be_focused()
    await newcomer.choose()
    await page.get_by_role("button", name="I have it on paper").click()
    await page.get_by_label("Recovery code", exact=True).fill("7K3M-9QXR")
    await page.get_by_role("button", name="It is right").click()
    await expect(page.get_by_role("alert")).to_contain_text("not the code on your sheet")
    await goes_back_and_forth(page)
    await page.get_by_role("button", name="Show the code again").click()
    await newcomer.write_down()
    await page.go_back()
    await expect(page.get_by_role("heading", name="How the practice can reach you")).to_be_visible()


async def goes_back_and_forth(page: Page) -> None:
    """From where the code is asked back, by the browser's own buttons: each page is there again, with what was typed on it."""
    shown = page.locator(".secret code.groups")
    await page.go_back()
    code = await shown.inner_text()
    await page.go_back()
    await expect(page.get_by_label("Choose a password")).to_have_value(PASSWORD)
    await page.go_back()
    await expect(page.get_by_role("heading", name="About your privacy rights")).to_be_visible()
    await page.go_back()
    await expect(page.get_by_role("checkbox").first).to_be_checked()
    for heading in ("About your privacy rights", "Your number and your password", "Your recovery code"):
        await page.go_forward()
        await expect(page.get_by_role("heading", name=heading)).to_be_visible()
    assert await shown.inner_text() == code
    await page.go_forward()
    await expect(page.get_by_label("Recovery code", exact=True)).to_have_value("7K3M-9QXR")
