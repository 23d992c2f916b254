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

_LAID_OUT: Final = f"""async (fingers) => {{
  const drawn = () => new Promise((done) => requestAnimationFrame(done));
  await drawn();
  await drawn();
  return [...({_OVERFLOW})(), ...(fingers ? ({_SMALL})() : [])];
}}"""

_SHOWN: Final = (
    """() => [...document.body.querySelectorAll("*")].filter((element) => element.getClientRects().length > 0)"""
)


async def badly_laid_out(page: Page, *, fingers: bool) -> list[str]:
    """Elements that stand outside of the window, whose own text does not fit, or that scroll besides what should; where there are `fingers`,
    controls smaller than one, too: under 44 px in either direction.
    """
    found: list[str] = await page.evaluate(_LAID_OUT, fingers)
    return found


async def axe(page: Page) -> list[str]:
    """What axe finds, a line for each place. It takes note of the elements that the window shows now."""
    return await _run_axe(page, _RULES)


async def unreadable_among_new(page: Page) -> list[str]:
    """What axe finds hard to read for its colours among elements that were not shown when it looked last, a line for each place."""
    new = f"({_SHOWN})().filter((element) => !globalThis.shownBefore.has(element))"
    return await _run_axe(page, {"type": "rule", "values": ["color-contrast"]}, new)


async def _run_axe(page: Page, rules: Mapping[str, object], where: str = "[document]") -> list[str]:
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    run = f"""(options) => {{
      if (!("axe" in window)) return null;
      const include = {where};
      globalThis.shownBefore = new Set(({_SHOWN})());
      return include.length === 0 ? {{ violations: [] }} : axe.run({{ include }}, options);
    }}"""
    result: dict[str, Any] | None = await page.evaluate(run, options)
    if result is None:
        await page.evaluate(_source(AXE))
        return await _run_axe(page, rules, where)
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]


@cache
def _source(path: Path) -> str:
    return path.read_text()
