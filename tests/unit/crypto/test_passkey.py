"""crypto.md §3.8; more in passkey.json."""

from hypothesis import given
from hypothesis import strategies as st

from server.crypto.canonical import encode
from server.crypto.hashing import sha256
from server.crypto.passkey import passkey_wrapping_key, prf_input, wrapping_key_with_passkey
from tests.unit.crypto.refusal import refused

OUTPUTS = st.binary(min_size=32, max_size=32)


@given(st.text(max_size=60).filter(lambda text: text.isprintable()))
def test_the_prf_is_asked_for_its_service(service: str) -> None:
    """Another service's page learns nothing of our keys."""
    assert prf_input(service) == sha256(encode("webtherapy/v1/passkey/prf-input", service))


@given(OUTPUTS, OUTPUTS)
def test_a_passkey_without_the_password_is_another_key(wrapping: bytes, output: bytes) -> None:
    """What opens a client's wrap never opens a staff member's."""
    assert passkey_wrapping_key(output) != wrapping_key_with_passkey(wrapping, output)


@given(st.binary(max_size=64).filter(lambda output: len(output) != 32))
def test_an_output_of_another_length_is_none(output: bytes) -> None:
    """32 bytes, or no key."""
    with refused("wrong_length"):
        passkey_wrapping_key(output)
    with refused("wrong_length"):
        wrapping_key_with_passkey(bytes(32), output)
    with refused("wrong_length"):
        wrapping_key_with_passkey(output, bytes(32))
