"""Deposits (crypto.md §7.2): a member entrusts an epoch's secret to the custodians, without which it may not write."""

from collections.abc import Sequence
from dataclasses import dataclass

from server.crypto.bundle import Bundle, Signer
from server.crypto.canonical import Body, Uint, written
from server.crypto.checks import Random, ascending, count, drawn, exactly, hashes, ids, same
from server.crypto.epoch import EpochHeader, EpochKeys
from server.crypto.hashing import sha256
from server.crypto.manifest import MOST_CUSTODIANS, Manifest
from server.crypto.sealing import seal
from server.crypto.share import SEALED_SHARE_BYTES, ShareBody, seal_info, sealed_share_hash, share_hash, split_secret
from server.crypto.signing import SignedBody, SigningKey
from server.errors import ProofError
from server.ids import ID_BYTES, AccountId, ConversationId, DepositId


class DepositRow(Body, frozen=True):
    """What one custodian was given; the hashes hold the depositor to it."""

    custodian: AccountId
    bundle_hash: bytes
    share_hash: bytes
    sealed_share_hash: bytes

    def __post_init__(self) -> None:
        ids(self.custodian)
        hashes(self.bundle_hash, self.share_hash, self.sealed_share_hash)


class Deposit(Body, frozen=True, tag="webtherapy/v1/deposit"):
    """A depositor's word on what they gave to whom. Public."""

    conversation: ConversationId
    epoch: Uint
    header_hash: bytes
    depositor: AccountId
    deposit_id: DepositId
    manifest_hash: bytes
    k: Uint
    rows: tuple[DepositRow, ...]
    made_at: Uint

    def __post_init__(self) -> None:
        ids(self.conversation, self.depositor, self.deposit_id)
        hashes(self.header_hash, self.manifest_hash)
        count(self.rows, 1, MOST_CUSTODIANS)
        ascending([row.custodian for row in self.rows])

    @property
    def hash(self) -> bytes:
        """The hash of this body."""
        return sha256(self.encoded())

    def row(self, custodian: AccountId) -> DepositRow:
        """The custodian's row; ProofError("unknown_member")."""
        return row_of(self.rows, custodian)


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class MadeDeposit:
    """What a depositor sends: the signed deposit, and the sealed shares in the order of its rows."""

    signed: SignedBody
    sealed_shares: tuple[bytes, ...]


def make_deposit(
    signer: SigningKey,
    depositor: AccountId,
    epoch: EpochKeys,
    manifest: Manifest,
    custodians: Sequence[Bundle],
    made_at: int,
    random: Random,
) -> MadeDeposit:
    """The epoch's secret, shared among the manifest's custodians, whose certified bundles are given.

    Where the shares lie and how the polynomials run is drawn by the sharing library itself, not by `random`.
    """
    deposit_id = DepositId(drawn(random, ID_BYTES))
    bundles = in_manifest_order(manifest, custodians)
    shares = split_secret(epoch.secret, len(bundles), manifest.k)
    rows, sealed_shares = [], []
    for bundle, share in zip(bundles, shares, strict=True):
        body = written(
            ShareBody(
                deposit_id=deposit_id,
                header_hash=epoch.header_hash,
                depositor=depositor,
                manifest_hash=manifest.hash,
                custodian=bundle.account,
                k=manifest.k,
                share=share,
            )
        )
        info = seal_info(epoch.conversation, epoch.header_hash, deposit_id, bundle.hash)
        sealed = seal(bundle.sealing_public, info, body)
        rows.append(DepositRow(bundle.account, bundle.hash, share_hash(body), sealed_share_hash(sealed)))
        sealed_shares.append(sealed)
    deposit = Deposit(
        conversation=epoch.conversation,
        epoch=epoch.epoch,
        header_hash=epoch.header_hash,
        depositor=depositor,
        deposit_id=deposit_id,
        manifest_hash=manifest.hash,
        k=manifest.k,
        rows=tuple(rows),
        made_at=made_at,
    )
    return MadeDeposit(signer.sign_body(deposit), tuple(sealed_shares))


def verify_deposit(
    signed: SignedBody, sealed_shares: Sequence[bytes], depositor: Signer, header: EpochHeader, manifest: Manifest
) -> Deposit:
    """The deposit of a member for this epoch under this manifest: as much as can be told without opening a share.

    Reasons: those of `verify_deposit_word`, wrong_length, wrong_sealed_share_hash.
    """
    deposit = verify_deposit_word(signed, depositor, header, manifest)
    _check_sealed_shares(deposit, sealed_shares)
    return deposit


def verify_deposit_word(signed: SignedBody, depositor: Signer, header: EpochHeader, manifest: Manifest) -> Deposit:
    """The same for who sees one of the sealed shares, or none: a custodian, an order's recipient.

    Reasons: bad_signature, foreign_epoch, unknown_member, wrong_bundle, wrong_manifest, wrong_custodians, bad_threshold.
    """
    deposit = signed.verified(Deposit, depositor.signing_public)
    if deposit.depositor != depositor.account:
        raise ProofError("unknown_member")
    same(header.member(deposit.depositor).bundle_hash, depositor.hash, "wrong_bundle")
    check_deposit_epoch(deposit, header)
    check_manifest(deposit.manifest_hash, deposit.k, deposit.rows, manifest)
    return deposit


def check_deposit_epoch(deposit: Deposit, header: EpochHeader) -> None:
    """ProofError("foreign_epoch") unless the deposit is for the epoch with this header."""
    if deposit.conversation != header.conversation or deposit.epoch != header.epoch:
        raise ProofError("foreign_epoch")
    same(deposit.header_hash, header.hash, "foreign_epoch")


def _check_sealed_shares(deposit: Deposit, sealed_shares: Sequence[bytes]) -> None:
    count(sealed_shares, len(deposit.rows), len(deposit.rows))
    exactly(SEALED_SHARE_BYTES, *sealed_shares)
    for row, sealed in zip(deposit.rows, sealed_shares, strict=True):
        same(sealed_share_hash(sealed), row.sealed_share_hash, "wrong_sealed_share_hash")


def in_manifest_order(manifest: Manifest, custodians: Sequence[Bundle]) -> list[Bundle]:
    """The custodians' bundles in the manifest's order; ProofError("wrong_custodians") when they are not its own."""
    bundles = sorted(custodians, key=lambda bundle: bundle.account)
    if [(bundle.account, bundle.hash) for bundle in bundles] != _expected_rows(manifest):
        raise ProofError("wrong_custodians")
    return bundles


def check_manifest(manifest_hash: bytes, k: int, rows: Sequence[DepositRow], manifest: Manifest) -> None:
    """ProofError unless what was shared was shared among the custodians of this manifest, under its threshold.

    Reasons: wrong_manifest, bad_threshold, wrong_custodians.
    """
    same(manifest_hash, manifest.hash, "wrong_manifest")
    if k != manifest.k:
        raise ProofError("bad_threshold")
    if [(row.custodian, row.bundle_hash) for row in rows] != _expected_rows(manifest):
        raise ProofError("wrong_custodians")


def row_of(rows: Sequence[DepositRow], custodian: AccountId) -> DepositRow:
    """The custodian's row; ProofError("unknown_member")."""
    for row in rows:
        if row.custodian == custodian:
            return row
    raise ProofError("unknown_member")


def _expected_rows(manifest: Manifest) -> list[tuple[AccountId, bytes]]:
    return [(custodian.account, custodian.bundle_hash) for custodian in manifest.custodians]
