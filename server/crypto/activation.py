"""The activation text (crypto.md §3.6): Crockford base32 of activation secret (16) ‖ root fingerprint[0:16]."""

from dataclasses import dataclass

from server.crypto import crockford
from server.crypto.checks import HASH_BYTES, exactly, same

SECRET_BYTES = 16
PREFIX_BYTES = 16

_BYTES = SECRET_BYTES + PREFIX_BYTES


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
    return crockford.write(int.from_bytes(secret + root_fingerprint[:PREFIX_BYTES], "big"), 8 * _BYTES)


def read(text: str) -> Activation:
    """What a person typed; refused as `crockford.read` refuses."""
    data = crockford.read(text, 8 * _BYTES).to_bytes(_BYTES, "big")
    return Activation(data[:SECRET_BYTES], data[SECRET_BYTES:])
