"""The recovery code (crypto.md §3.5)."""

from typing import Final

from server.crypto import recovery
from tests.vectors.case import Case, Json, Operation, stream, un

ABOUT: Final = "crypto.md §3.5: what stands on the recovery sheet, what people make of it, and what derives from it."


def _write(given: Json) -> Json:
    return {"text": recovery.recovery_text(un(given["code"]))}


def _read(given: Json) -> Json:
    return {"code": recovery.read_recovery_text(given["text"]).hex()}


def _keys(given: Json) -> Json:
    code = un(given["code"])
    return {
        "authentication_key": recovery.recovery_authentication_key(code).hex(),
        "wrapping_key": recovery.recovery_wrapping_key(code).hex(),
    }


OPERATIONS: Final[dict[str, Operation]] = {"write": _write, "read": _read, "keys": _keys}


def cases() -> list[Case]:
    """Codes, slips of the pen, keys."""
    code = stream("recovery")(20)
    text = recovery.recovery_text(code)
    of_ones = recovery.recovery_text(un("0842108421084210842108421084210842108421"))
    look_alike = of_ones.replace("1", "l", 3).replace("1", "I", 3).replace("0", "o", 3)
    swapped = text[1] + text[0] + text[2:]
    bad = [
        ("a symbol short", text[:-1], "wrong_length"),
        ("a symbol long", text + "0", "wrong_length"),
        ("nothing", "", "wrong_length"),
        ("u is no symbol", "U" + text[1:], "malformed"),
        ("a letter that only upper-casing makes ASCII", "\u017f" + text[1:], "malformed"),
        ("another first symbol", ("0" if text[0] != "0" else "1") + text[1:], "wrong_check"),
        ("another last symbol", text[:-1] + ("0" if text[-1] != "0" else "1"), "wrong_check"),
        ("two symbols changed about", swapped, "wrong_check"),
    ]
    return [
        Case("written", "Nine fours.", "write", {"code": code.hex()}),
        Case("all ones", "Every bit counts.", "write", {"code": "ff" * 20}),
        Case("all zeros", "Leading zeros are written.", "write", {"code": "00" * 20}),
        Case("short code", "160 bits.", "write", {"code": "ff" * 19}, "wrong_length"),
        Case("read", "It comes back.", "read", {"text": text}),
        Case("lower case, spaces", "People type as they like.", "read", {"text": text.lower().replace("-", " ")}),
        Case("look-alikes", "o is 0; i and l are 1.", "read", {"text": look_alike}),
        *(Case(name, "Found before anything is sent.", "read", {"text": wrong}, expect) for name, wrong, expect in bad),
        Case("keys", "What is sent opens nothing.", "keys", {"code": code.hex()}),
        Case("keys of a short code", "160 bits.", "keys", {"code": code[1:].hex()}, "wrong_length"),
    ]
