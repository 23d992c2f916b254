"""Attachments (crypto.md §6.7): a file, padded and cut into parts that are sealed one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from server.crypto.aead import TAG_BYTES, open_box, seal_box
from server.crypto.canonical import encode
from server.crypto.checks import NONCE_BYTES, Random, count, hashes, ids, same
from server.crypto.hashing import hash_of
from server.crypto.letter import MAX_FILE_BYTES
from server.crypto.padding import is_padded_length, pad, padded_length, unpad
from server.errors import ProofError
from server.ids import AttachmentId, ConversationId

PART_BYTES: Final = 262_144
SEAL_BYTES: Final = NONCE_BYTES + TAG_BYTES
"""How much longer a chunk is than its part."""
MAX_CHUNK_BYTES: Final = PART_BYTES + SEAL_BYTES


def chunk_count(padded: int) -> int:
    """Into how many chunks so many padded bytes are cut."""
    return -(-padded // PART_BYTES)


MAX_CHUNKS: Final = chunk_count(padded_length(MAX_FILE_BYTES))


@dataclass(frozen=True, slots=True)
class AttachmentPlace:
    """Which attachment of which conversation, and in how many chunks."""

    conversation: ConversationId
    attachment: AttachmentId
    count: int


def parts_of(file: bytes) -> list[bytes]:
    """The padded file, cut."""
    if not 1 <= len(file) <= MAX_FILE_BYTES:
        raise ProofError("too_large" if file else "malformed")
    padded = pad(file)
    return [padded[at : at + PART_BYTES] for at in range(0, len(padded), PART_BYTES)]


def file_of(parts: Sequence[bytes], size: int) -> bytes:
    """The file again; ProofError("bad_padding"), or ("wrong_length") when it is not as long as its letter says."""
    file = unpad(b"".join(parts))
    if len(file) != size:
        raise ProofError("wrong_length")
    return file


def seal_chunk(key: bytes, place: AttachmentPlace, index: int, part: bytes, random: Random) -> bytes:
    """chunk(index)."""
    return seal_box(key, part, chunk_context(place, index), random)


def open_chunk(key: bytes, place: AttachmentPlace, index: int, chunk: bytes) -> bytes:
    """part(index); ProofError("wrong_key") unless it was sealed there, with that key."""
    return open_box(key, chunk, chunk_context(place, index))


def attachment_digest(attachment: AttachmentId, chunk_hashes: Sequence[bytes]) -> bytes:
    """What a letter says of its attachment's chunks, from the SHA-256 of each."""
    ids(attachment)
    hashes(*chunk_hashes)
    count(chunk_hashes, 1, MAX_CHUNKS)
    return hash_of("webtherapy/v1/attachment", attachment, list(chunk_hashes))


def check_digest(attachment: AttachmentId, chunk_hashes: Sequence[bytes], digest: bytes) -> None:
    """ProofError("wrong_digest") unless these are the chunks that the letter speaks of."""
    same(attachment_digest(attachment, chunk_hashes), digest, "wrong_digest")


def check_sizes(chunks: int, size: int) -> None:
    """ProofError("wrong_length") unless some file becomes so many chunks of `size` bytes in all; ("too_large") for too long a one."""
    padded = size - chunks * SEAL_BYTES
    if padded > padded_length(MAX_FILE_BYTES):
        raise ProofError("too_large")
    if not is_padded_length(padded) or chunk_count(padded) != chunks:
        raise ProofError("wrong_length")


def chunk_bytes(chunks: int, size: int, index: int) -> int:
    """How long chunk(index) is, of so many with `size` bytes in all."""
    return MAX_CHUNK_BYTES if index < chunks - 1 else size - (chunks - 1) * MAX_CHUNK_BYTES


def chunk_context(place: AttachmentPlace, index: int) -> bytes:
    """What binds a chunk to its place (associated data)."""
    ids(place.conversation, place.attachment)
    if not 0 <= index < place.count <= MAX_CHUNKS:
        raise ProofError("malformed")
    return encode("webtherapy/v1/attachment-chunk", place.conversation, place.attachment, index, place.count)
