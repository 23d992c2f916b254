"""How accounts are written, and read: hexadecimal digits in groups of four, joined by hyphens or spaces."""

import re
from collections.abc import Iterable
from typing import Final

from client_py.ceremony.terminal import CeremonyError
from server.ids import ID_BYTES, AccountId

_GROUP: Final = 4
_SHORTEST: Final = 8
_DIGITS: Final = re.compile(r"[0-9a-f]+", re.ASCII)
_NUMBER_DIGITS: Final = 10


def shortest(accounts: Iterable[AccountId]) -> int:
    """How many digits tell these accounts apart: at least eight."""
    written = {account.hex() for account in accounts}
    for digits in range(_SHORTEST, 2 * ID_BYTES, _GROUP):
        if len({each[:digits] for each in written}) == len(written):
            return digits
    return 2 * ID_BYTES


def short(account: bytes, digits: int = _SHORTEST) -> str:
    """The first digits of an account."""
    written = account.hex()[:digits]
    return "-".join(written[start : start + _GROUP] for start in range(0, len(written), _GROUP))


def printable(text: str) -> str:
    """Somebody else's text on one line, with nothing in it that a terminal would obey."""
    return "".join(symbol if symbol.isprintable() else " " for symbol in text)


def prefix(text: str, what: str = "account") -> str:
    """The digits that an account, or an order, begins with, as somebody typed them; CeremonyError when these are none."""
    digits = text.lower().replace("-", "").replace(" ", "")
    if _DIGITS.fullmatch(digits) is None:
        raise CeremonyError(f"{text!r} is no {what}: {what}s are written in the digits 0–9 and a–f.")
    return digits


def nobody(text: str, where: str) -> CeremonyError:
    """That no account begins like this; numbers are another world's."""
    if text.isdecimal() and len(text) == _NUMBER_DIGITS:
        return CeremonyError(f"{text} looks like a number: name the account instead, which `people` shows.")
    return CeremonyError(f"No account {where} begins with {text}: `people` shows who there is.")
