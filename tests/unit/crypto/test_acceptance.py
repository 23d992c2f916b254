"""crypto.md §9.3; more in acceptance.json."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from server.crypto.acceptance import Acceptance, Policy, PolicyAnswer, make_acceptance, verify_acceptance
from server.crypto.signing import SignedBody
from tests.unit.crypto.refusal import refused
from tests.vectors import world

CLIENT, KEY = world.BUNDLES["client"], world.KEYS["client"].signing
TERMS = Acceptance(CLIENT.account, Policy.TERMS, 1, bytes(32), PolicyAnswer.ACCEPTED, world.ISSUED_AT)
SIGNED = make_acceptance(KEY, TERMS)


def test_every_policy_has_its_answers() -> None:
    """Terms and privacy policy are accepted; the notice is acknowledged or declined; nothing else is an answer."""
    for policy, answer in product(Policy, PolicyAnswer):
        parts = (CLIENT.account, policy, 1, bytes(32), answer, 0)
        if (policy is Policy.NOTICE_OF_PRIVACY_PRACTICES) == (answer is not PolicyAnswer.ACCEPTED):
            signed = make_acceptance(KEY, Acceptance(*parts))
            assert verify_acceptance(signed, CLIENT).answer is answer
        else:
            with refused("bad_answer"):
                Acceptance(*parts)


@given(st.integers(0, len(SIGNED.body) - 1), st.integers(0, 7))
@settings(max_examples=100)
def test_any_flipped_bit_is_refused(place: int, bit: int) -> None:
    """An answer is a signature over these bytes."""
    bent = bytearray(SIGNED.body)
    bent[place] ^= 1 << bit
    with refused("bad_signature"):
        verify_acceptance(SignedBody(bytes(bent), SIGNED.signature), CLIENT)


def test_nobody_answers_for_another() -> None:
    """Neither with the other's name nor with the other's key."""
    stranger = world.BUNDLES["stranger"]
    with refused("bad_signature"):
        verify_acceptance(SIGNED, stranger)
    theirs = make_acceptance(world.KEYS["stranger"].signing, TERMS)
    with refused("unknown_member"):
        verify_acceptance(theirs, stranger)
