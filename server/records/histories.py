"""History grants in the record (crypto.md §5.3): what a client lets the next therapist read of a closed conversation."""

from collections.abc import Sequence
from dataclasses import dataclass

from server.crypto.history import HistoryGrant
from server.crypto.signing import SignedBody
from server.ids import AccountId, ConversationId
from server.records.grants import HistoryKeepingGrant
from server.records.sql import care as queries
from server.storage.database import Connection


@dataclass(frozen=True, slots=True)
class Recipient:
    """A therapist of one of the client's later conversations that are open."""

    conversation: ConversationId
    account: AccountId


@dataclass(frozen=True, slots=True)
class GrantedEpoch:
    """An epoch that a grant names; `wrapped`: its recipient has a wrap for it already."""

    header_hash: bytes
    wrapped: bool


@dataclass(frozen=True, slots=True, repr=False)
class OwnWrap:
    """An epoch, and the asker's own wrap for it."""

    epoch: int
    header: bytes
    signature: bytes
    wrap: bytes


async def recipients(
    connection: Connection, conversation: ConversationId, client: AccountId, bundle_hash: bytes
) -> list[Recipient]:
    """As whose therapist the holder of this bundle may be let read."""
    rows = await connection.fetch(queries.recipients, conversation, client, bundle_hash)
    return [Recipient(ConversationId(row["conversation"]), AccountId(row["account"])) for row in rows]


async def granted_epochs(connection: Connection, history: HistoryGrant, account: AccountId) -> dict[int, GrantedEpoch]:
    """Those epochs of a grant that there are."""
    epochs = [row.epoch for row in history.epochs]
    rows = await connection.fetch(queries.granted_epochs, history.conversation, epochs, account)
    return {row["epoch"]: GrantedEpoch(row["header_hash"], row["wrapped"]) for row in rows}


async def keep(connection: Connection, grant: HistoryKeepingGrant, now: int) -> None:
    """Let its account read, in the transaction that has the heads locked."""
    history = grant.history
    await connection.execute(
        queries.grant_history,
        history.conversation,
        grant.account,
        grant.signed.hash,
        grant.signed.body,
        grant.signed.signature,
        now,
        [row.epoch for row in history.epochs],
        list(grant.wraps),
    )


async def own_wraps(
    connection: Connection, conversation: ConversationId, account: AccountId, after: int, most: int
) -> Sequence[OwnWrap]:
    """An account's own wraps of the epochs after one, in their order."""
    rows = await connection.fetch(queries.own_wraps, conversation, account, after, most)
    return [OwnWrap(row["epoch"], row["header"], row["signature"], row["wrap"]) for row in rows]


async def grants_of(connection: Connection, account: AccountId) -> dict[ConversationId, list[SignedBody]]:
    """By which grants an account reads what, and lets others read what it is the client of, in the order in which they came."""
    grants: dict[ConversationId, list[SignedBody]] = {}
    for row in await connection.fetch(queries.grants_of, account):
        grants.setdefault(ConversationId(row["conversation"]), []).append(SignedBody(row["body"], row["signature"]))
    return grants
