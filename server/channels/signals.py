"""Signals: what is told live to those who follow a conversation, and kept nowhere: typing, presence, receipts. Never a letter."""

import msgspec

from server.ids import AccountId, ConversationId
from server.protocol.codec import encode
from server.protocol.frames import Closed, Presence, Receipt, TypingNow


class Signal(msgspec.Struct, frozen=True, array_like=True):
    """Base of what crosses processes besides rings. `account` is whom it is about; its repr names the type only."""

    account: AccountId

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class TypingSignal(Signal, frozen=True, tag="t"):
    """Someone writes, or has stopped."""

    active: bool


class PresenceSignal(Signal, frozen=True, tag="p"):
    """Someone is there, or has gone."""

    present: bool


class ReceiptSignal(Signal, frozen=True, tag="r"):
    """Someone's cursors stand here now."""

    delivered: int
    read: int


class ClosedSignal(Signal, frozen=True, tag="c"):
    """The conversation is closed, or is read by fewer; `account` is whose act it was, `gone` are who read it no more."""

    gone: list[AccountId]


AnySignal = TypingSignal | PresenceSignal | ReceiptSignal | ClosedSignal


class MailSignal(msgspec.Struct, frozen=True, array_like=True, tag="m"):
    """What these accounts have to read has changed; it says no more. For processes, never for a socket."""

    accounts: list[AccountId]

    def __repr__(self) -> str:
        return "<MailSignal>"


Passed = AnySignal | MailSignal
"""What the doorbell passes on."""


def frame_of(conversation: ConversationId, signal: AnySignal) -> bytes:
    """The signal as those who follow get it."""
    match signal:
        case TypingSignal(account=account, active=active):
            return encode(TypingNow(conversation=conversation, account=account, active=active))
        case PresenceSignal(account=account, present=present):
            return encode(Presence(conversation=conversation, account=account, present=present))
        case ReceiptSignal(account=account, delivered=delivered, read=read):
            return encode(Receipt(conversation=conversation, account=account, delivered=delivered, read=read))
        case ClosedSignal():
            return encode(Closed(conversation=conversation))
