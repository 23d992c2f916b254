"""Deposits in the record (crypto.md §7.2): who entrusted an epoch's secret to the custodians, and the sealed shares."""

from server.records.grants import DepositingGrant
from server.records.sql import queries
from server.storage.database import Connection


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
