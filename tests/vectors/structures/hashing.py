"""Hashes and derivations (crypto.md §1.2)."""

from typing import Final

from server.crypto.hashing import derive, hash_of, sha256
from tests.vectors.case import Case, Json, Operation, from_parts, stream, to_parts, un

ABOUT: Final = "crypto.md §1.2: labelled hashes and derived keys."


def _sha256(given: Json) -> Json:
    return {"hash": sha256(un(given["data"])).hex()}


def _hash_of(given: Json) -> Json:
    return {"hash": hash_of(given["label"], *from_parts(given["parts"])).hex()}


def _derive(given: Json) -> Json:
    return {"key": derive(un(given["key"]), given["label"], *from_parts(given["parts"])).hex()}


OPERATIONS: Final[dict[str, Operation]] = {"sha256": _sha256, "hash_of": _hash_of, "derive": _derive}


def cases() -> list[Case]:
    """Few: all else rests on these."""
    random = stream("hashing")
    labelled = {"label": "webtherapy/v1/test", "parts": to_parts([7, "text", b"bytes", [1, [2]]])}
    return [
        Case("nothing", "The empty log's root is this.", "sha256", {"data": ""}),
        Case("abc", "The published value.", "sha256", {"data": b"abc".hex()}),
        Case("labelled", "The canonical array is what is hashed.", "hash_of", labelled),
        Case("label alone", "No parts is an array of one.", "hash_of", {"label": "webtherapy/v1/test", "parts": []}),
        Case("derived", "The canonical array is the info.", "derive", {"key": random(32).hex(), **labelled}),
        Case(
            "derived from twenty bytes", "A recovery code is shorter.", "derive", {"key": random(20).hex(), **labelled}
        ),
    ]
