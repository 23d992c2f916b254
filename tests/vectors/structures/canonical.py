"""Canonical encoding (crypto.md §1.2)."""

from typing import Any, Final

from server.crypto.canonical import decode, encode
from tests.vectors.case import Case, Json, Operation, from_parts, to_parts, un

ABOUT: Final = "crypto.md §1.2: one structure has one spelling. Parts: integers, {text}, {hex}, arrays of those."

LABEL: Final = "webtherapy/v1/test"
HEAD: Final = bytes([0x92, 0xA0 | len(LABEL)]) + LABEL.encode()
"""An array of label and one more part, up to that part."""


def _encode(given: Json) -> Json:
    return {"bytes": encode(given["label"], *from_parts(given["parts"])).hex()}


def _decode(given: Json) -> Json:
    return {"parts": to_parts(decode(given["label"], un(given["bytes"])))}


OPERATIONS: Final[dict[str, Operation]] = {"encode": _encode, "decode": _decode}

ENCODED: Final[list[tuple[str, list[Any]]]] = [
    ("no parts", []),
    ("fixint", [0, 1, 127]),
    ("uint8", [128, 255]),
    ("uint16", [256, 65535]),
    ("uint32", [65536, 2**32 - 1]),
    ("uint64", [2**32, 2**53 - 1]),
    ("fixstr and str8", ["", "a" * 31, "a" * 32, "a" * 255]),
    ("str16", ["a" * 256]),
    ("UTF-8 counts bytes", ["é" * 16, "\U0001f52c", "e\u0301"]),
    ("bin8", [b"", b"\x00", bytes(255)]),
    ("bin16", [bytes(256)]),
    ("arrays", [[], [1, b"x", "y"], [[b"a", 1], [b"b", 2]]]),
    ("array16", [[0] * 15, [0] * 16]),
    ("sixteen elements with the label", list(range(15))),
]

FORMS: Final[list[tuple[str, str, str]]] = [
    ("uint8 where fixint would do", "cc01", "not_canonical"),
    ("uint16 where uint8 would do", "cd0080", "not_canonical"),
    ("uint32 where uint16 would do", "ce00000100", "not_canonical"),
    ("uint64 where uint32 would do", "cf0000000000010000", "not_canonical"),
    ("signed form of a positive integer", "d001", "not_canonical"),
    ("bin16 where bin8 would do", "c5000161", "not_canonical"),
    ("bin32 where bin8 would do", "c60000000161", "not_canonical"),
    ("str8 where fixstr would do", "d90161", "not_canonical"),
    ("str16 where fixstr would do", "da000161", "not_canonical"),
    ("array16 where fixarray would do", "dc000101", "not_canonical"),
    ("trailing byte", "0100", "not_canonical"),
    ("negative fixint", "ff", "malformed"),
    ("negative int8", "d080", "malformed"),
    ("integer of 2^53", "cf0020000000000000", "malformed"),
    ("largest uint64", "cfffffffffffffffff", "malformed"),
    ("nil", "c0", "malformed"),
    ("false", "c2", "malformed"),
    ("true", "c3", "malformed"),
    ("float32", "ca3f800000", "malformed"),
    ("float64", "cb3ff0000000000000", "malformed"),
    ("map", "8101a161", "malformed"),
    ("empty map", "80", "malformed"),
    ("extension", "d40100", "malformed"),
    ("timestamp", "d6ff00000001", "malformed"),
    ("never used byte", "c1", "malformed"),
    ("text that is not UTF-8", "a1ff", "malformed"),
    ("text with half a surrogate pair", "a3eda080", "malformed"),
    ("text in an overlong form", "a2c080", "malformed"),
    ("cut off in a byte string", "c40561", "malformed"),
    ("array that claims four thousand million elements", "ddffffffff", "malformed"),
    ("nested deeper than rows", "91919101", "malformed"),
]


def cases() -> list[Case]:
    """Spellings, and what is none."""
    made = [
        Case(f"{name}", "Both languages spell it alike.", "encode", {"label": LABEL, "parts": to_parts(parts)})
        for name, parts in ENCODED
    ]
    made += [
        Case(
            f"{name}, read",
            "What is spelled is read.",
            "decode",
            {"label": LABEL, "bytes": encode(LABEL, *parts).hex()},
        )
        for name, parts in ENCODED
    ]
    made += [
        Case(name, _why(expect), "decode", {"label": LABEL, "bytes": HEAD.hex() + form}, expect)
        for name, form, expect in FORMS
    ]
    return [
        *made,
        _decoding("another label", encode("webtherapy/v1/other", 1), "wrong_label"),
        _decoding("label as bytes", bytes([0x91, 0xC4, len(LABEL)]) + LABEL.encode(), "wrong_label"),
        _decoding("empty array", b"\x90", "wrong_label"),
        _decoding("no array", b"\x01", "malformed"),
        _decoding("a map instead of the array", b"\x81\x01\x01", "malformed"),
        _decoding("nothing at all", b"", "malformed"),
        _decoding("longer than a frame", encode(LABEL, bytes(65_536)), "too_large"),
        _decoding("non-canonical and another label", b"\x91\xd9\x01a", "not_canonical"),
    ]


def _decoding(name: str, data: bytes, expect: str) -> Case:
    return Case(name, _why(expect), "decode", {"label": LABEL, "bytes": data.hex()}, expect)


def _why(expect: str) -> str:
    return {
        "not_canonical": "Two spellings of one structure would be two hashes of one thing.",
        "malformed": "What the paper does not name must not be readable.",
        "wrong_label": "A structure must never be taken for another.",
        "too_large": "Nobody may make us decode without end.",
    }[expect]
