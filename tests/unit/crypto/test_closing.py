"""crypto.md §12.4; more in closing.json."""

from hypothesis import given, settings
from hypothesis import strategies as st

from server.crypto.closing import Closing, ClosingReason, make_closing, verify_closing
from server.crypto.signing import SignedBody
from server.ids import ConversationId
from server.roles import Role
from tests.unit.crypto.refusal import refused
from tests.vectors import world

CLIENT, KEY = world.BUNDLES["client"], world.KEYS["client"].signing
CONVERSATION = ConversationId(bytes(16))
SIGNED = make_closing(KEY, Closing(CONVERSATION, ClosingReason.LEFT, CLIENT.account, world.ISSUED_AT))


@given(st.integers(0, len(SIGNED.body) - 1), st.integers(0, 7))
@settings(max_examples=100)
def test_any_flipped_bit_is_refused(place: int, bit: int) -> None:
    """A closing is a signature over these bytes."""
    bent = bytearray(SIGNED.body)
    bent[place] ^= 1 << bit
    with refused("bad_signature"):
        verify_closing(SignedBody(bytes(bent), SIGNED.signature), CLIENT, Role.CLIENT, CONVERSATION)


def test_a_reason_is_not_everybodys() -> None:
    """Only a client leaves."""
    assert verify_closing(SIGNED, CLIENT, Role.CLIENT, CONVERSATION).reason is ClosingReason.LEFT
    for role in set(Role) - {Role.CLIENT}:
        with refused("unlawful_role"):
            verify_closing(SIGNED, CLIENT, role, CONVERSATION)
