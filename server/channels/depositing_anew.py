"""Depositing anew (crypto.md §7.4): other custodians were named, and members entrust to them what those before had."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from server.channels.access import grant_depositing_anew
from server.crypto.canonical import read
from server.crypto.deposit import Deposit
from server.crypto.epoch import EpochHeader
from server.crypto.manifest import Manifest
from server.crypto.signing import SignedBody
from server.errors import Refusal, RefusalCode
from server.ids import AccountId
from server.records import deposits, heads
from server.records.conversations import epoch_signers
from server.records.deposits import OwedEpoch
from server.records.destructions import check_not_destroyed
from server.records.epochs import MemberKeys, members_of, opening_at
from server.storage.database import Connection

OWED_AT_ONCE: Final = 32


async def accept_anew(
    connection: Connection,
    account: AccountId,
    signed: SignedBody,
    sealed_shares: Sequence[bytes],
    manifest: Manifest | None,
) -> None:
    """Keep a member's deposit for an epoch of any age, under the manifest in force; the first stands. The head is locked."""
    # Read before it is verified, to know what to lock; nothing is believed until then.
    said = read(Deposit, signed.body)
    locked = await heads.lock(connection, [(said.conversation, account, heads.NO_INSTANCE)])
    await check_not_destroyed(connection, said.conversation)
    opening = await opening_at(connection, said.conversation, said.epoch)
    if opening is None or manifest is None:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    header = read(EpochHeader, opening.header)
    depositor = await _as_named(connection, header, account)
    grant = grant_depositing_anew(locked, account, signed, sealed_shares, header, depositor, manifest)
    await deposits.keep_anew(connection, grant)


async def _as_named(connection: Connection, header: EpochHeader, account: AccountId) -> MemberKeys | None:
    """A member under the bundle by which an epoch names them; None for whom it does not name."""
    sender = (header.conversation, header.epoch, account)
    signer = (await epoch_signers(connection, [sender])).get(sender)
    members = [each for each in await members_of(connection, header.conversation) if each.account == account]
    if signer is None or not members:
        return None
    return replace(members[0], hash=header.member(account).bundle_hash, signing_public=signer)


async def owed(connection: Connection, account: AccountId, manifest: Manifest | None) -> Sequence[OwedEpoch]:
    """For which epochs an account has still to deposit under the manifest in force, some at a time."""
    return [] if manifest is None else await deposits.owed(connection, account, manifest.hash, OWED_AT_ONCE)
