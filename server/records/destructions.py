"""Destructions in the record (crypto.md §15.3): what opens goes with the approval, what it opened afterwards; places and heads stay."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from server.crypto.canonical import read
from server.crypto.destruction import Destroyed, Destruction, Erased, What
from server.crypto.signing import SignedBody
from server.errors import Refusal, RefusalCode
from server.ids import AccountId, AttachmentId, ConversationId, DestructionId
from server.records.forgotten import forget
from server.records.log import LogKind, Noted, add
from server.storage.database import Connection, Row
from server.storage.queries import load

queries: Final = load(Path(__file__).with_name("destructions.sql"))

MOST_LISTED: Final = 500
PROPOSAL_DAYS: Final = 30
DAY_MS: Final = 86_400_000
AT_ONCE: Final = 1_000
"""Entries that are emptied in one transaction."""


class DestructionState(StrEnum):
    """What became of a proposal."""

    PROPOSED = "proposed"
    LAPSED = "lapsed"
    """Nobody approved it in time, or another one of its client came after it."""

    ERASING = "erasing"
    """Approved: nobody opens it any more, and its bytes go."""

    DESTROYED = "destroyed"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Approved:
    """The second signature, and how much there was of what."""

    signature: bytes
    at: int
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class KeptDestruction:
    """A destruction as far as it came."""

    destruction: Destruction
    signed: SignedBody
    proposed_at: int
    newest: bool
    approved: Approved | None
    certificate: SignedBody | None

    def state(self, now: int) -> DestructionState:
        """At this time."""
        if self.certificate is not None:
            return DestructionState.DESTROYED
        if self.approved is not None:
            return DestructionState.ERASING
        if not self.newest or now > self.proposed_at + PROPOSAL_DAYS * DAY_MS:
            return DestructionState.LAPSED
        return DestructionState.PROPOSED

    @property
    def conversations(self) -> list[ConversationId]:
        """Whose bytes go."""
        return [each.conversation for each in self.destruction.conversations]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DestroyedConversation:
    """A conversation of which nothing is left, as those see it who took part in it."""

    conversation: ConversationId
    match: SignedBody
    closing: SignedBody
    opened_at: int
    destruction: SignedBody
    approval: bytes
    approved_at: int
    certificate: SignedBody | None


async def keep(connection: Connection, destruction: Destruction, signed: SignedBody, now: int) -> bool:
    """Whether it is new; another under the same id is `id_conflict`. The leaf is of who proposes it."""
    kept = await connection.fetchval(
        queries.insert_destruction,
        destruction.destruction_id,
        destruction.client,
        signed.body,
        signed.signature,
        now,
    )
    if kept is None:
        before = await destruction_of(connection, destruction.destruction_id)
        if before.signed.body != signed.body:
            raise Refusal(RefusalCode.ID_CONFLICT)
        return False
    await add(connection, Noted(kind=LogKind.DESTRUCTION, record=signed.encoded(), account=destruction.by))
    return True


async def destruction_of(connection: Connection, destruction_id: DestructionId) -> KeptDestruction:
    """By its id; `not_for_you` when there is none."""
    row = await connection.fetchrow(queries.destructions, destruction_id, 1)
    if row is None:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    return _kept(row)


async def destructions(connection: Connection) -> list[KeptDestruction]:
    """All, newest first."""
    return [_kept(row) for row in await connection.fetch(queries.destructions, None, MOST_LISTED)]


async def approve(connection: Connection, kept: KeptDestruction, signature: bytes, now: int) -> None:
    """The second signature. From this transaction's commit on nobody opens anything of it."""
    destruction, conversations = kept.destruction, kept.conversations
    given = (destruction.destruction_id, signature, now, conversations)
    if await connection.fetchval(queries.insert_approval, *given) is None:
        raise Refusal(RefusalCode.CONFLICT)
    await connection.execute(queries.begin_destroying, destruction.destruction_id, conversations)
    await connection.execute(queries.erase_wraps, conversations)
    await connection.execute(queries.erase_shares, conversations)
    await connection.execute(queries.erase_contributions, conversations)
    record = SignedBody(kept.signed.body, signature).encoded()
    await add(connection, Noted(kind=LogKind.DESTRUCTION, record=record, account=destruction.approved_by))


async def unfinished(connection: Connection) -> list[DestructionId]:
    """What was approved and is not certified yet, the oldest first."""
    return [DestructionId(row["destruction_id"]) for row in await connection.fetch(queries.unfinished)]


async def empty_some(connection: Connection, conversations: Sequence[ConversationId]) -> bool:
    """Empty some entries; whether there were any."""
    for conversation in conversations:
        if await connection.fetch(queries.empty_entries, conversation, AT_ONCE):
            return True
    return False


async def empty_drafts(connection: Connection, conversations: Sequence[ConversationId]) -> None:
    """What was being written there."""
    await connection.execute(queries.empty_drafts, conversations)


async def files(connection: Connection, conversations: Sequence[ConversationId]) -> list[tuple[AttachmentId, int]]:
    """The attachments that are still there, and of how many chunks."""
    rows = await connection.fetch(queries.files, conversations)
    return [(AttachmentId(row["attachment"]), row["chunks"]) for row in rows]


async def forget_file(connection: Connection, attachment: AttachmentId) -> None:
    """Nothing of it lies on the shelf any more."""
    await connection.execute(queries.forget_file, attachment)


async def is_gone(connection: Connection, conversations: Sequence[ConversationId]) -> bool:
    """Whether nothing is left that says anything, or opens."""
    return bool(await connection.fetchval(queries.left_over, conversations) == 0)


def erased(kept: KeptDestruction) -> tuple[Erased, ...]:
    """What the certificate says there was."""
    assert kept.approved is not None  # only what was approved is erased
    return tuple(Erased(what, count) for what, count in zip(What, kept.approved.counts, strict=True))


async def certify(
    connection: Connection, kept: KeptDestruction, destroyed: Destroyed, signed: SignedBody, now: int
) -> bool:
    """The certificate, once. Its leaf is the client's."""
    given = (destroyed.destruction_id, signed.body, signed.signature, now)
    if await connection.fetchval(queries.insert_certificate, *given) is None:
        return False
    noted = Noted(kind=LogKind.DESTROYED, record=signed.encoded(), account=kept.destruction.client)
    await add(connection, noted)
    await forget(connection, kept.destruction.client, now)
    return True


async def check_not_destroyed(connection: Connection, conversation: ConversationId) -> None:
    """Refuses (`closed`) what would put something back into a conversation that is destroyed."""
    if await connection.fetchval(queries.is_destroyed, conversation):
        raise Refusal(RefusalCode.CLOSED)


async def destroyed_of(connection: Connection, account: AccountId) -> list[DestroyedConversation]:
    """What was destroyed of conversations that an account took part in, the newest destruction first."""
    return [
        DestroyedConversation(
            conversation=ConversationId(row["conversation"]),
            match=SignedBody(row["match_body"], row["match_signature"]),
            closing=SignedBody(row["closing_body"], row["closing_signature"]),
            opened_at=row["opened_at"],
            destruction=SignedBody(row["body"], row["signature"]),
            approval=row["approval"],
            approved_at=row["approved_at"],
            certificate=_certificate(row),
        )
        for row in await connection.fetch(queries.destroyed_of, account)
    ]


def _certificate(row: Row) -> SignedBody | None:
    body: bytes | None = row["certificate_body"]
    return None if body is None else SignedBody(body, row["certificate_signature"])


def _kept(row: Row) -> KeptDestruction:
    approval: bytes | None = row["approval"]
    counts = tuple(row[what.value] for what in What)
    return KeptDestruction(
        destruction=read(Destruction, row["body"]),
        signed=SignedBody(row["body"], row["signature"]),
        proposed_at=row["proposed_at"],
        newest=row["newest"],
        approved=None if approval is None else Approved(signature=approval, at=row["approved_at"], counts=counts),
        certificate=_certificate(row),
    )
