"""Every view, light and dark, at every width: nothing overflows, nothing is too small, axe finds nothing, the console is empty."""

import pytest
from playwright.async_api import Page

from tests.browser.conftest import NewContext
from tests.browser.measure import axe, overflow, small_targets
from tests.browser.stage import SCENES

pytestmark = pytest.mark.browser

WIDTHS = {320: 640, 360: 740, 768: 1024, 1280: 800}


@pytest.mark.parametrize("scene", SCENES)
async def test_a_view_can_be_used_at_every_width(new_context: NewContext, stage_origin: str, scene: str) -> None:
    """Nothing stands outside the window at 320 px and up, fingers hit every control on a phone, and axe has nothing to say."""
    context, watch = await new_context(color_scheme="light", reduced_motion="reduce")
    page = await context.new_page()
    await set_stage(page, stage_origin, scene)
    for width, height in WIDTHS.items():
        await page.set_viewport_size({"width": width, "height": height})
        await page.wait_for_function("() => new Promise((done) => requestAnimationFrame(() => done(true)))")
        assert await overflow(page) == [], width
        if width <= 360:
            assert await small_targets(page) == [], width
    assert watch.unexpected == []
    # axe looks at rules, not at pictures: once wide, once narrow; and once dark, for what is readable.
    assert await axe(page) == []
    await page.set_viewport_size({"width": 360, "height": 740})
    assert await axe(page) == []
    await page.emulate_media(color_scheme="dark")
    assert await axe(page) == []
    watch.said.clear()  # axe probes what the policy forbids


async def set_stage(page: Page, origin: str, scene: str) -> None:
    """Open a scene and wait until it stands."""
    await page.goto(f"{origin}/?scene={scene}")
    await page.wait_for_selector("html[data-stage=set]", timeout=60_000)
