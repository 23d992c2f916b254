"""crypto.md §3.5; more in recovery.json."""

from contextlib import suppress

from hypothesis import assume, given
from hypothesis import strategies as st

from server.crypto.recovery import read_recovery_text, recovery_text
from server.errors import ProofError
from tests.unit.crypto.refusal import refused

CODES = st.binary(min_size=20, max_size=20)
SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@given(CODES)
def test_what_is_printed_is_read(code: bytes) -> None:
    """In any case, with or without hyphens, with letters for digits."""
    text = recovery_text(code)
    for typed in (text, text.lower(), text.replace("-", " "), text.replace("0", "o").replace("1", "I")):
        assert read_recovery_text(typed) == code


@given(CODES, st.integers(0, 35), st.sampled_from(SYMBOLS))
def test_a_slip_of_the_pen_is_found(code: bytes, place: int, symbol: str) -> None:
    """One wrong symbol never makes another code, but for one chance in a million."""
    symbols = recovery_text(code).replace("-", "")
    assume(symbols[place] != symbol)
    with suppress(ProofError):
        assert read_recovery_text(symbols[:place] + symbol + symbols[place + 1 :]) != code


@given(CODES, st.integers(0, 3), st.sampled_from(SYMBOLS))
def test_a_slip_in_the_check_is_always_found(code: bytes, place: int, symbol: str) -> None:
    """The code is the same and so is what its check must be."""
    symbols = recovery_text(code).replace("-", "")
    assume(symbols[32 + place] != symbol)
    with refused("wrong_check"):
        read_recovery_text(symbols[: 32 + place] + symbol + symbols[33 + place :])


@given(st.text(max_size=60))
def test_any_text_is_a_code_or_refused(text: str) -> None:
    """Nothing but ProofError."""
    with suppress(ProofError):
        read_recovery_text(text)
