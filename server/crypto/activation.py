"""The activation text (crypto.md §3.6): Crockford base32 of activation secret (16) ‖ root fingerprint[0:16]."""

from dataclasses import dataclass

from server.crypto.checks import HASH_BYTES, exactly, same
from server.errors import ProofError

SECRET_BYTES = 16
PREFIX_BYTES = 16

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SYMBOLS = 52
_SPARE_BITS = _SYMBOLS * 5 - (SECRET_BYTES + PREFIX_BYTES) * 8
_GROUP = 4
_MISREAD = str.maketrans("OIL", "011", "- ")


@dataclass(frozen=True, slots=True, repr=False)
class Activation:
    """What the text says: the secret, which is sent, and how the root's fingerprint begins, which is not."""

    secret: bytes
    root_prefix: bytes

    def check_root(self, root_fingerprint: bytes) -> None:
        """ProofError("not_the_pinned_root") unless the fingerprint begins with the prefix on the sheet."""
        exactly(HASH_BYTES, root_fingerprint)
        same(root_fingerprint[:PREFIX_BYTES], self.root_prefix, "not_the_pinned_root")


def write(secret: bytes, root_fingerprint: bytes) -> str:
    """The text for the registration sheet: thirteen groups of four symbols, joined by hyphens."""
    exactly(SECRET_BYTES, secret)
    exactly(HASH_BYTES, root_fingerprint)
    value = int.from_bytes(secret + root_fingerprint[:PREFIX_BYTES], "big") << _SPARE_BITS
    symbols = [_ALPHABET[value >> 5 * place & 31] for place in reversed(range(_SYMBOLS))]
    return "-".join("".join(symbols[start : start + _GROUP]) for start in range(0, _SYMBOLS, _GROUP))


def read(text: str) -> Activation:
    """What a person typed: case, hyphens and spaces do not matter, o reads as 0, i and l as 1.

    ProofError("malformed") for any other symbol, ("wrong_length"), or ("not_canonical") when spare bits are set.
    """
    if not text.isascii():
        raise ProofError("malformed")
    symbols = text.upper().translate(_MISREAD)
    if any(symbol not in _ALPHABET for symbol in symbols):
        raise ProofError("malformed")
    if len(symbols) != _SYMBOLS:
        raise ProofError("wrong_length")
    value = 0
    for symbol in symbols:
        value = value << 5 | _ALPHABET.index(symbol)
    if value & (1 << _SPARE_BITS) - 1:
        raise ProofError("not_canonical")
    data = (value >> _SPARE_BITS).to_bytes(SECRET_BYTES + PREFIX_BYTES, "big")
    return Activation(data[:SECRET_BYTES], data[SECRET_BYTES:])
