"""The hand on the keyboard: Tab leads to everything, and nothing is ever pointed at."""

from datetime import date
from typing import Final

from playwright.async_api import Locator, Page, expect

from tests.browser.hand import Hand

FAR: Final = 90
"""So many steps lead anywhere; whoever needs more is lost."""

_WAY: Final = """(wanted) => {
  const here = document.activeElement;
  const onward = here.compareDocumentPosition(wanted) & Node.DOCUMENT_POSITION_FOLLOWING;
  const inside = document.querySelector("dialog:modal") ?? document;
  const stops = [...inside.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")].filter(
    (each) => each.tabIndex >= 0 && !each.matches(":disabled") && each.checkVisibility({ visibilityProperty: true }),
  );
  const ends = [stops.indexOf(here), stops.indexOf(wanted)].sort((a, b) => a - b);
  const group = (each) => (each.type === "radio" ? each.name : each);
  const between = new Set(ends[0] < 0 ? [] : stops.slice(ends[0] + 1, ends[1]).map(group));
  between.delete(group(here));
  return [onward ? "Tab" : "Shift+Tab", between.size];
}"""
"""In which direction it lies, and how many stops at least are likely to lie between."""
_STANDS: Final = """([wanted, group]) => {
  const here = document.activeElement;
  const there = here === wanted || (group && here.type === "radio" && here.name === wanted.name);
  return there ? null : `${here.tagName} ${here.textContent.trim().slice(0, 30)}`;
}"""
_LOST: Final = "() => document.activeElement === document.body"


class Keyboard(Hand):
    """Tab and Shift+Tab, Enter and Space, arrows and letters. Once there is a focus, the page must never lose it."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._begun = False

    async def press(self, target: Locator) -> None:
        """See Hand."""
        await self._reach(target)
        await self.page.keyboard.press("Enter")

    async def write(self, field: Locator, text: str) -> None:
        """See Hand."""
        await self._reach(field)
        await self.page.keyboard.press("Control+A")
        await self.page.keyboard.type(text)

    async def tick(self, box: Locator) -> None:
        """See Hand."""
        await self._reach(box)
        await self.page.keyboard.press("Space")
        await expect(box).to_be_checked()

    async def pick(self, radio: Locator) -> None:
        """See Hand. A group is one stop; arrows go through it."""
        await self._walk(radio, group=True)
        if await radio.evaluate("(wanted) => document.activeElement === wanted"):
            await self.page.keyboard.press("Space")
        for _ in range(FAR):
            if await radio.is_checked():
                return
            await self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"arrows do not lead to {radio}")

    async def choose(self, menu: Locator, nth: int) -> None:
        """See Hand."""
        await self._reach(menu)
        await self.page.keyboard.press("Home")
        for _ in range(nth):
            await self.page.keyboard.press("ArrowDown")
        assert await menu.evaluate("(menu) => menu.selectedIndex") == nth

    async def write_day(self, field: Locator, day: date) -> None:
        """See Hand. In which order day and month stand is the browser's own choice, and seen."""
        await self._reach(field)
        for digits in (f"{day:%m%d%Y}", f"{day:%d%m%Y}"):
            await self.page.keyboard.type(digits)
            if await field.input_value() == day.isoformat():
                return
            for _ in range(2):
                await self.page.keyboard.press("ArrowLeft")
        raise AssertionError(f"no order of digits says {day}")

    async def write_time(self, field: Locator, time: str) -> None:
        """See Hand. Some browsers ask for the half of the day too."""
        await self._reach(field)
        hours, minutes = map(int, time.split(":"))
        for digits in (f"{hours:02}{minutes:02}", f"{hours % 12 or 12:02}{minutes:02}{'P' if hours >= 12 else 'A'}"):
            await self.page.keyboard.type(digits)
            if await field.input_value() == time:
                return
            for _ in range(2):
                await self.page.keyboard.press("ArrowLeft")
        raise AssertionError(f"no order of digits says {time}")

    async def _reach(self, target: Locator) -> None:
        await expect(target).to_be_enabled()
        await self._walk(target)

    async def _walk(self, target: Locator, *, group: bool = False) -> None:
        """In the direction in which it lies, looking up when it should be near; to any of its `group`, if that is enough."""
        await expect(target).to_be_visible()
        assert not self._begun or not await self.page.evaluate(_LOST), f"the focus was lost before {target}"
        self._begun = True
        wanted = await target.element_handle()
        way, between = await wanted.evaluate(_WAY)
        for _ in range(between):
            await self.page.keyboard.press(way)
        way, _ = await wanted.evaluate(_WAY)
        passed: list[str] = []
        while len(passed) < FAR:
            stands = await self.page.evaluate(_STANDS, [wanted, group])
            if stands is None:
                return
            passed.append(str(stands))
            await self.page.keyboard.press(way)
        raise AssertionError(f"the keyboard does not lead to {target}: {passed}")
