"""crypto.md §4.1; more in bundle.json."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.crypto.account import AccountKeys
from server.crypto.bundle import make_successor, verify_bundle, verify_successor
from server.crypto.signing import SignedBody
from server.errors import ProofError
from tests.vectors import world

SIGNED = world.SIGNED["client"]


@given(st.integers(0, len(SIGNED.body) - 1), st.integers(0, 7))
@settings(max_examples=60, deadline=None)
def test_any_flipped_bit_is_refused(place: int, bit: int) -> None:
    """By the structure, by a key check, or at last by the signature."""
    bent = bytearray(SIGNED.body)
    bent[place] ^= 1 << bit
    with pytest.raises(ProofError):
        verify_bundle(SignedBody(bytes(bent), SIGNED.signature))


def test_successors_follow_for_ever() -> None:
    """Each made by the one before it."""
    keys = [AccountKeys.from_secret(bytes([n]) * 32) for n in range(4)]
    bundle = world.BUNDLES["client"]
    signer = world.KEYS["client"]
    for generation, following in enumerate(keys, start=1):
        signed, signature = make_successor(following, world.MADE_AT, bundle, signer)
        bundle = verify_successor(signed, bundle, signature)
        assert bundle.generation == generation
        signer = following


def test_a_bundle_shows_nothing_of_itself() -> None:
    """A log line joins nothing."""
    assert repr(world.BUNDLES["client"]) == "<Bundle>"
