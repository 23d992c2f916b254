"""The browser of these tests: Chromium from PATH, else the one that Playwright has."""

import os
import shutil
from typing import Any

from devkit.chromium import NAMES


def launch_options() -> dict[str, Any]:
    """Arguments of `playwright.chromium.launch`. As root Chromium has no sandbox to offer."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    options: dict[str, Any] = {} if found is None else {"executable_path": found}
    return options | ({"args": ["--no-sandbox"]} if os.geteuid() == 0 else {})
