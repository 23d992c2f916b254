"""How thoroughly to measure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the command line says."""

    quick: bool = False
    """A smoke test: tiny loads, numbers that mean nothing."""

    rows: int = 1_000_000
    """Entries that `growth` fills in; the bar of the design is for five million."""
