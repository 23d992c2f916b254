"""Calendar months in UTC, by name: the only spans that reports know."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Self

from server.errors import Refusal, RefusalCode
from server.records.counting import Span

_NAME: Final = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month; they are ordered as they come."""

    year: int
    number: int

    @classmethod
    def named(cls, name: str) -> Self:
        """By its name, such as 2026-11; a Refusal `malformed` for anything else."""
        found = _NAME.fullmatch(name)
        if found is None or not 1970 < int(found[1]) < 9999:
            raise Refusal(RefusalCode.MALFORMED)
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, time: int) -> Self:
        """That in which a moment lies (Unix milliseconds)."""
        when = datetime.fromtimestamp(time / 1000, UTC)
        return cls(when.year, when.month)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    @property
    def following(self) -> "Month":
        """The month after it."""
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    @property
    def span(self) -> Span:
        """From its first millisecond to that of the next."""
        return Span(self.begins(), self.following.begins())

    def begins(self) -> int:
        """Its first millisecond (Unix)."""
        return int(datetime(self.year, self.number, 1, tzinfo=UTC).timestamp()) * 1000
