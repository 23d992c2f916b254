"""What may be published of counts of people (requirement S4; ADR 0018): numbers from which nobody can tell that a count is small.

A count is rounded down to a multiple of `SMALL + 1`, and what depends on another measure is held down to what that one's published
numbers allow. So the published table could itself be the truth, and would then be published as it stands: whoever holds all of it cannot
tell the truth from that one, in which no count, no sum and no difference is between 1 and `SMALL`.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final

SMALL: Final = 10
"""The largest count that has to stay hidden (45 CFR 164.514; the practice of CMS)."""

STEP: Final = SMALL + 1


class Measure(StrEnum):
    """What is counted: clients, each at most once a month."""

    REGISTERED = "registered"
    """who answered to a policy for the first time"""
    MATCHED = "matched"
    """with whom a conversation began"""
    IN_SESSION = "in_session"
    """who were in a live session"""
    CHANGED = "changed"
    """who went on with another therapist"""
    ENDED = "ended"
    """whose care ended"""


LEAVING: Final = (Measure.CHANGED, Measure.ENDED)
"""What presupposes a match of its own."""

Counts = Mapping[Measure, int]


def next_published(before: Sequence[Counts], counts: Counts, step: int = STEP) -> dict[Measure, int]:
    """What is published of a month, after what was published of all months before it, from the practice's first on."""
    rounded = {measure: counts[measure] // step * step for measure in Measure}
    # Whoever is in a session was matched, in this month or before, and had not left; every match is left once at most.
    matches = sum(each[Measure.MATCHED] - sum(each[leaving] for leaving in LEAVING) for each in before)
    matches += rounded[Measure.MATCHED]
    rounded[Measure.IN_SESSION] = min(rounded[Measure.IN_SESSION], matches)
    for leaving in LEAVING:
        rounded[leaving] = min(rounded[leaving], matches)
        matches -= rounded[leaving]
    return rounded


def published(months: Sequence[Counts], step: int = STEP) -> list[dict[Measure, int]]:
    """What is published of consecutive months, beginning with the practice's first."""
    table: list[dict[Measure, int]] = []
    for counts in months:
        table.append(next_published(table, counts, step))
    return table
