"""The custodian manifest (crypto.md §7.1): who keeps the shares, and how many of them must agree."""

from collections.abc import Mapping, Sequence

from server.crypto.bundle import Bundle
from server.crypto.canonical import Body, Uint
from server.crypto.checks import ascending, count, hashes, ids, same
from server.crypto.hashing import sha256
from server.crypto.signing import Signature, SignedBody, SigningKey, verify
from server.crypto.trust import PinnedRoot
from server.errors import ProofError
from server.ids import AccountId

LEAST_CUSTODIANS = 3
MOST_CUSTODIANS = 32
LEAST_THRESHOLD = 2


class Custodian(Body, frozen=True):
    """One who keeps shares, and under which bundle."""

    account: AccountId
    bundle_hash: bytes

    def __post_init__(self) -> None:
        ids(self.account)
        hashes(self.bundle_hash)


class Manifest(Body, frozen=True, tag="webtherapy/v1/custodian-manifest"):
    """The custodians in force; k of them open what is entrusted to them."""

    generation: Uint
    k: Uint
    custodians: tuple[Custodian, ...]
    previous: bytes
    issued_at: Uint

    def __post_init__(self) -> None:
        count(self.custodians, LEAST_CUSTODIANS, MOST_CUSTODIANS)
        ascending([custodian.account for custodian in self.custodians])
        n = len(self.custodians)
        # A majority: two disjoint groups of k cannot both exist.
        if not (LEAST_THRESHOLD <= self.k <= n < 2 * self.k):
            raise ProofError("bad_threshold")
        if self.generation == 0 and self.previous:
            raise ProofError("wrong_previous")
        if self.generation != 0:
            hashes(self.previous)

    @property
    def hash(self) -> bytes:
        """What matches, epochs and deposits name this manifest by."""
        return sha256(self.encoded())


def make_manifest(root: SigningKey, custodians: Sequence[Bundle], k: int, issued_at: int) -> SignedBody:
    """The first manifest, signed by the root."""
    return root.sign_body(_manifest(0, k, custodians, b"", issued_at))


def make_next_manifest(
    root: SigningKey, custodians: Sequence[Bundle], k: int, issued_at: int, previous: Manifest
) -> SignedBody:
    """The manifest after `previous`, signed by the root; k of its custodians sign with `cosign_manifest`."""
    return root.sign_body(_manifest(previous.generation + 1, k, custodians, previous.hash, issued_at))


def cosign_manifest(key: SigningKey, custodian: AccountId, signed: SignedBody) -> Signature:
    """A custodian's consent to their successors."""
    return Signature(custodian, key.sign(signed.body))


def verify_manifest(signed: SignedBody, root: PinnedRoot, least_generation: int = 0) -> Manifest:
    """The manifest, signed by the pinned root; ProofError("stale_manifest") below the generation already seen."""
    manifest = signed.verified(Manifest, root.public)
    if manifest.generation < least_generation:
        raise ProofError("stale_manifest")
    return manifest


def verify_next_manifest(
    signed: SignedBody,
    cosignatures: Sequence[Signature],
    root: PinnedRoot,
    previous: Manifest,
    custodians: Mapping[AccountId, Bundle],
) -> Manifest:
    """The manifest that follows `previous`, with the consent of k of its custodians (whose bundles are given).

    Reasons: bad_signature, wrong_previous, unknown_member, wrong_bundle, duplicate_member, too_few_signatures.
    """
    manifest = verify_manifest(signed, root)
    if manifest.generation != previous.generation + 1:
        raise ProofError("wrong_previous")
    same(manifest.previous, previous.hash, "wrong_previous")
    if len({signature.account for signature in cosignatures}) != len(cosignatures):
        raise ProofError("duplicate_member")
    if len(cosignatures) < previous.k:
        raise ProofError("too_few_signatures")
    for signature in cosignatures:
        bundle = _custodian_bundle(previous, custodians, signature.account)
        verify(bundle.signing_public, signed.body, signature.signature)
    return manifest


def _custodian_bundle(manifest: Manifest, bundles: Mapping[AccountId, Bundle], account: AccountId) -> Bundle:
    """The bundle of a custodian of the manifest, the one it names."""
    for custodian in manifest.custodians:
        if custodian.account == account and account in bundles:
            same(bundles[account].hash, custodian.bundle_hash, "wrong_bundle")
            return bundles[account]
    raise ProofError("unknown_member")


def _manifest(generation: int, k: int, custodians: Sequence[Bundle], previous: bytes, issued_at: int) -> Manifest:
    rows = [Custodian(account=bundle.account, bundle_hash=bundle.hash) for bundle in custodians]
    return Manifest(
        generation=generation,
        k=k,
        custodians=tuple(sorted(rows, key=lambda row: row.account)),
        previous=previous,
        issued_at=issued_at,
    )
