"""Ed25519 and signed bodies (crypto.md §1.3)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from nacl.bindings import (
    crypto_core_ed25519_is_valid_point,
    crypto_sign,
    crypto_sign_open,
    crypto_sign_seed_keypair,
)
from nacl.exceptions import BadSignatureError

from server.crypto.canonical import Body, read, written
from server.crypto.checks import KEY_BYTES, SIGNATURE_BYTES, exactly
from server.crypto.hashing import sha256
from server.errors import ProofError
from server.ids import AccountId

BodyT = TypeVar("BodyT", bound=Body)
KeysT = TypeVar("KeysT")
SaidT = TypeVar("SaidT")


class SigningKey:
    """An Ed25519 private key, from its 32-byte seed. Secret: its repr shows the type only."""

    __slots__ = ("_secret", "public")

    def __init__(self, seed: bytes) -> None:
        exactly(KEY_BYTES, seed)
        self.public: bytes
        self.public, self._secret = crypto_sign_seed_keypair(seed)

    def __repr__(self) -> str:
        return "<SigningKey>"

    def sign(self, message: bytes) -> bytes:
        """The signature of `message`, 64 bytes."""
        return crypto_sign(message, self._secret)[:SIGNATURE_BYTES]

    def sign_body(self, body: Body) -> "SignedBody":
        """The signed body; ProofError when the body is one that we should refuse ourselves."""
        data = written(body)
        return SignedBody(data, self.sign(data))


def verify(public: bytes, message: bytes, signature: bytes) -> None:
    """ProofError("bad_signature") unless the holder of `public` signed exactly these bytes."""
    if len(public) != KEY_BYTES or len(signature) != SIGNATURE_BYTES:
        raise ProofError("bad_signature")
    try:
        crypto_sign_open(signature + message, public)
    except (BadSignatureError, ValueError):
        raise ProofError("bad_signature") from None


def under_any(keys: Iterable[KeysT], verify: Callable[[KeysT], SaidT]) -> SaidT:
    """What `verify` gives under the first keys of which it does not say `bad_signature`; ProofError("bad_signature") when it says so of all."""
    for each in keys:
        try:
            return verify(each)
        except ProofError as error:
            if error.reason != "bad_signature":
                raise
    raise ProofError("bad_signature")


def check_signing_public(public: bytes) -> None:
    """ProofError("bad_key") unless `public` is a point of the prime-order group other than its identity."""
    exactly(KEY_BYTES, public)
    if not crypto_core_ed25519_is_valid_point(public):
        raise ProofError("bad_key")


class SignedBody(Body, frozen=True):
    """A body's bytes as they were signed, and the signature. Encoded: MessagePack [body, signature]."""

    body: bytes
    signature: bytes

    def __post_init__(self) -> None:
        exactly(SIGNATURE_BYTES, self.signature)

    @property
    def hash(self) -> bytes:
        """The hash of the body; the signature is not part of it."""
        return sha256(self.body)

    def verified(self, shape: type[BodyT], public: bytes) -> BodyT:
        """The body as `shape`, after its signature under `public` was verified over the bytes as they stand."""
        verify(public, self.body, self.signature)
        return read(shape, self.body)


@dataclass(frozen=True, slots=True)
class Signature:
    """One more signature over a body that is signed already, and by whom (crypto.md §7.1)."""

    account: AccountId
    signature: bytes
