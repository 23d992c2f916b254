"""The manifest of a package (crypto.md §13.2): which entries of which conversation, in which files, on what basis, by whom."""

from enum import StrEnum
from itertools import pairwise
from typing import Final

from server.crypto.canonical import Body, Uint
from server.crypto.checks import count, hashes, ids
from server.crypto.hashing import sha256
from server.errors import ProofError
from server.ids import AccountId, ConversationId

MANIFEST_FILE: Final = "manifest.bin"
MAX_PARTS: Final = 512
MAX_FILES: Final = 512
MAX_NAME_BYTES: Final = 200


class PackageBasis(StrEnum):
    """Why there is a package."""

    COPY = "copy"
    CONSENT = "consent"
    LEGAL = "legal"
    EMERGENCY = "emergency"


class Part(Body, frozen=True):
    """Entries without a gap: `anchor` is the head before the first, `head` the one after the last."""

    first: Uint
    last: Uint
    anchor: bytes
    head: bytes

    def __post_init__(self) -> None:
        hashes(self.anchor, self.head)
        if not 1 <= self.first <= self.last:
            raise ProofError("bad_parts")


class PackedFile(Body, frozen=True):
    """A file of the package."""

    name: str
    sha256: bytes

    def __post_init__(self) -> None:
        hashes(self.sha256)
        size = len(self.name.encode())
        if not 1 <= size <= MAX_NAME_BYTES or self.name.startswith("/") or self.name == MANIFEST_FILE:
            raise ProofError("bad_file")
        if "\\" in self.name or ".." in self.name.split("/"):
            raise ProofError("bad_file")


class PackageManifest(Body, frozen=True, tag="webtherapy/v1/package"):
    """What its maker says of a package. That it holds is for the verifier to see."""

    package: bytes
    basis: PackageBasis
    basis_hash: bytes
    conversation: ConversationId
    match_hash: bytes
    scope_from: Uint
    scope_until: Uint
    parts: tuple[Part, ...]
    files: tuple[PackedFile, ...]
    made_by: AccountId
    bundle_hash: bytes
    made_at: Uint

    def __post_init__(self) -> None:
        ids(self.package, self.conversation, self.made_by)
        hashes(self.match_hash, self.bundle_hash)
        if self.basis is PackageBasis.COPY:
            if self.basis_hash:
                raise ProofError("wrong_length")
        else:
            hashes(self.basis_hash)
        if self.scope_from > self.scope_until:
            raise ProofError("beyond_scope")
        count(self.parts, 1, MAX_PARTS)
        count(self.files, 1, MAX_FILES)
        if any(before.last + 1 >= after.first for before, after in pairwise(self.parts)):
            raise ProofError("bad_parts")
        if any(before.name.encode() >= after.name.encode() for before, after in pairwise(self.files)):
            raise ProofError("bad_file")

    @property
    def hash(self) -> bytes:
        """What a disclosure names it by."""
        return sha256(self.encoded())
