"""When two people meet: proposed by one, accepted by the other."""

from datetime import date

from playwright.async_api import Locator, expect

from tests.browser.person import Person


async def propose(person: Person, day: date, time: str) -> None:
    """From the conversation that is open."""
    page, hand = person.page, person.hand
    await hand.press(page.get_by_role("button", name="Appointments"))
    await hand.press(page.get_by_role("button", name="Propose a time"))
    await hand.write_day(page.get_by_label("Day", exact=True), day)
    await hand.write_time(page.get_by_label("Time", exact=True), time)
    await hand.press(page.get_by_role("button", name="Send the proposal"))
    await expect(page.get_by_text("You proposed to meet")).to_be_visible()


def coming(person: Person) -> Locator:
    """The one that comes next, on the first page."""
    return person.page.locator(".appointment")


async def accept(person: Person) -> None:
    """Yes to the one that stands on the first page."""
    await person.hand.press(coming(person).get_by_role("button", name="Accept"))
    await expect(coming(person).get_by_text("Agreed.")).to_be_visible()
