"""What people do about their own account in a browser: passwords, codes on paper, passkeys, keys."""

import re
from dataclasses import replace
from typing import Any, Final

from playwright.async_api import CDPSession, Page, expect

from tests.browser.hand import Hand
from tests.browser.mouse import Mouse
from tests.browser.person import Person

NEXT_PASSWORD: Final = "four pale moths behind the curtain"


async def open_part(person: Person, name: str) -> None:
    """From anywhere into one of the pages of Me."""
    page = person.page
    await page.get_by_role("link", name="Me", exact=True).click()
    await page.get_by_role("link", name=re.compile(f"^{name}")).click()
    await expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()


async def step_up(person: Person, submit: str) -> None:
    """Show number and password again, and go on."""
    page = person.page
    await page.get_by_label("Your number").fill(person.who.number)
    await page.get_by_label("Your password now", exact=True).fill(person.who.password)
    await page.locator("main").get_by_role("button", name=submit, exact=True).last.click()


async def write_down(page: Page, by: Hand | None = None) -> str:
    """Read the recovery code that stands there, and type it back as one does from paper."""
    hand = by or Mouse(page)
    groups = page.locator("dl.secret", has_text="Your recovery code").locator("code.groups")
    await expect(groups).to_be_visible()
    code = "".join((await groups.inner_text()).split())
    await hand.press(page.get_by_role("button", name="I have it on paper"))
    await hand.write(page.get_by_label("Recovery code", exact=True), code.lower())
    await hand.press(page.get_by_role("button", name="It is right"))
    return code


async def sign_out(person: Person) -> None:
    """By the button that is on every page."""
    await person.page.get_by_role("button", name="Sign out", exact=True).first.click()
    await expect(person.page.get_by_role("heading", name="Sign in")).to_be_visible()


async def change_password(person: Person) -> Person:
    """Choose another password."""
    await open_part(person, "Password")
    await person.page.get_by_label("New password", exact=True).fill(NEXT_PASSWORD)
    await step_up(person, "Change the password")
    await expect(person.page.get_by_text("Your password is changed.")).to_be_visible()
    return Person(person.page, replace(person.who, password=NEXT_PASSWORD))


async def new_recovery_code(person: Person) -> str:
    """Make a recovery code and write it down."""
    await open_part(person, "Recovery code")
    await step_up(person, "Make a new code")
    code = await write_down(person.page)
    await expect(person.page.get_by_text("The new code counts from now on.")).to_be_visible()
    return code


async def new_keys(person: Person) -> str:
    """Go over to new keys; gives the recovery code that comes with them."""
    await open_part(person, "Keys and fingerprints")
    await person.page.get_by_role("button", name="Make new keys").click()
    await step_up(person, "Go over to the new keys")
    code = await write_down(person.page)
    await expect(person.page.get_by_text("You have new keys.")).to_be_visible()
    return code


async def add_passkey(person: Person) -> None:
    """Add the passkey of the device at hand."""
    await open_part(person, "Second step")
    await person.page.get_by_role("button", name="Add a passkey").click()
    await person.page.get_by_label("A name for it").fill("Blue key")
    await step_up(person, "Add a passkey")
    await expect(person.page.get_by_text("The passkey is added.")).to_be_visible()


async def plug_in(page: Page) -> CDPSession:
    """A device that keeps passkeys and the keys behind them (PRF), and always says yes."""
    session = await page.context.new_cdp_session(page)
    await session.send("WebAuthn.enable")
    options: dict[str, Any] = {
        "protocol": "ctap2",
        "ctap2Version": "ctap2_1",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "hasPrf": True,
        "automaticPresenceSimulation": True,
    }
    await session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session
