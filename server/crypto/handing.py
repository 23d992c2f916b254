"""Handing on (crypto.md §7.5): old custodians entrust what they hold of a deposit to those after them, each by itself.

A custodian splits what they hold among the new ones, so that nobody ever has the epoch's secret meanwhile. What comes together again in the
end are the depositor's own shares, held to by their hashes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from server.crypto.bundle import Bundle, Signer
from server.crypto.canonical import Body, Uint, encode, read, written
from server.crypto.checks import HASH_BYTES, ascending, count, hashes, ids, same
from server.crypto.deposit import Deposit, DepositRow, check_manifest, in_manifest_order, row_of
from server.crypto.hashing import hash_of, sha256
from server.crypto.manifest import MOST_CUSTODIANS, Manifest
from server.crypto.opening import open_share
from server.crypto.order import ReleaseOrder, check_covered
from server.crypto.sealing import OVERHEAD_BYTES, SealingKey, seal
from server.crypto.share import SHARE_BODY_BYTES, split_secret
from server.crypto.signing import SignedBody, SigningKey
from server.errors import ProofError
from server.ids import AccountId, ConversationId, DepositId

MOST_HELD = 64
"""Handed shares that a holding may have: as many as custodians before handed on."""

AROUND_SHARE_BYTES = 128
"""No more than this stands around what is in a handed share, and with it in a holding."""

AROUND_HOLDING_BYTES = 48
"""Nor than this around all that is in a holding."""


class HandedShare(Body, frozen=True, tag="webtherapy/v1/handed-share"):
    """A share of what one custodian held, and all that says of what, whose, and for whom it is. Secret."""

    order_hash: bytes
    deposit_id: DepositId
    hander: AccountId
    custodian: AccountId
    k: Uint
    share: bytes

    def __post_init__(self) -> None:
        hashes(self.order_hash)
        ids(self.deposit_id, self.hander, self.custodian)
        if len(self.share) < 2:
            raise ProofError("wrong_length")
        if self.x == 0:
            raise ProofError("malformed")

    @property
    def x(self) -> int:
        """Where on the polynomial this share lies."""
        return self.share[-1]


class Handing(Body, frozen=True, tag="webtherapy/v1/handing"):
    """A custodian's word on what they handed to those of a later manifest, under which order. Public."""

    order_hash: bytes
    conversation: ConversationId
    deposit_id: DepositId
    hander: AccountId
    from_manifest_hash: bytes
    manifest_hash: bytes
    k: Uint
    rows: tuple[DepositRow, ...]
    made_at: Uint

    def __post_init__(self) -> None:
        hashes(self.order_hash, self.from_manifest_hash, self.manifest_hash)
        ids(self.conversation, self.deposit_id, self.hander)
        count(self.rows, 1, MOST_CUSTODIANS)
        ascending([row.custodian for row in self.rows])

    @property
    def hash(self) -> bytes:
        """The hash of this body."""
        return sha256(self.encoded())

    def row(self, custodian: AccountId) -> DepositRow:
        """The custodian's row; ProofError("unknown_member")."""
        return row_of(self.rows, custodian)


class Holding(Body, frozen=True, tag="webtherapy/v1/holding"):
    """What a custodian holds of a deposit that was handed on to them. Secret. A hash in the place of a share: of that handing nothing opens."""

    deposit_id: DepositId
    shares: tuple[bytes, ...]

    def __post_init__(self) -> None:
        ids(self.deposit_id)
        count(self.shares, 1, MOST_HELD)

    @property
    def handed(self) -> list[bytes]:
        """The handed shares."""
        return [each for each in self.shares if len(each) != HASH_BYTES]

    @property
    def empty(self) -> list[bytes]:
        """The hashes of handings of which what was sealed to the custodian does not open."""
        return [each for each in self.shares if len(each) == HASH_BYTES]


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class MadeHanding:
    """What a custodian sends: their signed word, and the sealed handed shares in the order of its rows."""

    signed: SignedBody
    sealed_shares: tuple[bytes, ...]


def make_handing(
    signer: SigningKey,
    hander: AccountId,
    order: ReleaseOrder,
    deposit: Deposit,
    held: bytes,
    manifest: Manifest,
    custodians: Sequence[Bundle],
    made_at: int,
) -> MadeHanding:
    """What `hander` holds of a deposit, shared among the custodians of a later manifest, whose certified bundles are given.

    Reasons: foreign_epoch, wrong_manifest (not those whom the order names), wrong_custodians, too_large (handed on too often).
    """
    check_covered(order, deposit)
    same(order.basis_hash, manifest.hash, "wrong_manifest")
    bundles = in_manifest_order(manifest, custodians)
    rows, sealed_shares = [], []
    for bundle, share in zip(bundles, split_secret(held, len(bundles), manifest.k), strict=True):
        body = written(HandedShare(order.hash, deposit.deposit_id, hander, bundle.account, manifest.k, share))
        sealed = seal(bundle.sealing_public, handed_info(order.hash, deposit.deposit_id, hander, bundle.hash), body)
        rows.append(DepositRow(bundle.account, bundle.hash, handed_share_hash(body), sealed_handed_share_hash(sealed)))
        sealed_shares.append(sealed)
    handing = Handing(
        order_hash=order.hash,
        conversation=order.conversation,
        deposit_id=deposit.deposit_id,
        hander=hander,
        from_manifest_hash=order.manifest_hash,
        manifest_hash=manifest.hash,
        k=manifest.k,
        rows=tuple(rows),
        made_at=made_at,
    )
    return MadeHanding(signer.sign_body(handing), tuple(sealed_shares))


def verify_handing(
    signed: SignedBody, sealed_shares: Sequence[bytes], hander: Signer, order: ReleaseOrder, manifest: Manifest
) -> Handing:
    """The handing under this order, to this manifest: as much as can be told without opening a share.

    Reasons: those of `verify_handing_word`, wrong_order, wrong_length, wrong_sealed_share_hash.
    """
    handing = signed.verified(Handing, hander.signing_public)
    same(handing.order_hash, order.hash, "wrong_order")
    same(handing.conversation, order.conversation, "foreign_conversation")
    same(handing.from_manifest_hash, order.manifest_hash, "wrong_manifest")
    verify_handing_word(signed, hander, manifest)
    count(sealed_shares, len(handing.rows), len(handing.rows))
    for row, sealed in zip(handing.rows, sealed_shares, strict=True):
        same(sealed_handed_share_hash(sealed), row.sealed_share_hash, "wrong_sealed_share_hash")
    return handing


def check_handed_length(
    deposit: Deposit, order: ReleaseOrder, handings: Sequence[Handing], sealed: Sequence[bytes]
) -> None:
    """ProofError("wrong_length") for sealed shares of more than the hander can hold, or of several lengths.

    Otherwise one who swells them leaves those after with more than a holding takes, and nobody opens anything. `handings` are all of this deposit.
    """
    most = longest_held(deposit, order.manifest_hash, handings) + 1 + AROUND_SHARE_BYTES + OVERHEAD_BYTES
    if len({len(each) for each in sealed}) != 1 or len(sealed[0]) > most:
        raise ProofError("wrong_length")


def longest_held(deposit: Deposit, manifest_hash: bytes, handings: Sequence[Handing]) -> int:
    """How many bytes at most a custodian of a manifest holds of a deposit, by what was handed on."""
    if manifest_hash == deposit.manifest_hash:
        return SHARE_BODY_BYTES
    into = [each.from_manifest_hash for each in handings if each.manifest_hash == manifest_hash]
    rest = [each for each in handings if each.manifest_hash != manifest_hash]
    return AROUND_HOLDING_BYTES + sum(longest_held(deposit, each, rest) + 1 + AROUND_SHARE_BYTES for each in into)


def verify_handing_word(signed: SignedBody, hander: Signer, manifest: Manifest) -> Handing:
    """The same for who sees one of the sealed shares, or none.

    Reasons: bad_signature, unknown_member, wrong_manifest, bad_threshold, wrong_custodians.
    """
    handing = signed.verified(Handing, hander.signing_public)
    same(handing.hander, hander.account, "unknown_member")
    check_manifest(handing.manifest_hash, handing.k, handing.rows, manifest)
    return handing


def check_hander(hander: Signer, before: Manifest, after: Manifest) -> None:
    """ProofError unless this is a custodian of `before`, under the bundle it names, and `after` comes later.

    Reasons: wrong_manifest, unknown_member, wrong_bundle.
    """
    if before.generation >= after.generation:
        raise ProofError("wrong_manifest")
    named = [each.bundle_hash for each in before.custodians if each.account == hander.account]
    if not named:
        raise ProofError("unknown_member")
    same(hander.hash, named[0], "wrong_bundle")


def open_handed_share(key: SealingKey, custodian: AccountId, handing: Handing, sealed: bytes) -> bytes:
    """The custodian's handed share, verified against the handing. Secret.

    Reasons: unknown_member, wrong_sealed_share_hash, wrong_key, and those of `verify_handed_share`.
    """
    row = handing.row(custodian)
    same(sealed_handed_share_hash(sealed), row.sealed_share_hash, "wrong_sealed_share_hash")
    info = handed_info(handing.order_hash, handing.deposit_id, handing.hander, row.bundle_hash)
    body = key.open_sealed(info, sealed)
    verify_handed_share(handing, custodian, body)
    return body


def verify_handed_share(handing: Handing, custodian: AccountId, body: bytes) -> HandedShare:
    """The handed share, if it is what the hander gave this custodian.

    Reasons: mixed_deposits (of another handing), share_mismatch (of this one, but not what its row says).
    """
    share = read(HandedShare, body)
    said = (share.order_hash, share.deposit_id, share.hander)
    if said != (handing.order_hash, handing.deposit_id, handing.hander):
        raise ProofError("mixed_deposits")
    same(handed_share_hash(body), handing.row(custodian).share_hash, "share_mismatch")
    if (share.custodian, share.k) != (custodian, handing.k):
        raise ProofError("share_mismatch")
    return share


@dataclass(frozen=True, slots=True, repr=False)
class SealedHanding:
    """A handing, and one custodian's sealed share of it, if they were shown one."""

    handing: Handing
    sealed: bytes | None


def open_held(
    key: SealingKey,
    custodian: AccountId,
    manifest_hash: bytes,
    deposit: Deposit,
    sealed: bytes | None,
    handings: Sequence[SealedHanding],
) -> bytes:
    """What a custodian of a manifest holds of a deposit: their share, or what was handed on to them. Secret.

    Of what does not open although the hander sealed just that, the handing's hash says so; what is not what the hander sealed is left out.
    ProofError("wrong_length") when nothing opens.
    """
    if deposit.manifest_hash == manifest_hash:
        if sealed is None:
            raise ProofError("wrong_length")
        return open_share(key, custodian, deposit, sealed)
    shares, empty = list[bytes](), list[bytes]()
    for each in handings:
        handing = each.handing
        if each.sealed is None or (handing.deposit_id, handing.manifest_hash) != (deposit.deposit_id, manifest_hash):
            continue
        try:
            shares.append(open_handed_share(key, custodian, handing, each.sealed))
        except ProofError as error:
            if error.reason != "wrong_sealed_share_hash":
                empty.append(handing.hash)
    if not shares:
        raise ProofError("wrong_length")
    return written(Holding(deposit.deposit_id, (*shares, *empty)))


def handed_share_hash(body: bytes) -> bytes:
    """What a handing says of a handed share."""
    return hash_of("webtherapy/v1/handed-share-hash", body)


def sealed_handed_share_hash(sealed: bytes) -> bytes:
    """What a handing says of a sealed handed share."""
    return hash_of("webtherapy/v1/sealed-handed-share-hash", sealed)


def handed_info(order_hash: bytes, deposit_id: DepositId, hander: AccountId, bundle_hash: bytes) -> bytes:
    """To what a sealed handed share is bound besides the custodian's key."""
    return encode("webtherapy/v1/handed-share-seal", order_hash, deposit_id, hander, bundle_hash)
