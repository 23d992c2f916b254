"""crypto.md §3.6: the spelling that both sheets share; more in activation.json and recovery.json."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.crypto import crockford
from tests.unit.crypto.refusal import refused


@given(st.integers(1, 300).flatmap(lambda bits: st.tuples(st.integers(0, 2**bits - 1), st.just(bits))))
def test_any_number_of_bits_comes_back(drawn: tuple[int, int]) -> None:
    """Whether or not the bits fill the last symbol."""
    value, bits = drawn
    text = crockford.write(value, bits)
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-)*[0-9A-HJKMNP-TV-Z]{1,4}", text)
    assert crockford.read(text, bits) == value


@pytest.mark.parametrize(("bits", "last"), [(4, "1"), (3, "2"), (1, "8")])
def test_spare_bits_are_zero(bits: int, last: str) -> None:
    """One text for one value."""
    with refused("not_canonical"):
        crockford.read(last, bits)
