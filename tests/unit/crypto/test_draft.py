"""crypto.md §3.10; more in draft.json."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from server.crypto.draft import DraftPlace, LetterDraft, open_draft, open_letter_draft, seal_draft, seal_letter_draft
from server.ids import AccountId, ConversationId, DraftSlot, MessageId
from tests.unit.crypto.refusal import refused
from tests.vectors.case import stream

KEY = bytes(32)
PLACE = DraftPlace(AccountId(bytes(16)), DraftSlot(bytes(16)), 5)
SEALED = seal_draft(KEY, PLACE, "unsaid", stream("draft"))


@given(st.text(max_size=2000))
def test_a_draft_comes_back(text: str) -> None:
    """Whatever was typed, and a short one says nothing of its length."""
    sealed = seal_draft(KEY, PLACE, text, stream("draft"))
    assert open_draft(KEY, PLACE, sealed) == text
    if len(text.encode()) < 200:
        assert len(sealed) == 256 + 24 + 16


@given(st.integers(0, len(SEALED) - 1), st.integers(0, 7))
@settings(max_examples=100)
def test_any_flipped_bit_is_refused(place: int, bit: int) -> None:
    """Nobody edits what was not said."""
    bent = bytearray(SEALED)
    bent[place] ^= 1 << bit
    with refused("wrong_key"):
        open_draft(KEY, PLACE, bytes(bent))


def test_a_draft_stays_in_its_place() -> None:
    """Not of another account or slot, not under another version."""
    for other in (
        replace(PLACE, account=AccountId(bytes([1]) * 16)),
        replace(PLACE, slot=DraftSlot(bytes([1]) * 16)),
        replace(PLACE, version=6),
    ):
        with refused("wrong_key"):
            open_draft(KEY, other, SEALED)


@given(st.text(max_size=40), st.text(max_size=2000), st.sampled_from([b"", bytes(16)]))
def test_a_letter_in_the_making_comes_back(subject: str, text: str, thread: bytes) -> None:
    """To whom, in which thread, and what is written so far; it is never taken for what is said live."""
    draft = LetterDraft(ConversationId(bytes(16)), MessageId(thread), subject, text)
    sealed = seal_letter_draft(KEY, PLACE, draft, stream("letter draft"))
    assert open_letter_draft(KEY, PLACE, sealed) == draft
    with refused("wrong_label"):
        open_draft(KEY, PLACE, sealed)
