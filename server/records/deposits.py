"""Deposits in the record (crypto.md §7.2, §7.4): who entrusted an epoch's secret to the custodians, and the sealed shares."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.ids import AccountId, ConversationId
from server.records.grants import DepositingGrant
from server.records.sql import queries
from server.storage.database import Connection
from server.storage.queries import load

_queries: Final = load(Path(__file__).with_name("deposits.sql"))


@dataclass(frozen=True, slots=True, repr=False)
class OwedEpoch:
    """An epoch that its member has to deposit for anew, and their own wrap of it."""

    conversation: ConversationId
    epoch: int
    header: bytes
    signature: bytes
    wrap: bytes


async def keep(connection: Connection, grant: DepositingGrant) -> None:
    """Keep a deposit. A member's second one for an epoch and manifest changes nothing: the first stands, and suffices."""
    deposit = grant.deposit
    await connection.execute(
        queries.insert_deposit,
        deposit.conversation,
        deposit.epoch,
        deposit.depositor,
        deposit.manifest_hash,
        deposit.deposit_id,
        grant.signed.body,
        grant.signed.signature,
        [row.custodian for row in deposit.rows],
        list(grant.sealed_shares),
    )
    await connection.execute(queries.bump, deposit.conversation)


async def keep_anew(connection: Connection, grant: DepositingGrant) -> None:
    """Keep a deposit under new custodians. Once everyone's stands, what was sealed to those before is erased."""
    await keep(connection, grant)
    deposit = grant.deposit
    await connection.execute(_queries.erase_behind, deposit.conversation, deposit.epoch, deposit.manifest_hash)


async def owed(connection: Connection, account: AccountId, manifest_hash: bytes, most: int) -> Sequence[OwedEpoch]:
    """For which epochs a member has still to deposit under this manifest; some of them, when there are many."""
    rows = await connection.fetch(_queries.owed, account, manifest_hash, most)
    return [
        OwedEpoch(ConversationId(row["conversation"]), row["epoch"], row["header"], row["signature"], row["wrap"])
        for row in rows
    ]
