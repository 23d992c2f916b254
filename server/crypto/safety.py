"""Safety numbers and fingerprints (crypto.md §4.5): what people compare to know that nobody stands between them."""

from collections.abc import Sequence

from server.crypto.canonical import Part
from server.crypto.checks import KEY_BYTES, count, exactly, hashes
from server.crypto.hashing import hash_of
from server.errors import ProofError

_HALVES = (1, 2)
_GROUPS_PER_HALF = 6
_GROUP_BYTES = 5
_MODULUS = 100_000
_MOST_PEOPLE = 16


def safety_number(root_fingerprint: bytes, signing_publics: Sequence[bytes]) -> str:
    """Twelve groups of five digits, with a space between groups; the order of the keys does not matter."""
    hashes(root_fingerprint)
    exactly(KEY_BYTES, *signing_publics)
    count(signing_publics, 2, _MOST_PEOPLE)
    keys = sorted(set(signing_publics))
    if len(keys) != len(signing_publics):
        raise ProofError("duplicate_member")
    return _numbered("webtherapy/v1/safety-number", root_fingerprint, keys)


def fingerprint(value: bytes) -> str:
    """A bundle's or a root's hash as people compare it: twelve groups of five digits, with a space between groups."""
    hashes(value)
    return _numbered("webtherapy/v1/fingerprint", value)


def _numbered(label: str, *parts: Part) -> str:
    digests = [hash_of(label, half, *parts) for half in _HALVES]
    return " ".join(group for digest in digests for group in _groups(digest))


def _groups(digest: bytes) -> list[str]:
    starts = range(0, _GROUPS_PER_HALF * _GROUP_BYTES, _GROUP_BYTES)
    return [f"{int.from_bytes(digest[start : start + _GROUP_BYTES], 'big') % _MODULUS:05d}" for start in starts]
