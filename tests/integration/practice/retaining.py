"""What officers sign about how long a record is kept, and records that are over, made without writing them."""

import os
from dataclasses import dataclass, field
from typing import Any

from server.crypto.canonical import Body
from server.crypto.closing import Closing, ClosingReason, make_closing
from server.crypto.destruction import Destruction
from server.crypto.hashing import sha256
from server.crypto.hold import Hold, HoldCause, Lift
from server.crypto.paper import Element, Paper, SealedPaper, seal_paper
from server.crypto.paper_forms import FORMS, Form
from server.crypto.retention import Applies, Retention, RetentionRule, RetentionSchedule
from server.crypto.signing import SignedBody, SigningKey
from server.ids import AccountId, AttachmentId, ConversationId, DestructionId, HoldId
from server.records.retention import KeptRecord
from server.storage.database import Connection, Database
from tests.integration.house import Someone

YEAR_MS = 366 * 86_400_000
RULES = (
    RetentionRule("guideline", Applies.EVERYONE, 7, 18, 3),
    RetentionRule("another state", Applies.NAMED, 10, 18, 7),
)
ENTRIES, SHARES = 3, 2


def said(by: Someone, body: Body) -> SignedBody:
    """A body, signed."""
    return by.keys.signing.sign_body(body)


def schedule(owner: Someone, version: int, now: int) -> RetentionSchedule:
    """The two rules of these tests."""
    return RetentionSchedule(version, RULES, owner.account, now)


def retention(officer: Someone, record: KeptRecord, until: int, now: int, *rules: str) -> Retention:
    """Until when, under the schedule in force."""
    assert record.schedule is not None
    return Retention(record.client, record.schedule.hash, rules, until, officer.account, now)


def reason(*readers: Someone, words: str = "A suit was announced") -> tuple[Paper, SealedPaper]:
    """Why, on paper."""
    elements = tuple(Element(name, words if name == "reason" else "") for name in FORMS["hold", 1].elements)
    paper = Paper(Form.HOLD, 1, os.urandom(32), elements)
    return paper, seal_paper(paper, [each.bundle for each in readers], os.urandom)


def hold(officer: Someone, client: AccountId, reason_hash: bytes, now: int) -> Hold:
    """An officer's hold."""
    return Hold(HoldId(os.urandom(16)), client, HoldCause.OFFICER, reason_hash, officer.account, now)


def lift(officer: Someone, of: Hold, reason_hash: bytes, now: int) -> Lift:
    """Its end."""
    return Lift(of.hold_id, of.hash, reason_hash, officer.account, now)


def destruction(by: Someone, approver: Someone, record: KeptRecord, now: int, **changed: Any) -> Destruction:
    """All that is left of a record, as it stands."""
    parts: dict[str, Any] = {
        "destruction_id": DestructionId(os.urandom(16)),
        "client": record.client,
        "conversations": record.left,
        "retention_hash": bytes(32) if record.retention is None else record.retention.retention.hash,
        "retain_until": min(record.due_at or 0, now),
        "by": by.account,
        "approved_by": approver.account,
        "at": now,
    }
    return Destruction(**(parts | changed))


@dataclass(slots=True)
class MadeRecord:
    """A client whom nobody ever met, with conversations of a few entries, wraps, shares and a file each."""

    client: AccountId = field(default_factory=lambda: AccountId(os.urandom(16)))
    therapist: AccountId = field(default_factory=lambda: AccountId(os.urandom(16)))
    conversations: list[ConversationId] = field(default_factory=list)

    async def begin(self, connection: Connection, now: int) -> ConversationId:
        """One more conversation, open."""
        conversation = ConversationId(os.urandom(16))
        self.conversations.append(conversation)
        await connection.execute(
            "INSERT INTO conversation (conversation, match_body, match_signature, genesis, opened_at) VALUES ($1, '', $2, $3, $4)",
            conversation, bytes(64), bytes(32), now,
        )  # fmt: skip
        await connection.execute(
            "INSERT INTO conversation_head (conversation, head, time, epoch_hash) VALUES ($1, $2, $3, $2)",
            conversation, bytes(32), now,
        )  # fmt: skip
        for account, role in ((self.client, "client"), (self.therapist, "therapist")):
            await connection.execute(
                "INSERT INTO member (conversation, account, role, bundle_hash, signing_public) VALUES ($1, $2, $3, $4, $4)",
                conversation, account, role, bytes(32),
            )  # fmt: skip
            await connection.execute(
                "INSERT INTO wrap (conversation, epoch, account, wrap) VALUES ($1, 1, $2, 'wrap')",
                conversation,
                account,
            )
        await connection.execute(
            "INSERT INTO epoch (conversation, epoch, header_hash, header, signature, sequence) VALUES ($1, 1, $2, '', $3, 1)",
            conversation, bytes(32), bytes(64),
        )  # fmt: skip
        await connection.execute(
            "INSERT INTO deposit (conversation, epoch, account, manifest_hash, deposit_id, body, signature)"
            " VALUES ($1, 1, $2, $3, $4, '', $5)",
            conversation, self.client, bytes(32), os.urandom(16), bytes(64),
        )  # fmt: skip
        for number in range(SHARES):
            await connection.execute(
                "INSERT INTO sealed_share (conversation, epoch, account, manifest_hash, custodian, sealed)"
                " VALUES ($1, 1, $2, $3, $4, 'share')",
                conversation, self.client, bytes(32), number.to_bytes(16, "big"),
            )  # fmt: skip
        for _ in range(ENTRIES):
            await self.write(connection, conversation, now)
        await self._attach(connection, conversation, now)
        return conversation

    async def write(self, connection: Connection, conversation: ConversationId, now: int) -> None:
        """One more entry."""
        sequence = await connection.fetchval(
            "UPDATE conversation_head SET sequence = sequence + 1, head = $2, time = greatest(time, $3) WHERE conversation = $1"
            " RETURNING sequence",
            conversation, os.urandom(32), now,
        )  # fmt: skip
        await connection.execute(
            "INSERT INTO record (conversation, sequence, time, kind, message_id, payload, head, letter_from)"
            " VALUES ($1, $2, $3, 2, $4, 'ciphertext', $5, $6)",
            conversation, sequence, now, os.urandom(16), bytes(32), self.client,
        )  # fmt: skip

    async def close(
        self, connection: Connection, conversation: ConversationId, now: int, by: SigningKey | None = None
    ) -> None:
        """Care ends, by a signature of the therapist's where somebody looks at it."""
        signed = SignedBody(b"", bytes(64))
        if by is not None:
            signed = make_closing(by, Closing(conversation, ClosingReason.ENDED, self.therapist, now))
        await connection.execute("UPDATE conversation_head SET closed = true WHERE conversation = $1", conversation)
        await connection.execute(
            "INSERT INTO closing (conversation, reason, account, body, signature, closed_at) VALUES ($1, 'ended', $2, $3, $4, $5)",
            conversation, self.therapist, signed.body, signed.signature, now,
        )  # fmt: skip

    async def _attach(self, connection: Connection, conversation: ConversationId, now: int) -> None:
        attachment, chunk = AttachmentId(os.urandom(16)), b"sealed chunk"
        await connection.execute(
            "INSERT INTO attachment (attachment, conversation, account, chunks, bytes, begun_at, whole_at)"
            " VALUES ($1, $2, $3, 1, 12, $4, $4)",
            attachment, conversation, self.client, now,
        )  # fmt: skip
        await connection.execute("INSERT INTO attachment_chunk VALUES ($1, 0, $2)", attachment, sha256(chunk))
        await connection.execute("INSERT INTO shelved_chunk VALUES ($1, 0, $2)", attachment, chunk)

    async def left(self, database: Database) -> dict[str, int]:
        """How much of it is there: what opens, what is opened, and where it stood."""
        async with database.acquire() as connection:
            row = await connection.fetchrow(LEFT, self.conversations)
        assert row is not None
        return dict(row)


LEFT = """
SELECT (SELECT count(*) FROM wrap WHERE conversation = ANY ($1::bytea[])) AS wraps,
       (SELECT count(*) FROM sealed_share WHERE conversation = ANY ($1::bytea[])) AS shares,
       (SELECT count(*) FROM record WHERE conversation = ANY ($1::bytea[]) AND payload <> '') AS entries,
       (SELECT count(*) FROM attachment WHERE conversation = ANY ($1::bytea[])) AS files,
       (SELECT count(*) FROM record WHERE conversation = ANY ($1::bytea[])) AS places
"""


async def made(
    database: Database, now: int, *, conversations: int = 1, closed: bool = True, therapist: AccountId | None = None
) -> MadeRecord:
    """A record that is over, unless it is not."""
    record = MadeRecord()
    record.therapist = therapist or record.therapist
    async with database.transaction() as connection:
        for _ in range(conversations):
            conversation = await record.begin(connection, now)
            if closed:
                await record.close(connection, conversation, now)
    return record
