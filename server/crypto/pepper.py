"""The pepper (crypto.md §3.4): what the identity database keeps opens only with a key that is not in the database."""

import hmac
from collections.abc import Mapping
from enum import StrEnum

from server.crypto.aead import open_box, seal_box
from server.crypto.canonical import encode
from server.crypto.checks import KEY_BYTES, Random, exactly, ids
from server.crypto.hashing import derive
from server.crypto.number import check as check_number
from server.errors import ProofError
from server.ids import AccountId

LOOKUP_PEPPER = 1
"""Numbers are always looked up under this one: a look-up key cannot change without every number at hand."""

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


class Peppers:
    """All peppers by number (1 to 255, 32 bytes each); the highest seals, each opens what it sealed. Secret."""

    __slots__ = ("_lookup", "_newest", "_seals")

    def __init__(self, peppers: Mapping[int, bytes]) -> None:
        if LOOKUP_PEPPER not in peppers or not all(1 <= number <= _HIGHEST for number in peppers):
            raise ProofError("unknown_pepper")
        exactly(KEY_BYTES, *peppers.values())
        self._seals = {number: derive(pepper, "webtherapy/v1/pepper/seal") for number, pepper in peppers.items()}
        self._lookup = derive(peppers[LOOKUP_PEPPER], "webtherapy/v1/pepper/number")
        self._newest = max(peppers)

    def __repr__(self) -> str:
        return "<Peppers>"

    def seal(self, kind: PepperedKind, account: AccountId, version: int, value: bytes, random: Random) -> bytes:
        """The sealed value: pepper number (1) ‖ nonce ‖ ciphertext."""
        box = seal_box(self._seals[self._newest], value, _context(kind, account, version), random)
        return bytes([self._newest]) + box

    def open(self, kind: PepperedKind, account: AccountId, version: int, sealed: bytes) -> bytes:
        """The value; ProofError("unknown_pepper"), or ("wrong_key") when it was sealed as something else."""
        if not sealed:
            raise ProofError("wrong_length")
        if sealed[0] not in self._seals:
            raise ProofError("unknown_pepper")
        return open_box(self._seals[sealed[0]], sealed[1:], _context(kind, account, version))

    def number_lookup(self, number: str) -> bytes:
        """Under what a number is found, 32 bytes; ProofError("bad_number")."""
        return hmac.digest(self._lookup, check_number(number).encode(), "sha256")


def _context(kind: PepperedKind, account: AccountId, version: int) -> bytes:
    ids(account)
    return encode("webtherapy/v1/peppered", kind, account, version)
