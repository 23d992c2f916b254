"""Someone who signs up by themselves: page by page, as the door leads them."""

from typing import Final, Self

from playwright.async_api import Page, expect

from tests.browser import keeper
from tests.browser.cast import PASSWORD
from tests.browser.hand import Hand
from tests.browser.mouse import Mouse

CARD: Final = {"Name": "Robin", "Telephone": "555 0100"}
DECLINED: Final = ("Address", "Date of birth", "E-mail")


class Newcomer:
    """A page, and what one has learnt so far: a number, a code on paper."""

    def __init__(self, page: Page, hand: Hand | None = None) -> None:
        self.page = page
        self.hand = hand or Mouse(page)
        self.number = ""
        self.code = ""

    @classmethod
    async def at(cls, page: Page, origin: str, hand: Hand | None = None) -> Self:
        """Open the page and go to the first page of signing up."""
        await page.goto(origin)
        newcomer = cls(page, hand)
        await newcomer.hand.press(page.get_by_role("main").get_by_role("link", name="Sign up"))
        await expect(page.get_by_role("heading", name="Sign up")).to_be_visible()
        return newcomer

    async def agree(self) -> None:
        """Read what this is, accept what has to be accepted, answer the notice; a number is given."""
        await self.hand.press(self.page.get_by_role("button", name="Begin"))
        await expect(self.page.get_by_role("heading", name="What you agree to")).to_be_focused()
        await expect(self.page.get_by_role("button", name="Go on")).to_be_visible()
        for box in await self.page.get_by_role("checkbox").all():
            await self.hand.tick(box)
        await self.hand.press(self.page.get_by_role("button", name="Go on"))
        await self.hand.press(self.page.get_by_role("button", name="I have seen it"))
        await self.read_number()

    async def read_number(self) -> None:
        """The number stands on the page of the password."""
        await expect(self.page.get_by_role("heading", name="Your number and your password")).to_be_visible()
        self.number = await self.page.locator(".secret code").inner_text()

    async def choose(self, password: str = PASSWORD) -> None:
        """Choose a password and go on."""
        await self.hand.write(self.page.get_by_label("Choose a password"), password)
        await self.hand.press(self.page.get_by_role("button", name="Go on"))

    async def write_down(self) -> None:
        """Take the code to paper and type it back; the keys are made."""
        self.code = await keeper.write_down(self.page, self.hand)
        await expect(self.page.get_by_role("heading", name="How the practice can reach you")).to_be_visible()

    async def fill_card(self) -> None:
        """Say some of it, and not the rest."""
        for label, value in CARD.items():
            await self.hand.write(self.page.get_by_label(label, exact=True), value)
        for label in DECLINED:
            await self.hand.tick(self.page.get_by_label(f"I’d rather not say: {label}"))
        await self.hand.press(self.page.get_by_role("button", name="Lock and save it"))
        await expect(self.page.get_by_role("heading", name="That is all for now")).to_be_visible()

    async def sign_up(self) -> None:
        """All of it."""
        await self.agree()
        await self.choose()
        await self.write_down()
        await self.fill_card()
        await self.hand.press(self.page.get_by_role("button", name="Go home"))
        await expect(self.page.get_by_text("Almost there")).to_be_visible()
