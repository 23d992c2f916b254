"""Padding (crypto.md §6.3): a length says little, and below 256 bytes nothing."""

from server.errors import ProofError

LEAST_BYTES = 256
_MARK = 0x80


def padme(length: int) -> int:
    """`length` (≥ 1) rounded up so that it has no more significant bits than its logarithm has binary digits."""
    exponent = length.bit_length() - 1
    kept = exponent.bit_length()
    grain = 1 << max(0, exponent - kept)
    return (length + grain - 1) // grain * grain


def padded_length(length: int) -> int:
    """How long a content of `length` bytes becomes."""
    return max(LEAST_BYTES, padme(length + 1))


def is_padded_length(length: int) -> bool:
    """Whether any content becomes exactly so long."""
    return length >= LEAST_BYTES and padme(length) == length


def pad(content: bytes) -> bytes:
    """The content, 0x80, zeros up to its padded length."""
    return (content + bytes([_MARK])).ljust(padded_length(len(content)), b"\0")


def unpad(padded: bytes) -> bytes:
    """The content; ProofError("bad_padding") unless `padded` is what `pad` makes of it."""
    content = padded.rstrip(b"\0")
    if not content or content[-1] != _MARK or len(padded) != padded_length(len(content) - 1):
        raise ProofError("bad_padding")
    return content[:-1]
