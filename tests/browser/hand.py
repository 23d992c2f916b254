"""How somebody works a page: by mouse, or by keyboard alone. What they do is the same."""

from abc import ABC, abstractmethod
from datetime import date

from playwright.async_api import FilePayload, Locator, Page


class Hand(ABC):
    """One way of reaching things."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @abstractmethod
    async def press(self, target: Locator) -> None:
        """A button, or a link."""

    @abstractmethod
    async def write(self, field: Locator, text: str) -> None:
        """In the place of what stands in a field."""

    @abstractmethod
    async def tick(self, box: Locator) -> None:
        """A box that is not ticked."""

    @abstractmethod
    async def pick(self, radio: Locator) -> None:
        """One of several."""

    @abstractmethod
    async def choose(self, menu: Locator, nth: int) -> None:
        """A line of a menu, counted from the top."""

    @abstractmethod
    async def write_day(self, field: Locator, day: date) -> None:
        """In a field for days."""

    @abstractmethod
    async def write_time(self, field: Locator, time: str) -> None:
        """In a field for times: hours, a colon, minutes."""

    async def attach(self, field: Locator, file: FilePayload) -> None:
        """A file of one's own, by the browser's own window."""
        async with self.page.expect_file_chooser() as choosing:
            await self.press(field)
        await (await choosing.value).set_files(file)
