"""Witnesses (crypto.md §9.4): who, by the root's word, watches that the record log only grows, and how often they are to say so."""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from server.crypto.canonical import Body, Uint
from server.crypto.checks import count, exactly
from server.crypto.note import COSIGNATURE, Checkpoint, Note, Verifier, read_checkpoint, verify_note
from server.crypto.signing import SignedBody, SigningKey, check_signing_public
from server.crypto.trust import PinnedRoot
from server.errors import ProofError

MOST_WITNESSES: Final = 8
HOUR_MS: Final = 3_600_000
SKEW_SECONDS: Final = 300
KEY_BYTES: Final = 32
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9./-]{0,99}", re.ASCII)


class Witness(Body, frozen=True):
    """One of them: what they sign as, and their Ed25519 key."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ProofError("malformed")
        exactly(KEY_BYTES, self.public)

    @property
    def verifier(self) -> Verifier:
        """Whose cosignatures these are."""
        return Verifier(self.name, self.public, COSIGNATURE)


class Witnesses(Body, frozen=True, tag="webtherapy/v1/witnesses"):
    """Those in force. `within`: in milliseconds, how old the newest cosignature of each may be."""

    generation: Uint
    within: Uint
    witnesses: tuple[Witness, ...]
    issued_at: Uint

    def __post_init__(self) -> None:
        count(self.witnesses, 0, MOST_WITNESSES)
        if not HOUR_MS <= self.within <= 31 * 24 * HOUR_MS:
            raise ProofError("malformed")
        if any(before.name >= after.name for before, after in pairwise(self.witnesses)):
            raise ProofError("unsorted_members")
        # A cosignature does not say by which name it was made: one key under two names would be counted twice.
        if len({each.public for each in self.witnesses}) != len(self.witnesses):
            raise ProofError("duplicate_member")
        for each in self.witnesses:
            check_signing_public(each.public)


@dataclass(frozen=True, slots=True)
class Cosigned:
    """What a witness saw of the log, and when (Unix seconds)."""

    witness: Witness
    checkpoint: Checkpoint
    seconds: int


def name_witnesses(
    root: SigningKey, generation: int, within: int, witnesses: list[Witness], issued_at: int
) -> SignedBody:
    """The root's word on who they are."""
    rows = tuple(sorted(witnesses, key=lambda each: each.name))
    return root.sign_body(Witnesses(generation, within, rows, issued_at))


def verify_witnesses(signed: SignedBody, root: PinnedRoot, least_generation: int = 0) -> Witnesses:
    """The witnesses, by the pinned root's word; ProofError("stale_witnesses") below the generation that was seen already."""
    said = signed.verified(Witnesses, root.public)
    if said.generation < least_generation:
        raise ProofError("stale_witnesses")
    return said


def read_cosigned(note: Note, origin: str, witnesses: Witnesses) -> list[Cosigned]:
    """Who of them cosigned this note, each verified; lines of others are passed over.

    Reasons: malformed, foreign_log, bad_signature.
    """
    checkpoint = read_checkpoint(note.text, origin)
    found = []
    for witness in witnesses.witnesses:
        try:
            seconds = verify_note(note, [witness.verifier])
        except ProofError as error:
            if error.reason != "unsigned":
                raise
        else:
            assert seconds is not None
            found.append(Cosigned(witness, checkpoint, seconds))
    return found
