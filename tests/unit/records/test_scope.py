"""Produced ⊆ authorised, whatever is asked in whatever order (compliance §10, invariants 3 to 6; crypto.md §13)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from server.crypto.canonical import read
from server.crypto.consent import Consent, ScopeKind
from server.crypto.content import EnvelopeKind
from server.crypto.part2 import Part2Status
from server.crypto.process import Process
from server.errors import ProofError
from server.ids import ConversationId
from server.records.scope import (
    Run,
    Scope,
    Standing,
    check_in_spans,
    check_produced,
    lies_in,
    scope_of_consent,
    scope_of_process,
)
from tests.unit.crypto.refusal import refused
from tests.vectors import world
from tests.vectors.structures.consent import consent_body
from tests.vectors.structures.process import process_body

CONVERSATION = ConversationId(bytes(16))
ENTRIES = st.lists(st.tuples(st.integers(0, 40), st.sampled_from([None, *EnvelopeKind])), min_size=1, max_size=40).map(
    lambda rows: [Standing(place, time, kind) for place, (time, kind) in enumerate(sorted(rows, key=lambda r: r[0]), 1)]
)
KINDS = st.sets(st.sampled_from([ScopeKind.TEXT, ScopeKind.LETTER, ScopeKind.APPOINTMENT]), min_size=1)
SPANS = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(sorted)


def spoken(entry: Standing) -> str | None:
    """What kind of words it holds, told from the names alone and not by the code that is tested."""
    return (
        entry.kind.value if entry.kind is not None and entry.kind.value in {"text", "letter", "appointment"} else None
    )


def runs_of(scope: Scope, entries: Sequence[Standing]) -> list[Run]:
    """All that may be let out of these entries, as runs."""
    runs: list[Run] = []
    for entry in entries:
        if not lies_in(scope, entry):
            continue
        if runs and runs[-1][1] + 1 == entry.sequence:
            runs[-1] = (runs[-1][0], entry.sequence)
        else:
            runs.append((entry.sequence, entry.sequence))
    return runs


@given(ENTRIES, KINDS, SPANS)
@settings(deadline=None)
def test_what_may_be_let_out_is_let_out_whole(entries: list[Standing], kinds: set[ScopeKind], span: list[int]) -> None:
    """The runs of a scope pass its check, and hold every word that it covers."""
    scope = Scope(CONVERSATION, frozenset(kinds), *span)
    runs = runs_of(scope, entries)
    inside = [each for each in entries if any(first <= each.sequence <= last for first, last in runs)]
    check_produced(scope, runs, inside)
    covered = {e.sequence for e in entries if spoken(e) in {k.value for k in kinds} and span[0] <= e.time <= span[1]}
    assert covered <= {each.sequence for each in inside}


@given(st.sets(st.integers(1, 40)), st.sets(st.integers(1, 40), min_size=1))
@settings(deadline=None)
def test_what_was_not_opened_is_not_let_out(opened: set[int], produced: set[int]) -> None:
    """Runs pass exactly when each of their entries stands in an epoch that was opened, however these lie beside each other."""
    spans, runs = [(each, each) for each in sorted(opened)], [(each, each) for each in sorted(produced)]
    if produced <= opened:
        check_in_spans(spans, runs)
    else:
        with refused("beyond_scope"):
            check_in_spans(spans, runs)
    whole = (min(produced), max(produced))
    if set(range(whole[0], whole[1] + 1)) <= opened:
        check_in_spans(spans, [whole])


@given(ENTRIES, KINDS, SPANS, st.sets(st.integers(1, 40)))
@settings(deadline=None, max_examples=200)
def test_nothing_beyond_it_passes(
    entries: list[Standing], kinds: set[ScopeKind], span: list[int], asked: set[int]
) -> None:
    """Any choice of entries: it passes exactly when each word of it is of a kind and of the span that were allowed."""
    scope = Scope(CONVERSATION, frozenset(kinds), *span)
    chosen = [each for each in entries if each.sequence in asked]
    runs = [(each.sequence, each.sequence) for each in chosen]
    beyond = any(
        (spoken(e) is not None and (spoken(e) not in {k.value for k in kinds} or not span[0] <= e.time <= span[1]))
        or not lies_in(scope, e)
        for e in chosen
    )
    if beyond:
        with refused("beyond_scope"):
            check_produced(scope, runs, chosen)
    else:
        check_produced(scope, runs, chosen)


@pytest.mark.parametrize(
    ("runs", "sequences"),
    [([(1, 3)], [1, 2]), ([(1, 2)], [1, 2, 3]), ([(1, 2)], [2, 1]), ([(1, 1), (3, 3)], [1, 2])],
)
def test_runs_are_what_is_in_them(runs: list[Run], sequences: list[int]) -> None:
    """Neither more nor fewer entries, nor in another order."""
    scope = Scope(CONVERSATION, frozenset([ScopeKind.TEXT]), 0, 40)
    with refused("beyond_scope"):
        check_produced(scope, runs, [Standing(sequence, 1, EnvelopeKind.TEXT) for sequence in sequences])


@dataclass
class Basis:
    """One paper of the machine's world, and what happened to it."""

    paper: Consent | Process
    revoked: bool = False
    denied: bool = False
    approved: bool = False
    log: list[str] = field(default_factory=list)


class Releases(RuleBasedStateMachine):
    """Consents are signed, taken back and refused; processes are served and approved; a record is marked; time goes on; packages are asked
    for at any moment and of anything. The machine keeps its own books, and asks the code only whether something may go out.
    """

    bases = Bundle("bases")

    def __init__(self) -> None:
        super().__init__()
        self.now = world.ISSUED_AT
        self.status = Part2Status.PENDING
        self.record: list[Standing] = []
        self.let_out: list[tuple[Basis, Standing, bool]] = []
        self.log = 0
        self.disclosed = 0

    @rule(kind=st.sampled_from([None, *EnvelopeKind]), later=st.integers(0, 10))
    def write(self, kind: EnvelopeKind | None, later: int) -> None:
        """The record grows."""
        self.now += later
        self.record.append(Standing(len(self.record) + 1, self.now, kind))

    @rule(
        target=bases,
        form=st.sampled_from(["general", "part2", "notes"]),
        kinds=KINDS,
        before=st.integers(0, 50),
        after=st.integers(0, 50),
        lasts=st.integers(1, 60),
    )
    def consent(self, form: str, kinds: set[ScopeKind], before: int, after: int, lasts: int) -> Basis:
        """A client signs."""
        listed = ["notes"] if form == "notes" else [kind.value for kind in ScopeKind if kind in kinds]
        body = consent_body(
            form,
            kinds=listed,
            scope_from=self.now - before,
            scope_until=self.now + after,
            signed_at=self.now,
            expires_at=self.now + lasts,
        )
        return Basis(read(Consent, body))

    @rule(target=bases, kind=st.sampled_from(["order", "attorney-subpoena", "preservation"]), section=st.booleans())
    def serve(self, kind: str, section: bool) -> Basis:
        """A process is drafted."""
        named = "2.63" if section and kind == "order" else "none"
        body = process_body(kind, part2_section=named, scope_from=self.now - 20, scope_until=self.now + 20)
        return Basis(read(Process, body))

    @rule(basis=consumes(bases), target=bases, what=st.sampled_from(["revoked", "denied", "approved"]))
    def happen(self, basis: Basis, what: str) -> Basis:
        """Something becomes of a paper."""
        setattr(basis, what, True)
        return basis

    @rule(status=st.sampled_from([Part2Status.CONFIRMED, Part2Status.CLEARED]))
    def mark(self, status: Part2Status) -> None:
        """A reviewer says what kind of record it is."""
        self.status = status

    @rule(basis=bases, asked=st.sets(st.integers(1, 30)))
    def release(self, basis: Basis, asked: set[int]) -> None:
        """Somebody asks for any entries, on any paper."""
        chosen = [each for each in self.record if each.sequence in asked]
        try:
            check_produced(self.scope(basis), [(each.sequence, each.sequence) for each in chosen], chosen)
        except ProofError:
            return
        # What the server's transaction does with it: the log, then the word that it is done.
        self.log += 1
        self.disclosed += 1
        self.let_out += [(basis, each, self.lawful(basis)) for each in chosen]

    def scope(self, basis: Basis) -> Scope:
        """The code's answer."""
        if isinstance(basis.paper, Consent):
            return scope_of_consent(basis.paper, self.status, self.now, revoked=basis.revoked, denied=basis.denied)
        return scope_of_process(basis.paper, self.status, approved=basis.approved)

    def lawful(self, basis: Basis) -> bool:
        """The machine's own answer, told from its books."""
        cleared = self.status is Part2Status.CLEARED
        if isinstance(basis.paper, Consent):
            good = not basis.revoked and not basis.denied
            good &= basis.paper.signed_at <= self.now < basis.paper.expires_at
            return good and (cleared or basis.paper.form.value == "part2")
        ordered = basis.paper.kind.value == "order" and basis.paper.part2_section.value != "none"
        return basis.approved and basis.paper.kind.value != "preservation" and (cleared or ordered)

    @invariant()
    def nothing_left_without_right(self) -> None:
        """Every word that went out had a basis in force, and lay in its span and among its kinds."""
        for basis, entry, lawful in self.let_out:
            assert lawful
            words = spoken(entry)
            if words is not None:
                assert words in {kind.value for kind in basis.paper.kinds}
                assert basis.paper.scope_from <= entry.time <= basis.paper.scope_until

    @invariant()
    def everything_is_in_the_log(self) -> None:
        """As many entries as disclosures."""
        assert self.log == self.disclosed


TestReleases = Releases.TestCase
TestReleases.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
