"""crypto.md §12.5; more in change_request.json."""

from hypothesis import given, settings
from hypothesis import strategies as st

from server.crypto.change_request import ChangeRequest, History, make_change_request, verify_change_request
from server.crypto.signing import SignedBody
from server.ids import ConversationId, RequestId
from tests.unit.crypto.refusal import refused
from tests.vectors import world

CLIENT, KEY = world.BUNDLES["client"], world.KEYS["client"].signing
REQUEST = ChangeRequest(RequestId(bytes(16)), ConversationId(bytes(16)), History.KEEP, world.ISSUED_AT)
SIGNED = make_change_request(KEY, REQUEST)


@given(st.integers(0, len(SIGNED.body) - 1), st.integers(0, 7))
@settings(max_examples=100)
def test_any_flipped_bit_is_refused(place: int, bit: int) -> None:
    """A wish to keep the history to oneself does not become one to share it."""
    bent = bytearray(SIGNED.body)
    bent[place] ^= 1 << bit
    with refused("bad_signature"):
        verify_change_request(SignedBody(bytes(bent), SIGNED.signature), CLIENT)


def test_it_comes_back_as_it_was_made() -> None:
    """What was signed is what is read."""
    assert verify_change_request(SIGNED, CLIENT) == REQUEST
