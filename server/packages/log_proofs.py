"""What of a package stands in the record log (crypto.md §9, §13.2)."""

from collections.abc import Mapping
from dataclasses import dataclass

from server.crypto.hashing import sha256
from server.crypto.note import Checkpoint, Verifier, read_checkpoint, read_note, verify_note
from server.crypto.succession import Succession
from server.crypto.tree import leaf_hash, verify_inclusion
from server.errors import ProofError
from server.ids import AccountId
from server.packages.documents import Log
from server.packages.trust import bundles
from server.roles import Role


@dataclass(frozen=True, slots=True)
class Logged:
    """A checkpoint that holds, and the records that are proved to stand in it."""

    checkpoint: Checkpoint
    records: frozenset[bytes]


def prove_log(log: Log, people: Mapping[AccountId, Succession]) -> Logged:
    """The checkpoint, signed by a certified system key, and every leaf under its root.

    Reasons: unsigned, bad_signature, foreign_log, malformed, wrong_proof; unknown_member when no system key is shown.
    """
    note = read_note(log.note)
    _verify_signed(log, people)
    checkpoint = read_checkpoint(note.text, log.origin)
    for leaf in log.leaves:
        data = leaf_hash(sha256(bytes(leaf.salt) + bytes(leaf.record)))
        verify_inclusion(data, leaf.place, checkpoint.size, [bytes(each) for each in leaf.proof], checkpoint.root)
    return Logged(checkpoint, frozenset(bytes(leaf.record) for leaf in log.leaves))


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
