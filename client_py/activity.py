"""When a person last did something, and when the server is to hear of it (protocol.md §1.3). Pure; times are Unix milliseconds."""

from typing import Final

from server.protocol.frames import Activity

EVERY_MS: Final = 15_000
"""Said at most so often, and no older when it is said."""


class Reports:
    """One sign-in session's. What happened while nobody could be told, and is too old now, is not told at all."""

    def __init__(self) -> None:
        self._did_at: int | None = None
        self._not_before = 0

    def did(self, now: int) -> None:
        """The person has just done something."""
        self._did_at = now

    def deadline(self) -> int | None:
        """When `take` has something to say; None when there is nothing."""
        return None if self._did_at is None else self._not_before

    def take(self, now: int) -> Activity | None:
        """What is to be sent now."""
        if self._did_at is None or now < self._not_before:
            return None
        age = max(0, now - self._did_at)
        self._did_at = None
        if age > EVERY_MS:
            return None
        self._not_before = now + EVERY_MS
        return Activity(age=age)
