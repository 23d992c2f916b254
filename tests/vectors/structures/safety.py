"""Safety numbers and fingerprints (crypto.md §4.5)."""

from typing import Final

from server.crypto.safety import fingerprint, safety_number
from tests.vectors.case import Case, Json, Operation, flipped, stream, un

ABOUT: Final = "crypto.md §4.5: what people compare."


def _number(given: Json) -> Json:
    return {"number": safety_number(un(given["root_fingerprint"]), [un(key) for key in given["signing_publics"]])}


def _fingerprint(given: Json) -> Json:
    return {"fingerprint": fingerprint(un(given["hash"]))}


OPERATIONS: Final[dict[str, Operation]] = {"safety_number": _number, "fingerprint": _fingerprint}


def cases() -> list[Case]:
    """Two people, three people, and slips."""
    random = stream("safety")
    root, one, two, three = (random(32) for _ in range(4))

    def of(name: str, why: str, keys: list[bytes], expect: str = "ok", fingerprint: bytes = root) -> Case:
        given = {"root_fingerprint": fingerprint.hex(), "signing_publics": [key.hex() for key in keys]}
        return Case(name, why, "safety_number", given, expect)

    return [
        of("two", "Twelve groups of five.", [one, two]),
        of("the other way round", "Both see the same.", [two, one]),
        of("three", "A supervisor listens.", [one, two, three]),
        of("another key", "Someone stands between.", [one, flipped(two)]),
        of("another practice", "The root is part of it.", [one, two], fingerprint=flipped(root)),
        of("leading zeros", "Groups have five digits.", [bytes([7]) * 32, bytes([9]) * 32]),
        of("one alone", "Nobody to compare with.", [one], "wrong_length"),
        of("seventeen", "At most sixteen.", [bytes([n]) * 32 for n in range(17)], "wrong_length"),
        of("twice the same", "One key is one person.", [one, one], "duplicate_member"),
        of("short key", "32 bytes.", [one, two[1:]], "wrong_length"),
        of("short fingerprint", "32 bytes.", [one, two], "wrong_length", root[1:]),
        Case("a fingerprint", "Twelve groups of five.", "fingerprint", {"hash": one.hex()}),
        Case("another's", "Another hash, other groups.", "fingerprint", {"hash": flipped(one).hex()}),
        Case("of less than a hash", "32 bytes.", "fingerprint", {"hash": one[1:].hex()}, "wrong_length"),
    ]
