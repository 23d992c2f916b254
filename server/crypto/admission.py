"""Admissions (crypto.md §13.1): whoever reads papers gives their keys on to an officer or owner who came later, and signs that they did."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from server.crypto.bundle import Bundle
from server.crypto.canonical import Body, Uint
from server.crypto.checks import count, hashes, ids, same
from server.crypto.hashing import hash_of
from server.crypto.order import check_may_order
from server.crypto.paper import open_paper_key, paper_wrap_info
from server.crypto.sealing import SealingKey, seal
from server.crypto.signing import SignedBody, SigningKey
from server.crypto.trust import CertifiedBundle
from server.errors import ProofError
from server.ids import AccountId

MOST_PAPERS: Final = 32


class Admitted(Body, frozen=True):
    """One paper, and the wrap that opens it."""

    paper_hash: bytes
    wrap_hash: bytes

    def __post_init__(self) -> None:
        hashes(self.paper_hash, self.wrap_hash)


class Admission(Body, frozen=True, tag="webtherapy/v1/paper-admission"):
    """Who may read which papers from now on, by whose word. ProofError: wrong_length, unsorted_papers, one_person."""

    reader: AccountId
    reader_bundle_hash: bytes
    papers: tuple[Admitted, ...]
    by: AccountId
    at: Uint

    def __post_init__(self) -> None:
        ids(self.reader, self.by)
        hashes(self.reader_bundle_hash)
        count(self.papers, 1, MOST_PAPERS)
        if any(before.paper_hash >= after.paper_hash for before, after in pairwise(self.papers)):
            raise ProofError("unsorted_papers")
        if self.reader == self.by:
            raise ProofError("one_person")


@dataclass(frozen=True, slots=True, repr=False)
class MadeAdmission:
    """The word, and the wraps in its order."""

    signed: SignedBody
    wraps: tuple[bytes, ...]


def rewrap(
    key: SealingKey, bundle_hash: bytes, paper_hash: bytes, sealed: bytes, wrapped: bytes, reader: Bundle
) -> bytes:
    """A paper's key for another reader, once it has opened the paper of that hash here. Reasons: those of `open_paper`."""
    paper_key = open_paper_key(key, bundle_hash, paper_hash, sealed, wrapped)
    return seal(reader.sealing_public, paper_wrap_info(paper_hash, reader.hash), paper_key)


def make_admission(
    signer: SigningKey, by: AccountId, reader: CertifiedBundle, wraps: Sequence[tuple[bytes, bytes]], at: int
) -> MadeAdmission:
    """The word on these wraps, by paper hash. ProofError("unlawful_role") for a reader who is neither officer nor owner."""
    check_may_order(reader)
    rows = sorted(wraps)
    papers = tuple(Admitted(paper, paper_wrap_hash(wrap)) for paper, wrap in rows)
    said = Admission(reader.account, reader.hash, papers, by, at)
    return MadeAdmission(signer.sign_body(said), tuple(wrap for _, wrap in rows))


def verify_admission(signed: SignedBody, by: CertifiedBundle, reader: CertifiedBundle) -> Admission:
    """By an officer or owner, for another. Reasons: bad_signature, unknown_member, unlawful_role, wrong_recipient, wrong_bundle, one_person."""
    said = signed.verified(Admission, by.bundle.signing_public)
    same(said.by, by.account, "unknown_member")
    check_may_order(by)
    same(said.reader, reader.account, "wrong_recipient")
    check_may_order(reader)
    same(said.reader_bundle_hash, reader.hash, "wrong_bundle")
    return said


def check_wraps(said: Admission, wraps: Sequence[bytes]) -> None:
    """ProofError unless these are the wraps that it names, in its order: wrong_length, wrong_wrap_hash."""
    count(wraps, len(said.papers), len(said.papers))
    for paper, wrap in zip(said.papers, wraps, strict=True):
        same(paper_wrap_hash(wrap), paper.wrap_hash, "wrong_wrap_hash")


def paper_wrap_hash(wrap: bytes) -> bytes:
    """What an admission names a wrap by."""
    return hash_of("webtherapy/v1/paper-wrap-hash", wrap)
