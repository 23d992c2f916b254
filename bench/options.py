"""How thoroughly to measure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the command line says."""

    quick: bool = False
    """A smoke test: tiny loads, numbers that mean nothing."""

    rows: int = 5_000_000
    """Entries that `growth` fills in: a minute, and some gigabytes for as long as it runs."""
