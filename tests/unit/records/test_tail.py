"""The tail of a conversation: a run without gaps, or nothing."""

from hypothesis import given
from hypothesis import strategies as st

from server.ids import ConversationId
from server.protocol.codec import decode_server_frame
from server.protocol.frames import Delivery, Entry
from server.protocol.limits import MAX_DELIVERY_BYTES
from server.records.appending import Placed
from server.records.tail import MOST_ENTRIES, Tail

NAME = ConversationId(bytes(16))


def placed(sequence: int, size: int = 3) -> Placed:
    """An entry and a head that tell its sequence."""
    return Entry(sequence=sequence, time=sequence, kind=2, payload=bytes(size)), sequence.to_bytes(32, "big")


def run(first: int, last: int, size: int = 3) -> list[Placed]:
    """Entries without gaps."""
    return [placed(sequence, size) for sequence in range(first, last + 1)]


def delivered(tail: Tail, cursor: int) -> list[int]:
    """The sequences of everything after a cursor, through as many deliveries as that takes; each ends in its head."""
    sequences: list[int] = []
    while (following := tail.delivery_after(cursor)) is not None:
        cursor, data = following
        frame = decode_server_frame(data)
        assert isinstance(frame, Delivery)
        assert sum(len(entry.payload) for entry in frame.entries) <= MAX_DELIVERY_BYTES or len(frame.entries) == 1
        assert frame.head == cursor.to_bytes(32, "big")
        sequences += [entry.sequence for entry in frame.entries]
    return sequences


def test_what_was_committed_follows_the_cursor() -> None:
    """In order, all of it, and nothing to who stands at the end."""
    tail = Tail(NAME, 10)
    tail.extend(run(11, 15))
    assert delivered(tail, 10) == [11, 12, 13, 14, 15]
    assert delivered(tail, 13) == [14, 15]
    assert delivered(tail, 15) == []


def test_who_is_further_behind_is_not_served() -> None:
    """A cursor before its beginning, or beyond its end, gets nothing from here."""
    tail = Tail(NAME, 10)
    tail.extend(run(11, 15))
    assert tail.delivery_after(9) is None
    assert tail.delivery_after(16) is None


def test_what_it_has_already_is_passed_over() -> None:
    """Read and committed, in any order: each entry once."""
    tail = Tail(NAME, 10)
    tail.extend(run(11, 13))
    tail.extend(run(11, 15))
    tail.extend(run(12, 12))
    assert delivered(tail, 10) == [11, 12, 13, 14, 15]


def test_after_a_gap_it_begins_anew() -> None:
    """Another process's entry is missing in between: nobody is led over it."""
    tail = Tail(NAME, 10)
    tail.extend(run(11, 12))
    tail.extend(run(14, 15))
    assert (tail.before, tail.newest) == (13, 15)
    assert tail.delivery_after(12) is None
    assert delivered(tail, 13) == [14, 15]


def test_an_empty_tail_begins_where_the_record_is() -> None:
    """And one that has entries stays with them."""
    tail = Tail(NAME)
    tail.begin(40)
    assert (tail.before, tail.newest) == (40, 40)
    tail.extend(run(41, 42))
    tail.begin(50)
    assert delivered(tail, 40) == [41, 42]


def test_those_who_stand_together_share_the_bytes() -> None:
    """A delivery is encoded once for all of them, and anew when there is more."""
    tail = Tail(NAME, 0)
    tail.extend(run(1, 2))
    first, second = tail.delivery_after(0), tail.delivery_after(0)
    assert first is not None
    assert second is not None
    assert first[1] is second[1]
    tail.extend(run(3, 3))
    assert delivered(tail, 0) == [1, 2, 3]


def test_large_entries_take_several_deliveries() -> None:
    """Each within the bound, but one entry always goes."""
    tail = Tail(NAME, 0)
    tail.extend(run(1, 3, MAX_DELIVERY_BYTES - 1))
    assert delivered(tail, tail.before) == list(range(tail.before + 1, 4))


RUNS = st.lists(st.tuples(st.integers(1, 90), st.integers(0, 20), st.sampled_from([1, 700, 40_000])), max_size=12)


@given(RUNS, st.integers(0, 100))
def test_it_is_always_a_run_and_always_bounded(runs: list[tuple[int, int, int]], start: int) -> None:
    """Whatever is added in whatever order: without gaps, within its bounds, ending in the newest that was ever added."""
    tail, newest = Tail(NAME, start), start
    for first, more, size in runs:
        tail.extend(run(first, first + more, size))
        newest = max(newest, first + more)
        assert tail.newest == newest
        assert tail.newest - tail.before <= MOST_ENTRIES
        assert delivered(tail, tail.before) == list(range(tail.before + 1, newest + 1))
