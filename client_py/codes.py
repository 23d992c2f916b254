"""The codes of protocol.md §5 as the server says them."""

from typing import Final

from server.errors import RefusalCode

_CODES: Final = frozenset(code.value for code in RefusalCode)


def known_code(word: str) -> RefusalCode:
    """A refusal's code; a word of a later version gives up what was refused, like any that waiting does not help."""
    return RefusalCode(word) if word in _CODES else RefusalCode.MALFORMED
