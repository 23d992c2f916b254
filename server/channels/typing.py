"""Typing (protocol.md §3.6): told to those who follow, kept nowhere. Pages forget it by themselves after a few seconds."""

from dataclasses import dataclass

from server.channels.delivery import Delivery
from server.channels.doorbell import Doorbell
from server.channels.signals import AnySignal, TypingSignal
from server.ids import ConversationId
from server.records.grants import ReadingGrant


@dataclass(frozen=True, slots=True)
class Telling:
    """Tells a signal here and in other processes."""

    delivery: Delivery
    doorbell: Doorbell

    def tell(self, conversation: ConversationId, signal: AnySignal) -> None:
        """To everyone who follows the conversation, but the one whom it is about."""
        self.delivery.tell(conversation, signal)
        self.doorbell.tell(conversation, signal)

    def typing(self, grant: ReadingGrant, *, active: bool) -> None:
        """The grant's holder writes, or has stopped."""
        self.tell(grant.conversation, TypingSignal(grant.account, active))
