"""The activation text (crypto.md §3.6)."""

from typing import Final

from server.crypto import activation
from tests.vectors.case import Case, Json, Operation, flipped, stream, un

ABOUT: Final = "crypto.md §3.6: what stands on the registration sheet, and what people make of it."


def _write(given: Json) -> Json:
    return {"text": activation.write(un(given["secret"]), un(given["root_fingerprint"]))}


def _read(given: Json) -> Json:
    said = activation.read(given["text"])
    return {"secret": said.secret.hex(), "root_prefix": said.root_prefix.hex()}


def _check_root(given: Json) -> Json:
    activation.read(given["text"]).check_root(un(given["root_fingerprint"]))
    return {}


OPERATIONS: Final[dict[str, Operation]] = {"write": _write, "read": _read, "check_root": _check_root}


def cases() -> list[Case]:
    """Texts, slips and another practice."""
    random = stream("activation")
    secret, fingerprint = random(16), random(32)
    text = activation.write(secret, fingerprint)
    of_ones = activation.write(bytes.fromhex("08421084210842108421084210842108"), bytes(32))
    sloppy = text.lower().replace("-", " ")
    look_alike = of_ones.replace("1", "l", 3).replace("1", "I", 3).replace("0", "o", 3).replace("0", "O", 3)
    bad = [
        ("a symbol short", text[:-1], "wrong_length"),
        ("a symbol long", text + "0", "wrong_length"),
        ("nothing", "", "wrong_length"),
        ("u is no symbol", "U" + text[1:], "malformed"),
        ("punctuation", "_" + text[1:], "malformed"),
        ("a letter that only upper-casing makes ASCII", "\u017f" + text[1:], "malformed"),
        ("dotless i", "\u0131" + text[1:], "malformed"),
        ("spare bits set", text[:-1] + "1", "not_canonical"),
    ]
    rooted = {"text": text, "root_fingerprint": fingerprint.hex()}
    return [
        Case("written", "Thirteen fours.", "write", {"secret": secret.hex(), "root_fingerprint": fingerprint.hex()}),
        Case("all ones", "Every bit counts.", "write", {"secret": "ff" * 16, "root_fingerprint": "ff" * 32}),
        Case(
            "short secret", "16 bytes.", "write", {"secret": "ff" * 15, "root_fingerprint": "ff" * 32}, "wrong_length"
        ),
        Case(
            "short fingerprint",
            "32 bytes.",
            "write",
            {"secret": "ff" * 16, "root_fingerprint": "ff" * 31},
            "wrong_length",
        ),
        Case("read", "It comes back.", "read", {"text": text}),
        Case("lower case, spaces", "People type as they like.", "read", {"text": sloppy}),
        Case("look-alikes", "o is 0; i and l are 1.", "read", {"text": look_alike}),
        *(Case(name, "A slip is told, not guessed.", "read", {"text": wrong}, expect) for name, wrong, expect in bad),
        Case("its own practice", "The sheet says whom to trust.", "check_root", rooted),
        Case(
            "another practice",
            "A server cannot put its own root in the place of the practice's.",
            "check_root",
            rooted | {"root_fingerprint": flipped(fingerprint, 15).hex()},
            "not_the_pinned_root",
        ),
        Case(
            "beyond the prefix",
            "Sixteen bytes are on the sheet.",
            "check_root",
            rooted | {"root_fingerprint": flipped(fingerprint, 16).hex()},
        ),
    ]
