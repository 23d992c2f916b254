"""Attachments in a package (crypto.md §13.2): the file itself, sealed again with the nonces of before, has to give its letter's digest."""

from collections.abc import Iterator, Mapping, Sequence

from server.crypto.aead import encrypt
from server.crypto.attachment import AttachmentPlace, chunk_context, parts_of
from server.crypto.attachment import check_digest as _check_digest
from server.crypto.checks import exactly
from server.crypto.hashing import sha256
from server.crypto.letter import Attachment, Letter
from server.errors import ProofError
from server.ids import AttachmentId, ConversationId
from server.packages.documents import Proofs
from server.packages.reading import Reading, ShownEnvelope

FOLDER = "files/"


def attachments_of(reading: Reading) -> Iterator[Attachment]:
    """Those of all letters, in order."""
    for shown in reading.shown:
        if isinstance(shown, ShownEnvelope) and isinstance(shown.content, Letter):
            yield from shown.content.attachments


def check(reading: Reading, proofs: Proofs, files: Mapping[str, bytes]) -> tuple[list[str], int, int]:
    """Names of files that are others than their letters say, how many are missing, and how many hold."""
    told = {bytes(each.attachment): each for each in proofs.attachments}
    wrong, missing, held, seen = [], 0, 0, set()
    for attachment in attachments_of(reading):
        named = told.get(attachment.attachment)
        if named is None or named.file not in files:
            missing += 1
            continue
        seen.add(named.file)
        try:
            check_file(
                reading.manifest.conversation, attachment, files[named.file], [bytes(each) for each in named.nonces]
            )
        except ProofError:
            wrong.append(named.file)
        else:
            held += 1
    strangers = [name for name in files if name.startswith(FOLDER) and name not in seen]
    return wrong + strangers, missing, held


def check_file(conversation: ConversationId, attachment: Attachment, file: bytes, nonces: Sequence[bytes]) -> None:
    """ProofError("wrong_digest") or ("wrong_length") unless it is the file that the letter speaks of."""
    exactly(attachment.size, file)
    parts = parts_of(file)
    exactly(len(parts), bytes(len(nonces)))
    place = AttachmentPlace(conversation, AttachmentId(attachment.attachment), len(parts))
    hashes = [
        sha256(nonce + encrypt(attachment.key, nonce, part, chunk_context(place, index)))
        for index, (part, nonce) in enumerate(zip(parts, nonces, strict=True))
    ]
    _check_digest(attachment.attachment, hashes, attachment.digest)
