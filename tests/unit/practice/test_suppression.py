"""Nothing between 1 and ten can be told from what is published (compliance AG-02, AG-04; docs/adr/0018)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from server.practice.suppression import SMALL, STEP, Counts, Measure, next_published, published

MONTHS = st.lists(st.fixed_dictionaries({measure: st.integers(0, 40) for measure in Measure}), min_size=1, max_size=8)


def possible(months: Sequence[Counts]) -> bool:
    """Whether so many people can have been counted: who is in a session was matched by then and has not left, who leaves was matched."""
    matches = 0
    for counts in months:
        matches += counts[Measure.MATCHED]
        if counts[Measure.IN_SESSION] > matches:
            return False
        matches -= counts[Measure.CHANGED] + counts[Measure.ENDED]
        if matches < 0:
            return False
    return True


def combinations(width: int) -> Iterator[tuple[int, ...]]:
    """All ways to add and subtract cells, each at most once."""
    return (signs for signs in product((-1, 0, 1), repeat=width) if any(signs))


def flat(months: Sequence[Counts]) -> tuple[int, ...]:
    """All cells in one row."""
    return tuple(counts[measure] for counts in months for measure in Measure)


@given(MONTHS)
def test_what_is_published_could_be_the_truth(months: list[dict[Measure, int]]) -> None:
    """It is possible, it would be published as it stands, and it is never more than what was counted."""
    table = published(months)
    assert possible(table)
    assert published(table) == table
    assert all(said <= true for said, true in zip(flat(table), flat(months), strict=True))


@given(MONTHS)
def test_no_sum_and_no_difference_is_small(months: list[dict[Measure, int]]) -> None:
    """Every cell is a multiple of eleven, so whatever is added to or taken from whatever is one too."""
    assert all(count % STEP == 0 for count in flat(published(months)))


@given(MONTHS)
def test_a_month_depends_on_no_later_one(months: list[dict[Measure, int]]) -> None:
    """What was published stands, whatever comes after."""
    table = published(months)
    assert table[:-1] == published(months[:-1])
    assert table[-1] == next_published(table[:-1], months[-1])


def test_nothing_small_can_be_derived_of_any_small_practice() -> None:
    """By brute force, with steps of three: of all possible worlds of two months with the same publication, none of their cells, and no
    combination of them, is small in every one. (Who registered depends on nothing, and a change counts as an end does: both are left out.)
    """
    step, most = 3, 4
    varied = (Measure.MATCHED, Measure.IN_SESSION, Measure.ENDED)
    nothing = dict.fromkeys(Measure, 0)
    worlds = [
        [nothing | dict(zip(varied, counts[:3], strict=True)), nothing | dict(zip(varied, counts[3:], strict=True))]
        for counts in product(range(most + 1), repeat=6)
    ]
    alike: dict[tuple[int, ...], list[tuple[int, ...]]] = defaultdict(list)
    for world in worlds:
        if possible(world):
            alike[flat(published(world, step))].append(tuple(counts[one] for counts in world for one in varied))
    for said, truths in alike.items():
        for signs in combinations(6):
            values = [sum(sign * count for sign, count in zip(signs, truth, strict=True)) for truth in truths]
            assert not all(0 < abs(value) < step for value in values), (said, signs)
    assert len(alike) > 10


def test_rounding_alone_would_tell() -> None:
    """The trap that the second rule is there for: five and six were matched, all eleven were in a session."""
    nothing = dict.fromkeys(Measure, 0)
    months = [nothing | {Measure.MATCHED: 5}, nothing | {Measure.MATCHED: 6, Measure.IN_SESSION: 11}]
    # Eleven in a session would say that neither month's matches were none: each was between 1 and 10.
    assert published(months) == [nothing, nothing]
    assert SMALL == 10
