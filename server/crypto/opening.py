"""Opening a deposit (crypto.md §7.3): a custodian unseals its share, a recipient brings k of them together.

Nothing here runs on the server. Shares of different deposits never mix; a share that is not the depositor's is named.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from server.crypto.canonical import read
from server.crypto.checks import same
from server.crypto.deposit import Deposit, check_deposit_epoch
from server.crypto.epoch import EpochHeader, EpochKeys
from server.crypto.sealing import SealingKey
from server.crypto.share import ShareBody, combine_secret, seal_info, sealed_share_hash, share_hash
from server.errors import ProofError
from server.ids import AccountId


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class ExaminedShares:
    """The shares that are what the depositor gave, and the custodians whose contribution is something else. Secret."""

    good: tuple[ShareBody, ...]
    bad: tuple[AccountId, ...]


def open_share(key: SealingKey, custodian: AccountId, deposit: Deposit, sealed: bytes) -> bytes:
    """The custodian's share body, verified against the deposit. Secret.

    Reasons: unknown_member, wrong_sealed_share_hash, wrong_key, and those of `verify_share`.
    """
    row = deposit.row(custodian)
    same(sealed_share_hash(sealed), row.sealed_share_hash, "wrong_sealed_share_hash")
    info = seal_info(deposit.conversation, deposit.header_hash, deposit.deposit_id, row.bundle_hash)
    body = key.open_sealed(info, sealed)
    verify_share(deposit, custodian, body)
    return body


def verify_share(deposit: Deposit, custodian: AccountId, share_body: bytes) -> ShareBody:
    """The share, if it is what the depositor gave this custodian.

    Reasons: mixed_deposits (of another deposit), share_mismatch (of this one, but not what its row says).
    """
    share = read(ShareBody, share_body)
    same(share.deposit_id, deposit.deposit_id, "mixed_deposits")
    same(share_hash(share_body), deposit.row(custodian).share_hash, "share_mismatch")
    # The depositor vouched for these bytes; that they also say the truth is checked, not believed.
    if (share.header_hash, share.depositor, share.manifest_hash, share.custodian, share.k) != (
        deposit.header_hash,
        deposit.depositor,
        deposit.manifest_hash,
        custodian,
        deposit.k,
    ):
        raise ProofError("share_mismatch")
    return share


def examine_shares(deposit: Deposit, contributions: Mapping[AccountId, bytes]) -> ExaminedShares:
    """Good shares, and by name the custodians whose contribution is not their share of this deposit."""
    good, bad = [], []
    for custodian, share_body in contributions.items():
        try:
            good.append(verify_share(deposit, custodian, share_body))
        except ProofError:
            bad.append(custodian)
    return ExaminedShares(tuple(good), tuple(bad))


def combine_shares(deposit: Deposit, header: EpochHeader, shares: Sequence[ShareBody]) -> EpochKeys:
    """The epoch's keys from k shares of one deposit; what is more than k is not used.

    Reasons: foreign_epoch, mixed_deposits, duplicate_share, too_few_shares, wrong_commitment (the depositor cheated).
    """
    check_deposit_epoch(deposit, header)
    for share in shares:
        same(share.deposit_id, deposit.deposit_id, "mixed_deposits")
    if len({share.x for share in shares}) != len(shares):
        raise ProofError("duplicate_share")
    if len(shares) < deposit.k:
        raise ProofError("too_few_shares")
    return EpochKeys.of(header, combine_secret([share.share for share in shares[: deposit.k]]))
