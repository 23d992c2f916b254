"""The manifest of a package of notes (crypto.md §14): whose, by which consent, of which span, in which files. It holds nothing of the record."""

from itertools import pairwise

from server.crypto.bundle import Bundle
from server.crypto.canonical import Body, Uint
from server.crypto.checks import count, hashes, ids, same
from server.crypto.hashing import sha256
from server.crypto.package import MAX_FILES, PackedFile
from server.crypto.signing import SignedBody
from server.errors import ProofError
from server.ids import AccountId, ConversationId


class NotesManifest(Body, frozen=True, tag="webtherapy/v1/notes-package"):
    """What its author says of a package of their notes."""

    package: bytes
    consent_hash: bytes
    conversation: ConversationId
    client: AccountId
    scope_from: Uint
    scope_until: Uint
    files: tuple[PackedFile, ...]
    made_by: AccountId
    bundle_hash: bytes
    made_at: Uint

    def __post_init__(self) -> None:
        ids(self.package, self.conversation, self.client, self.made_by)
        hashes(self.consent_hash, self.bundle_hash)
        if self.scope_from > self.scope_until:
            raise ProofError("beyond_scope")
        count(self.files, 1, MAX_FILES)
        if any(before.name.encode() >= after.name.encode() for before, after in pairwise(self.files)):
            raise ProofError("bad_file")

    @property
    def hash(self) -> bytes:
        """What a disclosure names it by."""
        return sha256(self.encoded())


def verify_notes(signed: SignedBody, author: Bundle) -> NotesManifest:
    """The manifest of the holder of `author`. Reasons: bad_signature, unknown_member, wrong_bundle, and those of the body."""
    said = signed.verified(NotesManifest, author.signing_public)
    same(said.made_by, author.account, "unknown_member")
    same(said.bundle_hash, author.hash, "wrong_bundle")
    return said
