"""crypto.md §6.7; more in attachment.json."""

from hypothesis import given, settings
from hypothesis import strategies as st

from server.crypto.attachment import (
    MAX_CHUNK_BYTES,
    MAX_CHUNKS,
    PART_BYTES,
    AttachmentPlace,
    check_digest,
    check_sizes,
    chunk_bytes,
    file_of,
    open_chunk,
    parts_of,
    seal_chunk,
)
from server.crypto.attachment import attachment_digest as digest_of
from server.crypto.hashing import sha256
from server.crypto.letter import MAX_FILE_BYTES
from server.ids import AttachmentId, ConversationId
from tests.unit.crypto.refusal import refused
from tests.vectors.case import stream

KEY = bytes(32)
ATTACHMENT = AttachmentId(bytes(16))
around = st.integers(-3, 3).flatmap(lambda off: st.integers(1, 4).map(lambda n: max(1, n * PART_BYTES + off)))


@given(st.one_of(st.integers(1, 2_000), around))
@settings(max_examples=30, deadline=None)
def test_a_file_comes_back_from_its_chunks(size: int) -> None:
    """Of whatever length; the service can tell each chunk's length from the two numbers that it is given."""
    file = stream(f"file of {size}")(64) * (size // 64 + 1)
    file = file[:size]
    parts = parts_of(file)
    place = AttachmentPlace(ConversationId(bytes(16)), ATTACHMENT, len(parts))
    chunks = [seal_chunk(KEY, place, index, part, stream("chunks")) for index, part in enumerate(parts)]
    total = sum(map(len, chunks))
    check_sizes(len(chunks), total)
    assert [len(chunk) for chunk in chunks] == [chunk_bytes(len(chunks), total, n) for n in range(len(chunks))]
    hashes = [sha256(chunk) for chunk in chunks]
    check_digest(ATTACHMENT, hashes, digest_of(ATTACHMENT, hashes))
    opened = [open_chunk(KEY, place, index, chunk) for index, chunk in enumerate(chunks)]
    assert file_of(opened, size) == file
    with refused("wrong_length"):
        file_of(opened, size + 1)


@given(st.integers(-5, MAX_CHUNKS + 5), st.integers(-5, MAX_CHUNKS * MAX_CHUNK_BYTES + 5))
def test_no_sizes_pass_that_no_file_has(chunks: int, size: int) -> None:
    """Two numbers of a stranger are those of some file, or refused."""
    try:
        check_sizes(chunks, size)
    except Exception as error:  # noqa: BLE001 -- whatever it is, it must be the refusal
        assert getattr(error, "reason", "") in ("wrong_length", "too_large")  # noqa: PT017
    else:
        assert 1 <= chunks <= MAX_CHUNKS
        assert 0 < chunk_bytes(chunks, size, chunks - 1) <= MAX_CHUNK_BYTES


def test_the_longest_file_has_a_hundred_and_two_chunks() -> None:
    """25 MiB, padded; a byte more is refused."""
    assert MAX_CHUNKS == 102
    with refused("too_large"):
        parts_of(bytes(MAX_FILE_BYTES + 1))
    with refused("malformed"):
        parts_of(b"")
