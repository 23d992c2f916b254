"""The hand that points."""

from datetime import date

from playwright.async_api import Locator

from tests.browser.hand import Hand


class Mouse(Hand):
    """Points and clicks, and writes where it clicked."""

    async def press(self, target: Locator) -> None:
        """See Hand."""
        await target.click()

    async def write(self, field: Locator, text: str) -> None:
        """See Hand."""
        await field.fill(text)

    async def tick(self, box: Locator) -> None:
        """See Hand."""
        await box.check()

    async def pick(self, radio: Locator) -> None:
        """See Hand."""
        await radio.check()

    async def choose(self, menu: Locator, nth: int) -> None:
        """See Hand."""
        await menu.select_option(index=nth)

    async def write_day(self, field: Locator, day: date) -> None:
        """See Hand."""
        await field.fill(day.isoformat())

    async def write_time(self, field: Locator, time: str) -> None:
        """See Hand."""
        await field.fill(time)
