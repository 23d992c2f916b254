"""Chromium for the browser tests: from PATH, else by apt as root, else by Playwright."""

import os
import shutil
from pathlib import Path

from devkit.steps import MissingError, StepError, apt_install, run, say, works

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The shell first: the same browser without windows of its own, for half the work."""


def ensure_chromium(python: Path) -> None:
    """See to it that a Chromium can be started: one on PATH, or the one that Playwright finds by itself."""
    if _on_path() or _of_playwright(python):
        return
    say("no Chromium found: installing one")
    if any(apt_install(package) and _on_path() for package in ("chromium-headless-shell", "chromium")):
        return
    try:
        run([python, "-m", "playwright", "install", "chromium"])
    except StepError as error:
        say(str(error).splitlines()[-1])
    if not _of_playwright(python):
        raise MissingError(
            "The browser tests need Chromium: install the package `chromium` so that it is on PATH, then try again."
        )


def _on_path() -> bool:
    # Some distributions put a stub there that only advertises another package, so it is tried.
    return any(works([path, "--version"]) for name in NAMES if (path := shutil.which(name)))


def _of_playwright(python: Path) -> bool:
    browsers = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    if not any(browsers.glob("chromium*")):
        return False
    code = (
        "import subprocess, sys\n"
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as p: path = p.chromium.executable_path\n"
        "sys.exit(subprocess.run([path, '--version']).returncode)"
    )
    return works([python, "-c", code])
