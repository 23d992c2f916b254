"""Handing out (crypto.md §13.3): a disclosure is kept in the transaction that looks whether its basis allows it, and before anything leaves.

A consent is locked first, as whoever takes it back does: of the two, what commits first has happened.
"""

from server.crypto.canonical import read
from server.crypto.consent import Maker, ScopeKind
from server.crypto.disclosure import LEGAL, Disclosure, DisclosureBasis, verify_disclosure
from server.crypto.order import ORDERING, Basis
from server.crypto.paper import SealedPaper
from server.crypto.process import suspended_until
from server.crypto.signing import SignedBody
from server.errors import ProofError, Refusal, RefusalCode
from server.ids import AccountId
from server.practice.consents import MOST_SKEW_MS
from server.practice.produced import check_opened, check_opened_in_emergency
from server.practice.readers import accept_paper
from server.practice.signing_bundles import under_standing_keys
from server.records import releases
from server.records.scope import Scope, check_produced, scope_of_consent, scope_of_process
from server.records.treated import has_treated
from server.roles import Role
from server.storage.audit import Act, note
from server.storage.database import Connection


async def accept_disclosure(
    connection: Connection, caller: AccountId, role: Role, signed: SignedBody, paper: SealedPaper, now: int
) -> None:
    """Keep a disclosure, if its basis allows all of it now; the same again is fine.

    Refuses what nothing allows, or not any more (`not_allowed`), bases that are not the caller's to hand out by (`not_for_you`), and what does not
    hold (ProofError).
    """
    # Read before it is verified, to know whom it is about; nothing is believed until then.
    named = read(Disclosure, signed.body)
    if await releases.stands(connection, named.disclosure_id, signed):
        return
    client = named.client
    status = await releases.part2_status(connection, client)
    try:
        said = await under_standing_keys(connection, caller, lambda bundle: verify_disclosure(signed, bundle, status))
        await _check_basis(connection, role, said, now)
    except ProofError as error:
        if error.reason == "bad_signature":
            raise
        raise Refusal(RefusalCode.NOT_ALLOWED) from None
    await accept_paper(connection, paper, said.paper_hash, {caller, client}, now)
    if await releases.keep_disclosure(connection, said, signed, now) and role is not Role.CLIENT:
        await note(connection, Act.DISCLOSED, caller, now, subject=client, detail=signed.hash)


async def _check_basis(connection: Connection, role: Role, said: Disclosure, now: int) -> None:
    if said.produced_at > now + MOST_SKEW_MS:  # else whoever dates it beyond a gag's end would be free of the gag
        raise ProofError("bad_form")
    if said.basis is DisclosureBasis.CONSENT:
        locked = await releases.lock_consent(connection, said.basis_hash)
        if ScopeKind.NOTES in locked.consent.kinds:
            await _check_notes(connection, role, said, locked, now)
            return
        scope = await _consented(connection, role, said, locked, now)
    elif said.basis in LEGAL:
        scope = await _ordered(connection, role, said, now)
    elif role in ORDERING:
        await check_opened_in_emergency(connection, said, now)
        return
    else:
        await _check_warned(connection, said)
        return
    if said.conversation != scope.conversation:
        raise ProofError("beyond_scope")
    check_produced(scope, said.runs, await releases.standings(connection, scope.conversation, said.runs))


async def _check_notes(
    connection: Connection, role: Role, said: Disclosure, locked: releases.LockedConsent, now: int
) -> None:
    """A therapist's own notes, by the one form that covers them, and by their author alone; nothing of the record with them."""
    consent = locked.consent
    if role is not Role.THERAPIST or not await has_treated(connection, consent.conversation, said.by):
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    if (said.client, said.conversation) != (consent.client, consent.conversation):
        raise ProofError("beyond_scope")
    if said.runs or not said.package_hash or said.approver:
        raise ProofError("bad_form")
    status = await releases.part2_status(connection, consent.client)
    scope_of_consent(consent, status, now, revoked=locked.revocation is not None, denied=locked.denied)


async def _consented(
    connection: Connection, role: Role, said: Disclosure, locked: releases.LockedConsent, now: int
) -> Scope:
    """Clients hand out by themselves; staff what they were asked for, once another has agreed to an order on it and it was opened."""
    consent = locked.consent
    if said.package_hash and not said.runs:
        raise ProofError("bad_form")
    if consent.client != said.client or (consent.maker is Maker.CLIENT) != (role is Role.CLIENT):
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    if role is Role.CLIENT:
        if said.by != consent.client or said.approver:
            raise Refusal(RefusalCode.NOT_FOR_YOU)
    else:
        await check_opened(connection, said, Basis.CONSENT, now)
    status = await releases.part2_status(connection, consent.client)
    return scope_of_consent(consent, status, now, revoked=locked.revocation is not None, denied=locked.denied)


async def _ordered(connection: Connection, role: Role, said: Disclosure, now: int) -> Scope:
    """What was served, by one of the two who signed it, under its own kind; of the record what they had opened by an order on it."""
    if role not in ORDERING:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    kept = await releases.lock_process(connection, said.basis_hash)
    process = kept.process
    if process.client != said.client or said.basis.value != process.kind.value:
        raise ProofError("wrong_basis")
    if {said.by, said.approver} != {process.officer, process.approver}:
        raise ProofError("one_person")
    if said.suspended_until != suspended_until(process, said.produced_at):
        raise ProofError("bad_form")
    if said.runs:
        await check_opened(connection, said, Basis.LEGAL, now)
    status = await releases.part2_status(connection, process.client)
    return scope_of_process(process, status, approved=kept.approval is not None)


async def _check_warned(connection: Connection, said: Disclosure) -> None:
    """Beside its warning, in its therapist's own words, and never a package."""
    warning = await releases.warning_of(connection, said.basis_hash)
    if (warning.therapist, warning.client, warning.conversation) != (said.by, said.client, said.conversation):
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    if said.basis.value != warning.basis.value or said.package_hash:
        raise ProofError("wrong_basis")
