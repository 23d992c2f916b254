"""People who work for the practice: nothing before a second factor, and password and passkey together from then on."""

import hashlib
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from server.ids import AccountId
from tests.browser import beforehand, keeper
from tests.browser.cast import PASSWORD, Practice, Someone
from tests.browser.code_app import CodeApp
from tests.browser.conftest import NewContext
from tests.browser.person import FIRST_PAGE, Person
from tests.browser.test_second_factor import knock
from tests.support.serving import ServedProcess

MANIFEST = Path(__file__).resolve().parents[2] / "client_web" / "dist" / "manifest.json"

pytestmark = pytest.mark.browser


@pytest.fixture
async def strict(practice: Practice) -> AsyncIterator[str]:
    """The same practice, by a service that demands a second factor of staff."""
    environ = {**practice.running.environ, "WEBTHERAPY_STAFF_SECOND_FACTOR": "required"}
    async with ServedProcess(environ) as process:
        yield process.origin


async def activated(page: Page, practice: Practice, origin: str) -> Person:
    """A therapist who has just made their keys, and stands before the second step."""
    sheet = await practice.running.issue("therapist")
    await page.goto(f"{origin}/#activate")
    await page.get_by_label("Your number").fill(sheet.number)
    await page.get_by_label("Activation text").fill(sheet.activation)
    await page.get_by_label("Choose a password").fill(PASSWORD)
    await page.get_by_role("button", name="Make my keys").click()
    await expect(page.get_by_role("heading", name="Second step")).to_be_focused()
    return Person(page, Someone("therapist", sheet.number, AccountId(bytes(16))))


async def agreeing(page: Page) -> None:
    """What everyone who works here agrees to stands before everything but their own account; a reload changes nothing."""
    await expect(page.get_by_role("heading", name="Before you begin")).to_be_focused()
    await page.reload()
    await expect(page.get_by_text("Read: Confidentiality agreement")).to_be_visible()
    await beforehand.accept(page)


async def says_which_build(page: Page) -> None:
    """Settings shows the hash of the manifest that the built client has (compliance CD-03)."""
    await page.get_by_role("link", name="Settings", exact=True).click()
    served = hashlib.sha256(MANIFEST.read_bytes()).hexdigest()
    await expect(page.locator("main code")).to_have_text("-".join(re.findall("....", served)))


async def inside(page: Page) -> None:
    """Let in to the rest, with the focus on its title."""
    await expect(page.get_by_role("heading", name=FIRST_PAGE, level=1)).to_be_focused()


async def test_staff_set_up_a_code_app_before_anything_else(
    new_context: NewContext, practice: Practice, strict: str
) -> None:
    """After activation there is this page and no other, also after a reload; the first right code lets in, and is asked for from then on."""
    context, watch = await new_context()
    page = await context.new_page()
    person = await activated(page, practice, strict)
    await expect(page.get_by_role("link", name="Settings")).to_be_hidden()
    await page.reload()
    await expect(page.get_by_text("need a second step before anything else")).to_be_visible()
    await page.get_by_role("button", name="Set up a code app").press("Enter")
    await keeper.step_up(person, "Set up a code app")
    await expect(page.get_by_role("group", name="Set up a code app")).to_be_focused()
    key = re.sub(r"[\s-]", "", await page.locator("code").first.inner_text())
    app = CodeApp(key)
    digits = page.get_by_label("Six digits from the app")
    await digits.fill("123")
    await digits.press("Enter")
    await expect(page.get_by_role("alert")).to_have_text("Please enter the six digits.")
    await expect(digits).to_be_focused()
    await digits.fill(app.digits())
    await digits.press("Enter")
    await agreeing(page)
    await inside(page)
    await says_which_build(page)
    await keeper.sign_out(person)
    await knock(page, strict, person.who)
    await page.get_by_label("Six digits from your code app").fill(app.digits())
    await page.get_by_role("button", name="Go on").click()
    await inside(page)
    await page.close()
    watch.said.clear()  # Chromium tells of each "no" that someone without a second factor gets


async def test_staff_sign_in_by_password_and_passkey_together(
    new_context: NewContext, practice: Practice, strict: str
) -> None:
    """The passkey that is set up first lets in; from then on the password asks for it, and both together open the keys."""
    context, watch = await new_context()
    page = await context.new_page()
    await keeper.plug_in(page)
    person = await activated(page, practice, strict)
    await page.get_by_role("button", name="Add a passkey").press("Enter")
    await expect(page.get_by_role("group", name="Add a passkey")).to_be_focused()
    await page.get_by_label("A name for it").fill("Blue key")
    await keeper.step_up(person, "Add a passkey")
    await beforehand.accept(page)
    await inside(page)
    await keeper.sign_out(person)
    await knock(page, strict, person.who)
    await expect(page.get_by_label("Six digits from your code app")).to_be_hidden()
    await page.get_by_role("button", name="Use your passkey").click()
    await inside(page)
    await page.close()
    watch.said.clear()  # as above
