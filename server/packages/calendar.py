"""Times as people read them, the same in both languages: no locale, no time zone database, only the offsets that a package names."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from server.packages.words import MONTHS

Offsets = Sequence[tuple[int, int]]

_MINUTE_MS: Final = 60_000
_DAY_MINUTES: Final = 1_440
_MOST_MINUTES: Final = 1_080


def offsets_hold(offsets: Offsets) -> bool:
    """Whether they begin at 0, rise, and are less than a day."""
    times = [time for time, _ in offsets]
    rising = all(before < after for before, after in pairwise(times))
    return times[:1] == [0] and rising and all(-_MOST_MINUTES <= minutes <= _MOST_MINUTES for _, minutes in offsets)


class LocalTime:
    """A moment where the reader is."""

    def __init__(self, time: int, offsets: Offsets) -> None:
        ahead = [minutes for begins, minutes in offsets if begins <= time][-1]
        days, minute = divmod(time // _MINUTE_MS + ahead, _DAY_MINUTES)
        self.year, self.month, self.day = _civil(days)
        self.hour, self.minute = divmod(minute, 60)

    @property
    def date(self) -> str:
        """14 March 2026."""
        return f"{self.day} {MONTHS[self.month - 1]} {self.year}"

    @property
    def clock(self) -> str:
        """10:02."""
        return f"{self.hour:02}:{self.minute:02}"

    @property
    def full(self) -> str:
        """14 March 2026, 10:02."""
        return f"{self.date}, {self.clock}"

    @property
    def sortable(self) -> str:
        """2026-03-14 10:02."""
        return f"{self.year:04}-{self.month:02}-{self.day:02} {self.clock}"


def _civil(days: int) -> tuple[int, int, int]:
    """Year, month and day of a day counted from 1 January 1970: years begin in March, so that a leap day is their last."""
    era, day = divmod(days + 719_468, 146_097)
    year = (day - day // 1_460 + day // 36_524 - day // 146_096) // 365
    day -= 365 * year + year // 4 - year // 100
    month = (5 * day + 2) // 153
    day -= (153 * month + 2) // 5
    turned = month >= 10
    return year + era * 400 + turned, month - 9 if turned else month + 3, day + 1
