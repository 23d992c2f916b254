"""The queue of intake: whose keys wait for a certificate, who waits for a therapist, and whom they are asked about."""

from playwright.async_api import Locator, expect

from tests.browser.person import Person


async def certify(coordinator: Person, fingerprint: str) -> str:
    """Find the number that somebody read out over the telephone, and vouch for their keys; gives the name they have here."""
    page, hand = coordinator.page, coordinator.hand
    await coordinator.goes("Queue")
    card = page.get_by_role("listitem").filter(has_text="The numbers agree").filter(has_text=fingerprint)
    name = await card.get_by_role("heading").inner_text()
    await hand.press(card.get_by_role("button"))
    await expect(page.get_by_role("button", name=f"The numbers agree: certify {name}")).to_have_count(0)
    return name


def waiting(coordinator: Person, name: str) -> Locator:
    """The card of somebody who waits."""
    heading = coordinator.page.get_by_role("heading", name=name, exact=True)
    return coordinator.page.get_by_role("region", name="Waiting").get_by_role("listitem").filter(has=heading)


async def open_file(coordinator: Person, name: str) -> None:
    """What they told, which is written in the trail."""
    page, hand = coordinator.page, coordinator.hand
    await hand.press(waiting(coordinator, name).get_by_role("button", name=f"Open {name}"))
    await expect(page.get_by_role("heading", name=name, level=1)).to_be_focused()
    await hand.press(page.get_by_role("button", name="Open answers and contact card"))


async def propose(coordinator: Person, therapist: str) -> None:
    """Ask the client whether this therapist suits them."""
    page, hand = coordinator.page, coordinator.hand
    await hand.pick(page.get_by_role("radio", name=therapist))
    await hand.press(page.get_by_role("button", name="Propose this match"))
    await expect(page.get_by_text("The client has a notice now")).to_be_focused()
