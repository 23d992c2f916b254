"""What waits in a lane: a post, an opening or a deposit, parsed, with the account that sent it and where its answer goes."""

from dataclasses import dataclass, field

from server.channels.replies import Replies
from server.crypto.canonical import read
from server.crypto.deposit import Deposit
from server.crypto.envelope import Envelope, parse_envelope
from server.crypto.epoch import EpochHeader
from server.crypto.signing import SignedBody
from server.errors import Refusal, RefusalCode
from server.ids import AccountId, ConversationId
from server.protocol import frames
from server.records.appending import Committed

TRY_AGAIN_SECONDS = 1.0
"""A restarted PostgreSQL is back within a second; whoever comes too early is told the same again."""


@dataclass(slots=True, eq=False)
class Post:
    """An envelope on its way. `verified`: its signature holds; `outcome` is what its sender will be told."""

    account: AccountId
    replies: Replies
    ref: int
    envelope: Envelope
    verified: bool = False
    outcome: Committed | Refusal | None = None
    answered: bool = False

    conversation: ConversationId = field(init=False)
    """Decides the lane. Asked for too often to be looked up in the header each time."""

    def __post_init__(self) -> None:
        self.conversation = self.envelope.header.conversation


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


def post_of(account: AccountId, replies: Replies, frame: frames.Post) -> Post:
    """The post in a frame; ProofError when its envelope is none."""
    return Post(account, replies, frame.ref, parse_envelope(frame.envelope))


def opening_of(account: AccountId, replies: Replies, frame: frames.Open) -> Opening:
    """The opening in a frame; ProofError when its header is none."""
    signed = SignedBody(frame.header, frame.signature)
    return Opening(account, replies, frame.ref, read(EpochHeader, frame.header), signed, tuple(frame.wraps))


def depositing_of(account: AccountId, replies: Replies, frame: frames.Deposit) -> Depositing:
    """The deposit in a frame; ProofError when it is none."""
    signed = SignedBody(frame.deposit, frame.signature)
    return Depositing(account, replies, frame.ref, read(Deposit, frame.deposit), signed, tuple(frame.sealed_shares))
