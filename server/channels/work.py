"""What waits in a lane: a post, an opening or a deposit, parsed, with the account that sent it and where its answer goes."""

from dataclasses import dataclass

from server.channels.replies import Replies
from server.crypto.deposit import Deposit
from server.crypto.envelope import Envelope
from server.crypto.epoch import EpochHeader
from server.crypto.signing import SignedBody
from server.errors import Refusal, RefusalCode, StorageFault
from server.ids import AccountId, ConversationId
from server.records.appending import Committed

TRY_AGAIN_SECONDS = 1.0
"""A restarted PostgreSQL is back within a second; whoever comes too early is told the same again."""


@dataclass(slots=True, eq=False)
class Post:
    """An envelope on its way. `key` is what its signature was verified under, `outcome` what its sender will be told."""

    account: AccountId
    replies: Replies
    ref: int
    envelope: Envelope
    key: bytes | None = None
    outcome: Committed | Refusal | None = None

    @property
    def conversation(self) -> ConversationId:
        """Decides the lane."""
        return self.envelope.header.conversation


@dataclass(frozen=True, slots=True, eq=False)
class Opening:
    """An epoch that wants to be opened."""

    account: AccountId
    replies: Replies
    ref: int
    header: EpochHeader
    signed: SignedBody
    wraps: tuple[bytes, ...]

    @property
    def conversation(self) -> ConversationId:
        """Decides the lane."""
        return self.header.conversation


@dataclass(frozen=True, slots=True, eq=False)
class Depositing:
    """A deposit that wants to be kept."""

    account: AccountId
    replies: Replies
    ref: int
    deposit: Deposit
    signed: SignedBody
    sealed_shares: tuple[bytes, ...]

    @property
    def conversation(self) -> ConversationId:
        """Decides the lane."""
        return self.deposit.conversation


Work = Post | Opening | Depositing


def try_again() -> Refusal:
    """We are at fault; nothing is known to be committed (protocol.md §3.1)."""
    return Refusal(RefusalCode.TRY_AGAIN, TRY_AGAIN_SECONDS)


def refusal_for(exception: Exception) -> Refusal:
    """What the sender is told of an exception. Anything unforeseen is ours too, and tells nothing."""
    if isinstance(exception, Refusal):
        return exception
    return try_again() if isinstance(exception, StorageFault) else Refusal(RefusalCode.TRY_AGAIN, TRY_AGAIN_SECONDS)
