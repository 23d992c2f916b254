"""`./dev shots`: every view, light and dark, at three widths, as pictures in `shots/` to be looked at."""

import sys
from pathlib import Path
from typing import Final, Literal

from playwright.sync_api import Browser, sync_playwright

from tests.browser import stage
from tests.browser.chromium import launch_options

FOLDER: Final = Path(__file__).resolve().parents[2] / "shots"
WIDTHS: Final = {360: 740, 768: 1024, 1280: 800}
"""Width to height, in CSS pixels."""
Theme = Literal["light", "dark"]
THEMES: Final[tuple[Theme, ...]] = ("light", "dark")


def main(wanted: list[str]) -> int:
    """Make the pictures of the scenes named, or of all."""
    FOLDER.mkdir(exist_ok=True)
    stage.build()
    scenes = [scene for scene in stage.SCENES if not wanted or scene in wanted]
    with stage.served() as origin, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        for scene in scenes:
            for theme in THEMES:
                _shoot(browser, origin, scene, theme)
            print(f"shots: {scene}", flush=True)  # noqa: T201  (it talks to a terminal)
        browser.close()
    return 0


def _shoot(browser: Browser, origin: str, scene: str, theme: Theme) -> None:
    context = browser.new_context(
        color_scheme=theme, reduced_motion="reduce", locale="en-GB", timezone_id="Europe/London"
    )
    page = context.new_page()
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        if width == min(WIDTHS):
            page.goto(f"{origin}/?scene={scene}")
            page.wait_for_selector("html[data-stage=set]", timeout=60_000)
            # The banner waits until a cut is more than a blink.
            page.wait_for_timeout(1_800 if scene == "cut" else 150)
        page.wait_for_timeout(150)
        page.screenshot(path=FOLDER / f"{scene}-{theme}-{width}.png")
    context.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
