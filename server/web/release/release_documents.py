"""What a release rests on, on the wire (protocol.md §1.10)."""

from collections.abc import Mapping
from typing import Annotated, Final

import msgspec

from server.crypto.paper import MOST_READERS, WRAP_BYTES
from server.crypto.paper import SealedPaper as Sealed
from server.crypto.part2 import Part2Status
from server.crypto.signing import SignedBody as Signed
from server.http.bodies import Answer, Blob, Body, Id, Key, SignedBody
from server.ids import AccountId
from server.practice.consents import due
from server.records.papers import OwnPaper
from server.records.releases import KeptConsent, KeptDisclosure, KeptProcess, KeptWarning
from server.web.documents import signed_answer

MOST_SEALED: Final = 49_152


class SealedBytes(Blob, least=1, most=MOST_SEALED):
    """A sealed paper."""


class PaperWrap(Blob, least=WRAP_BYTES, most=WRAP_BYTES):
    """A paper's key, for one reader."""


class WrapBody(Body, frozen=True, kw_only=True):
    """For whom, under which of their bundles."""

    account: Id
    bundle_hash: Key
    wrap: PaperWrap


class PaperBody(Body, frozen=True, kw_only=True):
    """A sealed paper and its wraps."""

    hash: Key
    sealed: SealedBytes
    wraps: Annotated[tuple[WrapBody, ...], msgspec.Meta(min_length=1, max_length=MOST_READERS)]


class WithPaper(Body, frozen=True, kw_only=True):
    """A signed body and the paper that it names."""

    signed: SignedBody
    paper: PaperBody


class OwnPaperAnswer(Answer, frozen=True, kw_only=True):
    """A sealed paper with the caller's own wrap."""

    sealed: Blob
    bundle_hash: Blob
    wrap: Blob


class ConsentAnswer(Answer, frozen=True, kw_only=True):
    """A consent and what became of it. `paper` is null for who cannot read it."""

    consent: SignedBody
    paper: OwnPaperAnswer | None
    part2: Part2Status
    kept_at: int
    due: int
    revocation: SignedBody | None
    revoked_at: int | None
    denial: SignedBody | None
    extension: SignedBody | None
    handed_out: int


class ProcessAnswer(Answer, frozen=True, kw_only=True):
    """A process, and the other's signature once they have approved it."""

    process: SignedBody
    paper: OwnPaperAnswer | None
    part2: Part2Status
    kept_at: int
    approval: Blob | None


class WarningAnswer(Answer, frozen=True, kw_only=True):
    """A warning, whether the accounting has it, and the supervisor's word; `destroyed`: nobody signs it any more."""

    warning: SignedBody
    paper: OwnPaperAnswer | None
    kept_at: int
    accounted: bool
    countersignature: SignedBody | None
    destroyed: bool


class DisclosureAnswer(Answer, frozen=True, kw_only=True):
    """A disclosure, and which accountings list it."""

    disclosure: SignedBody
    paper: OwnPaperAnswer | None
    kept_at: int
    hipaa: bool
    part2: bool


Papers = Mapping[bytes, OwnPaper]


def sealed_of(body: PaperBody) -> Sealed:
    """The paper as the crypto room has it."""
    wraps = tuple((AccountId(bytes(each.account)), bytes(each.bundle_hash), bytes(each.wrap)) for each in body.wraps)
    return Sealed(bytes(body.hash), bytes(body.sealed), wraps)


def consent_answer(kept: KeptConsent, papers: Papers, status: Part2Status) -> ConsentAnswer:
    """A consent, for who may see it."""
    return ConsentAnswer(
        consent=signed_answer(kept.signed),
        paper=own_paper_answer(papers, kept.consent.paper_hash),
        part2=status,
        kept_at=kept.kept_at,
        due=due(kept),
        revocation=None if kept.revocation is None else signed_answer(kept.revocation),
        revoked_at=kept.revoked_at,
        denial=None if kept.denial is None else signed_answer(kept.denial),
        extension=None if kept.extension is None else signed_answer(kept.extension),
        handed_out=kept.handed_out,
    )


def process_answer(kept: KeptProcess, papers: Papers, status: Part2Status) -> ProcessAnswer:
    """A process, for officers and owners."""
    return ProcessAnswer(
        process=signed_answer(kept.signed),
        paper=own_paper_answer(papers, kept.process.paper_hash),
        part2=status,
        kept_at=kept.kept_at,
        approval=None if kept.approval is None else Blob(kept.approval),
    )


def warning_answer(
    kept: KeptWarning, papers: Papers, countersignature: Signed | None, *, destroyed: bool
) -> WarningAnswer:
    """A warning, for its therapist, officers and owners."""
    return WarningAnswer(
        warning=signed_answer(kept.signed),
        paper=own_paper_answer(papers, kept.warning.paper_hash),
        kept_at=kept.kept_at,
        accounted=kept.accounted,
        countersignature=None if countersignature is None else signed_answer(countersignature),
        destroyed=destroyed,
    )


def disclosure_answer(kept: KeptDisclosure, papers: Papers, *, hipaa: bool, part2: bool) -> DisclosureAnswer:
    """A disclosure."""
    return DisclosureAnswer(
        disclosure=signed_answer(kept.signed),
        paper=own_paper_answer(papers, kept.disclosure.paper_hash),
        kept_at=kept.kept_at,
        hipaa=hipaa,
        part2=part2,
    )


def own_paper_answer(papers: Papers, name: bytes) -> OwnPaperAnswer | None:
    """A paper by its hash, where the caller reads it."""
    own = papers.get(name)
    if own is None:
        return None
    return OwnPaperAnswer(sealed=Blob(own.sealed), bundle_hash=Blob(own.bundle_hash), wrap=Blob(own.wrap))
