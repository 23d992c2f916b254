"""crypto.md §4.5; more in safety.json."""

import re

from hypothesis import given
from hypothesis import strategies as st

from server.crypto.hashing import hash_of
from server.crypto.safety import fingerprint, safety_number

KEYS = st.lists(st.binary(min_size=32, max_size=32), min_size=2, max_size=16, unique=True)


@given(KEYS, st.randoms())
def test_everyone_sees_the_same_number(keys: list[bytes], shuffler: object) -> None:
    """Twelve groups of five digits, whoever counts first."""
    shuffled = list(keys)
    shuffler.shuffle(shuffled)  # type: ignore[attr-defined]
    number = safety_number(bytes(32), keys)
    assert re.fullmatch(r"\d{5}( \d{5}){11}", number)
    assert safety_number(bytes(32), shuffled) == number


def test_the_number_is_the_papers() -> None:
    """Two halves, six slices of forty bits each."""
    keys = [bytes([1]) * 32, bytes([2]) * 32]
    groups = safety_number(bytes(32), keys).split()
    for half in (1, 2):
        digest = hash_of("webtherapy/v1/safety-number", half, bytes(32), keys)
        for place in range(6):
            slice_of_it = int.from_bytes(digest[5 * place : 5 * place + 5], "big")
            assert int(groups[6 * (half - 1) + place]) == slice_of_it % 100_000


@given(st.binary(min_size=32, max_size=32))
def test_a_fingerprint_is_written_like_a_safety_number(value: bytes) -> None:
    """Two halves, six slices of forty bits each, under a label of its own."""
    groups = fingerprint(value).split()
    digests = [hash_of("webtherapy/v1/fingerprint", half, value) for half in (1, 2)]
    slices = [digest[start : start + 5] for digest in digests for start in range(0, 30, 5)]
    assert groups == [f"{int.from_bytes(part, 'big') % 100_000:05d}" for part in slices]
