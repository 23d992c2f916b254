"""Attachments (crypto.md §6.7): cutting, sealing, digests. Files are a few bytes repeated, and longer results are said by their hash."""

from typing import Any, Final

from server.crypto import attachment
from server.crypto.attachment import AttachmentPlace
from server.crypto.hashing import sha256
from server.crypto.padding import pad
from server.ids import AttachmentId, ConversationId
from tests.vectors.case import Case, Json, Operation, flipped, replay, stream, un

ABOUT: Final = "crypto.md §6.7: files, padded, cut and sealed part by part."


def _parts(given: Json) -> Json:
    parts = attachment.parts_of(_file(given))
    return {"lengths": [len(part) for part in parts], "hashes": [sha256(part).hex() for part in parts]}


def _join(given: Json) -> Json:
    file = attachment.file_of([un(part) for part in given["parts"]], given["size"])
    return {"file": file.hex()}


def _seal(given: Json) -> Json:
    part, random = un(given["part"]), replay(given["random"])
    return {"chunk": attachment.seal_chunk(un(given["key"]), _place(given), given["index"], part, random).hex()}


def _open(given: Json) -> Json:
    part = attachment.open_chunk(un(given["key"]), _place(given), given["index"], un(given["chunk"]))
    return {"part": part.hex()}


def _digest(given: Json) -> Json:
    hashes = [un(chunk_hash) for chunk_hash in given["hashes"]]
    return {"digest": attachment.attachment_digest(AttachmentId(un(given["attachment"])), hashes).hex()}


def _check_digest(given: Json) -> Json:
    hashes = [un(chunk_hash) for chunk_hash in given["hashes"]]
    attachment.check_digest(AttachmentId(un(given["attachment"])), hashes, un(given["digest"]))
    return {}


def _file(given: Json) -> bytes:
    return un(given["bytes"]) * int(given["times"])


def _place(given: Json) -> AttachmentPlace:
    conversation, identity = ConversationId(un(given["conversation"])), AttachmentId(un(given["attachment"]))
    return AttachmentPlace(conversation, identity, given["count"])


OPERATIONS: Final[dict[str, Operation]] = {
    "parts": _parts,
    "join": _join,
    "seal": _seal,
    "open": _open,
    "digest": _digest,
    "check_digest": _check_digest,
}


def cases() -> list[Case]:
    """Parts, chunks, digests."""
    return [*_part_cases(), *_chunk_cases(), *_digest_cases()]


def _part_cases() -> list[Case]:
    def cut(name: str, times: int, expect: str = "ok") -> Case:
        given = {"bytes": "5a", "times": times}
        return Case(name, "Both languages cut in the same places.", "parts", given, expect)

    def joined(name: str, data: bytes, size: int, expect: str = "ok") -> Case:
        given = {"parts": [data[:100].hex(), data[100:].hex()], "size": size}
        return Case(name, "A file is as long as its letter says, or no file.", "join", given, expect)

    padded = pad(b"file")
    return [
        cut("one byte", 1),
        cut("into one full part", 262_143),
        cut("into a full part and a short one", 262_144),
        cut("the mark alone in the last part", 3 * 262_144),
        cut("nothing", 0, "malformed"),
        cut("too large", 26_214_401, "too_large"),
        joined("whole", padded, 4),
        joined("of another length", padded, 5, "wrong_length"),
        joined("a part missing", padded[:200], 4, "bad_padding"),
        joined("a sign in the padding", flipped(padded), 4, "bad_padding"),
    ]


def _chunk_cases() -> list[Case]:
    random = stream("attachment")
    key, nonce, conversation, identity = random(32), random(24), random(16), random(16)
    place: Json = {"key": key.hex(), "conversation": conversation.hex(), "attachment": identity.hex()}
    place |= {"count": 3, "index": 1}
    made = place | {"part": pad(b"file").hex(), "random": nonce.hex()}
    chunk = un(_seal(made)["chunk"])

    def bad(name: str, expect: str, **changed: Any) -> Case:
        given = place | {"chunk": chunk.hex()} | changed
        return Case(name, "A chunk opens where it was sealed, or not at all.", "open", given, expect)

    return [
        Case("sealed", "Nobody reads a file but who reads its letter.", "seal", made),
        Case("index past the end", "Of three.", "seal", made | {"index": 3}, "malformed"),
        Case("too many chunks", "A file has at most 102.", "seal", made | {"count": 103}, "malformed"),
        Case("short conversation", "16 bytes.", "seal", made | {"conversation": "00"}, "wrong_length"),
        Case("opened", "It comes back.", "open", place | {"chunk": chunk.hex()}),
        bad("with another key", "wrong_key", key=flipped(key).hex()),
        bad("in another conversation", "wrong_key", conversation=flipped(conversation).hex()),
        bad("in another attachment", "wrong_key", attachment=flipped(identity).hex()),
        bad("in another's place", "wrong_key", index=0),
        bad("of a longer file", "wrong_key", count=4),
        bad("altered", "wrong_key", chunk=flipped(chunk).hex()),
        bad("cut off", "wrong_key", chunk=chunk[:-1].hex()),
        bad("cut to nothing", "wrong_length", chunk=chunk[:39].hex()),
    ]


def _digest_cases() -> list[Case]:
    random = stream("attachment digest")
    identity, hashes = random(16), [random(32).hex() for _ in range(3)]
    given: Json = {"attachment": identity.hex(), "hashes": hashes}
    good = given | {"digest": _digest(given)["digest"]}

    def bad(name: str, **changed: Any) -> Case:
        return Case(name, "These chunks, in this order.", "check_digest", good | changed, "wrong_digest")

    return [
        Case("digest", "Both languages name the same chunks.", "digest", given),
        Case("no chunks", "At least one.", "digest", given | {"hashes": []}, "wrong_length"),
        Case("too many chunks", "At most 102.", "digest", given | {"hashes": [hashes[0]] * 103}, "wrong_length"),
        Case("as many as can be", "102.", "digest", given | {"hashes": [hashes[0]] * 102}),
        Case("checked", "These chunks.", "check_digest", good),
        bad("in another order", hashes=hashes[::-1]),
        bad("the last missing", hashes=hashes[:-1]),
        bad("of another attachment", attachment=flipped(identity).hex()),
        bad("another chunk", hashes=[*hashes[:-1], bytes(32).hex()]),
    ]
