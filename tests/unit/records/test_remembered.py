"""What is remembered of heads is given once, whole, and only when all that is asked is known."""

from server.ids import AccountId, ConversationId, InstanceId
from server.records.heads import Asked, Head, Heads
from server.records.remembered import KEPT_TABS, Remembered


def named(number: int) -> ConversationId:
    """A conversation."""
    return ConversationId(number.to_bytes(16, "big"))


def asked(number: int, tab: int = 0) -> Asked:
    """One of its two people, writing from some tab."""
    return named(number), AccountId(bytes(16)), InstanceId(tab.to_bytes(16, "big"))


def heads(*questions: Asked) -> Heads:
    """All that these questions ask, answered."""
    places = {
        one[0]: Head(one[0], version=3, sequence=5, head=bytes(32), time=1, epoch=1, epoch_hash=bytes(32),
                     epoch_kind=None, session=None, stale_keys=False)
        for one in questions
    }  # fmt: skip
    return Heads(
        places,
        {(one[0], one[1]) for one in questions},
        {(one[0], one[1]) for one in questions},
        dict.fromkeys(questions, 4),
    )


def test_what_is_kept_is_given_once() -> None:
    """Whoever takes it may change it; until it is kept again nobody else builds on it."""
    remembered = Remembered()
    remembered.keep(heads(asked(1), asked(2)))
    taken = remembered.take([asked(1), asked(1)])
    assert list(taken.places) == [named(1)]
    assert taken.counters == {asked(1): 4}
    assert taken.depositors == taken.members == {asked(1)[:2]}
    assert not remembered.take([asked(1)]).places
    assert list(remembered.take([asked(2)]).places) == [named(2)]


def test_a_tab_that_is_not_known_is_asked_for_together_with_those_that_are() -> None:
    """One unknown question makes a conversation unknown, and the next lock reads everybody who writes there."""
    remembered = Remembered()
    remembered.keep(heads(asked(1, tab=1)))
    assert not remembered.take([asked(1, tab=1), asked(1, tab=2)]).places
    assert remembered.questions([named(1), named(2)]) == [asked(1, tab=1)]


def test_it_does_not_grow_without_bound() -> None:
    """The conversation that was written to longest ago is forgotten first, and one with too many tabs at once."""
    remembered = Remembered(kept=2)
    for number in (1, 2, 1, 3):
        remembered.keep(heads(asked(number)))
    remembered.keep(heads(*(asked(4, tab) for tab in range(KEPT_TABS + 1))))
    assert not remembered.take([asked(2)]).places
    assert not remembered.take([asked(4)]).places
    assert set(remembered.take([asked(1), asked(3)]).places) == {named(1), named(3)}


def test_what_was_taken_out_of_the_places_is_not_kept() -> None:
    """A conversation that had moved is forgotten with all that was known beside it."""
    remembered, known = Remembered(), heads(asked(1), asked(2))
    del known.places[named(1)]
    remembered.keep(known)
    assert not remembered.take([asked(1)]).places
    assert remembered.take([asked(2)]).counters == {asked(2): 4}
