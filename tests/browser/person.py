"""Someone at a browser: does what people do, and sees what people see."""

import asyncio
import re
from dataclasses import dataclass
from typing import Final, Self

from playwright.async_api import BrowserContext, Locator, Page, expect

from tests.browser.cast import Someone
from tests.browser.coming_back import come_back
from tests.browser.hand import Hand
from tests.browser.mouse import Mouse

MESSAGE = ".message .words"


async def without_cookie(context: BrowserContext) -> None:
    """Wait until the service's answer has taken the cookie away: the page does not wait for it."""
    async with asyncio.timeout(60):
        while await context.cookies("http://localhost"):  # noqa: ASYNC110  (a cookie has no event)
            await asyncio.sleep(0.05)


FIRST_PAGE: Final = re.compile(r"^(Home|Today)$")
"""What the first page is called: a therapist's says what is on today."""


@dataclass(frozen=True, slots=True)
class Person:
    """A page and who sits before it. `by`: how they reach things; nothing else than a mouse, if nobody says."""

    page: Page
    who: Someone
    by: Hand | None = None

    @property
    def hand(self) -> Hand:
        """What they reach things with."""
        return self.by or Mouse(self.page)

    @classmethod
    async def signing_in(cls, page: Page, origin: str, who: Someone) -> Self:
        """Open the page and sign in by its form."""
        await page.goto(origin)
        person = cls(page, who)
        await person.sign_in()
        return person

    @classmethod
    async def coming_back(cls, page: Page, origin: str, who: Someone) -> Self:
        """Open the page where somebody signed in before."""
        await come_back(page, origin, who)
        person = cls(page, who)
        await person.is_home()
        return person

    async def goes(self, place: str, title: str | None = None) -> None:
        """To a place of the navigation, which has its name for a title if nothing else is said."""
        main = self.page.get_by_role("navigation", name="Main")
        await self.hand.press(main.get_by_role("link", name=re.compile(rf"^{place}\b")))
        await expect(self.page.get_by_role("heading", name=title or place, level=1)).to_be_visible()

    async def sign_in(self) -> None:
        """Fill in the form that stands there, and come home."""
        await self.knock()
        await self.is_home()

    async def is_home(self) -> None:
        """Wait for the first page."""
        await expect(self.page.get_by_role("heading", name=FIRST_PAGE, level=1)).to_be_visible()

    async def knock(self) -> None:
        """Fill in the form that stands there; what comes then may be a page before Home."""
        await self.hand.write(self.page.get_by_label("Your number"), self.who.number)
        await self.hand.write(self.page.get_by_label("Password", exact=True), self.who.password)
        await self.hand.press(self.page.get_by_role("button", name="Sign in", exact=True))

    async def open_conversation(self) -> None:
        """From Home into the one conversation there is."""
        await self.hand.press(self.page.locator(".card:not(.appointment) button"))
        await self.sees_the_record()

    async def open_conversation_that(self, says: str, nth: int = 0) -> None:
        """From Home into one of several: whose card says this, counted from the top."""
        cards = self.page.get_by_role("region", name="Conversations").get_by_role("listitem").filter(has_text=says)
        await self.hand.press(cards.nth(nth).get_by_role("button"))
        await self.sees_the_record()

    async def sees_the_record(self) -> None:
        """All of it that there is."""
        await expect(self.page.get_by_role("log")).to_have_attribute("aria-busy", "false")

    async def start_session(self) -> None:
        """Start the live session."""
        await self.hand.press(self.page.get_by_role("button", name="Start the session"))
        await expect(self.composer).to_be_visible()

    async def end_session(self) -> None:
        """End it, having read what that means."""
        await self.hand.press(self.page.get_by_role("button", name="End session"))
        await self.hand.press(self.page.get_by_role("button", name="End the session"))
        await expect(self.composer).to_be_hidden()

    async def say(self, text: str) -> None:
        """Write and send."""
        await self.hand.write(self.composer, text)
        await self.composer.press("Enter")

    @property
    def composer(self) -> Locator:
        """Where one writes."""
        return self.page.get_by_label("Write a message")

    def message(self, text: str) -> Locator:
        """The message with exactly these words."""
        return self.page.locator(".message").filter(has=self.page.get_by_text(text, exact=True))

    async def shown(self) -> list[str]:
        """What stands in the transcript now, from top to bottom."""
        return await self.page.locator(MESSAGE).all_inner_texts()

    async def reads(self, texts: list[str]) -> None:
        """Wait until the transcript is exactly this."""
        await expect(self.page.locator(MESSAGE)).to_have_text(texts, use_inner_text=True)

    async def has_read(self, count: int) -> list[str]:
        """Wait until so many messages stand there, none of them on its way; gives them."""
        await expect(self.page.locator(MESSAGE)).to_have_count(count)
        await expect(self.page.locator("[data-progress=sending]")).to_have_count(0)
        return await self.shown()
