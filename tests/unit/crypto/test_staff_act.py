"""crypto.md §12.6; more in staff_act.json."""

from hypothesis import given, settings
from hypothesis import strategies as st

from server.crypto.signing import SignedBody
from server.crypto.staff_act import (
    ActWord,
    ReasonCode,
    StaffAct,
    make_staff_act,
    reason_hash,
    subject_hash,
    verify_staff_act,
)
from tests.unit.crypto.refusal import refused
from tests.vectors import world

INTAKE, CLIENT = world.BUNDLES["intake"], world.ACCOUNTS["client"]
BODY = StaffAct(
    INTAKE.account,
    ActWord.SUSPEND,
    subject_hash(CLIENT),
    reason_hash(ActWord.SUSPEND, ReasonCode.OTHER, "words"),
    world.ISSUED_AT,
)
SIGNED = make_staff_act(world.KEYS["intake"].signing, BODY)


@given(st.integers(0, len(SIGNED.body) - 1), st.integers(0, 7))
@settings(max_examples=100)
def test_any_flipped_bit_is_refused(place: int, bit: int) -> None:
    """An act is a signature over these bytes."""
    bent = bytearray(SIGNED.body)
    bent[place] ^= 1 << bit
    with refused("bad_signature"):
        verify_staff_act(SignedBody(bytes(bent), SIGNED.signature), INTAKE, ActWord.SUSPEND, CLIENT)


def test_the_reason_is_bound_to_what_was_done() -> None:
    """The same code and words mean something else beside another act."""
    assert verify_staff_act(SIGNED, INTAKE, ActWord.SUSPEND, CLIENT) == BODY
    assert len({reason_hash(act, ReasonCode.OTHER, words) for act in ActWord for words in ("", "words")}) == 6
