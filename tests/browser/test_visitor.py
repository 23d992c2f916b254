"""Someone who is signed out: what this is, who works here, the way to sign up, and a browser's warning told to the practice."""

import pytest
from playwright.async_api import expect

from tests.browser.cast import Practice
from tests.browser.conftest import NewContext

pytestmark = pytest.mark.browser


async def test_a_visitor_finds_a_therapist_and_begins_to_sign_up(new_context: NewContext, practice: Practice) -> None:
    """About, the list, one approach, one page, and signing up with whom they would like to see; no address names anybody."""
    await practice.list_therapist("Ines Kaya", ("couples",), ("en-US", "tr"))
    await practice.list_therapist("Tom Weller", ("mindfulness",), ("en-US",))
    context, _ = await new_context(viewport={"width": 360, "height": 740})
    page = await context.new_page()
    await page.goto(practice.direct)
    navigation = page.get_by_role("navigation", name="Main")
    await navigation.get_by_role("link", name="About").click()
    await expect(page.get_by_role("heading", name="About")).to_be_focused()
    await page.get_by_role("link", name="Look at our therapists").click()
    await expect(page.get_by_role("link", name="Read about Tom Weller")).to_be_visible()
    await page.get_by_label("Way of working").select_option("couples")
    await expect(page.get_by_role("link", name="Read about Tom Weller")).to_be_hidden()
    await page.get_by_role("link", name="Read about Ines Kaya").click()
    await expect(page.get_by_role("heading", name="Ines Kaya")).to_be_focused()
    await expect(page.get_by_text("Turkish")).to_be_visible()
    assert page.url.endswith("#therapist")
    await page.reload()
    await page.get_by_role("button", name="Sign up, and ask for Ines Kaya").click()
    await expect(page.get_by_text("You would like to see Ines Kaya.")).to_be_visible()
    await page.get_by_role("button", name="Leave it open").click()
    await expect(page.get_by_text("You would like to see Ines Kaya.")).to_be_hidden()
    await page.go_back()
    await expect(page.get_by_role("heading", name="Ines Kaya")).to_be_visible()


async def test_a_visitor_reads_the_policies_and_reports_a_warning(new_context: NewContext, practice: Practice) -> None:
    """Both are behind "More" on a phone; what was written wrong is said beside it, and what was sent is thanked for."""
    context, _ = await new_context(viewport={"width": 360, "height": 740})
    page = await context.new_page()
    await page.goto(practice.direct)
    await page.get_by_role("button", name="More").click()
    await page.get_by_role("dialog").get_by_role("link", name="Policies").click()
    await page.get_by_text("Read: ").first.click()
    await expect(page.locator(".policy-text").first).to_be_visible()
    await page.get_by_role("button", name="More").click()
    await page.get_by_role("dialog").get_by_role("link", name="Report a warning").click()
    await page.get_by_role("button", name="Send it to the practice").click()
    await expect(page.get_by_label("What did it say?")).to_be_focused()
    await page.get_by_label("What did it say?").fill("Your connection is not private.")
    await page.get_by_role("button", name="Send it to the practice").click()
    await expect(page.get_by_role("heading", name="Thank you")).to_be_focused()
