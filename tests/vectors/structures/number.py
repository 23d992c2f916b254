"""Identification numbers (crypto.md §3.1)."""

from typing import Final

from server.crypto.number import check, generate
from tests.vectors.case import Case, Json, Operation, replay

ABOUT: Final = "crypto.md §3.1: ten digits, the first not zero, the last a Damm check digit."


def _generate(given: Json) -> Json:
    return {"number": generate(replay(given["random"]))}


def _check(given: Json) -> Json:
    return {"number": check(given["number"])}


OPERATIONS: Final[dict[str, Operation]] = {"generate": _generate, "check": _check}

GOOD: Final = "2572019133"


def cases() -> list[Case]:
    """What is a number and what is a slip of the pen."""
    slips = [GOOD[:3] + GOOD[4] + GOOD[3] + GOOD[5:], GOOD[:9] + "4", "3" + GOOD[1:]]
    odd = [
        "",
        GOOD[:9],
        GOOD + "0",
        "0" + GOOD[1:],
        " " + GOOD[1:],
        "-572019133",
        GOOD + "\n",
        "٢٥٧٢٠١٩١٣٣",
        "2572 019133",
    ]
    return [
        Case("lowest", "Nine digits, then theirs.", "generate", {"random": "00000000"}),
        Case("highest", "The last of 900 million.", "generate", {"random": f"{899_999_999:08x}"}),
        Case("upper bits ignored", "Thirty bits are used.", "generate", {"random": "c0000001"}),
        Case(
            "drawn again", "Evenly, or some numbers come oftener.", "generate", {"random": f"{900_000_000:08x}00000005"}
        ),
        Case("short draw", "Never from less than was asked.", "generate", {"random": "0000"}, "wrong_length"),
        Case("good", "A number is itself.", "check", {"number": GOOD}),
        *(
            Case(f"slip {slip}", "One wrong or two swapped digits show.", "check", {"number": slip}, "bad_number")
            for slip in slips
        ),
        *(
            Case(f"odd {text!r}", "Ten ASCII digits and nothing else.", "check", {"number": text}, "bad_number")
            for text in odd
        ),
    ]
