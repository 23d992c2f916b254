"""Which tests stay together when several processes share the work, and which come first.

A group shares what its process has made once: a practice, a browser, a page. Chromium tells one story at a time, and what is long comes
early, so that nobody waits for it in the end.
"""

from pathlib import Path
from typing import Final

TESTS: Final = Path(__file__).resolve().parents[1]

LONG: Final = ("stories", "views", "client_web", "adversity", "acceptance")
"""The groups that take minutes, in the order in which they begin; every other module is a group of its own."""


def group_of(path: Path) -> str:
    """The group of a test module."""
    room = path.relative_to(TESTS)
    if room.parts[0] == "browser":
        return "views" if path.name == "test_views.py" else "stories"
    return room.parts[0] if room.parts[0] in LONG else room.as_posix()


def order_of(group: str) -> int:
    """When a group begins: the long ones first."""
    return LONG.index(group) if group in LONG else len(LONG)
