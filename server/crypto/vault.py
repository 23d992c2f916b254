"""The vault (crypto.md §3.2, §3.3, §3.7): from a password to the account secret; the server learns neither."""

import unicodedata
from enum import StrEnum

from nacl.pwhash import argon2id

from server.crypto.aead import open_box, seal_box
from server.crypto.canonical import Body, encode, read, written
from server.crypto.checks import HASH_BYTES, KEY_BYTES, Random, counted, exactly, hashes, ids, same
from server.crypto.hashing import derive, hash_of
from server.crypto.number import check as check_number
from server.errors import ProofError
from server.ids import AccountId

# Constants of the build, not settings: a server can neither lower them nor be asked for others (crypto.md §3.2).
ARGON2_MEMORY_BYTES = 64 * 1024 * 1024
ARGON2_PASSES = 3

_SALT_BYTES = 16


class WrapKind(StrEnum):
    """What opens a wrap."""

    PASSWORD = "password"  # noqa: S105 - a word, no password
    RECOVERY = "recovery"
    PASSKEY = "passkey"


class Vault(Body, frozen=True, tag="webtherapy/v1/vault"):
    """What a wrap holds: the account secret, and whom the practice is (crypto.md §4.2). Secret."""

    secret: bytes
    root_fingerprint: bytes

    def __post_init__(self) -> None:
        exactly(KEY_BYTES, self.secret)
        hashes(self.root_fingerprint)


def stretch(password: str, service: str, number: str) -> bytes:
    """The stretched password, 32 bytes: 64 MiB and some 0.1 s of work. `service` is the name pinned in the build."""
    try:
        spelled = unicodedata.normalize("NFC", password).encode()
    except UnicodeEncodeError:
        raise ProofError("malformed") from None
    salt = hash_of("webtherapy/v1/password-salt", service, check_number(number))[:_SALT_BYTES]
    return argon2id.kdf(KEY_BYTES, spelled, salt, opslimit=ARGON2_PASSES, memlimit=ARGON2_MEMORY_BYTES)


def authentication_key(stretched: bytes) -> bytes:
    """What is sent at sign-in."""
    exactly(KEY_BYTES, stretched)
    return derive(stretched, "webtherapy/v1/password/authentication")


def wrapping_key(stretched: bytes) -> bytes:
    """What is never sent."""
    exactly(KEY_BYTES, stretched)
    return derive(stretched, "webtherapy/v1/password/wrapping")


def wrap(wrapping: bytes, vault: Vault, kind: WrapKind, account: AccountId, version: int, random: Random) -> bytes:
    """The vault under a wrapping key: commitment (32) ‖ nonce ‖ ciphertext. `version` counts from 1."""
    return _commitment(wrapping) + seal_box(wrapping, written(vault), _wrap_context(kind, account, version), random)


def unwrap(wrapping: bytes, wrapped: bytes, kind: WrapKind, account: AccountId, version: int) -> Vault:
    """The vault; ProofError("wrong_key") unless key, kind, account and version are those it was wrapped with."""
    if len(wrapped) < HASH_BYTES:
        raise ProofError("wrong_length")
    # The commitment first: XChaCha20-Poly1305 alone could be made to open under several keys.
    same(wrapped[:HASH_BYTES], _commitment(wrapping), "wrong_key")
    return read(Vault, open_box(wrapping, wrapped[HASH_BYTES:], _wrap_context(kind, account, version)))


def seal_reload(reload_key: bytes, vault: Vault, account: AccountId, random: Random) -> bytes:
    """The half that a tab keeps while its page is open; the key is the server's half."""
    return seal_box(reload_key, written(vault), _reload_context(account), random)


def open_reload(reload_key: bytes, sealed: bytes, account: AccountId) -> Vault:
    """The vault, after a reload; ProofError("wrong_key") when the halves do not belong together."""
    return read(Vault, open_box(reload_key, sealed, _reload_context(account)))


def _commitment(wrapping: bytes) -> bytes:
    exactly(KEY_BYTES, wrapping)
    return derive(wrapping, "webtherapy/v1/wrap-commitment")


def _wrap_context(kind: WrapKind, account: AccountId, version: int) -> bytes:
    ids(account)
    counted(version)
    return encode("webtherapy/v1/wrap", kind, account, version)


def _reload_context(account: AccountId) -> bytes:
    ids(account)
    return encode("webtherapy/v1/reload", account)
