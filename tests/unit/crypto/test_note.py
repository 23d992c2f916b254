"""Signed notes (crypto.md §9.2)."""

from hypothesis import given
from hypothesis import strategies as st

from server.crypto.hashing import sha256
from server.crypto.note import (
    COSIGNATURE,
    Checkpoint,
    Verifier,
    cosign,
    read_checkpoint,
    read_note,
    sign_note,
    verify_note,
)
from server.crypto.signing import SigningKey
from server.errors import ProofError

LOG, WITNESS = SigningKey(b"l" * 32), SigningKey(b"w" * 32)
ORIGIN = "record.example/practice"


@given(st.integers(0, 2**53 - 1), st.binary(min_size=32, max_size=32), st.integers(0, 2**40))
def test_what_was_signed_is_read_back(size: int, root: bytes, seconds: int) -> None:
    """Size, root and the witness's time come back from the written note as they went in."""
    checkpoint = Checkpoint(ORIGIN, size, root)
    note = read_note(cosign(sign_note(checkpoint.text, ORIGIN, LOG), "w.example", WITNESS, seconds).written)
    verifiers = [Verifier(ORIGIN, LOG.public), Verifier("w.example", WITNESS.public, COSIGNATURE)]
    assert verify_note(note, verifiers) == seconds
    assert read_checkpoint(note.text, ORIGIN) == checkpoint


@given(st.data())
def test_no_bit_of_a_note_is_free(data: st.DataObject) -> None:
    """Whatever character is changed, the note is not what the log signed, or no note at all."""
    written = sign_note(Checkpoint(ORIGIN, 7, sha256(b"")).text, ORIGIN, LOG).written
    place = data.draw(st.integers(0, len(written) - 1))
    letter = data.draw(st.characters(codec="utf-8").filter(lambda each: each != written[place]))
    changed = written[:place] + letter + written[place + 1 :]
    try:
        verify_note(read_note(changed), [Verifier(ORIGIN, LOG.public)])
    except ProofError:
        return
    raise AssertionError(changed)


def test_a_key_is_handed_on_as_text() -> None:
    """Name, id and key in one line, as other tools read it."""
    name, key_id, key = Verifier(ORIGIN, LOG.public).text.split("+", 2)
    assert (name, len(key_id), len(key)) == (ORIGIN, 8, 44)
