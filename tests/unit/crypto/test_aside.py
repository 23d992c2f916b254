"""crypto.md §6.9; more in aside.json."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.crypto.aside import About, Aside, CheckIn, CodeWord, Question, Safe, Use, WordPlace, open_word, seal_word
from server.crypto.content import EnvelopeKind, read_content, write_content
from server.errors import ProofError
from server.ids import AccountId, ConversationId, MessageId
from tests.unit.crypto.refusal import refused
from tests.vectors import world

PLACE = WordPlace(ConversationId(bytes(16)), AccountId(bytes(16)), MessageId(bytes(16)))
TO = world.BUNDLES["therapist"]
KEY = world.KEYS["therapist"].sealing

WORD = seal_word(PLACE, Use.SET, TO, "harbour")


@pytest.mark.parametrize("said", [CheckIn(Safe.YES, "here", "", ""), Question(About.CODE_WORD), WORD])
def test_asides_go_as_texts(said: Aside) -> None:
    """And as nothing else: whoever sees the outside alone sees a text."""
    assert read_content(EnvelopeKind.TEXT, write_content(EnvelopeKind.TEXT, said)) == said
    for kind in set(EnvelopeKind) - {EnvelopeKind.TEXT}:
        with refused("wrong_label"):
            write_content(kind, said)
        with refused("wrong_label"):
            read_content(kind, said.encoded())


@given(st.sampled_from(Safe), st.text(), st.text(), st.text())
def test_a_check_in_comes_back_or_is_refused(safe: Safe, place: str, telephone: str, contact: str) -> None:
    """Whatever is said; nothing at all is refused."""
    with suppress(ProofError):
        made = CheckIn(safe, place, telephone, contact)
        assert read_content(EnvelopeKind.TEXT, made.encoded()) == made
        assert safe is not Safe.UNSAID or place or telephone or contact


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=16))
def test_a_word_is_read_by_whom_it_is_for_alone(word: str) -> None:
    """Its sender cannot open it again; no two have another length."""
    made = seal_word(PLACE, Use.ANSWER, TO, word)
    assert open_word(KEY, PLACE, made) == word
    assert len(made.encoded()) == len(WORD.encoded()) + len("answer") - len("set")
    with refused("wrong_key"):
        open_word(world.KEYS["client"].sealing, PLACE, made)


def test_a_word_that_was_set_answers_nothing() -> None:
    """Who copies it into an answer has said nothing."""
    moved = CodeWord(Use.ANSWER, WORD.recipient_bundle_hash, WORD.sealed)
    with refused("wrong_key"):
        open_word(KEY, PLACE, moved)
    with refused("wrong_key"):
        open_word(KEY, PLACE._replace(message=MessageId(bytes(15) + b"1")), WORD)


def test_a_word_has_its_limits() -> None:
    """One byte at least, 64 at most."""
    with refused("bad_field"):
        seal_word(PLACE, Use.SET, TO, "")
    with refused("too_large"):
        seal_word(PLACE, Use.SET, TO, "\u00e9" * 33)
    assert "harbour" not in repr(WORD)
