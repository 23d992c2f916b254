"""Retention, holds and destructions on the wire (protocol.md §1.12)."""

from collections.abc import Sequence

from server.http.bodies import Answer, Blob, SignedBody
from server.ids import AccountId
from server.practice.people import Person
from server.records.destructions import DestroyedConversation, DestructionState, KeptDestruction
from server.records.holds import KeptHold
from server.records.retention import KeptEnd, KeptRecord, KeptSchedule
from server.web.documents import PersonAnswer, person_answer, signed_answer
from server.web.release.release_documents import OwnPaperAnswer, Papers, own_paper_answer


class EndAnswer(Answer, frozen=True, kw_only=True):
    """Where a conversation ends."""

    conversation: Blob
    sequence: int
    head: Blob
    last_at: int
    closed: bool
    destroyed: bool


class RecordAnswer(Answer, frozen=True, kw_only=True):
    """A client's record, and from when on it may be destroyed: null where nobody has said."""

    client: Blob
    ends: list[EndAnswer]
    last_service: int
    retention: SignedBody | None
    due_at: int | None
    held: bool


class RetentionAnswer(Answer, frozen=True, kw_only=True):
    """The schedule in force, and everyone's record."""

    schedule: SignedBody | None
    records: list[RecordAnswer]
    people: list[PersonAnswer]


class HoldAnswer(Answer, frozen=True, kw_only=True):
    """A hold, and its end, if it has one; `paper` and `lift_paper` are the reasons, null for who cannot read them, and where there is none."""

    hold: SignedBody
    paper: OwnPaperAnswer | None
    kept_at: int
    lift: SignedBody | None
    lift_paper: OwnPaperAnswer | None
    lifted_at: int | None


class HoldsAnswer(Answer, frozen=True, kw_only=True):
    """Those that stand first."""

    holds: list[HoldAnswer]
    people: list[PersonAnswer]


class DestructionAnswer(Answer, frozen=True, kw_only=True):
    """A destruction, as far as it came."""

    destruction: SignedBody
    state: DestructionState
    proposed_at: int
    approval: Blob | None
    approved_at: int | None
    certificate: SignedBody | None


class DestructionsAnswer(Answer, frozen=True, kw_only=True):
    """Newest first."""

    destructions: list[DestructionAnswer]
    people: list[PersonAnswer]


class DestroyedAnswer(Answer, frozen=True, kw_only=True):
    """A conversation of which nothing is left. `certificate` is null while its bytes still go."""

    conversation: Blob
    match: SignedBody
    closing: SignedBody
    opened_at: int
    destruction: SignedBody
    approval: Blob
    approved_at: int
    certificate: SignedBody | None


def retention_answer(
    schedule: KeptSchedule | None, records: Sequence[KeptRecord], held: frozenset[AccountId], people: Sequence[Person]
) -> RetentionAnswer:
    """For officers and owners."""
    return RetentionAnswer(
        schedule=None if schedule is None else signed_answer(schedule.signed),
        records=[_record(each, held=each.client in held) for each in records],
        people=[person_answer(each) for each in people],
    )


def hold_answer(kept: KeptHold, papers: Papers) -> HoldAnswer:
    """For officers and owners."""
    lifted = kept.lifted
    return HoldAnswer(
        hold=signed_answer(kept.signed),
        paper=own_paper_answer(papers, kept.hold.reason_hash),
        kept_at=kept.kept_at,
        lift=None if lifted is None else signed_answer(lifted.signed),
        lift_paper=None if lifted is None else own_paper_answer(papers, lifted.lift.reason_hash),
        lifted_at=None if lifted is None else lifted.kept_at,
    )


def destruction_answer(kept: KeptDestruction, now: int) -> DestructionAnswer:
    """For officers and owners."""
    approved = kept.approved
    return DestructionAnswer(
        destruction=signed_answer(kept.signed),
        state=kept.state(now),
        proposed_at=kept.proposed_at,
        approval=None if approved is None else Blob(approved.signature),
        approved_at=None if approved is None else approved.at,
        certificate=None if kept.certificate is None else signed_answer(kept.certificate),
    )


def destroyed_answer(destroyed: DestroyedConversation) -> DestroyedAnswer:
    """For who took part in it."""
    return DestroyedAnswer(
        conversation=Blob(destroyed.conversation),
        match=signed_answer(destroyed.match),
        closing=signed_answer(destroyed.closing),
        opened_at=destroyed.opened_at,
        destruction=signed_answer(destroyed.destruction),
        approval=Blob(destroyed.approval),
        approved_at=destroyed.approved_at,
        certificate=None if destroyed.certificate is None else signed_answer(destroyed.certificate),
    )


def _record(kept: KeptRecord, *, held: bool) -> RecordAnswer:
    return RecordAnswer(
        client=Blob(kept.client),
        ends=[_end(each) for each in kept.ends],
        last_service=kept.last_service,
        retention=None if kept.retention is None else signed_answer(kept.retention.signed),
        due_at=kept.due_at,
        held=held,
    )


def _end(end: KeptEnd) -> EndAnswer:
    return EndAnswer(
        conversation=Blob(end.place.conversation),
        sequence=end.place.sequence,
        head=Blob(end.place.head),
        last_at=end.last_at,
        closed=end.closed,
        destroyed=end.destroyed,
    )
