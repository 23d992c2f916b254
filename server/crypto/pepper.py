"""The pepper (crypto.md §3.4): what the identity database keeps opens only with a key that is not in the database."""

import hmac
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from server.crypto.aead import open_box, seal_box
from server.crypto.canonical import encode
from server.crypto.checks import KEY_BYTES, Random, exactly, ids
from server.crypto.hashing import derive
from server.crypto.number import check as check_number
from server.errors import ProofError
from server.ids import AccountId

_HIGHEST = 255


class PepperedKind(StrEnum):
    """What a sealed value is; one can never be put in the place of another."""

    NUMBER = "number"
    ACTIVATION = "activation"
    PASSWORD_VERIFIER = "password-verifier"  # noqa: S105 - a word, no password
    RECOVERY_VERIFIER = "recovery-verifier"
    PASSWORD_WRAP = "password-wrap"  # noqa: S105 - the same
    RECOVERY_WRAP = "recovery-wrap"
    PASSKEY_WRAP = "passkey-wrap"
    PASSKEY = "passkey"
    TOTP = "totp"
    PREDECESSOR = "predecessor"
    CONTACT_CARD = "contact-card"
    CONTACT_CARD_WRAP = "contact-card-wrap"
    INTAKE = "intake"
    INTAKE_WRAP = "intake-wrap"
    PAYMENT_CUSTOMER = "payment-customer"


class Lookup(NamedTuple):
    """Under what something is found, 32 bytes, and the number of the pepper that made it."""

    pepper: int
    value: bytes


class Peppers:
    """All peppers by number (1 to 255, 32 bytes each); the highest seals, each opens what it sealed. Secret.

    A look-up in the plural is under every pepper, newest first: what was kept under an older one is found too. In the
    singular it is under the newest, which is how something is kept.
    """

    __slots__ = ("_networks", "_numbers", "_passkeys", "_seals", "newest")

    def __init__(self, peppers: Mapping[int, bytes]) -> None:
        if not peppers or not all(1 <= number <= _HIGHEST for number in peppers):
            raise ProofError("unknown_pepper")
        exactly(KEY_BYTES, *peppers.values())
        newest_first = dict(sorted(peppers.items(), reverse=True))
        self._seals = _derived(newest_first, "webtherapy/v1/pepper/seal")
        self._numbers = _derived(newest_first, "webtherapy/v1/pepper/number")
        self._networks = _derived(newest_first, "webtherapy/v1/pepper/network")
        self._passkeys = _derived(newest_first, "webtherapy/v1/pepper/passkey")
        self.newest = max(peppers)

    def __repr__(self) -> str:
        return "<Peppers>"

    def seal(self, kind: PepperedKind, account: AccountId, version: int, value: bytes, random: Random) -> bytes:
        """The sealed value: pepper number (1) ‖ nonce ‖ ciphertext."""
        box = seal_box(self._seals[self.newest], value, _context(kind, account, version), random)
        return bytes([self.newest]) + box

    def open(self, kind: PepperedKind, account: AccountId, version: int, sealed: bytes) -> bytes:
        """The value; ProofError("unknown_pepper"), or ("wrong_key") when it was sealed as something else."""
        if not sealed:
            raise ProofError("wrong_length")
        if sealed[0] not in self._seals:
            raise ProofError("unknown_pepper")
        return open_box(self._seals[sealed[0]], sealed[1:], _context(kind, account, version))

    def number_lookup(self, number: str) -> bytes:
        """Under what a number is kept; ProofError("bad_number")."""
        return self.number_lookups(number)[0].value

    def number_lookups(self, number: str) -> tuple[Lookup, ...]:
        """Under what a number may have been kept, newest first; ProofError("bad_number")."""
        return _lookups(self._numbers, check_number(number).encode())

    def network_lookup(self, account: AccountId, network: str) -> bytes:
        """Under what it is kept that an account was used from a network."""
        return self.network_lookups(account, network)[0].value

    def network_lookups(self, account: AccountId, network: str) -> tuple[Lookup, ...]:
        """Under what that may have been kept, newest first."""
        ids(account)
        return _lookups(self._networks, account + network.encode())

    def passkey_lookup(self, credential_id: bytes) -> bytes:
        """Under what a passkey's credential is kept."""
        return self.passkey_lookups(credential_id)[0].value

    def passkey_lookups(self, credential_id: bytes) -> tuple[Lookup, ...]:
        """Under what it may have been kept, newest first."""
        return _lookups(self._passkeys, credential_id)


def _derived(peppers: Mapping[int, bytes], label: str) -> dict[int, bytes]:
    return {number: derive(pepper, label) for number, pepper in peppers.items()}


def _lookups(keys: Mapping[int, bytes], value: bytes) -> tuple[Lookup, ...]:
    return tuple(Lookup(pepper, hmac.digest(key, value, "sha256")) for pepper, key in keys.items())


def _context(kind: PepperedKind, account: AccountId, version: int) -> bytes:
    ids(account)
    return encode("webtherapy/v1/peppered", kind, account, version)
