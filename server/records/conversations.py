"""Conversations: they begin by a match (crypto.md §4.3), and each member finds theirs again."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from server.crypto.match import Match
from server.crypto.signing import SignedBody
from server.errors import Refusal, RefusalCode
from server.ids import AccountId, ConversationId, LiveSessionId
from server.records.sql import queries
from server.roles import Role
from server.storage.database import Connection

Sender = tuple[ConversationId, AccountId]


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One who takes part, the bundle that the match names, and its signing key."""

    account: AccountId
    role: Role
    bundle_hash: bytes
    signing_public: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A conversation as one of its members sees it from outside, with their own cursors."""

    conversation: ConversationId
    match: SignedBody
    sequence: int
    head: bytes
    epoch: int
    session: LiveSessionId | None
    delivered: int
    read: int
    opened_at: int
    last_at: int


async def create(
    connection: Connection, match: Match, body: bytes, signature: bytes, members: Sequence[Member]
) -> None:
    """Begin the conversation of a verified match, at head(0). The same match again changes nothing, another is a `conflict`."""
    created = await connection.fetchval(
        queries.insert_conversation, match.conversation, body, signature, match.genesis, match.issued_at
    )
    if created is None:
        if await connection.fetchval(queries.match_of, match.conversation) != body:
            raise Refusal(RefusalCode.CONFLICT)
        return
    await connection.execute(queries.insert_head, match.conversation, match.genesis)
    await connection.execute(
        queries.insert_members,
        match.conversation,
        [member.account for member in members],
        [member.role.value for member in members],
        [member.bundle_hash for member in members],
        [member.signing_public for member in members],
    )


async def conversations_of(connection: Connection, account: AccountId) -> list[Listed]:
    """An account's conversations, the one that changed last first."""
    return [
        Listed(
            conversation=ConversationId(row["conversation"]),
            match=SignedBody(row["match_body"], row["match_signature"]),
            sequence=row["sequence"],
            head=row["head"],
            epoch=row["epoch"],
            session=row["session"],
            delivered=row["delivered"],
            read=row["read"],
            opened_at=row["opened_at"],
            last_at=row["last_at"],
        )
        for row in await connection.fetch(queries.conversations_of, account)
    ]


async def bundles_beside(connection: Connection, account: AccountId) -> list[bytes]:
    """The hashes of the bundles of everyone whom an account shares a conversation with."""
    return [bytes(row["bundle_hash"]) for row in await connection.fetch(queries.bundles_beside, account)]


async def signing_keys(connection: Connection, senders: Collection[Sender]) -> dict[Sender, bytes]:
    """The signing keys of those of these who are members."""
    asked = list(senders)
    rows = await connection.fetch(queries.signing_keys, [one for one, _ in asked], [other for _, other in asked])
    return {(row["conversation"], row["account"]): row["signing_public"] for row in rows}
