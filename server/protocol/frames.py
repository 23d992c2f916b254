"""The frames of the socket (protocol.md §2): MessagePack maps with the tag `t`.

What clients send is closed (`forbid_unknown_fields`); what the server sends may grow by fields with defaults.
"""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

VERSION: Final = 1
SUBPROTOCOL: Final = "webtherapy.v1"

Id = Annotated[bytes, Meta(min_length=16, max_length=16)]
Hash = Annotated[bytes, Meta(min_length=32, max_length=32)]
Signature = Annotated[bytes, Meta(min_length=64, max_length=64)]
Ref = Annotated[int, Meta(ge=0, lt=2**32)]
Number = Annotated[int, Meta(ge=0, lt=2**53)]
"""A sequence, an epoch, a counter or Unix milliseconds."""
Sealed = Annotated[bytes, Meta(min_length=1, max_length=4096)]


class Frame(msgspec.Struct, frozen=True, kw_only=True, tag_field="t"):
    """Base of all frames. Its repr names the type only: frames carry what people wrote, sealed or not."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class ClientFrame(Frame, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of what clients send."""


class Hello(ClientFrame, frozen=True, kw_only=True, tag="hello"):
    version: Ref
    instance: Id


class Follow(ClientFrame, frozen=True, kw_only=True, tag="follow"):
    ref: Ref
    conversation: Id
    after: Number
    discreet: bool = False


class Unfollow(ClientFrame, frozen=True, kw_only=True, tag="unfollow"):
    conversation: Id


class Read(ClientFrame, frozen=True, kw_only=True, tag="read"):
    ref: Ref
    conversation: Id
    before: Number
    limit: Annotated[int, Meta(ge=1, le=200)]


class Learn(ClientFrame, frozen=True, kw_only=True, tag="learn"):
    ref: Ref
    conversation: Id
    epoch: Number


class Open(ClientFrame, frozen=True, kw_only=True, tag="open"):
    ref: Ref
    header: Annotated[bytes, Meta(min_length=1, max_length=8192)]
    signature: Signature
    wraps: Annotated[list[Sealed], Meta(min_length=1, max_length=16)]


class Deposit(ClientFrame, frozen=True, kw_only=True, tag="deposit"):
    ref: Ref
    deposit: Annotated[bytes, Meta(min_length=1, max_length=8192)]
    signature: Signature
    sealed_shares: Annotated[list[Sealed], Meta(min_length=1, max_length=32)]


class Post(ClientFrame, frozen=True, kw_only=True, tag="post"):
    ref: Ref
    envelope: Annotated[bytes, Meta(min_length=1, max_length=49152)]


class Confirm(ClientFrame, frozen=True, kw_only=True, tag="confirm"):
    conversation: Id
    delivered: Number
    read: Number
    discreet: bool = False


class Typing(ClientFrame, frozen=True, kw_only=True, tag="typing"):
    conversation: Id
    active: bool


class Activity(ClientFrame, frozen=True, kw_only=True, tag="activity"):
    age: Annotated[int, Meta(ge=0, le=15_000)] | None


AnyClientFrame = Hello | Follow | Unfollow | Read | Learn | Open | Deposit | Post | Confirm | Typing | Activity


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """One entry of a transcript (crypto.md §8.1): `[sequence, time, kind, payload]`."""

    sequence: Number
    time: Number
    kind: Annotated[int, Meta(ge=1, le=2)]
    payload: bytes

    def __repr__(self) -> str:
        return "<Entry>"


class Welcome(Frame, frozen=True, kw_only=True, tag="welcome"):
    account: Id
    time: Number
    expires: Number
    left: Number


class Idle(Frame, frozen=True, kw_only=True, tag="idle"):
    left: Number
    cap: Number


class Cursor(msgspec.Struct, frozen=True, array_like=True):
    """How far a member's clients have received and shown the record: `[account, delivered, read]`."""

    account: Id
    delivered: Number
    read: Number


class Followed(Frame, frozen=True, kw_only=True, tag="followed"):
    ref: Ref
    conversation: Id
    after: Number
    head: Hash
    sequence: Number
    epoch: Number
    session: Id | None
    cursors: list[Cursor]
    present: list[Id]


class Delivery(Frame, frozen=True, kw_only=True, tag="delivery"):
    conversation: Id
    entries: list[Entry]
    head: Hash


class CaughtUp(Frame, frozen=True, kw_only=True, tag="caught_up"):
    conversation: Id
    sequence: Number
    head: Hash


class Page(Frame, frozen=True, kw_only=True, tag="page"):
    ref: Ref
    conversation: Id
    anchor: Hash
    entries: list[Entry]


class Epoch(Frame, frozen=True, kw_only=True, tag="epoch"):
    ref: Ref
    conversation: Id
    epoch: Number
    header: bytes
    signature: Signature
    wrap: bytes
    deposited: bool


class Committed(Frame, frozen=True, kw_only=True, tag="committed"):
    ref: Ref
    conversation: Id
    sequence: Number
    time: Number
    head: Hash


class Deposited(Frame, frozen=True, kw_only=True, tag="deposited"):
    ref: Ref
    conversation: Id
    epoch: Number


class Receipt(Frame, frozen=True, kw_only=True, tag="receipt"):
    conversation: Id
    account: Id
    delivered: Number
    read: Number


class TypingNow(Frame, frozen=True, kw_only=True, tag="typing"):
    conversation: Id
    account: Id
    active: bool


class Presence(Frame, frozen=True, kw_only=True, tag="presence"):
    conversation: Id
    account: Id
    present: bool


class Closed(Frame, frozen=True, kw_only=True, tag="closed"):
    conversation: Id


class Unread(Frame, frozen=True, kw_only=True, tag="unread"):
    letters: Number
    notices: Number


class Refused(Frame, frozen=True, kw_only=True, tag="refused"):
    ref: Ref | None
    code: str
    retry_after: float = 0.0
    epoch: Number | None = None
    counter: Number | None = None
    reason: str | None = None


AnyServerFrame = (
    Welcome
    | Idle
    | Followed
    | Delivery
    | CaughtUp
    | Page
    | Epoch
    | Committed
    | Deposited
    | Receipt
    | TypingNow
    | Presence
    | Closed
    | Unread
    | Refused
)
