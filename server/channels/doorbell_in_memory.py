"""The doorbell's twin for tests: several "processes" in one, no Valkey between them."""

from collections.abc import Iterable

from server.channels.doorbell import Heard
from server.channels.signals import Passed
from server.ids import ConversationId


class Exchange:
    """What Valkey is to `ValkeyDoorbell`: the place where the doorbells of several processes meet, in memory."""

    def __init__(self) -> None:
        self.bells: list[MemoryDoorbell] = []


class MemoryDoorbell:
    """The same contract, no Valkey. It heard at once whatever the others say."""

    def __init__(self, exchange: Exchange, heard: Heard) -> None:
        self._exchange = exchange
        self.heard = heard
        self.wanted: set[ConversationId] = set()
        exchange.bells.append(self)

    def ring(self, conversations: Iterable[ConversationId]) -> None:
        """See `Doorbell`."""
        for conversation in conversations:
            for bell in self._others(conversation):
                bell.heard.rung(conversation)

    def tell(self, conversation: ConversationId, signal: Passed) -> None:
        """See `Doorbell`."""
        for bell in self._others(conversation):
            bell.heard.told(conversation, signal)

    async def listen(self, conversation: ConversationId) -> None:
        """See `Doorbell`."""
        self.wanted.add(conversation)

    def unlisten(self, conversation: ConversationId) -> None:
        """See `Doorbell`."""
        self.wanted.discard(conversation)

    def _others(self, conversation: ConversationId) -> "list[MemoryDoorbell]":
        return [bell for bell in self._exchange.bells if bell is not self and conversation in bell.wanted]
