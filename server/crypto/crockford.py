"""Crockford base32 as it stands on paper (crypto.md §3.6): bits from the left in fives, in fours with hyphens between."""

from server.errors import ProofError

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SYMBOL_BITS = 5
_GROUP = 4
_MISREAD = str.maketrans("OIL", "011", "- ")


def write(value: int, bits: int) -> str:
    """The text of a number of so many bits; spare bits of the last symbol are zero."""
    spare = -bits % _SYMBOL_BITS
    places = range(bits + spare - _SYMBOL_BITS, -1, -_SYMBOL_BITS)
    symbols = "".join(_ALPHABET[value << spare >> place & 31] for place in places)
    return "-".join(symbols[start : start + _GROUP] for start in range(0, len(symbols), _GROUP))


def read(text: str, bits: int) -> int:
    """What a person typed: case, hyphens and spaces do not matter, o reads as 0, i and l as 1.

    ProofError("malformed") for any other symbol, ("wrong_length"), or ("not_canonical") when spare bits are set.
    """
    if not text.isascii():
        raise ProofError("malformed")
    symbols = text.upper().translate(_MISREAD)
    if any(symbol not in _ALPHABET for symbol in symbols):
        raise ProofError("malformed")
    spare = -bits % _SYMBOL_BITS
    if len(symbols) * _SYMBOL_BITS != bits + spare:
        raise ProofError("wrong_length")
    value = 0
    for symbol in symbols:
        value = value << _SYMBOL_BITS | _ALPHABET.index(symbol)
    if value & (1 << spare) - 1:
        raise ProofError("not_canonical")
    return value >> spare
