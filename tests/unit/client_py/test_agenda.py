"""When people meet (client_py/agenda.py, crypto.md §6.8)."""

from hypothesis import given
from hypothesis import strategies as st

from client_py.agenda import Action, Agenda, Said, Standing, after
from server.ids import AccountId

CLIENT, THERAPIST = AccountId(b"c" * 16), AccountId(b"t" * 16)
START = 1_772_546_400_000

SAID = st.builds(
    Said,
    sender=st.sampled_from([CLIENT, THERAPIST]),
    appointment=st.sampled_from([b"1" * 16, b"2" * 16]),
    revision=st.integers(1, 4),
    action=st.sampled_from(Action),
    start=st.sampled_from([START, START + 3_600_000]),
    minutes=st.sampled_from([50, 90]),
    zone=st.just("UTC"),
    note=st.just(""),
)


@given(st.lists(SAID, max_size=30))
def test_nothing_is_agreed_by_one_side_or_brought_back(steps: list[Said]) -> None:
    """Who proposed a time never accepts it; what was cancelled stays cancelled; an answer changes no time."""
    agenda: Agenda = {}
    for step in steps:
        before, agenda = agenda.get(step.appointment), after(agenda, step)
        now = agenda.get(step.appointment)
        if now is None or now == before:
            continue
        assert before is None or before.standing is not Standing.CANCELLED
        if now.standing is Standing.ACCEPTED:
            assert before is not None
            assert step.sender != before.proposer
        if step.action is not Action.PROPOSE:
            assert before is not None
            assert (now.start, now.minutes, now.revision) == (before.start, before.minutes, before.revision)


@given(st.lists(SAID, max_size=30))
def test_appointments_do_not_touch_each_other(steps: list[Said]) -> None:
    """What is said of one appointment says nothing of another."""
    both: Agenda = {}
    alone: Agenda = {}
    for step in steps:
        both = after(both, step)
        if step.appointment == b"1" * 16:
            alone = after(alone, step)
    assert both.get(b"1" * 16) == alone.get(b"1" * 16)
