"""What number and recovery code can do for who cannot get in."""

import pytest
from playwright.async_api import Page, expect

from tests.browser import keeper
from tests.browser.cast import Practice, Someone
from tests.browser.conftest import NewContext
from tests.browser.person import Person

pytestmark = pytest.mark.browser


async def with_code(new_context: NewContext, practice: Practice) -> tuple[Page, Someone, str]:
    """A client who has written a recovery code down, and the page of a browser that has never been here."""
    couple = await practice.couple()
    context, _ = await new_context()
    client = await Person.coming_back(await context.new_page(), practice.direct, couple.client)
    code = await keeper.new_recovery_code(client)
    elsewhere, _ = await new_context()
    page = await elsewhere.new_page()
    await page.goto(practice.direct)
    await page.get_by_role("link", name="I cannot get in").click()
    await expect(page.get_by_role("heading", name="When you cannot get in")).to_be_visible()
    return page, couple.client, code


async def test_a_slip_of_the_pen_is_found_before_anything_is_sent(new_context: NewContext, practice: Practice) -> None:
    """A wrong sign, a missing one and a swapped digit of the number are told beside their fields; no request goes out."""
    page, client, code = await with_code(new_context, practice)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    number, field = page.get_by_label("Your number"), page.get_by_label("Recovery code", exact=True)
    await number.fill(client.number)
    slip = ("1" if code[0] == "0" else "0") + code[1:]
    for typed, said in ((slip, "There is a slip in this code"), (code[:-1], "has 36 letters and digits")):
        await field.fill(typed)
        await page.get_by_role("button", name="Go on").click()
        await expect(page.get_by_role("alert")).to_contain_text(said)
        await expect(field).to_be_focused()
    await number.fill(client.number[:-1] + str((int(client.number[-1]) + 1) % 10))
    await field.fill(code)
    await page.get_by_role("button", name="Go on").click()
    await expect(page.get_by_role("alert")).to_contain_text("This number does not look right.")
    assert asked == []


async def test_the_code_sets_a_new_password_and_a_new_code(new_context: NewContext, practice: Practice) -> None:
    """Recovered, one is in; the old password and the old code are refused, the new password signs in."""
    page, client, code = await with_code(new_context, practice)
    await page.get_by_label("Your number").fill(client.number)
    await page.get_by_label("Recovery code", exact=True).fill(code.lower())
    await page.get_by_role("button", name="Go on").click()
    await expect(page.get_by_role("heading", name="Choose a new password")).to_be_focused()
    await page.get_by_label("Choose a password").fill(keeper.NEXT_PASSWORD)
    await page.get_by_role("button", name="Use this password").click()
    await expect(page.get_by_role("heading", name="A new recovery code")).to_be_focused()
    assert await keeper.write_down(page) != code
    await expect(page.get_by_role("heading", name="Home")).to_be_visible()
    context, _ = await new_context()
    again = await context.new_page()
    await Person.signing_in(
        again, practice.direct, Someone("client", client.number, client.account, keeper.NEXT_PASSWORD)
    )


async def test_the_code_shuts_the_account(new_context: NewContext, practice: Practice) -> None:
    """After a warning, shut; then the right password is answered with whom to call."""
    page, client, code = await with_code(new_context, practice)
    await page.get_by_role("button", name="Shut my account").click()
    await expect(page.get_by_text("Nobody can sign in to it any more")).to_be_visible()
    await page.get_by_label("Your number").fill(client.number)
    await page.get_by_label("Recovery code", exact=True).fill(code)
    await page.get_by_role("button", name="Shut my account now").click()
    await expect(page.get_by_role("heading", name="Your account is shut")).to_be_visible()
    await page.get_by_role("button", name="Back to signing in").click()
    await page.get_by_label("Your number").fill(client.number)
    await page.get_by_label("Password", exact=True).fill(client.password)
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await expect(page.get_by_role("alert")).to_contain_text("This account is shut.")
