"""The record log as a client sees it (crypto.md §9): heads are the service's, each begins with the one before, and what is one's own is in it.

A log that was forked, or rolled back to before what was seen, is *noticed* here; no more is claimed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from client_py.documents import Document, Octets
from client_py.http import Http
from server.crypto.bundle import Bundle
from server.crypto.checks import same
from server.crypto.hashing import EMPTY_LOG_ROOT, sha256
from server.crypto.note import Note, Verifier, read_checkpoint, read_note, verify_note
from server.crypto.tree import leaf_hash, verify_consistency, verify_inclusion
from server.errors import ProofError

PREFIX = "/messaging/v1/log"
ORIGIN = "webtherapy/record-log"


@dataclass(frozen=True, slots=True)
class LogSeen:
    """How far this person's clients have verified the log: what envelopes attest (crypto.md §6.1)."""

    size: int = 0
    root: bytes = EMPTY_LOG_ROOT


@dataclass(frozen=True, slots=True, repr=False)
class OwnLeaf:
    """Something of one's own that the log was proved to hold."""

    place: int
    kind: str
    record: bytes


class Consistency(Document, frozen=True, kw_only=True):
    """GET /messaging/v1/log/consistency: the newest head, and what shows that it begins with the one asked about."""

    note: str
    size: int
    proof: list[Octets]


class _Leaf(Document, frozen=True, kw_only=True):
    place: int
    kind: str
    record: Octets
    salt: Octets
    proof: list[Octets]


class _Leaves(Document, frozen=True, kw_only=True):
    leaves: list[_Leaf]


async def advance(http: Http, origin: str, system: Sequence[Bundle], seen: LogSeen) -> LogSeen:
    """The newest head, proved to be the service's and to begin with what was seen.

    ProofError: unsigned or bad_signature (by none of the `system` keys), foreign_log, wrong_proof (forked, or rolled back). A Refusal
    `not_found` before the first head, `not_for_you` when the service says that its log is shorter than what was seen.
    """
    answer = await http.get(f"{PREFIX}/consistency?before={seen.size}", Consistency)
    return prove_head(answer.note, [bytes(each) for each in answer.proof], origin, system, seen)


def prove_head(written: str, proof: Sequence[bytes], origin: str, system: Sequence[Bundle], seen: LogSeen) -> LogSeen:
    """The head that a note names, proved to be the service's and to begin with what was seen. ProofError as `advance`."""
    note = read_note(written)
    verify_by_one_of(note, [Verifier(origin, bundle.signing_public) for bundle in system])
    head = read_checkpoint(note.text, origin)
    verify_consistency(seen.size, seen.root, head.size, head.root, proof)
    return LogSeen(head.size, head.root)


async def confirm(http: Http, origin: str, system: Sequence[Bundle], attested: LogSeen, seen: LogSeen) -> LogSeen:
    """The newest head, when it begins both with what somebody else attests to have seen, and with what was seen here. Raises as `advance`."""
    while True:
        seen = await advance(http, origin, system, seen)
        begun = await advance(http, origin, system, attested)
        if begun.size == seen.size:  # otherwise it grew between the two questions
            same(begun.root, seen.root, "wrong_proof")
            return seen


async def own_leaves(http: Http, seen: LogSeen) -> list[OwnLeaf]:
    """Everything of one's own below what was seen, each proved to stand in the log; ProofError("wrong_proof") otherwise."""
    return await proved_leaves(http, f"{PREFIX}/leaves?size={seen.size}", seen)


async def proved_leaves(http: Http, path: str, seen: LogSeen) -> list[OwnLeaf]:
    """The leaves that a path tells of below what was seen, page after page; ProofError("wrong_proof") for one that does not stand there."""
    found: list[OwnLeaf] = []
    behind = ""
    while page := (await http.get(f"{path}{behind}", _Leaves)).leaves:
        for leaf in page:
            prove_leaf(bytes(leaf.salt), bytes(leaf.record), leaf.place, [bytes(each) for each in leaf.proof], seen)
            found.append(OwnLeaf(leaf.place, leaf.kind, bytes(leaf.record)))
        behind = f"&after={page[-1].place}"
    return found


def prove_leaf(salt: bytes, record: bytes, place: int, proof: Sequence[bytes], seen: LogSeen) -> None:
    """ProofError("wrong_proof") unless the record stands at this place of the log that was seen."""
    verify_inclusion(leaf_hash(sha256(salt + record)), place, seen.size, proof, seen.root)


def verify_by_one_of(note: Note, keys: Sequence[Verifier]) -> None:
    """A note under one of a log's keys, old and new. Reasons: bad_signature, unsigned (by none of them)."""
    for key in keys:
        try:
            verify_note(note, [key])
        except ProofError as error:
            if error.reason != "unsigned":
                raise
        else:
            return
    raise ProofError("unsigned")
