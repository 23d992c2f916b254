"""The audit trail (crypto.md §12.7): what staff did and whose things they saw, in either database, only ever added to.

A row is written in the transaction of what it speaks of, before that is answered: what could not be written down did not happen. Write it
*last*: from then on everyone else who adds a row waits for this transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from server.crypto.canonical import MAX_UINT
from server.crypto.hashing import hash_of
from server.errors import AuditError
from server.ids import AccountId
from server.storage.database import Connection
from server.storage.queries import load

queries: Final = load(Path(__file__).with_name("audit.sql"))

OPERATOR: Final = AccountId(b"")
"""Who acts from the command line: no account of the practice's."""

NOTHING: Final = b""
FIRST_PREVIOUS: Final = bytes(32)
PAGE: Final = 100
_READ_AT_ONCE: Final = 1_000


class Act(StrEnum):
    """What was done. Words stay what they are: rows of years ago are read by them."""

    CONTACT_CARD_READ = "contact_card_read"
    INTAKE_READ = "intake_read"
    ACCOUNTS_READ = "accounts_read"
    ACCOUNT_ISSUED = "account_issued"
    ACCOUNT_DEACTIVATED = "account_deactivated"
    ACCOUNT_BOUND_ANEW = "account_bound_anew"
    ACCOUNT_BEGUN_ANEW = "account_begun_anew"
    ACCOUNT_SUSPENDED = "account_suspended"
    ACCOUNT_REINSTATED = "account_reinstated"
    PEOPLE_READ = "people_read"
    UNCERTIFIED_READ = "uncertified_read"
    QUEUE_READ = "queue_read"
    CASELOAD_READ = "caseload_read"
    CERTIFICATE_KEPT = "certificate_kept"
    DELEGATION_KEPT = "delegation_kept"
    MANIFEST_KEPT = "manifest_kept"
    WITNESSES_KEPT = "witnesses_kept"
    MATCH_KEPT = "match_kept"
    MATCH_PROPOSED = "match_proposed"
    PROPOSALS_READ = "proposals_read"
    PROPOSAL_WITHDRAWN = "proposal_withdrawn"
    PROFILES_READ = "profiles_read"
    PROFILE_PUBLISHED = "profile_published"
    POLICY_POSTED = "policy_posted"
    SERVICES_READ = "services_read"
    SERVICE_ADDED = "service_added"
    SERVICE_REVOKED = "service_revoked"
    REPORTS_READ = "reports_read"
    EPOCHS_READ = "epochs_read"
    ORDERS_READ = "orders_read"
    ORDER_MADE = "order_made"
    ORDER_APPROVED = "order_approved"
    ORDER_DECLINED = "order_declined"
    ORDER_WITHDRAWN = "order_withdrawn"
    ORDER_FULFILLED = "order_fulfilled"
    SHARES_READ = "shares_read"
    SHARES_GIVEN = "shares_given"
    CONTRIBUTIONS_READ = "contributions_read"
    RECORD_READ = "record_read"
    REQUESTS_READ = "requests_read"
    REQUEST_DENIED = "request_denied"
    REQUEST_EXTENDED = "request_extended"
    REQUEST_AGREED = "request_agreed"
    PART2_MARKED = "part2_marked"
    PROCESS_KEPT = "process_kept"
    PROCESS_APPROVED = "process_approved"
    PROCESSES_READ = "processes_read"
    WARNING_GIVEN = "warning_given"
    WARNINGS_READ = "warnings_read"
    WARNING_COUNTERSIGNED = "warning_countersigned"
    OWED_PAPERS_READ = "owed_papers_read"
    PAPERS_GIVEN_ON = "papers_given_on"
    DISCLOSED = "disclosed"
    DISCLOSURES_READ = "disclosures_read"
    RETENTION_READ = "retention_read"
    SCHEDULE_KEPT = "schedule_kept"
    RETENTION_KEPT = "retention_kept"
    HOLDS_READ = "holds_read"
    HOLD_PLACED = "hold_placed"
    HOLD_LIFTED = "hold_lifted"
    DESTRUCTIONS_READ = "destructions_read"
    DESTRUCTION_PROPOSED = "destruction_proposed"
    DESTRUCTION_APPROVED = "destruction_approved"
    RECORD_DESTROYED = "record_destroyed"
    CLIENT_FORGOTTEN = "client_forgotten"
    """In identity: what a client said of themselves went, since no record of theirs is left."""

    AUDIT_READ = "audit_read"
    INCIDENT_EXPORTED = "incident_exported"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRow:
    """One row. `subject` is whom it was about, empty when it was about many or nobody; `detail` a hash of what it was, or empty."""

    number: int
    at: int
    actor: AccountId
    act: str
    subject: bytes
    detail: bytes
    previous: bytes
    hash: bytes


async def note(
    connection: Connection,
    act: Act,
    actor: AccountId,
    now: int,
    *,
    subject: bytes = NOTHING,
    detail: bytes = NOTHING,
) -> None:
    """Add a row, chained to the one before. It is kept if the transaction is."""
    await connection.execute(queries.take_turns)
    newest = await connection.fetchrow(queries.newest)
    number, at, previous = (
        (1, now, FIRST_PREVIOUS)
        if newest is None
        else (newest["number"] + 1, max(now, newest["at"]), bytes(newest["hash"]))
    )
    chained = row_hash(number, previous, at, actor, act.value, subject, detail)
    await connection.execute(queries.add, number, at, actor, act.value, subject, detail, previous, chained)


async def trail(connection: Connection, before: int | None = None) -> list[AuditRow]:
    """A page of the trail, newest first: the newest, or what comes before a number."""
    return _rows(await connection.fetch(queries.before, MAX_UINT if before is None else before, PAGE))


async def within(connection: Connection, since: int, until: int) -> Sequence[Mapping[str, Any]]:
    """The rows of a span, which ends before `until`, without what chains them."""
    return await connection.fetch(queries.within, since, until)


async def newest(connection: Connection) -> tuple[int, bytes]:
    """How many rows there are, and the last one's hash; what `verify` would say of a trail that holds."""
    row = await connection.fetchrow(queries.newest)
    return (0, FIRST_PREVIOUS) if row is None else (row["number"], row["hash"])


async def verify(connection: Connection) -> tuple[int, bytes]:
    """Read the whole trail; how many rows it has and the last one's hash. AuditError at the first row that does not follow.

    Rows cut off at the end leave no trace in what is left: compare number and hash with those of last time.
    """
    number, hash_before = 0, FIRST_PREVIOUS
    while rows := _rows(await connection.fetch(queries.after, number, _READ_AT_ONCE)):
        for row in rows:
            expected = row_hash(number + 1, hash_before, row.at, row.actor, row.act, row.subject, row.detail)
            if (row.number, row.previous, row.hash) != (number + 1, hash_before, expected):
                raise AuditError(number + 1)
            number, hash_before = row.number, row.hash
    return number, hash_before


def row_hash(number: int, previous: bytes, at: int, actor: bytes, act: str, subject: bytes, detail: bytes) -> bytes:
    """What a row is chained by (crypto.md §12.7)."""
    return hash_of("webtherapy/v1/audit", number, previous, at, bytes(actor), act, bytes(subject), bytes(detail))


def _rows(rows: Sequence[Mapping[str, Any]]) -> list[AuditRow]:
    return [
        AuditRow(
            number=row["number"],
            at=row["at"],
            actor=AccountId(row["actor"]),
            act=row["act"],
            subject=row["subject"],
            detail=row["detail"],
            previous=row["previous"],
            hash=row["hash"],
        )
        for row in rows
    ]
