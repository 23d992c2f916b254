"""Every view, light and dark, at every width: nothing overflows, nothing is too small, axe finds nothing, the console is empty."""

import pytest
from playwright.async_api import Page

from tests.browser.measure import axe, badly_laid_out, unreadable_among_new
from tests.browser.stage import LASTING, SCENES
from tests.browser.watch import Watch

pytestmark = pytest.mark.browser

WIDTHS = {320: 640, 360: 740, 768: 1024, 1280: 800}

_SET_ANOTHER = """([scene, lasting]) => {
  const stands = new URLSearchParams(location.search).get("scene");
  if (document.documentElement.dataset.stage !== "set" || lasting.includes(stands)) return false;
  void stage(scene);
  return true;
}"""
"""Set a scene in the place of the one that stands; false where none does, where it was never finished, or where it lasts."""


@pytest.mark.parametrize("scene", SCENES)
async def test_a_view_can_be_used_at_every_width(stage_page: tuple[Page, Watch], stage_origin: str, scene: str) -> None:
    """Nothing stands outside the window at 320 px and up, fingers hit every control on a phone, and axe has nothing to say."""
    page, watch = stage_page
    await set_stage(page, stage_origin, scene)
    for width, height in WIDTHS.items():
        await page.set_viewport_size({"width": width, "height": height})
        assert await badly_laid_out(page, fingers=width <= 360) == [], width
    assert watch.unexpected == []
    # From here on axe probes what the policy forbids. It looks at rules, not at pictures: all of them once wide and light, once narrow and
    # dark; in between at the colours of what only narrow windows show.
    assert await axe(page) == []
    await page.set_viewport_size({"width": 360, "height": 740})
    assert await unreadable_among_new(page) == []
    await page.emulate_media(color_scheme="dark")
    assert await axe(page) == []


async def set_stage(page: Page, origin: str, scene: str) -> None:
    """Set a scene and wait until it stands: on the page that is there, if one is, as a new one has to be read and compiled."""
    if not await page.evaluate(_SET_ANOTHER, [scene, LASTING]):
        await page.goto(f"{origin}/?scene={scene}")
    await page.wait_for_selector("html[data-stage=set]", timeout=60_000)


_BARS = """() => [...document.querySelectorAll(".top .button:not(.skip), .nav .item")]
    .filter((each) => each.getClientRects().length > 0)
    .map((each) => [each.textContent, each.getBoundingClientRect()])
    .filter(([, { left, right, top, bottom }]) => left < 0 || right > innerWidth || top < 0 || bottom > innerHeight)
    .map(([text]) => text)"""
"""What of the bars stands outside the window, or is cut by its edge."""


async def test_words_twice_as_large_leave_the_bars_whole(stage_page: tuple[Page, Watch], stage_origin: str) -> None:
    """On a phone whose letters are twice as large the way out, help and every place can be seen and hit, inside and before signing in."""
    page, _ = stage_page
    for scene in ("nav-client", "sign-in"):
        await set_stage(page, stage_origin, scene)
        await page.set_viewport_size({"width": 360, "height": 740})
        await page.evaluate("() => (document.documentElement.style.fontSize = '200%')")
        assert await page.evaluate(_BARS) == [], scene
        await page.evaluate("() => (document.documentElement.style.fontSize = '')")
