"""Where the answers to posts, openings and deposits go: the connection that sent them, or a test."""

from typing import Protocol

from server.errors import Refusal
from server.ids import ConversationId
from server.records.appending import Committed


class Replies(Protocol):
    """Takes each answer exactly once, at once, and never raises."""

    def committed(self, ref: int, committed: Committed) -> None:
        """It is in the record."""

    def deposited(self, ref: int, conversation: ConversationId, epoch: int) -> None:
        """The deposit is kept."""

    def refused(self, ref: int, refusal: Refusal) -> None:
        """It is not."""
