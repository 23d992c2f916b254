"""The hand that points, of somebody who looks at every view first."""

from typing import Final

from playwright.async_api import Locator, Page, expect

from tests.browser.measure import axe
from tests.browser.mouse import Mouse

_VIEW: Final = """() => {
  const said = (selector) => document.querySelector(selector)?.textContent ?? "";
  return `${location.hash} ${said("main h1")} ${said("dialog[open] h2")}`;
}"""


class CarefulMouse(Mouse):
    """Has axe look at each view once, before it is worked with."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._seen: set[str] = set()

    async def press(self, target: Locator) -> None:
        """See Hand."""
        await expect(target).to_be_visible()
        await self.look()
        await super().press(target)

    async def look(self) -> None:
        """At what stands there now, unless it was looked at before."""
        view = str(await self.page.evaluate(_VIEW))
        if view in self._seen:
            return
        self._seen.add(view)
        found = await axe(self.page)
        assert found == [], view
