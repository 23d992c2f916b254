"""Epochs in the record (crypto.md §5): openings as entries, and the wraps beside them."""

from dataclasses import dataclass

from server.crypto.transcript import EntryKind, next_head
from server.ids import AccountId, ConversationId, LiveSessionId
from server.protocol.frames import Entry
from server.records.appending import Committed
from server.records.grants import OpeningGrant, ReadingGrant
from server.records.log import LogKind, Noted, add
from server.records.sql import queries
from server.roles import Role
from server.storage.database import Connection


@dataclass(frozen=True, slots=True, repr=False)
class MemberKeys:
    """One who takes or took part, the hash of their bundle that was certified last, and its signing key; `earlier` are those that it
    succeeds.
    """

    account: AccountId
    role: Role
    hash: bytes
    signing_public: bytes
    earlier: frozenset[bytes] = frozenset()


@dataclass(frozen=True, slots=True, repr=False)
class KeptOpening:
    """An epoch as it was opened, and its entry."""

    header_hash: bytes
    header: bytes
    signature: bytes
    committed: Committed


@dataclass(frozen=True, slots=True, repr=False)
class ReadableEpoch:
    """What a member needs to read in an epoch; `deposited`: their own deposit for it is committed."""

    header: bytes
    signature: bytes
    wrap: bytes
    deposited: bool


async def append_opening(connection: Connection, grant: OpeningGrant, now: int) -> tuple[Committed, Entry]:
    """The opening as the next entry, its epoch in force from then on, and everyone's wraps."""
    header, head = grant.header, grant.head
    payload = grant.signed.encoded()
    sequence, time = head.sequence + 1, max(head.time, now)
    following = next_head(head.head, sequence, time, EntryKind.EPOCH, payload)
    await connection.execute(
        queries.append_opening,
        header.conversation,
        sequence,
        time,
        payload,
        following,
        header.epoch,
        grant.signed.hash,
        header.kind.value,
        header.session or None,
        grant.signed.body,
        grant.signed.signature,
    )
    accounts = [member.account for member in header.members]
    await connection.execute(queries.insert_wraps, header.conversation, header.epoch, accounts, list(grant.wraps))
    await add(connection, Noted(kind=LogKind.OPENING, record=payload, conversation=header.conversation))
    entry = Entry(sequence=sequence, time=time, kind=1, payload=payload)
    return Committed(header.conversation, sequence, time, following), entry


async def members_of(connection: Connection, conversation: ConversationId) -> list[MemberKeys]:
    """All who take or took part in a conversation, by account. Who has left is none of the members of its `Heads`."""
    members: dict[AccountId, MemberKeys] = {}
    for row in await connection.fetch(queries.members, conversation):
        account, before = row["account"], members.get(row["account"])
        earlier = frozenset() if before is None else before.earlier | {before.hash}
        members[account] = MemberKeys(account, Role(row["role"]), row["bundle_hash"], row["signing_public"], earlier)
    return list(members.values())


async def opening_at(connection: Connection, conversation: ConversationId, epoch: int) -> KeptOpening | None:
    """The opening of an epoch, None before it."""
    row = await connection.fetchrow(queries.opening_at, conversation, epoch)
    if row is None:
        return None
    committed = Committed(conversation, row["sequence"], row["time"], row["head"])
    return KeptOpening(row["header_hash"], row["header"], row["signature"], committed)


async def session_was_used(connection: Connection, conversation: ConversationId, session: LiveSessionId) -> bool:
    """Whether an epoch of this live session was ever opened."""
    return bool(await connection.fetchval(queries.session_was_used, conversation, session))


async def epoch_for(connection: Connection, grant: ReadingGrant, epoch: int) -> ReadableEpoch | None:
    """What the grant's holder needs to read in an epoch; None when there is none, or no wrap for them."""
    row = await connection.fetchrow(queries.epoch_for, grant.conversation, epoch, grant.account)
    return None if row is None else ReadableEpoch(row["header"], row["signature"], row["wrap"], row["deposited"])
