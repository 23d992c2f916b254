"""crypto.md §8; more in transcript.json."""

from hypothesis import given
from hypothesis import strategies as st

from server.crypto.hashing import hash_of
from server.crypto.transcript import Entry, EntryKind, Position, check_head, next_head, verify_run
from tests.unit.crypto.refusal import refused

START = Position(0, 0, bytes(32))
RUNS = st.lists(st.tuples(st.integers(0, 50), st.sampled_from(EntryKind), st.binary(max_size=30)), min_size=1)


def _entries(steps: list[tuple[int, EntryKind, bytes]]) -> list[Entry]:
    time, entries = 0, []
    for sequence, (step, kind, payload) in enumerate(steps, start=1):
        time += step
        entries.append(Entry(sequence, time, kind, payload))
    return entries


@given(RUNS, st.data())
def test_pages_lead_where_the_whole_leads(steps: list[tuple[int, EntryKind, bytes]], data: st.DataObject) -> None:
    """However a transcript is cut into pages, its last head is the same."""
    entries = _entries(steps)
    cut = data.draw(st.integers(0, len(entries)))
    middle = verify_run(START, entries[:cut])
    assert verify_run(middle, entries[cut:]) == verify_run(START, entries)


@given(RUNS, st.data())
def test_any_other_entry_leads_elsewhere(steps: list[tuple[int, EntryKind, bytes]], data: st.DataObject) -> None:
    """One changed payload, anywhere, and the head says so."""
    entries = _entries(steps)
    end = verify_run(START, entries)
    place = data.draw(st.integers(0, len(entries) - 1))
    old = entries[place]
    entries[place] = Entry(old.sequence, old.time, old.kind, old.payload + b"!")
    with refused("wrong_head"):
        check_head(verify_run(START, entries), end.head)


def test_a_head_is_the_papers_hash() -> None:
    """The formula by hand; the kind is a number."""
    expected = hash_of("webtherapy/v1/head", bytes(32), 1, 2, 2, b"payload")
    assert next_head(bytes(32), 1, 2, EntryKind.ENVELOPE, b"payload") == expected
    assert (int(EntryKind.EPOCH), int(EntryKind.ENVELOPE)) == (1, 2)
