"""crypto.md §3.1; more in number.json."""

from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from server.crypto.checks import Random
from server.crypto.number import _QUASIGROUP, _damm, check, generate
from server.errors import ProofError
from tests.unit.crypto.refusal import refused

NUMBERS = st.binary(min_size=64, max_size=64).map(lambda drawn: generate(_of(drawn)))


def _of(drawn: bytes) -> Random:
    """The drawn bytes first, then enough to end with."""
    left = bytearray(drawn)

    def take(length: int) -> bytes:
        taken = bytes(left[:length])
        del left[:length]
        return taken or bytes(length)

    return take


@given(NUMBERS)
def test_what_is_generated_is_a_number(number: str) -> None:
    """Ten digits that check."""
    assert check(number) == number
    assert len(number) == 10


@given(NUMBERS, st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_shows(number: str, place: int, by: int) -> None:
    """Whichever, wherever."""
    wrong = str((int(number[place]) + by) % 10)
    with refused("bad_number"):
        check(number[:place] + wrong + number[place + 1 :])


@given(NUMBERS, st.integers(0, 8))
def test_two_swapped_neighbours_show(number: str, place: int) -> None:
    """The slip of the hand that is made most."""
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped != number:
        with refused("bad_number"):
            check(swapped)


@given(st.text())
def test_any_text_is_a_number_or_refused(text: str) -> None:
    """Nothing but ProofError."""
    with suppress(ProofError):
        assert check(text) == text


def test_the_table_is_damms() -> None:
    """The published example: the check digit of 572 is 4; and every row of the quasigroup is a permutation."""
    assert _damm("572") == 4
    assert _damm("5724") == 0
    assert all(sorted(row) == list(range(10)) for row in _QUASIGROUP)
