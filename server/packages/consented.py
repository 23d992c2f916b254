"""The consent that a package rests on (crypto.md §13.1, §13.2): its client's own word, what stands on the form, and whether it covers what is there."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Final

import msgspec

from server.crypto.canonical import read
from server.crypto.consent import Consent, Maker, Revocation, check_consent_paper, verify_consent
from server.crypto.content import EnvelopeKind
from server.crypto.hashing import sha256
from server.crypto.paper import Element, Paper
from server.crypto.paper_forms import Form
from server.crypto.release_scope import covers
from server.crypto.signing import SignedBody, under_any
from server.crypto.succession import Succession
from server.errors import ProofError
from server.ids import AccountId
from server.packages.documents import Hex, Signed, read_hex
from server.packages.reasons import said
from server.packages.report import Report
from server.packages.trust import bundles
from server.roles import Role

CONSENT_FILE: Final = "consent.json"
CLOCKS_MS: Final = 600_000
"""How far two people's clocks may be apart."""


class _ConsentFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    consent: Signed
    salt: Hex
    elements: list[tuple[str, str]]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """What a package says of itself: on which consent, of whom, of which span, by whom and when."""

    basis_hash: bytes
    client: AccountId
    conversation: bytes
    scope_from: int
    scope_until: int
    made_by: AccountId
    role: Role
    made_at: int
    notes: bool
    """Whether it is of a therapist's own notes, which a form of their own lets out alone."""


def prove_consent(report: Report, data: bytes, released: Released, client: Succession) -> Consent | None:
    """The consent that a package rests on; None when it does not hold, or does not cover what the package says of itself. The report says why."""
    try:
        kept = msgspec.json.decode(data, type=_ConsentFile, dec_hook=read_hex)
        consent = under_any(bundles(client), partial(verify_consent, kept.consent.proof))
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError, RecursionError):
        report.fails(f"{CONSENT_FILE} cannot be read: what this package rests on is not shown.")
        return None
    except ProofError as error:
        report.fails(f"The consent is not this client's word: {said(error.reason)}.")
        return None
    faults = [*_form_faults(kept, consent), *_span_faults(consent, released)]
    for fault in faults:
        report.fails(fault)
    if faults:
        return None
    report.holds(
        f"It rests on consent {consent.hash.hex()}, signed by its client, account {consent.client.hex()}, on the form and with the words that {CONSENT_FILE} shows."
    )
    return consent


def check_entries(report: Report, consent: Consent, entries: Iterable[tuple[int, int, EnvelopeKind | None]]) -> None:
    """Whether each of these entries, by sequence, time and kind (None: an opening), is of a kind and a time that the consent names."""
    beyond = [sequence for sequence, time, kind in entries if not covers(consent, time, kind)]
    if beyond:
        report.fails(
            f"The consent does not cover entry {beyond[0]}, nor {len(beyond) - 1} others: they should not be here."
        )
    else:
        report.holds("The consent covers every entry that is here.")


def say_logged(report: Report, consent: Consent, signed: bytes, records: Collection[bytes]) -> None:
    """What the log's proofs know of the consent: that it stands there, and that it was taken back."""
    for record in records:
        revocation = _revocation(record)
        if revocation is not None and revocation.consent_hash == consent.hash:
            report.fails("The record log in this package says that the client took this consent back.")
            return
    if signed in records:
        report.holds("That consent stands in the record log.")
    else:
        report.notes("That the consent stands in the record log is not shown.")


def say_unshown(report: Report) -> None:
    """What no package can show of its consent."""
    report.notes("Whether the client has taken the consent back since, no package can show: ask the practice.")


def consent_record(data: bytes) -> bytes:
    """As it stands in the log, of a file that was proved."""
    return msgspec.json.decode(data, type=_ConsentFile, dec_hook=read_hex).consent.proof.encoded()


def _form_faults(kept: _ConsentFile, consent: Consent) -> Iterable[str]:
    """What stands on the form is secret elsewhere: the consent names it by a salted hash."""
    elements = tuple(Element(name, value) for name, value in kept.elements)
    try:
        check_consent_paper(consent, Paper(consent.form, consent.form_version, bytes(kept.salt), elements))
    except ProofError as error:
        yield f"What {CONSENT_FILE} says stands on the form is not what the client signed: {said(error.reason)}."
    if sha256(kept.text.encode()) != consent.form_text_hash:
        yield f"The text in {CONSENT_FILE} is not the one that was shown to the client."


def _span_faults(consent: Consent, released: Released) -> Iterable[str]:
    if consent.hash != released.basis_hash:
        yield f"{CONSENT_FILE} is another consent than the one that this package rests on."
    if consent.client != released.client:
        yield "The consent is of another client than this package."
    if consent.conversation != released.conversation:
        yield "The consent is of another conversation than this package."
    if released.scope_from < consent.scope_from or released.scope_until > consent.scope_until:
        yield "The package says that it covers a longer time than the consent does."
    if not consent.signed_at - CLOCKS_MS <= released.made_at < consent.expires_at:
        yield "The package was made at a time at which the consent was not good: before it was signed, or after it had ended."
    if (consent.form is Form.NOTES) != released.notes:
        yield (
            "The consent is not on the form for notes alone: no other form lets a therapist's own notes out."
            if released.notes
            else "The consent is for a therapist's own notes alone: it lets nothing of the record out."
        )
    if not _may_make(consent, released):
        yield "The package was made by somebody whom the consent does not let make it."


def _may_make(consent: Consent, released: Released) -> bool:
    if released.notes:
        return released.role is Role.THERAPIST
    if consent.maker is Maker.PRACTICE:
        return released.role in (Role.OFFICER, Role.OWNER)
    return released.made_by == consent.client


def _revocation(record: bytes) -> Revocation | None:
    try:
        return read(Revocation, read(SignedBody, record).body)
    except ProofError:
        return None
