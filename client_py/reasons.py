"""Why a sign-in session ended, as the server says it (protocol.md §1.4)."""

from typing import Final

from server.errors import EndReason

_REASONS: Final = frozenset(reason.value for reason in EndReason)


def known_reason(word: str | None) -> EndReason | None:
    """The reason; a word of a later version says nothing, like none."""
    return EndReason(word) if word in _REASONS else None
