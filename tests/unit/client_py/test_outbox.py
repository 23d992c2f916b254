"""What leaves the outbox, what stays, and what is sealed anew (client_py/outbox.py)."""

import pytest

from client_py.outbox import Outbox, Pending
from server.errors import RefusalCode
from server.ids import MessageId


def message(nth: int) -> MessageId:
    """The nth id."""
    return MessageId(nth.to_bytes(16, "big"))


def outbox(count: int) -> Outbox:
    """An outbox with messages 1 to `count` waiting."""
    filled = Outbox()
    for nth in range(1, count + 1):
        filled.put(Pending(message(nth), "text", f"line {nth}", nth))
    return filled


def seal(item: Pending, counter: int) -> bytes:
    """Stands for sealing: shows the text and the counter."""
    return f"{item.text} as {counter}".encode()


def envelopes(released: list[Pending]) -> list[str]:
    """What is posted."""
    return [item.envelope.decode() for item in released]


def test_messages_leave_in_order_with_counters_from_one() -> None:
    """The counters of an instance begin at 1 and have no gaps."""
    assert envelopes(outbox(3).release(1, 8, seal)) == ["line 1 as 1", "line 2 as 2", "line 3 as 3"]


def test_no_more_leave_than_there_is_room_for() -> None:
    """The rest waits until one is answered."""
    box = outbox(3)
    assert len(box.release(1, 2, seal)) == 2
    assert box.release(1, 2, seal) == []
    box.committed(message(1))
    assert envelopes(box.release(1, 2, seal)) == ["line 3 as 3"]


def test_an_unanswered_envelope_is_sent_again_as_it_stands_even_in_a_new_epoch() -> None:
    """Its fate is unknown: only the same bytes can be recognised by the server."""
    box = outbox(1)
    box.release(1, 8, seal)
    box.disconnected()
    [again] = box.release(2, 8, seal)
    assert again.epoch == 1
    assert again.envelope == b"line 1 as 1"


def test_a_refused_flight_is_waited_for_and_then_sealed_anew_in_order() -> None:
    """After a stale epoch nothing leaves until all are answered; then all leave anew, with the same ids."""
    box = outbox(2)
    box.release(1, 8, seal)
    assert not box.refused(message(1), RefusalCode.STALE_EPOCH, None)
    assert box.release(2, 8, seal) == []
    assert not box.refused(message(2), RefusalCode.BAD_COUNTER, 0)
    assert [(item.message, item.epoch) for item in box.release(2, 8, seal)] == [(message(1), 2), (message(2), 2)]


def test_a_counter_told_by_the_server_is_continued() -> None:
    """`bad_counter` names the last committed one; the next is one more."""
    box = outbox(1)
    box.release(1, 8, seal)
    box.refused(message(1), RefusalCode.BAD_COUNTER, 7)
    assert envelopes(box.release(1, 8, seal)) == ["line 1 as 8"]


def test_order_survives_an_acknowledgement_that_was_lost() -> None:
    """An unsure envelope with an old counter does not drag the counters of those behind it back."""
    box = outbox(3)
    box.release(1, 8, seal)
    box.refused(message(1), RefusalCode.TRY_AGAIN, None)
    box.committed(message(2))
    box.committed(message(3))
    box.put(Pending(message(4), "text", "line 4", 4))
    assert envelopes(box.release(1, 8, seal)) == ["line 1 as 1", "line 4 as 4"]


def test_what_is_refused_for_good_leaves_and_says_so() -> None:
    """No live session: the message is not in the record, and nobody will try again behind the writer's back."""
    box = outbox(1)
    box.release(1, 8, seal)
    assert box.refused(message(1), RefusalCode.NO_SESSION, None)
    assert box.pending == []


def test_a_conflict_waits_for_the_transcript_to_settle_it() -> None:
    """What is committed under this id stands: nothing is sent until it has come, then the counter goes on from there."""
    box = outbox(2)
    box.release(1, 1, seal)
    assert not box.refused(message(1), RefusalCode.ID_CONFLICT, None)
    assert box.release(1, 8, seal) == []
    assert box.committed(message(1), 5)
    assert envelopes(box.release(1, 8, seal)) == ["line 2 as 6"]


def test_the_same_id_twice_is_a_fault_of_the_caller() -> None:
    """An id is one message."""
    box = outbox(1)
    with pytest.raises(ValueError, match="waits already"):
        box.put(Pending(message(1), "text", "again", 9))
