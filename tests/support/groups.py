"""Which tests stay together when several processes share the work, and which come first.

A group shares what its process has made once: a practice, a pair of databases. What is long comes early, and what has to wait begins
beside what works, so that nobody waits for it in the end.
"""

from typing import Final

from xdist.scheduler import LoadScopeScheduling

WHOLE: Final = ("acceptance", "adversity", "client_web")
"""Rooms of the tests that are one group each; everywhere else a module is one."""

LONG: Final = ("tests/browser/test_story.py", "tests/browser/test_views.py", *WHOLE, "tests/browser/")
"""The groups that take minutes, as their names begin, in the order in which they start."""


class GroupScheduling(LoadScopeScheduling):  # type: ignore[misc]  # xdist ships no types
    """xdist's own way with scopes, whose scopes are our groups."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


def group_of(nodeid: str) -> str:
    """The group of a test: `nodeid` is what pytest calls it."""
    module = nodeid.partition("::")[0]
    _, room, *_ = module.split("/")
    return room if room in WHOLE else module


def order_of(group: str) -> int:
    """When a group begins: the long ones first."""
    return next((place for place, name in enumerate(LONG) if group.startswith(name)), len(LONG))
