"""Depositing (crypto.md §7.2): without a committed deposit for an epoch its member writes nothing in it."""

from dataclasses import dataclass

from server.channels.access import grant_depositing
from server.channels.opening import ManifestInForce
from server.channels.work import Depositing
from server.crypto.canonical import read
from server.crypto.epoch import EpochHeader
from server.errors import ProofError, Refusal, RefusalCode
from server.records import deposits, heads
from server.records.epochs import members_of, opening_at
from server.storage.database import Connection


@dataclass(frozen=True, slots=True)
class DepositKeeping:
    """What depositing needs."""

    manifest_in_force: ManifestInForce

    async def deposit(self, connection: Connection, depositing: Depositing) -> None:
        """Commit the deposit, then answer; or refuse it. A StorageFault: nothing was answered."""
        deposit = depositing.deposit
        try:
            await self._keep(connection, depositing)
        except Refusal as refusal:
            depositing.replies.refused(depositing.ref, refusal)
        except ProofError:
            depositing.replies.refused(depositing.ref, Refusal(RefusalCode.BAD_SIGNATURE))
        else:
            depositing.replies.deposited(depositing.ref, deposit.conversation, deposit.epoch)

    async def _keep(self, connection: Connection, depositing: Depositing) -> None:
        conversation, account = depositing.conversation, depositing.account
        async with connection.transaction():
            locked = await heads.lock(connection, [(conversation, account, heads.NO_INSTANCE)])
            opening = await opening_at(connection, conversation, depositing.deposit.epoch)
            grant = grant_depositing(
                locked,
                account,
                depositing.signed,
                conversation,
                depositing.sealed_shares,
                await members_of(connection, conversation),
                None if opening is None else read(EpochHeader, opening.header),
                await self.manifest_in_force(connection),
            )
            await deposits.keep(connection, grant)
