"""What a release rests on, and what came of it, in the record (crypto.md §13): kept as signed, noted in the log in the same transaction.

Who may say what, the practice has verified (practice/consents.py, legal.py, disclosing.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.crypto.canonical import read
from server.crypto.consent import Consent, Decision
from server.crypto.disclosure import Disclosure
from server.crypto.envelope import EnvelopeHeader
from server.crypto.part2 import Part2Marking, Part2Status
from server.crypto.process import Process
from server.crypto.signing import SignedBody
from server.crypto.warning import GivenWarning
from server.errors import ProofError, Refusal, RefusalCode
from server.ids import AccountId, ConsentId, ConversationId, DisclosureId, ProcessId
from server.records.log import LogKind, Noted, add
from server.records.scope import Run, Standing
from server.storage.database import Connection, Row
from server.storage.queries import load

queries: Final = load(Path(__file__).with_name("releases.sql"))

MOST_LISTED: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class LockedConsent:
    """A consent on which nothing else is decided until the transaction ends."""

    consent: Consent
    signed: SignedBody
    kept_at: int
    revocation: bytes | None
    denied: bool


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class KeptConsent:
    """A consent, and what became of it."""

    consent: Consent
    signed: SignedBody
    kept_at: int
    revocation: SignedBody | None
    revoked_at: int | None
    denial: SignedBody | None
    extension: SignedBody | None
    extended_until: int | None
    handed_out: int


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class KeptProcess:
    """A process; `approval` is None until the other has signed."""

    process: Process
    signed: SignedBody
    approval: bytes | None
    kept_at: int


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class KeptWarning:
    """A warning as its therapist signed it."""

    warning: GivenWarning
    signed: SignedBody
    kept_at: int
    accounted: bool
    """Whether the client's accounting has an entry that rests on it."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class KeptDisclosure:
    """A disclosure as whoever made it signed it."""

    disclosure: Disclosure
    signed: SignedBody
    kept_at: int


async def client_of(connection: Connection, conversation: ConversationId) -> AccountId:
    """The client of a conversation; `not_for_you` when there is no such conversation."""
    account: bytes | None = await connection.fetchval(queries.client_of, conversation)
    if account is None:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    return AccountId(account)


async def is_therapist_of(connection: Connection, client: AccountId, account: AccountId) -> bool:
    """Whether the account takes part in a conversation of this client as a therapist."""
    return bool(await connection.fetchval(queries.therapist_is, client, account))


async def keep_consent(connection: Connection, consent: Consent, signed: SignedBody, now: int) -> bool:
    """Whether it is new; another under the same id is `id_conflict`."""
    kept = await connection.fetchval(
        queries.insert_consent,
        consent.consent_id,
        consent.hash,
        consent.client,
        consent.conversation,
        consent.maker.value,
        consent.paper_hash,
        signed.body,
        signed.signature,
        now,
    )
    if kept is None:
        _check_same(await connection.fetchval(queries.consent_body, consent.consent_id), signed)
        return False
    await _note(connection, LogKind.CONSENT, signed, consent.client, consent.conversation)
    return True


async def lock_consent(connection: Connection, consent: ConsentId | bytes) -> LockedConsent:
    """By its id or its hash; `not_for_you` when there is none."""
    query = queries.lock_consent if len(consent) == len(bytes(16)) else queries.lock_consent_of
    row = await connection.fetchrow(query, consent)
    if row is None:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    said = read(Consent, row["body"])
    # Asked after the lock is held: what was committed while it was waited for is seen.
    revocation: bytes | None = await connection.fetchval(queries.revocation_of, said.consent_id)
    denial: bytes | None = await connection.fetchval(queries.denial_of, said.consent_id)
    return LockedConsent(
        consent=said,
        signed=SignedBody(row["body"], row["signature"]),
        kept_at=row["kept_at"],
        revocation=revocation,
        denied=denial is not None,
    )


async def keep_revocation(connection: Connection, locked: LockedConsent, signed: SignedBody, now: int) -> bool:
    """From the commit on the consent opens nothing. Taken back already: nothing changes."""
    consent = locked.consent
    kept = await connection.fetchval(queries.insert_revocation, consent.consent_id, signed.body, signed.signature, now)
    if kept is None:
        return False
    await _note(connection, LogKind.REVOCATION, signed, consent.client, consent.conversation)
    return True


async def keep_decision(
    connection: Connection, decision: Decision, consent: Consent, signed: SignedBody, now: int
) -> None:
    """An officer's word, each kind once (`conflict`)."""
    kept = await connection.fetchval(
        queries.insert_decision,
        consent.consent_id,
        decision.decision.value,
        decision.until,
        signed.body,
        signed.signature,
        now,
    )
    if kept is None:
        raise Refusal(RefusalCode.CONFLICT)
    await _note(connection, LogKind.DECISION, signed, consent.client, consent.conversation)


async def consents(
    connection: Connection, client: AccountId | None, *, asked: bool = False, reader: AccountId | None = None
) -> list[KeptConsent]:
    """A client's, or everyone's that the practice is asked to make good on (`asked`); with `reader` those whose papers they read. Newest first."""
    rows = await connection.fetch(queries.consents, client, asked, MOST_LISTED, reader)
    return [
        KeptConsent(
            consent=read(Consent, row["body"]),
            signed=SignedBody(row["body"], row["signature"]),
            kept_at=row["kept_at"],
            revocation=_signed(row, "revocation"),
            revoked_at=row["revoked_at"],
            denial=_signed(row, "denial"),
            extension=_signed(row, "extension"),
            extended_until=row["until"],
            handed_out=row["handed_out"],
        )
        for row in rows
    ]


async def part2_status(connection: Connection, client: AccountId) -> Part2Status:
    """The newest word on a client's record; `pending` when there is none."""
    status: str | None = await connection.fetchval(queries.part2_status, client)
    return Part2Status.PENDING if status is None else Part2Status(status)


async def part2_marking(connection: Connection, client: AccountId) -> SignedBody | None:
    """The newest word on a client's record, as its reviewer signed it."""
    row = await connection.fetchrow(queries.part2_marking, client)
    return None if row is None else SignedBody(row["body"], row["signature"])


async def part2_statuses(connection: Connection, clients: Sequence[AccountId]) -> dict[AccountId, Part2Status]:
    """Of several clients; who is not named is `pending`."""
    rows = await connection.fetch(queries.part2_statuses, list(clients))
    return {AccountId(row["client"]): Part2Status(row["status"]) for row in rows}


async def keep_marking(connection: Connection, marking: Part2Marking, signed: SignedBody, now: int) -> None:
    """A reviewer's word, the newest from now on."""
    await connection.execute(
        queries.insert_marking, marking.client, marking.status.value, signed.body, signed.signature, now
    )
    await _note(connection, LogKind.MARKING, signed, marking.reviewer, None)


async def keep_process(connection: Connection, process: Process, signed: SignedBody, now: int) -> bool:
    """Whether it is new; another under the same id is `id_conflict`."""
    kept = await connection.fetchval(
        queries.insert_process,
        process.process_id,
        process.hash,
        process.client,
        process.conversation,
        process.paper_hash,
        signed.body,
        signed.signature,
        now,
    )
    if kept is None:
        _check_same(await connection.fetchval(queries.process_body, process.process_id), signed)
        return False
    await _note(connection, LogKind.PROCESS, signed, process.officer, None)
    return True


async def lock_process(connection: Connection, process: ProcessId | bytes) -> KeptProcess:
    """By its id or its hash; `not_for_you` when there is none."""
    query = queries.lock_process if len(process) == len(bytes(16)) else queries.lock_process_of
    row = await connection.fetchrow(query, process)
    if row is None:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    return _process(row)


async def keep_approval(connection: Connection, kept: KeptProcess, signature: bytes, now: int) -> bool:
    """The second signature, once."""
    process = kept.process
    done = await connection.fetchval(queries.insert_approval, process.process_id, signature, now)
    if done is None:
        return False
    await _note(connection, LogKind.PROCESS, SignedBody(kept.signed.body, signature), process.approver, None)
    return True


async def processes(connection: Connection) -> list[KeptProcess]:
    """All, newest first."""
    return [_process(row) for row in await connection.fetch(queries.processes, MOST_LISTED)]


async def keep_warning(connection: Connection, warning: GivenWarning, signed: SignedBody, now: int) -> bool:
    """Whether it is new; another under the same id is `id_conflict`."""
    kept = await connection.fetchval(
        queries.insert_warning,
        warning.warning_id,
        warning.hash,
        warning.client,
        warning.conversation,
        warning.therapist,
        warning.supplements or None,
        warning.paper_hash,
        signed.body,
        signed.signature,
        now,
    )
    if kept is None:
        _check_same(await connection.fetchval(queries.warning_body, warning.warning_id), signed)
        return False
    await _note(connection, LogKind.WARNING, signed, warning.therapist, None)
    return True


async def warning_of(connection: Connection, warning_hash: bytes) -> GivenWarning:
    """A warning by its hash; `not_for_you` when there is none."""
    row = await connection.fetchrow(queries.warning_of, warning_hash)
    if row is None:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    return read(GivenWarning, row["body"])


async def warnings(connection: Connection, therapist: AccountId | None) -> list[KeptWarning]:
    """A therapist's own, or everyone's; newest first."""
    rows = await connection.fetch(queries.warnings, therapist, MOST_LISTED)
    return [
        KeptWarning(
            warning=read(GivenWarning, row["body"]),
            signed=SignedBody(row["body"], row["signature"]),
            kept_at=row["kept_at"],
            accounted=row["accounted"],
        )
        for row in rows
    ]


async def keep_disclosure(connection: Connection, disclosure: Disclosure, signed: SignedBody, now: int) -> bool:
    """Whether it is new; another under the same id is `id_conflict`. The leaf names whoever made it, since a gag may hide it from its client."""
    kept = await connection.fetchval(
        queries.insert_disclosure,
        disclosure.disclosure_id,
        disclosure.basis_hash,
        disclosure.client,
        disclosure.conversation,
        disclosure.suspended_until,
        disclosure.paper_hash,
        signed.body,
        signed.signature,
        now,
    )
    if kept is None:
        _check_same(await connection.fetchval(queries.disclosure_body, disclosure.disclosure_id), signed)
        return False
    await _note(connection, LogKind.DISCLOSURE, signed, disclosure.by, None)
    return True


async def stands(connection: Connection, disclosure_id: DisclosureId, signed: SignedBody) -> bool:
    """Whether exactly this disclosure is kept already: whoever asks again after a lost answer is told that it is done."""
    return bool(await connection.fetchval(queries.disclosure_body, disclosure_id) == signed.body)


async def disclosures(connection: Connection, client: AccountId | None, shown_at: int | None) -> list[KeptDisclosure]:
    """Of a client or of everyone, newest first; with `shown_at` without what a gag hides then."""
    return [
        KeptDisclosure(
            disclosure=read(Disclosure, row["body"]),
            signed=SignedBody(row["body"], row["signature"]),
            kept_at=row["kept_at"],
        )
        for row in await connection.fetch(queries.disclosures, client, shown_at, MOST_LISTED)
    ]


async def standings(connection: Connection, conversation: ConversationId, runs: Sequence[Run]) -> list[Standing]:
    """What the entries of these runs are from outside, in order."""
    rows: list[Row] = []
    for first, last in runs:
        rows += await connection.fetch(queries.standings, conversation, first, last)
    return [_standing(row) for row in rows]


async def spans(connection: Connection, conversation: ConversationId, headers: Sequence[bytes]) -> list[Run]:
    """Where these epochs stand in the record, each with all that was said in it, in order."""
    rows = await connection.fetch(queries.spans, conversation, list(headers))
    return [(row["first"], row["last"]) for row in rows]


def _standing(row: Row) -> Standing:
    kind = None if row["kind"] == 1 else _header(row["outside"]).kind
    return Standing(row["sequence"], row["time"], kind)


def _header(outside: bytes) -> EnvelopeHeader:
    """The first of an envelope's four byte strings, which the record took in canonical form (crypto.md §6.2)."""
    if outside[1] == 0xC4:
        start, length = 3, outside[2]
    elif outside[1] == 0xC5:
        start, length = 4, int.from_bytes(outside[2:4], "big")
    else:
        raise ProofError("malformed")
    return read(EnvelopeHeader, outside[start : start + length])


def _process(row: Row) -> KeptProcess:
    return KeptProcess(
        process=read(Process, row["body"]),
        signed=SignedBody(row["body"], row["signature"]),
        approval=row["approval"],
        kept_at=row["kept_at"],
    )


def _signed(row: Row, name: str) -> SignedBody | None:
    body = row[f"{name}_body"]
    return None if body is None else SignedBody(body, row[f"{name}_signature"])


def _check_same(body: bytes | None, signed: SignedBody) -> None:
    if body != signed.body:
        raise Refusal(RefusalCode.ID_CONFLICT)


async def _note(
    connection: Connection, kind: LogKind, signed: SignedBody, account: AccountId, conversation: ConversationId | None
) -> None:
    await add(connection, Noted(kind=kind, record=signed.encoded(), account=account, conversation=conversation))
