"""What a basis lets out, now (crypto.md §13.1–§13.3). Pure: the server, the maker of a package and the tests ask the same functions.

Produced ⊆ authorised: whoever hands out asks `scope_of_consent` or `scope_of_process`, and then `check_produced` with the entries as they lie in
the record.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from server.crypto.consent import Consent, ScopeKind, check_effective
from server.crypto.content import EnvelopeKind
from server.crypto.part2 import Part2Status
from server.crypto.process import Process, check_opens
from server.crypto.release_scope import covers
from server.errors import ProofError
from server.ids import ConversationId

Run = tuple[int, int]
"""First and last sequence."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Of which conversation, which kinds, and of which span of time."""

    conversation: ConversationId
    kinds: frozenset[ScopeKind]
    scope_from: int
    scope_until: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What an entry is from outside. `kind` is None for the opening of an epoch."""

    sequence: int
    time: int
    kind: EnvelopeKind | None


def scope_of_consent(consent: Consent, status: Part2Status, now: int, *, revoked: bool, denied: bool) -> Scope:
    """What the consent lets out now; ProofError as `check_effective`, and denied_consent after an officer's no."""
    check_effective(consent, status, now, revoked=revoked)
    if denied:
        raise ProofError("denied_consent")
    return Scope(consent.conversation, frozenset(consent.kinds), consent.scope_from, consent.scope_until)


def scope_of_process(process: Process, status: Part2Status, *, approved: bool) -> Scope:
    """What the process lets out; ProofError as `check_opens`, and one_person until the other has signed."""
    if not approved:
        raise ProofError("one_person")
    check_opens(process, status)
    return Scope(process.conversation, frozenset(process.kinds), process.scope_from, process.scope_until)


def lies_in(scope: Scope, entry: Standing) -> bool:
    """Whether an entry of the scope's conversation may be let out. What says nothing may stand between; seals come later than what they seal."""
    return covers(scope, entry.time, entry.kind)


def check_produced(scope: Scope, runs: Sequence[Run], entries: Iterable[Standing]) -> None:
    """ProofError("beyond_scope") unless these are all entries of the runs, in order, and each lies in the scope."""
    expected = (sequence for first, last in runs for sequence in range(first, last + 1))
    for entry in entries:
        if next(expected, None) != entry.sequence or not lies_in(scope, entry):
            raise ProofError("beyond_scope")
    if next(expected, None) is not None:
        raise ProofError("beyond_scope")


def check_in_spans(spans: Sequence[Run], runs: Sequence[Run]) -> None:
    """ProofError("beyond_scope") unless every entry of the runs lies in one of these spans, which rise."""
    joined: list[Run] = []
    for first, last in spans:
        if joined and joined[-1][1] + 1 >= first:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    if not all(any(start <= first and last <= end for start, end in joined) for first, last in runs):
        raise ProofError("beyond_scope")
