"""crypto.md §5.3; more in history.json."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.crypto.epoch import EpochHeader, EpochKeys
from server.crypto.history import MAX_GRANTED, check_granted_wraps, make_history, unwrap_granted, verify_history
from server.crypto.signing import SignedBody
from tests.unit.crypto.refusal import refused
from tests.vectors import world

CLIENT, KEY = world.BUNDLES["client"], world.KEYS["client"].signing
RECIPIENT = world.BUNDLES["custodian_1"]
KNOWN: tuple[EpochHeader, EpochKeys] = (world.sealed_header(), world.sealed_epoch())
CONVERSATION = KNOWN[0].conversation
MADE = make_history(KEY, RECIPIENT, [KNOWN], world.ISSUED_AT)


def test_the_recipient_gets_the_committed_secret() -> None:
    """And the wraps are those that the client vouched for."""
    grant = verify_history(MADE.signed, [CLIENT], CONVERSATION, RECIPIENT.hash)
    check_granted_wraps(grant, MADE.wraps)
    keys = unwrap_granted(world.KEYS["custodian_1"].sealing, grant, KNOWN[0], MADE.wraps[0])
    assert (keys.secret, keys.message_key) == (KNOWN[1].secret, KNOWN[1].message_key)


@pytest.mark.parametrize("name", ["therapist", "client", "intake", "stranger", "custodian_2"])
def test_nobody_else_opens_it(name: str) -> None:
    """A grant's wraps are sealed to its recipient, not even to who granted it."""
    grant = verify_history(MADE.signed, [CLIENT], CONVERSATION, RECIPIENT.hash)
    with refused("wrong_key"):
        unwrap_granted(world.KEYS[name].sealing, grant, KNOWN[0], MADE.wraps[0])


@given(st.integers(0, len(MADE.signed.body) - 1), st.integers(0, 7))
@settings(max_examples=100)
def test_any_flipped_bit_is_refused(place: int, bit: int) -> None:
    """A grant is a signature over these bytes."""
    bent = bytearray(MADE.signed.body)
    bent[place] ^= 1 << bit
    with refused("bad_signature"):
        verify_history(SignedBody(bytes(bent), MADE.signed.signature), [CLIENT], CONVERSATION, RECIPIENT.hash)


def test_too_little_and_too_much_is_never_signed() -> None:
    """Nothing, or more than fits one request."""
    with refused("wrong_length"):
        make_history(KEY, RECIPIENT, [], world.ISSUED_AT)
    with refused("wrong_length"):
        make_history(KEY, RECIPIENT, [KNOWN] * (MAX_GRANTED + 1), world.ISSUED_AT)


def test_keys_of_another_epoch_are_never_granted() -> None:
    """Whoever reads would find that nothing opens."""
    header, keys = KNOWN
    foreign = EpochKeys(header.conversation, header.epoch, bytes(32), keys.secret, keys.message_key)
    with refused("foreign_epoch"):
        make_history(KEY, RECIPIENT, [(header, foreign)], world.ISSUED_AT)
