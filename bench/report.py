"""What a benchmark found, and which bars it meets."""

import os
import platform
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any, Final

import msgspec


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the design: `value` at least or at most `limit`."""

    limit: float
    at_least: bool

    def met(self, value: float) -> bool:
        """Whether the value clears it."""
        return value >= self.limit if self.at_least else value <= self.limit

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.limit:g}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number. Those with a bar are ratios or resources; the others say how they came about."""

    name: str
    value: float
    unit: str
    bar: Bar | None = None

    @property
    def verdict(self) -> str:
        """Met, not met, or nothing to meet."""
        if self.bar is None:
            return ""
        return f"bar {self.bar}: {'met' if self.bar.met(self.value) else 'NOT MET'}"

    def document(self) -> dict[str, Any]:
        """For `--json`."""
        bar = None if self.bar is None else {**asdict(self.bar), "met": self.bar.met(self.value)}
        return {"name": self.name, "value": self.value, "unit": self.unit, "bar": bar}


@dataclass(frozen=True, slots=True)
class Report:
    """What one benchmark says."""

    name: str
    figures: list[Figure]
    notes: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """For people."""
        rows = [f"  {one.name:<52} {one.value:>12,.2f} {one.unit:<14} {one.verdict}".rstrip() for one in self.figures]
        return [self.name, *rows, *(f"  note: {note}" for note in self.notes)]

    def document(self) -> dict[str, Any]:
        """For `--json`."""
        return {"name": self.name, "figures": [one.document() for one in self.figures], "notes": self.notes}

    @property
    def met(self) -> bool:
        """Whether every bar is met."""
        return all(one.bar is None or one.bar.met(one.value) for one in self.figures)


MACHINE: Final = f"{os.cpu_count()} processors, {platform.system()}, Python {platform.python_version()}"


def middle(values: list[float]) -> float:
    """The median."""
    return float(median(values))


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` of them lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def as_json(header: dict[str, Any], reports: list[Report]) -> str:
    """The whole run as one document."""
    document = {**header, "machine": MACHINE, "benchmarks": [report.document() for report in reports]}
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode()
