"""crypto.md §3.6; more in activation.json."""

from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from server.crypto import activation
from server.errors import ProofError
from tests.unit.crypto.refusal import refused


@given(st.binary(min_size=16, max_size=16), st.binary(min_size=32, max_size=32))
def test_what_is_written_is_read(secret: bytes, fingerprint: bytes) -> None:
    """In any case, with or without hyphens, with letters for digits."""
    text = activation.write(secret, fingerprint)
    for typed in (text, text.lower(), text.replace("-", ""), text.replace("0", "O").replace("1", "l")):
        said = activation.read(typed)
        assert (said.secret, said.root_prefix) == (secret, fingerprint[:16])
        said.check_root(fingerprint)


@given(st.text(max_size=80))
def test_any_text_is_an_activation_or_refused(text: str) -> None:
    """Nothing but ProofError."""
    with suppress(ProofError):
        activation.read(text)


def test_an_activation_shows_nothing_of_itself() -> None:
    """Neither in a log nor in a traceback."""
    said = activation.read(activation.write(b"s" * 16, bytes(32)))
    assert repr(said.secret) not in repr(said)


def test_a_short_fingerprint_matches_nothing() -> None:
    """A prefix is compared with a whole fingerprint only."""
    with refused("wrong_length"):
        activation.read(activation.write(bytes(16), bytes(32))).check_root(bytes(16))
