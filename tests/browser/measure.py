"""What a machine can see of a view's layout and accessibility."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Page

from tests.browser.stage import CLIENT

_RULES: Final = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
AXE: Final = CLIENT / "node_modules" / "axe-core" / "axe.min.js"

_OVERFLOW: Final = """() => {
  const wide = document.documentElement.clientWidth;
  const named = (element) => `${element.tagName.toLowerCase()}.${element.className}`;
  const seen = (element) => !element.closest(".hidden, .skip, svg, dialog");
  const out = [...document.body.querySelectorAll("*")].filter((element) => {
    const box = element.getBoundingClientRect();
    return seen(element) && box.width > 0 && (box.right > wide + 0.5 || box.left < -0.5);
  });
  const cut = [...document.querySelectorAll("button, a, h1, h2, p, label, .nav > ul")].filter((element) => {
    return seen(element) && element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1
      && getComputedStyle(element).display !== "inline";
  });
  // One thing scrolls: the page inside of its frame, or the record inside of the page, unless something is said above it.
  const main = document.querySelector(".main:has(.log):not(:has(> .page))");
  const twice = [document.scrollingElement, main].filter((element) => {
    return element !== null && element.scrollHeight > element.clientHeight + 1;
  });
  return [
    ...out.map((element) => `outside: ${named(element)}`),
    ...cut.map((element) => `cut: ${named(element)}`),
    ...twice.map((element) => `scrolls: ${named(element)}`),
  ];
}"""

_SMALL: Final = """() => [...document.querySelectorAll("button, a[href], input, textarea, select")]
  .filter((element) => !element.closest(".skip, .hidden") && element.getClientRects().length > 0)
  .map((element) => {
    const target = element.matches("input[type=radio], input[type=checkbox]") ? element.closest("label") : element;
    const box = target.getBoundingClientRect();
    return { box, name: `${element.tagName.toLowerCase()}.${element.className} ${element.textContent.trim()}` };
  })
  .filter(({ box }) => box.height < 43.5 || box.width < 43.5)
  .map(({ box, name }) => `${name}: ${box.width} × ${box.height}`)
"""

_SHOWN: Final = (
    """() => [...document.body.querySelectorAll("*")].filter((element) => element.getClientRects().length > 0)"""
)


async def overflow(page: Page) -> list[str]:
    """Elements that stand outside of the window, whose own text does not fit, or that scroll besides what should."""
    found: list[str] = await page.evaluate(_OVERFLOW)
    return found


async def small_targets(page: Page) -> list[str]:
    """Controls smaller than a finger: under 44 px in either direction."""
    found: list[str] = await page.evaluate(_SMALL)
    return found


async def axe(page: Page) -> list[str]:
    """What axe finds, a line for each place."""
    return await _run_axe(page, _RULES)


async def remember_shown(page: Page) -> None:
    """Take note of the elements that the window shows now."""
    await page.evaluate(f"() => {{ globalThis.shownBefore = new Set(({_SHOWN})()) }}")


async def unreadable_among_new(page: Page) -> list[str]:
    """What axe finds hard to read for its colours among elements that were not shown before, a line for each place."""
    new = f"({_SHOWN})().filter((element) => !globalThis.shownBefore.has(element))"
    if not await page.evaluate(f"() => {new}.length"):
        return []
    return await _run_axe(page, {"type": "rule", "values": ["color-contrast"]}, f"{{ include: {new} }}")


async def _run_axe(page: Page, rules: Mapping[str, object], where: str = "document") -> list[str]:
    if not await page.evaluate("() => 'axe' in window"):
        await page.evaluate(_source(AXE))
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    result: dict[str, Any] = await page.evaluate(f"(options) => axe.run({where}, options)", options)
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]


@cache
def _source(path: Path) -> str:
    return path.read_text()
