"""The second factor at the door: six digits, a passkey, either lost."""

import base64

import pytest
from playwright.async_api import Page, expect

from tests.browser import keeper
from tests.browser.cast import Practice, Someone
from tests.browser.code_app import CodeApp
from tests.browser.conftest import NewContext
from tests.browser.person import FIRST_PAGE, Person

pytestmark = pytest.mark.browser


async def somewhere(new_context: NewContext) -> Page:
    """A page of a browser that has never been here."""
    context, _ = await new_context()
    return await context.new_page()


async def with_app(new_context: NewContext, practice: Practice) -> tuple[Person, CodeApp]:
    """A client who has set up a code app."""
    couple = await practice.couple()
    client = await Person.coming_back(await somewhere(new_context), practice.direct, couple.client)
    await keeper.open_part(client, "Second step")
    page = client.page
    await page.get_by_role("button", name="Set up a code app").click()
    await keeper.step_up(client, "Set up a code app")
    key = "".join((await page.locator("code").first.inner_text()).split()).replace("-", "")
    assert len(base64.b32decode(key)) == 20
    app = CodeApp(key)
    await page.get_by_label("Six digits from the app").fill(app.digits())
    await page.get_by_role("button", name="It works").click()
    await expect(page.get_by_text("The code app is in use.")).to_be_visible()
    return client, app


async def knock(page: Page, origin: str, who: Someone) -> None:
    """Number and password, up to the second factor."""
    await page.goto(origin)
    await page.get_by_label("Your number").fill(who.number)
    await page.get_by_label("Password", exact=True).fill(who.password)
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await expect(page.get_by_role("heading", name="One more step")).to_be_focused()


async def test_six_digits_let_in(new_context: NewContext, practice: Practice) -> None:
    """One field that takes pasted digits; too few and wrong ones are told beside it; the right ones let in."""
    client, app = await with_app(new_context, practice)
    page = await somewhere(new_context)
    await knock(page, practice.direct, client.who)
    field = page.get_by_label("Six digits from your code app")
    await expect(field).to_have_attribute("autocomplete", "one-time-code")
    await expect(field).to_have_attribute("inputmode", "numeric")
    right = app.digits()
    for typed, said in (
        ("12345", "Please enter the six digits."),
        (f"{(int(right) + 1) % 10**6:06}", "not right any more"),
    ):
        await field.fill(typed)
        await field.press("Enter")
        await expect(page.get_by_role("alert")).to_contain_text(said)
        await expect(field).to_be_focused()
    await field.fill(f" {right[:3]} {right[3:]} ")
    await field.press("Enter")
    await expect(page.get_by_role("heading", name=FIRST_PAGE, level=1)).to_be_visible()


async def test_a_passkey_alone_lets_a_client_in(new_context: NewContext, practice: Practice) -> None:
    """The passkey of the device signs in and opens the keys, without number and password; no PRF output is ever sent."""
    couple = await practice.couple()
    context, _ = await new_context()
    client = await Person.coming_back(await context.new_page(), practice.direct, couple.client)
    await keeper.plug_in(client.page)
    await keeper.add_passkey(client)
    await keeper.sign_out(client)
    sent: list[str] = []
    client.page.on("request", lambda request: sent.append(request.post_data or ""))
    await client.page.get_by_role("button", name="Sign in with a passkey").click()
    await expect(client.page.get_by_role("heading", name="Home")).to_be_visible()
    assert any("clientDataJSON" in body for body in sent)
    assert not any("prf" in body for body in sent)


async def test_a_lost_second_factor_is_taken_off_by_code(new_context: NewContext, practice: Practice) -> None:
    """Number, password and recovery code together drop the code app; then the password alone lets in."""
    client, _ = await with_app(new_context, practice)
    code = await keeper.new_recovery_code(client)
    page = await somewhere(new_context)
    await knock(page, practice.direct, client.who)
    await page.get_by_role("button", name="I have lost it").click()
    await page.get_by_role("button", name="I have lost my second factor").click()
    await page.get_by_label("Your number").fill(client.who.number)
    await page.get_by_label("Password", exact=True).fill(client.who.password)
    await page.get_by_label("Recovery code", exact=True).fill(code)
    await page.get_by_role("button", name="Take it off").click()
    await expect(page.get_by_role("heading", name="The second factor is gone")).to_be_visible()
    await page.get_by_role("button", name="Back to signing in").click()
    await Person(page, client.who).sign_in()
