"""Depositing anew (crypto.md §7.4): the custodians in force get what those before them had, at a member's sign-in."""

import os
from typing import Final

from client_py.account import Account
from client_py.documents import Document, Octets, Person, Signed
from client_py.http import Http
from client_py.line import now_ms
from client_py.trust import Trust, check_not_older
from server.crypto.canonical import read
from server.crypto.deposit import MadeDeposit, make_deposit
from server.crypto.epoch import EpochHeader, unwrap_epoch
from server.crypto.manifest import Manifest

PATH: Final = "/messaging/v1/deposits"


class OwedEpoch(Document, frozen=True, kw_only=True):
    """An epoch, and the caller's own wrap of it."""

    conversation: Octets
    epoch: int
    header: Octets
    signature: Octets
    wrap: Octets


class Owed(Document, frozen=True, kw_only=True):
    """GET /messaging/v1/deposits."""

    owed: list[OwedEpoch]


class DepositRequest(Document, frozen=True, kw_only=True):
    """POST /messaging/v1/deposits."""

    deposit: Signed
    sealed_shares: list[Octets]


async def deposit_anew(http: Http, account: Account, trust: Trust) -> int:
    """Entrusts every epoch that is owed to the custodians in force, whom the root named; how many there were.

    ProofError when a wrap is not one's own, or does not hold what its epoch's header says; "stale_manifest" when an epoch names custodians who
    come after those that are shown as in force: to people who were replaced nobody entrusts what came later.
    """
    manifest, deposited = trust.manifest, 0
    if manifest is None:
        return 0
    while owed := (await http.get(PATH, Owed)).owed:
        trust.take_people([await http.get("/messaging/v1/bundle", Person)])
        for each in owed:
            made = _made(account, trust, manifest, each)
            shares = [Octets(sealed) for sealed in made.sealed_shares]
            await http.tell(PATH, DepositRequest(deposit=Signed.of(made.signed), sealed_shares=shares))
        deposited += len(owed)
    return deposited


def _made(account: Account, trust: Trust, manifest: Manifest, owed: OwedEpoch) -> MadeDeposit:
    """With the keys by which the epoch names this account: the commitment says that the secret is the right one."""
    header = read(EpochHeader, bytes(owed.header))
    check_not_older(trust, header)
    named = trust.succession(account.identity).at(header.member(account.identity).bundle_hash).bundle
    keys = account.keys_of(named)
    epoch = unwrap_epoch(keys.sealing, account.identity, header, bytes(owed.wrap))
    custodians = trust.custodians_of(manifest)
    return make_deposit(keys.signing, account.identity, epoch, manifest, custodians, now_ms(), os.urandom)
