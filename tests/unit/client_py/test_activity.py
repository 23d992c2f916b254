"""When a program tells the server that its person is there (client_py/activity.py, protocol.md §1.3)."""

from hypothesis import given
from hypothesis import strategies as st

from client_py.activity import EVERY_MS, Reports
from client_py.connection import Connection
from server.errors import EndReason, RefusalCode
from server.ids import InstanceId
from server.protocol import codec, frames

STEPS = st.lists(st.tuples(st.integers(0, 40_000), st.booleans()), max_size=60)
WELCOME = codec.encode(frames.Welcome(account=bytes(16), time=0, expires=2**52, left=300_000))
NOW = 1_764_000_000_000


@given(STEPS)
def test_reports_are_honest_and_rare(steps: list[tuple[int, bool]]) -> None:
    """An age is that of the last thing done, at most 15 s; nothing done, nothing said; never two within 15 s."""
    reports, now, did_at, said_at = Reports(), NOW, None, 0
    for passed, acted in steps:
        now += passed
        if acted:
            reports.did(now)
            did_at = now
        said = reports.take(now)
        if said is not None:
            assert said.age is not None
            assert now - said.age == did_at
            assert now - said_at >= EVERY_MS
            said_at, did_at = now, None


@given(st.lists(st.integers(1, 10_000), min_size=40, max_size=80))
def test_who_works_on_is_never_unheard_for_long(pauses: list[int]) -> None:
    """Asked whenever they have something to say, reports never leave more than 30 s of work unsaid."""
    reports, now, said_at = Reports(), NOW, NOW
    for pause in pauses:
        reports.did(now)
        due = reports.deadline()
        assert due is not None
        for moment in (min(max(now, due), now + pause), now + pause):
            if reports.take(moment) is not None:
                said_at = moment
        now += pause
        assert now - said_at <= 2 * EVERY_MS


def sent(connection: Connection) -> list[frames.AnyClientFrame]:
    """What it would write to its socket now."""
    return [codec.decode_client_frame(data) for data in connection.frames_to_send()]


def test_only_what_a_person_does_is_reported() -> None:
    """Connecting, ticking and hearing say nothing of anyone; doing something does, once the connection is welcome."""
    connection = Connection(InstanceId(bytes(16)))
    connection.person_did(NOW)
    connection.opened()
    connection.tick(NOW + 1_000)
    assert [type(frame) for frame in sent(connection)] == [frames.Hello]
    assert connection.deadline() is None
    connection.receive(WELCOME, NOW + 2_000)
    connection.tick(NOW + 2_000)
    assert sent(connection) == [frames.Activity(age=2_000)]
    connection.receive(codec.encode(frames.Idle(left=300_000, cap=2**40)), NOW + 30_000)
    connection.tick(NOW + 40_000)
    assert sent(connection) == []
    assert connection.deadline() is None


def test_what_was_done_long_before_the_connection_came_back_is_not_said() -> None:
    """Nobody is reported to be there who has left meanwhile."""
    connection = Connection(InstanceId(bytes(16)))
    connection.person_did(NOW)
    connection.opened()
    sent(connection)
    connection.receive(WELCOME, NOW + EVERY_MS + 1)
    connection.tick(NOW + EVERY_MS + 1)
    assert sent(connection) == []


def test_a_session_that_ended_says_why() -> None:
    """The reason beside `signed_out` is kept; a word that nobody knows yet is none."""
    for word, because in (("idle", EndReason.IDLE), ("later", None)):
        connection = Connection(InstanceId(bytes(16)))
        connection.opened()
        connection.receive(codec.encode(frames.Refused(ref=None, code="signed_out", reason=word)), NOW)
        assert (connection.ended_by, connection.ended_because) == (RefusalCode.SIGNED_OUT, because)
