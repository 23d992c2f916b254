"""When to connect again (client_py/reconnect.py)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client_py.reconnect import BASE_SECONDS, CEILING_SECONDS, wait_before


@given(st.integers(0, 10_000), st.floats(0, 1, exclude_max=True))
def test_the_wait_lies_below_the_papers_bound(attempt: int, fraction: float) -> None:
    """Never longer than min(30 s, 0.5 s · 2^attempt), never negative."""
    bound = min(CEILING_SECONDS, BASE_SECONDS * 2 ** min(attempt, 20))
    assert 0 <= wait_before(attempt, fraction) <= bound


def test_the_wait_spreads_over_the_whole_of_it() -> None:
    """Chance decides the whole wait, so that a thousand clients do not come back together."""
    assert wait_before(3, 0.0) == 0
    assert wait_before(3, 0.5) == 2.0


@pytest.mark.parametrize(("attempt", "fraction"), [(-1, 0.5), (0, 1.0), (0, -0.1)])
def test_nonsense_is_refused(attempt: int, fraction: float) -> None:
    """A negative attempt or a fraction outside [0, 1) is a fault of the caller."""
    with pytest.raises(ValueError, match="attempt"):
        wait_before(attempt, fraction)
