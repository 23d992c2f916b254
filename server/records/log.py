"""The record log (crypto.md §9): what must not be denied later is added to it in the transaction that makes it so.

It gets its place a moment later, from one sequencer (sequencing.py); what the log says is proved from its nodes (proving.py).
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from server.crypto.checks import KEY_BYTES
from server.crypto.hashing import sha256
from server.ids import AccountId, ConversationId
from server.storage.database import Connection, Row
from server.storage.queries import load

queries: Final = load(Path(__file__).with_name("log.sql"))


class LogKind(StrEnum):
    """What a leaf is of."""

    BUNDLE = "bundle"
    CERTIFICATE = "certificate"
    MATCH = "match"
    OPENING = "opening"
    SEAL = "seal"
    CLOSING = "closing"
    ACCEPTANCE = "acceptance"
    ACT = "act"
    SERVICE = "service"
    ORDER = "order"
    APPROVAL = "approval"
    CONTRIBUTION = "contribution"
    HANDING = "handing"
    ORDER_ANSWER = "order-answer"
    OUTCOME = "outcome"
    CONSENT = "consent"
    REVOCATION = "revocation"
    DECISION = "decision"
    RECORD_REQUEST = "record-request"
    RECORD_ANSWER = "record-answer"
    DISAGREEMENT = "disagreement"
    MARKING = "part2-marking"
    PROCESS = "process"
    WARNING = "warning"
    COUNTERSIGNATURE = "warning-countersignature"
    DISCLOSURE = "disclosure"
    ADMISSION = "paper-admission"
    SCHEDULE = "retention-schedule"
    RETENTION = "retention"
    HOLD = "hold"
    LIFT = "lift"
    DESTRUCTION = "destruction"
    DESTROYED = "destroyed"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Noted:
    """What is to be noted: the bytes as they were signed, whose they are, and of which conversation, if of any."""

    kind: LogKind
    record: bytes
    account: AccountId | None = None
    conversation: ConversationId | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Leaf:
    """A leaf with what it is of. Whoever has record and salt can compute it (crypto.md §9.1)."""

    place: int
    kind: LogKind
    record: bytes
    salt: bytes


async def add(connection: Connection, noted: Noted) -> None:
    """Note it, inside the caller's transaction: it is in the log exactly when it has happened."""
    salt = os.urandom(KEY_BYTES)
    await connection.execute(
        queries.add,
        noted.kind.value,
        noted.record,
        salt,
        sha256(salt + noted.record),
        noted.account,
        noted.conversation,
    )


async def leaves_of(connection: Connection, account: AccountId, after: int, most: int) -> list[Leaf]:
    """What the log holds of an account and of the conversations that it reads, behind a place; what was erased is left out."""
    return _leaves(await connection.fetch(queries.records_of, account, after, most))


async def leaves_among(
    connection: Connection,
    conversation: ConversationId,
    accounts: Sequence[AccountId],
    records: Sequence[bytes],
    after: int,
    most: int,
) -> list[Leaf]:
    """The leaves of exactly these records, of a conversation or of these accounts, behind a place."""
    return _leaves(
        await connection.fetch(queries.records_among, conversation, list(accounts), list(records), after, most)
    )


def _leaves(rows: Sequence[Row]) -> list[Leaf]:
    return [
        Leaf(place=row["place"], kind=LogKind(row["kind"]), record=row["record"], salt=row["salt"])
        for row in rows
        if row["record"] is not None
    ]
