"""Padding (crypto.md §6.3)."""

from typing import Final

from server.crypto.padding import is_padded_length, pad, padded_length, unpad
from tests.vectors.case import Case, Json, Operation, un

ABOUT: Final = "crypto.md §6.3: how long contents become, and what no padding is."


def _length(given: Json) -> Json:
    return {"padded": padded_length(given["length"])}


def _is_padded(given: Json) -> Json:
    return {"is": is_padded_length(given["length"])}


def _pad(given: Json) -> Json:
    return {"padded": pad(un(given["content"])).hex()}


def _unpad(given: Json) -> Json:
    return {"content": unpad(un(given["padded"])).hex()}


OPERATIONS: Final[dict[str, Operation]] = {
    "padded_length": _length,
    "is_padded_length": _is_padded,
    "pad": _pad,
    "unpad": _unpad,
}

LENGTHS: Final = (
    0,
    1,
    254,
    255,
    256,
    263,
    264,
    271,
    272,
    511,
    512,
    1000,
    1023,
    1024,
    4095,
    4096,
    32_795,
    32_796,
    65_535,
)
PADDED: Final = (0, 255, 256, 257, 263, 264, 272, 504, 512, 513, 528, 544, 34_816, 34_817)


def _short(content: bytes) -> str:
    return f"{len(content)} bytes, {content[:3].hex()}"


def cases() -> list[Case]:
    """Lengths, and tails that pad would not have written."""
    one = pad(b"a")
    bad = [
        ("nonzero tail", one[:-1] + b"\x01"),
        ("no mark", bytes(256)),
        ("mark missing after content", b"a" * 256),
        ("another mark", b"a\x81" + bytes(254)),
        ("oversize", one + bytes(8)),
        ("oversize to the next lawful length", one + bytes(512 - 256)),
        ("undersize", b"a\x80"),
        ("one short", one[:-1]),
        ("nothing", b""),
    ]
    return [
        *(Case(f"{n} bytes", "Both languages agree on lengths.", "padded_length", {"length": n}) for n in LENGTHS),
        *(
            Case(f"is {n} lawful", "The server tells without opening.", "is_padded_length", {"length": n})
            for n in PADDED
        ),
        *(
            Case(f"{_short(content)} padded", "Mark, then zeros.", "pad", {"content": content.hex()})
            for content in (b"", b"a", b"\x80", b"a\x00\x00", b"x" * 255, b"x" * 256)
        ),
        *(
            Case(f"{_short(content)} unpadded", "It comes back whole.", "unpad", {"padded": pad(content).hex()})
            for content in (b"", b"a", b"\x80\x00\x80", b"a\x00\x00", b"x" * 255, b"x" * 256)
        ),
        *(
            Case(
                name,
                "One content has one padding: no channel beside it.",
                "unpad",
                {"padded": data.hex()},
                "bad_padding",
            )
            for name, data in bad
        ),
    ]
