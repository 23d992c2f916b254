"""The connection's state machine (protocol.md §4), driven by hand and by machine."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from server.errors import ClosingRefusal, Refusal, RefusalCode
from server.protocol import frames
from server.protocol.limits import Limits
from server.protocol.session import Bucket, Command, Session, State

ID = bytes(16)
HELLO = frames.Hello(version=1, instance=ID)
OTHERS: list[frames.AnyClientFrame] = [
    frames.Follow(ref=1, conversation=ID, after=0),
    frames.Unfollow(conversation=ID),
    frames.Read(ref=1, conversation=ID, before=1, limit=1),
    frames.Learn(ref=1, conversation=ID, epoch=1),
    frames.Open(ref=1, header=b"h", signature=bytes(64), wraps=[b"w"]),
    frames.Deposit(ref=1, deposit=b"d", signature=bytes(64), sealed_shares=[b"s"]),
    frames.Post(ref=1, envelope=b"e"),
    frames.Confirm(conversation=ID, delivered=1, read=1),
    frames.Typing(conversation=ID, active=True),
    frames.Activity(age=0),
]
TIGHT = Limits(
    posts_per_second=1.0,
    posts_burst=3,
    commands_per_second=2.0,
    commands_burst=5,
    activities_per_second=1.0,
    activities_burst=2,
    posts_in_flight=2,
    follows=2,
    too_fast_in_a_row=4,
)


def live(limits: Limits = TIGHT, now: float = 0.0) -> Session:
    """A session that has been greeted, with room for everything."""
    session = Session(replace(limits, commands_burst=limits.commands_burst + 1), now)
    session.receive(HELLO, now)
    return session


def test_hello_makes_it_live() -> None:
    """The greeting is a command like any other, and there is no deadline after it."""
    session = Session(TIGHT, now=5.0)
    assert session.deadline() == 5.0 + TIGHT.hello_seconds
    assert session.receive(HELLO, 5.0).frame is HELLO
    assert session.state is State.LIVE
    assert session.deadline() is None


@pytest.mark.parametrize("frame", OTHERS, ids=lambda frame: type(frame).__name__)
def test_nothing_comes_before_hello(frame: frames.AnyClientFrame) -> None:
    """Anything else first is out of turn and ends the connection with 4400."""
    session = Session(TIGHT, 0.0)
    with pytest.raises(ClosingRefusal) as refused:
        session.receive(frame, 0.0)
    assert (refused.value.code, refused.value.close_code) == (RefusalCode.OUT_OF_TURN, 4400)
    assert session.state is State.CLOSED


@pytest.mark.parametrize("frame", OTHERS, ids=lambda frame: type(frame).__name__)
def test_everything_else_is_lawful_when_live(frame: frames.AnyClientFrame) -> None:
    """LIVE takes every frame but hello."""
    assert live().receive(frame, 0.0).frame is frame


def test_a_second_hello_is_out_of_turn() -> None:
    """Greeting twice ends it."""
    session = live()
    with pytest.raises(ClosingRefusal) as refused:
        session.receive(HELLO, 0.0)
    assert refused.value.code is RefusalCode.OUT_OF_TURN
    assert session.state is State.CLOSED


@pytest.mark.parametrize("version", [0, 2, 2**32 - 1])
def test_another_version_is_told_so(version: int) -> None:
    """There is one version."""
    with pytest.raises(ClosingRefusal) as refused:
        Session(TIGHT, 0.0).receive(frames.Hello(version=version, instance=ID), 0.0)
    assert refused.value.code is RefusalCode.UNSUPPORTED_VERSION


def test_who_says_nothing_is_let_go() -> None:
    """After the deadline it is closed with 4408, and takes nothing more."""
    session: Session = Session(TIGHT, 0.0)
    assert session.expired().close_code == 4408
    with pytest.raises(ClosingRefusal):
        session.receive(HELLO, 11.0)


def test_posts_beyond_the_burst_wait() -> None:
    """A refusal names the seconds to wait, and they suffice; the connection stays."""
    session, post = live(), OTHERS[6]
    for _ in range(3):
        session.receive(post, 0.0)
    with pytest.raises(Refusal) as refused:
        session.receive(post, 0.0)
    assert refused.value.code is RefusalCode.TOO_FAST
    assert not isinstance(refused.value, ClosingRefusal)
    assert session.receive(post, refused.value.retry_after).frame is post


def test_who_never_waits_is_cut_off() -> None:
    """So many refusals in a row end it with 4429; a lawful frame in between begins the count anew."""
    session, post = live(), OTHERS[6]
    for _ in range(3):
        session.receive(post, 0.0)
    for _ in range(4):
        with pytest.raises(Refusal):
            session.receive(post, 0.0)
    with pytest.raises(ClosingRefusal) as refused:
        session.receive(post, 0.0)
    assert (refused.value.code, refused.value.close_code) == (RefusalCode.TOO_FAST, 4429)


def test_commands_and_posts_have_buckets_of_their_own() -> None:
    """A burst of receipts takes nothing from who wants to write."""
    session = live()
    for _ in range(5):
        session.receive(OTHERS[7], 0.0)
    with pytest.raises(Refusal):
        session.receive(OTHERS[7], 0.0)
    session.receive(OTHERS[6], 0.0)


def test_activity_has_a_bucket_of_its_own() -> None:
    """Who reports too often is told to wait, and stays; nothing else is slowed by it, and it by nothing else."""
    session, activity = live(), OTHERS[9]
    for _ in range(5):
        session.receive(OTHERS[7], 0.0)
    for _ in range(2):
        session.receive(activity, 0.0)
    with pytest.raises(Refusal) as refused:
        session.receive(activity, 0.0)
    assert refused.value.code is RefusalCode.TOO_FAST
    assert not isinstance(refused.value, ClosingRefusal)
    session.receive(OTHERS[6], 0.0)
    assert session.receive(activity, refused.value.retry_after).frame is activity


def test_unanswered_posts_stop_the_reading() -> None:
    """Beyond so many the shell reads no further, until one is answered."""
    session = live()
    session.receive(OTHERS[6], 0.0)
    seen = [session.may_read]
    session.receive(OTHERS[4], 0.0)
    seen.append(session.may_read)
    session.answered()
    seen.append(session.may_read)
    assert seen == [True, False, True]


def test_follows_are_bounded_by_conversation() -> None:
    """Following again is not following more; letting go makes room."""
    session = live()
    first, second, third = (frames.Follow(ref=1, conversation=bytes([n]) * 16, after=0) for n in range(3))
    session.receive(first, 0.0)
    session.receive(second, 0.0)
    session.receive(first, 0.0)
    with pytest.raises(Refusal) as refused:
        session.receive(third, 0.0)
    assert refused.value.code is RefusalCode.TOO_FAST
    session.unfollowed(second.conversation)
    session.receive(third, 1.0)


@given(
    rate=st.floats(0.5, 100.0),
    burst=st.integers(1, 50),
    steps=st.lists(st.floats(0.0, 5.0), max_size=200),
)
def test_a_bucket_never_gives_more_than_it_may(rate: float, burst: int, steps: list[float]) -> None:
    """Over any time: at most the burst and what the rate gives."""
    bucket, now, taken = Bucket(rate, burst, 0.0), 0.0, 0
    for step in steps:
        now += step
        taken += bucket.take(now) == 0.0
        assert taken <= burst + rate * now + 1e-6


@given(st.floats(0.5, 100.0), st.integers(1, 20))
def test_waiting_as_told_is_enough(rate: float, burst: int) -> None:
    """Who waits the seconds that it names gets the next token."""
    bucket, now = Bucket(rate, burst, 0.0), 0.0
    for _ in range(burst * 2):
        wait = bucket.take(now)
        if wait:
            now += wait * (1 + 1e-9)
            assert bucket.take(now) == 0.0


def test_a_clock_that_steps_back_gives_nothing() -> None:
    """Time that runs backwards earns no tokens and costs none."""
    bucket = Bucket(1.0, 1, 100.0)
    assert bucket.take(100.0) == 0.0
    assert bucket.take(50.0) > 0.0


def received(session: Session, frame: frames.AnyClientFrame, now: float) -> Command | Refusal:
    """What the session makes of a frame."""
    try:
        return session.receive(frame, now)
    except Refusal as refusal:
        return refusal


class Machine(RuleBasedStateMachine):
    """Any frames in any order at any pace: the paper's table holds."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.session = Session(TIGHT, self.now)
        self.unanswered = 0

    @rule(seconds=st.floats(0.0, 3.0))
    def time_passes(self, seconds: float) -> None:
        """The shell's clock moves on."""
        self.now += seconds

    @rule(frame=st.sampled_from([HELLO, *OTHERS]))
    def frame_arrives(self, frame: frames.AnyClientFrame) -> None:
        """A frame is taken, refused, or the end, as its state says."""
        before = self.session.state
        lawful = (before is State.AWAITING_HELLO) is isinstance(frame, frames.Hello) and before is not State.CLOSED
        outcome = received(self.session, frame, self.now)
        if isinstance(outcome, ClosingRefusal):
            assert self.session.state is State.CLOSED
            assert lawful is (outcome.code is RefusalCode.TOO_FAST)
        elif isinstance(outcome, Refusal):
            assert lawful
            assert self.session.state is before
            assert outcome.retry_after > 0
        else:
            assert lawful
            assert outcome.frame is frame
            assert self.session.state is State.LIVE
            self.unanswered += isinstance(frame, frames.Post | frames.Open | frames.Deposit)

    @precondition(lambda self: self.unanswered)
    @rule()
    def answer_comes(self) -> None:
        """A room has answered."""
        self.session.answered()
        self.unanswered -= 1

    @invariant()
    def reading_stops_only_for_unanswered_posts(self) -> None:
        """`may_read` is about nothing else."""
        assert self.session.may_read is (self.unanswered < TIGHT.posts_in_flight)

    @invariant()
    def only_strangers_have_a_deadline(self) -> None:
        """Greeted or gone, there is nothing to wait for."""
        assert (self.session.deadline() is None) is (self.session.state is not State.AWAITING_HELLO)


TestMachine = Machine.TestCase
TestMachine.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
