"""When to connect again (protocol.md §6). Pure: the random fraction is an argument."""

from typing import Final

BASE_SECONDS: Final = 0.5
CEILING_SECONDS: Final = 30.0
_LAST_DOUBLING: Final = 6
"""0.5 s doubled six times passes the ceiling; a larger power only makes large numbers."""


def wait_before(attempt: int, fraction: float) -> float:
    """Seconds to wait before connecting again; `attempt` counts failures from 0, `fraction` is random in [0, 1)."""
    if attempt < 0 or not 0.0 <= fraction < 1.0:
        raise ValueError("attempt counts from 0 and the fraction lies in [0, 1)")
    return min(CEILING_SECONDS, BASE_SECONDS * 2.0 ** min(attempt, _LAST_DOUBLING)) * fraction
