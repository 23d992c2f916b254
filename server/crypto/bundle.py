"""Bundles (crypto.md §4.1): an account's public keys, and their succession."""

from typing import Protocol

from server.crypto.account import AccountKeys
from server.crypto.canonical import Body, Uint, read
from server.crypto.checks import hashes, ids, same
from server.crypto.hashing import sha256
from server.crypto.sealing import check_sealing_public
from server.crypto.signing import SignedBody, check_signing_public, verify
from server.errors import ProofError
from server.ids import AccountId


class Bundle(Body, frozen=True, tag="webtherapy/v1/bundle"):
    """Public keys of an account. That they are its keys only a certificate says (crypto.md §4.2)."""

    account: AccountId
    generation: Uint
    signing_public: bytes
    sealing_public: bytes
    made_at: Uint
    previous: bytes

    def __post_init__(self) -> None:
        ids(self.account)
        check_signing_public(self.signing_public)
        check_sealing_public(self.sealing_public)
        if self.generation == 0 and self.previous:
            raise ProofError("wrong_previous")
        if self.generation != 0:
            hashes(self.previous)

    @property
    def hash(self) -> bytes:
        """What everything else names this bundle by."""
        return sha256(self.encoded())


class Signer(Protocol):
    """What verifying a signature asks of a bundle: whose it is, its hash, its signing key."""

    @property
    def account(self) -> AccountId:
        """Whose keys these are."""

    @property
    def hash(self) -> bytes:
        """The bundle's hash."""

    @property
    def signing_public(self) -> bytes:
        """The bundle's signing key."""


def make_bundle(keys: AccountKeys, account: AccountId, made_at: int) -> SignedBody:
    """An account's first bundle."""
    return keys.signing.sign_body(_bundle(keys, account, 0, made_at, b""))


def make_successor(
    keys: AccountKeys, made_at: int, previous: Bundle, predecessor: AccountKeys
) -> tuple[SignedBody, bytes]:
    """The bundle after `previous`, and the predecessor's signature over the same body."""
    signed = keys.signing.sign_body(_bundle(keys, previous.account, previous.generation + 1, made_at, previous.hash))
    return signed, predecessor.signing.sign(signed.body)


def make_anew(keys: AccountKeys, made_at: int, lost: Bundle) -> SignedBody:
    """The bundle of keys that were begun anew after those of `lost` were: nobody could sign it with them."""
    return keys.signing.sign_body(_bundle(keys, lost.account, lost.generation + 1, made_at, lost.hash))


def verify_bundle(signed: SignedBody) -> Bundle:
    """The bundle, its own signature verified: who made it holds the signing key. Nothing more is thereby known."""
    # The key that verifies stands in the body itself: this is the one structure that is read before it is verified.
    bundle = read(Bundle, signed.body)
    verify(bundle.signing_public, signed.body, signed.signature)
    return bundle


def verify_successor(signed: SignedBody, previous: Bundle, predecessor_signature: bytes) -> Bundle:
    """The bundle that follows `previous`: same account, next generation, its hash, signed by both."""
    bundle = verify_bundle(signed)
    if bundle.account != previous.account or bundle.generation != previous.generation + 1:
        raise ProofError("wrong_previous")
    same(bundle.previous, previous.hash, "wrong_previous")
    verify(previous.signing_public, signed.body, predecessor_signature)
    return bundle


def verify_anew(signed: SignedBody, lost: Bundle) -> Bundle:
    """The bundle that follows `lost` without its signature: same account, next generation, its hash. What it is worth, a certifier says."""
    bundle = verify_bundle(signed)
    if bundle.account != lost.account or bundle.generation != lost.generation + 1:
        raise ProofError("wrong_previous")
    same(bundle.previous, lost.hash, "wrong_previous")
    return bundle


def _bundle(keys: AccountKeys, account: AccountId, generation: int, made_at: int, previous: bytes) -> Bundle:
    return Bundle(
        account=account,
        generation=generation,
        signing_public=keys.signing.public,
        sealing_public=keys.sealing.public,
        made_at=made_at,
        previous=previous,
    )
