"""Consents (crypto.md §13.1): what a client lets out, of which span and kind, until when; and the word that takes it back.

The body holds what has to be enforced; whom and what for it names stands in its paper, which the server cannot read.
"""

from enum import StrEnum
from typing import Final

from server.crypto.bundle import Signer
from server.crypto.canonical import Body, Uint
from server.crypto.checks import hashes, ids, same
from server.crypto.content import EnvelopeKind
from server.crypto.hashing import hash_of, sha256
from server.crypto.paper import Paper, check_paper
from server.crypto.paper_forms import CONSENTS, FORMS, Form
from server.crypto.part2 import Part2Status
from server.crypto.signing import SignedBody
from server.errors import ProofError
from server.ids import AccountId, ConsentId, ConversationId


class ScopeKind(StrEnum):
    """Which kinds of things are let out; in this order."""

    TEXT = "text"
    LETTER = "letter"
    APPOINTMENT = "appointment"
    NOTES = "notes"


_ORDER: Final = {kind: place for place, kind in enumerate(ScopeKind)}

SILENT: Final = frozenset({EnvelopeKind.END, EnvelopeKind.SEAL})
"""Envelopes in which nobody says anything: they prove what stands around them."""


class Maker(StrEnum):
    """Who makes the package."""

    CLIENT = "client"
    """The client's own browser."""

    PRACTICE = "practice"
    """The practice: k custodians open what is asked for, to an officer."""

    RETURN = "return"
    """k custodians open it to the client, whose keys were lost."""


class Consent(Body, frozen=True, tag="webtherapy/v1/consent"):
    """What may be let out. ProofError: bad_form (no such form or text, no end, a span backwards), combined_form."""

    consent_id: ConsentId
    form: Form
    form_version: Uint
    form_text_hash: bytes
    client: AccountId
    conversation: ConversationId
    kinds: tuple[ScopeKind, ...]
    scope_from: Uint
    scope_until: Uint
    maker: Maker
    paper_hash: bytes
    signer: AccountId
    signed_at: Uint
    expires_at: Uint

    def __post_init__(self) -> None:
        ids(self.consent_id, self.client, self.conversation, self.signer)
        hashes(self.form_text_hash, self.paper_hash)
        version = FORMS.get((self.form.value, self.form_version))
        if self.form not in CONSENTS or version is None:
            raise ProofError("bad_form")
        same(self.form_text_hash, version.text_hash, "bad_form")
        if self.scope_from > self.scope_until or self.signed_at >= self.expires_at:
            raise ProofError("bad_form")
        check_kinds(self.kinds)
        if (self.form is Form.NOTES) != (ScopeKind.NOTES in self.kinds):
            raise ProofError("combined_form")
        # Nobody but their author can make a package of notes, and that is somebody of the practice.
        if self.form is Form.NOTES and self.maker is not Maker.PRACTICE:
            raise ProofError("bad_form")

    @property
    def hash(self) -> bytes:
        """What everything that rests on it names it by."""
        return sha256(self.encoded())


class Revocation(Body, frozen=True, tag="webtherapy/v1/revocation"):
    """A consent is taken back. It stands from the moment it is committed."""

    consent_id: ConsentId
    consent_hash: bytes
    signer: AccountId
    signed_at: Uint

    def __post_init__(self) -> None:
        ids(self.consent_id, self.signer)
        hashes(self.consent_hash)


class Decided(StrEnum):
    """What an officer says to a request."""

    DENY = "deny"
    EXTEND = "extend"


class DecisionGround(StrEnum):
    """Why, in one word; the words beside it are for the client alone."""

    INCOMPLETE = "incomplete"
    IDENTITY = "identity"
    AUTHORITY = "authority"
    FALSE = "false"
    NOTES = "notes"
    LITIGATION = "litigation"
    ENDANGERS = "endangers"
    ANOTHER_PERSON = "another-person"
    NOT_HELD = "not-held"
    LONGER = "longer"


class Decision(Body, frozen=True, tag="webtherapy/v1/decision"):
    """An officer's word on a request: no, or later. `until` is 0 with a no."""

    consent_id: ConsentId
    consent_hash: bytes
    decision: Decided
    ground: DecisionGround
    reason_hash: bytes
    until: Uint
    officer: AccountId
    at: Uint

    def __post_init__(self) -> None:
        ids(self.consent_id, self.officer)
        hashes(self.consent_hash, self.reason_hash)
        extends = self.decision is Decided.EXTEND
        if extends != (self.ground is DecisionGround.LONGER) or extends != (self.until > self.at):
            raise ProofError("bad_form")


def check_kinds(kinds: tuple[ScopeKind, ...]) -> None:
    """ProofError("bad_form") unless there is one, each once and in order; ("combined_form") when notes stand with anything else."""
    places = [_ORDER[kind] for kind in kinds]
    if not places or places != sorted(set(places)):
        raise ProofError("bad_form")
    if ScopeKind.NOTES in kinds and len(kinds) > 1:
        raise ProofError("combined_form")


def verify_consent(signed: SignedBody, signer: Signer) -> Consent:
    """The consent of the holder of `signer`, for themselves. Reasons: bad_signature, unknown_member, bad_form, combined_form."""
    consent = signed.verified(Consent, signer.signing_public)
    same(consent.signer, signer.account, "unknown_member")
    same(consent.client, consent.signer, "unknown_member")
    return consent


def check_consent_paper(consent: Consent, paper: Paper) -> None:
    """ProofError("wrong_paper") unless it is this consent's; that it is complete, it says by being a paper at all."""
    check_paper(paper, consent.paper_hash, consent.form, consent.form_version)


def recipient_of(consent: Consent, officer: AccountId) -> AccountId:
    """To whom an order that rests on it opens; ProofError("wrong_basis") when the client makes the package without anybody's help, and of
    notes: no custodian holds anything of them.
    """
    if consent.maker is Maker.CLIENT or consent.form is Form.NOTES:
        raise ProofError("wrong_basis")
    return consent.client if consent.maker is Maker.RETURN else officer


def check_effective(consent: Consent, status: Part2Status, now: int, *, revoked: bool) -> None:
    """ProofError unless the consent opens this client's record now.

    Reasons: revoked_consent, expired_consent (over, or not begun), part2_consent_deficient (a general form, and nobody has cleared the record).
    """
    if revoked:
        raise ProofError("revoked_consent")
    if not consent.signed_at <= now < consent.expires_at:
        raise ProofError("expired_consent")
    if consent.form is not Form.PART2 and status is not Part2Status.CLEARED:
        raise ProofError("part2_consent_deficient")


def verify_revocation(signed: SignedBody, signer: Signer, consent: Consent) -> Revocation:
    """The word of the consent's signer on this consent. Reasons: bad_signature, unknown_member, wrong_basis."""
    said = signed.verified(Revocation, signer.signing_public)
    same(said.signer, signer.account, "unknown_member")
    same(said.signer, consent.signer, "unknown_member")
    same(said.consent_id, consent.consent_id, "wrong_basis")
    same(said.consent_hash, consent.hash, "wrong_basis")
    return said


def verify_decision(signed: SignedBody, officer: Signer, consent: Consent) -> Decision:
    """An officer's word on this consent. Reasons: bad_signature, unknown_member, wrong_basis, bad_form."""
    said = signed.verified(Decision, officer.signing_public)
    same(said.officer, officer.account, "unknown_member")
    same(said.consent_id, consent.consent_id, "wrong_basis")
    same(said.consent_hash, consent.hash, "wrong_basis")
    return said


def decision_reason_hash(consent_id: ConsentId, words: str) -> bytes:
    """Of what the client is told."""
    return hash_of("webtherapy/v1/decision-reason", consent_id, words)
