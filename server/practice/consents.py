"""Consents over time (crypto.md §13.1): signed, taken back, asked for, refused or put off. What they let out is looked at when it is handed out."""

from collections.abc import Collection
from typing import Final

from server.crypto.canonical import read
from server.crypto.consent import (
    Decided,
    Decision,
    Maker,
    Revocation,
    ScopeKind,
    verify_consent,
    verify_decision,
    verify_revocation,
)
from server.crypto.notice import Notice, NoticeKind
from server.crypto.paper import SealedPaper
from server.crypto.part2 import Part2Marking, verify_marking
from server.crypto.signing import SignedBody
from server.errors import ProofError, Refusal, RefusalCode
from server.ids import AccountId
from server.practice.notices import accept_notice
from server.practice.people import Person, certified_people
from server.practice.readers import accept_paper
from server.practice.signing_bundles import under_standing_keys
from server.records import releases
from server.records.releases import KeptConsent
from server.records.treated import therapists_of
from server.roles import Role
from server.storage.audit import Act, note
from server.storage.database import Connection

DAY_MS: Final = 86_400_000
ANSWER_DAYS: Final = 30
"""45 CFR 164.524(b)(2): how long the practice has, and how much longer after one extension."""

MOST_SKEW_MS: Final = 10 * 60_000
"""How far a client's clock may be ahead."""


def due(consent: KeptConsent) -> int:
    """When a request has to be answered."""
    return consent.extended_until or consent.kept_at + ANSWER_DAYS * DAY_MS


async def accept_consent(
    connection: Connection, caller: AccountId, signed: SignedBody, paper: SealedPaper, now: int
) -> None:
    """Keep a client's consent for one of their own conversations; the same again is fine.

    Refuses conversations whose client the caller is not (`not_for_you`), what does not hold or is over (ProofError), and another consent
    under the same id (`id_conflict`).
    """
    said = await under_standing_keys(connection, caller, lambda bundle: verify_consent(signed, bundle))
    if await releases.client_of(connection, said.conversation) != caller:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    if said.signed_at > now + MOST_SKEW_MS or said.expires_at <= now:
        raise ProofError("expired_consent")
    # A form for notes is handed out by their author, who has to read to whom.
    authors = await therapists_of(connection, said.conversation) if ScopeKind.NOTES in said.kinds else []
    await accept_paper(connection, paper, said.paper_hash, [caller, *authors], now)
    await releases.keep_consent(connection, said, signed, now)


async def accept_revocation(connection: Connection, caller: AccountId, signed: SignedBody, now: int) -> None:
    """Take a consent back, by who signed it: from the commit on nothing is handed out by it. Taken back already is fine."""
    # Read before it is verified, to know what it is about; nothing is believed until then.
    locked = await releases.lock_consent(connection, read(Revocation, signed.body).consent_id)
    if locked.consent.client != caller:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    await under_standing_keys(connection, caller, lambda bundle: verify_revocation(signed, bundle, locked.consent))
    await releases.keep_revocation(connection, locked, signed, now)


async def accept_decision(
    connection: Connection, caller: AccountId, signed: SignedBody, told: SignedBody, sealed: bytes, now: int
) -> Collection[AccountId]:
    """An officer says no, or later, and tells the client why in a notice that only they can read. Gives whose mail has changed.

    Refuses what nobody asked the practice for, what was taken back, handed out or decided already (`conflict`), an extension that comes too late or
    lasts too long, and a notice about something else (ProofError).
    """
    locked = await releases.lock_consent(connection, read(Decision, signed.body).consent_id)
    consent = locked.consent
    decision = await under_standing_keys(connection, caller, lambda bundle: verify_decision(signed, bundle, consent))
    if locked.revocation is not None or locked.denied or consent.maker is Maker.CLIENT:
        raise Refusal(RefusalCode.CONFLICT)
    if decision.decision is Decided.EXTEND:
        _check_extension(locked.kept_at, decision.until, now)
    notice = read(Notice, told.body)
    if (notice.kind, notice.recipient, notice.subject) != (NoticeKind.RELEASE, consent.client, consent.consent_id):
        raise ProofError("wrong_notice")
    await releases.keep_decision(connection, decision, consent, signed, now)
    changed = await accept_notice(connection, caller, told, sealed, now)
    act = Act.REQUEST_DENIED if decision.decision is Decided.DENY else Act.REQUEST_EXTENDED
    await note(connection, act, caller, now, subject=consent.client, detail=signed.hash)
    return changed


async def accept_marking(connection: Connection, caller: AccountId, role: Role, signed: SignedBody, now: int) -> None:
    """Whether a client's record is one of drug or alcohol treatment, by an officer, an owner or the client's therapist (`not_for_you`)."""
    # Read before it is verified, to know whom it is about; nothing is believed until then.
    client = read(Part2Marking, signed.body).client
    await _check_reviewer(connection, caller, role, client)
    said = await under_standing_keys(connection, caller, lambda bundle: verify_marking(signed, bundle, client))
    await releases.keep_marking(connection, said, signed, now)
    await note(connection, Act.PART2_MARKED, caller, now, subject=client, detail=signed.hash)


async def marking_of(
    connection: Connection, caller: AccountId, role: Role, client: AccountId
) -> tuple[SignedBody | None, list[Person]]:
    """The newest word on a client's record and whose it is, for who may say another (`not_for_you`)."""
    await _check_reviewer(connection, caller, role, client)
    marking = await releases.part2_marking(connection, client)
    if marking is None:
        return None, []
    return marking, await certified_people(connection, [read(Part2Marking, marking.body).reviewer])


async def _check_reviewer(connection: Connection, caller: AccountId, role: Role, client: AccountId) -> None:
    if role is Role.THERAPIST and not await releases.is_therapist_of(connection, client, caller):
        raise Refusal(RefusalCode.NOT_FOR_YOU)


def _check_extension(kept_at: int, until: int, now: int) -> None:
    """Inside the first thirty days, by thirty at most."""
    if now > kept_at + ANSWER_DAYS * DAY_MS or until > kept_at + 2 * ANSWER_DAYS * DAY_MS:
        raise Refusal(RefusalCode.CONFLICT)
