"""Conversations: they begin by a match (crypto.md §4.3), and each member finds theirs again."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from server.crypto.bundle import Bundle
from server.crypto.canonical import read
from server.crypto.epoch import EpochHeader
from server.crypto.match import Match
from server.crypto.signing import SignedBody
from server.errors import Refusal, RefusalCode
from server.ids import AccountId, ConversationId, LiveSessionId
from server.records.histories import grants_of
from server.records.log import LogKind, Noted, add
from server.records.sql import queries
from server.roles import Role
from server.storage.database import Connection, Row

Sender = tuple[ConversationId, int, AccountId]
"""Who writes, and in which epoch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One who takes part, the bundle that the match names, and its signing key."""

    account: AccountId
    role: Role
    bundle_hash: bytes
    signing_public: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A conversation as one who reads it sees it from outside, with their own cursors. `closing` is None while it is open; `reading`: they
    only read, by the `grants` (crypto.md §5.3), which its client sees as well.
    """

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
    closing: SignedBody | None
    reading: bool
    grants: Sequence[SignedBody]


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
    record = SignedBody(body, signature).encoded()
    await add(connection, Noted(kind=LogKind.MATCH, record=record, conversation=match.conversation))


async def conversations_of(connection: Connection, account: AccountId) -> list[Listed]:
    """The conversations that an account reads, the one that changed last first."""
    grants = await grants_of(connection, account)
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
            closing=_closing(row),
            reading=not row["member"],
            grants=grants.get(row["conversation"], ()),
        )
        for row in await connection.fetch(queries.conversations_of, account)
    ]


async def accounts_beside(connection: Connection, account: AccountId) -> list[AccountId]:
    """Everyone who takes or took part in what an account reads, and itself."""
    return [AccountId(row["account"]) for row in await connection.fetch(queries.accounts_beside, account)]


async def succeed(connection: Connection, bundle: Bundle) -> None:
    """A certified bundle stands in the match's place from now on, in every conversation of its account (crypto.md §4.6).

    The epochs in force there are over for posting. Nothing that is remembered of these heads holds any more.
    """
    await connection.execute(queries.succeed, bundle.account, bundle.generation, bundle.hash, bundle.signing_public)


async def epoch_signers(connection: Connection, senders: Collection[Sender]) -> dict[Sender, bytes | None]:
    """The signing keys under which epochs name those of these who are members; None where there is no such epoch."""
    columns = [[each[part] for each in senders] for part in range(3)]
    signers: dict[Sender, bytes | None] = {}
    for row in await connection.fetch(queries.epoch_signers, *columns):
        sender = row["conversation"], row["epoch"], row["account"]
        signers.setdefault(sender, None)
        if row["header"] is not None and _named(row["header"], row["account"]) == row["bundle_hash"]:
            signers[sender] = row["signing_public"]
    return signers


def _closing(row: Row) -> SignedBody | None:
    body: bytes | None = row["closing_body"]
    return None if body is None else SignedBody(body, row["closing_signature"])


def _named(header: bytes, account: AccountId) -> bytes:
    return read(EpochHeader, header).member(account).bundle_hash
