"""What a seat has asked over the present connection and has no answer to yet, by ref (protocol.md §2)."""

from collections.abc import Callable
from dataclasses import dataclass, field

from client_py.conversation import Conversation
from server.ids import MessageId
from server.protocol import frames

SeatFrame = (
    frames.Followed
    | frames.Delivery
    | frames.CaughtUp
    | frames.Page
    | frames.Epoch
    | frames.Committed
    | frames.Deposited
    | frames.Receipt
    | frames.TypingNow
    | frames.Presence
)
"""What the server says to a seat, answers among it."""


@dataclass(slots=True, repr=False)
class Asked:
    """A new one for each connection: refs mean nothing on the next."""

    follow: int = 0
    """The ref of the follow in force; 0 when it has to be asked again."""
    after: int = 0
    """The sequence that it followed from."""
    opening: int | None = None
    posts: dict[int, MessageId] = field(default_factory=dict)
    reads: dict[int, int] = field(default_factory=dict)
    """Pages, by the sequence before which they end."""
    learning: dict[int, int] = field(default_factory=dict)
    """Epochs."""
    depositing: dict[int, int] = field(default_factory=dict)
    """Epochs."""

    def owns(self, ref: int) -> bool:
        """Whether one of these requests carries this ref."""
        if ref in (self.opening, self.follow):
            return True
        return any(ref in asked for asked in (self.posts, self.reads, self.learning, self.depositing))

    def epochs(
        self, conversation: Conversation, next_ref: Callable[[], int], now: int
    ) -> list[frames.Learn | frames.Deposit]:
        """Asks for the epochs that the conversation still has to learn, and deposits where it has to."""
        asking: list[frames.Learn | frames.Deposit] = []
        for epoch in conversation.unlearned():
            if epoch not in self.learning.values():
                ref = next_ref()
                self.learning[ref] = epoch
                asking.append(frames.Learn(ref=ref, conversation=conversation.identity, epoch=epoch))
        for epoch in conversation.undeposited():
            if epoch not in self.depositing.values():
                ref = next_ref()
                self.depositing[ref] = epoch
                asking.append(conversation.deposit(epoch, ref, now))
        return asking
