"""The door: signing in, the first time, help and the way out."""

import pytest
from playwright.async_api import expect

from tests.browser import beforehand
from tests.browser.cast import PASSWORD, Practice
from tests.browser.conftest import NewContext
from tests.browser.person import Person, without_cookie

pytestmark = pytest.mark.browser


async def test_mistakes_are_told_in_words(new_context: NewContext, practice: Practice) -> None:
    """A swapped digit is found before anything is sent; a wrong password says neither which of both was wrong."""
    couple = await practice.couple()
    context, _ = await new_context()
    page = await context.new_page()
    await page.goto(practice.direct)
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await expect(page.get_by_text("Please enter your number.")).to_be_visible()
    await page.get_by_label("Your number").fill(
        couple.client.number[:-1] + str((int(couple.client.number[-1]) + 1) % 10)
    )
    await page.get_by_label("Password", exact=True).fill("something else entirely")
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await expect(page.get_by_role("alert")).to_contain_text("This number does not look right.")
    await page.get_by_label("Your number").fill(couple.client.number)
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await expect(page.get_by_role("alert")).to_contain_text("do not belong together")


async def test_the_password_can_be_pasted_shown_and_filled_in(new_context: NewContext, practice: Practice) -> None:
    """Password managers know the fields, the password can be shown, and a form may be left and come back to."""
    context, _ = await new_context()
    page = await context.new_page()
    await page.goto(practice.direct)
    number, password = page.get_by_label("Your number"), page.get_by_label("Password", exact=True)
    await expect(number).to_have_attribute("autocomplete", "username")
    await expect(password).to_have_attribute("autocomplete", "current-password")
    await expect(password).to_have_attribute("type", "password")
    await password.fill("visible words")
    await page.get_by_role("button", name="Show the password").click()
    await expect(password).to_have_attribute("type", "text")
    await expect(password).to_have_value("visible words")


async def test_the_first_time(new_context: NewContext, practice: Practice) -> None:
    """An activation becomes an account whose keys are made in the browser; it waits for the practice, then goes on by itself."""
    sheet = await practice.running.issue("client")
    context, _ = await new_context()
    page = await context.new_page()
    await page.goto(practice.direct)
    await page.get_by_role("link", name="Use it here").click()
    await page.get_by_label("Your number").fill(sheet.number)
    await page.get_by_label("Activation text").fill(sheet.activation.lower())
    await page.get_by_label("Choose a password").fill("too short")
    await page.get_by_role("button", name="Make my keys").click()
    await expect(page.get_by_text("Please make it longer")).to_be_visible()
    await page.get_by_label("Choose a password").fill(PASSWORD)
    await page.get_by_role("button", name="Make my keys").click()
    await beforehand.pass_all(page)
    await expect(page.get_by_text("Almost there")).to_be_visible()
    await practice.certify()
    await expect(page.get_by_text("The practice is finding the right therapist for you.")).to_be_visible()


async def test_help_and_the_way_out_are_always_there(new_context: NewContext, practice: Practice) -> None:
    """Crisis help opens signed out and signed in; the way out wipes the tab and replaces the page."""
    couple = await practice.couple()
    context, _ = await new_context()
    await context.route(
        "https://www.weather.gov/**", lambda route: route.fulfill(body="weather", content_type="text/html")
    )
    page = await context.new_page()
    await page.goto(practice.direct)
    await page.get_by_role("link", name="Crisis help").click()
    await expect(page.get_by_role("link", name="Call 911")).to_be_visible()
    await page.get_by_role("button", name="Back").click()
    client = Person(page, couple.client)
    await client.sign_in()
    await client.open_conversation()
    leave = page.get_by_role("link", name="Leave this site")
    await expect(leave).to_have_attribute("href", "https://www.weather.gov")
    await leave.click()
    await page.wait_for_url("https://www.weather.gov/**")
    await page.goto(practice.direct)
    await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    await without_cookie(context)


async def test_the_same_by_keyboard_alone(new_context: NewContext, practice: Practice) -> None:
    """Sign in, open the conversation, start, write over two lines, send, end: without a mouse."""
    couple = await practice.couple()
    context, _ = await new_context()
    page = await context.new_page()
    client = Person(page, couple.client)
    await page.goto(practice.direct)
    await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    keys = page.keyboard

    async def to(name: str) -> None:
        for _ in range(30):
            if (
                await page.evaluate(
                    "() => document.activeElement?.labels?.[0]?.textContent ?? document.activeElement?.ariaLabel ?? document.activeElement?.textContent"
                )
                == name
            ):
                return
            await keys.press("Tab")
        raise AssertionError(name)

    await to("Your number")
    await keys.type(couple.client.number)
    await to("Password")
    await keys.type(couple.client.password)
    await keys.press("Enter")
    await expect(page.get_by_role("heading", name="Home")).to_be_focused()
    await expect(page.locator(".card button")).to_be_visible()
    await to("Open the conversation with Your therapist")
    await keys.press("Enter")
    await expect(page.get_by_role("heading", name="Your therapist")).to_be_focused()
    await to("Start the session")
    await keys.press("Enter")
    await expect(client.composer).to_be_focused()
    await keys.type("First line")
    await keys.press("Shift+Enter")
    await keys.type("second line")
    await keys.press("Enter")
    await client.reads(["First line\nsecond line"])
    await keys.press("Shift+Tab")
    await keys.type("?")
    await expect(page.get_by_role("dialog")).to_be_visible()
    await keys.press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await page.evaluate("() => document.querySelector('h1').focus()")
    await to("End session")
    await keys.press("Enter")
    await expect(page.get_by_role("dialog")).to_be_visible()
    await to("End the session")
    await keys.press("Enter")
    await expect(client.composer).to_be_hidden()
