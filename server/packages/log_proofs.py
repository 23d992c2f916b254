"""What of a package stands in the record log (crypto.md §9, §13.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from server.crypto.canonical import decode_array, read
from server.crypto.envelope import parse_envelope
from server.crypto.hashing import sha256
from server.crypto.note import Checkpoint, Verifier, read_checkpoint, read_note, verify_note
from server.crypto.signing import SignedBody
from server.crypto.succession import Succession
from server.crypto.tree import leaf_hash, verify_inclusion
from server.errors import ProofError
from server.ids import AccountId
from server.packages.documents import Leaf, Log
from server.packages.reasons import said
from server.packages.report import Report
from server.packages.trust import bundles
from server.roles import Role

UNKNOWN: Final = "something that nobody can read"
SEAL: Final = "a signature under a live session"
_LABELS: Final[Mapping[object, str]] = {
    "webtherapy/v1/match": "that this conversation exists",
    "webtherapy/v1/epoch": "an opening of keys",
    "webtherapy/v1/consent": "a consent",
    "webtherapy/v1/revocation": "that a consent was taken back",
    "webtherapy/v1/release-order": "an order to open it",
    "webtherapy/v1/process": "what was served",
}


@dataclass(frozen=True, slots=True)
class Unproved:
    """A leaf that does not stand where it says: at which place, what it is of, and why not."""

    place: int
    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class Logged:
    """A checkpoint that holds, the records that are proved to stand in it, and those that are not."""

    checkpoint: Checkpoint
    records: frozenset[bytes]
    unproved: tuple[Unproved, ...] = ()


def prove_log(log: Log, people: Mapping[AccountId, Succession]) -> Logged:
    """The checkpoint, signed by a certified system key, and which leaves are under its root.

    Reasons: unsigned, bad_signature, foreign_log, malformed; unknown_member when no system key is shown.
    """
    note = read_note(log.note)
    _verify_signed(log, people)
    checkpoint = read_checkpoint(note.text, log.origin)
    records, unproved = set[bytes](), list[Unproved]()
    for leaf in log.leaves:
        try:
            _verify_leaf(leaf, checkpoint)
        except ProofError as error:
            unproved.append(Unproved(leaf.place, what_is(bytes(leaf.record)), error.reason))
        else:
            records.add(bytes(leaf.record))
    return Logged(checkpoint, frozenset(records), tuple(unproved))


def say_unproved(report: Report, logged: Logged) -> None:
    """Each proof that does not hold, by its place and by what it is of."""
    for each in logged.unproved:
        report.fails(
            f"What this package shows as entry {each.place} of the record log, {each.what}, does not hold: {said(each.reason)}."
        )


def body_of(record: bytes) -> bytes | None:
    """What was signed; None for an envelope, or what is no record."""
    try:
        return read(SignedBody, record).body
    except ProofError:
        return None


def what_is(record: bytes) -> str:
    """In words; nothing that it says is believed."""
    try:
        body = body_of(record)
        label = None if body is None else decode_array(body)[0]
    except (ProofError, IndexError):
        return UNKNOWN
    if label is None:
        return SEAL if _is_envelope(record) else UNKNOWN
    return _LABELS.get(label, UNKNOWN)


def _is_envelope(record: bytes) -> bool:
    try:
        parse_envelope(record)
    except ProofError:
        return False
    return True


def _verify_leaf(leaf: Leaf, checkpoint: Checkpoint) -> None:
    data = leaf_hash(sha256(bytes(leaf.salt) + bytes(leaf.record)))
    verify_inclusion(data, leaf.place, checkpoint.size, [bytes(each) for each in leaf.proof], checkpoint.root)


def _verify_signed(log: Log, people: Mapping[AccountId, Succession]) -> None:
    """By one of the keys that the service ever had."""
    system = [person for person in people.values() if person.newest.role is Role.SYSTEM]
    keys = [bundle.signing_public for person in system for bundle in bundles(person)]
    if not keys:
        raise ProofError("unknown_member")
    note = read_note(log.note)
    reasons = set()
    for key in keys:
        try:
            verify_note(note, [Verifier(log.origin, key)])
        except ProofError as error:
            reasons.add(error.reason)
        else:
            return
    raise ProofError("bad_signature" if "bad_signature" in reasons else "unsigned")
