"""Which tests stay together when several processes share the work, and which come first.

A group shares what its process has made once: a practice, a browser. Chromium tells one story at a time, and what is long comes early,
so that nobody waits for it in the end.
"""

from typing import Final

from xdist.scheduler import LoadScopeScheduling

LONG: Final = ("stories", "views", "client_web", "adversity", "acceptance")
"""The groups that take minutes, in the order in which they begin; every other module is a group of its own."""


class GroupScheduling(LoadScopeScheduling):  # type: ignore[misc]  # xdist ships no types
    """xdist's own way with scopes, whose scopes are our groups."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


def group_of(nodeid: str) -> str:
    """The group of a test: `nodeid` is what pytest calls it."""
    module = nodeid.partition("::")[0]
    _, room, *_ = module.split("/")
    if room == "browser":
        return "views" if module.endswith("/test_views.py") else "stories"
    return room if room in LONG else module


def order_of(group: str) -> int:
    """When a group begins: the long ones first."""
    return LONG.index(group) if group in LONG else len(LONG)
