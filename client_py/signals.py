"""What the server says of a conversation's members besides what they write: how far they are, who is there, who is writing."""

from client_py import events
from client_py.conversation import Conversation
from client_py.events import Event
from server.protocol import frames

Signal = frames.Receipt | frames.Presence | frames.TypingNow


def heard(conversation: Conversation, signal: Signal) -> Event:
    """One signal; `StopError` when it is of somebody who is no member."""
    match signal:
        case frames.Receipt():
            return _cursor(conversation, signal.account, signal.delivered, signal.read)
        case frames.Presence():
            return _presence(conversation, signal.account, signal.present)
        case frames.TypingNow():
            known = conversation.member(signal.account)
            return events.TypingChanged(conversation=conversation.identity, account=known, active=signal.active)


def standing(conversation: Conversation, followed: frames.Followed) -> list[Event]:
    """How it stands with everybody at the beginning."""
    cursors = [_cursor(conversation, each.account, each.delivered, each.read) for each in followed.cursors]
    return cursors + [_presence(conversation, account, True) for account in followed.present]


def _cursor(conversation: Conversation, account: bytes, delivered: int, read: int) -> Event:
    known = conversation.member(account)
    return events.CursorMoved(conversation=conversation.identity, account=known, delivered=delivered, read=read)


def _presence(conversation: Conversation, account: bytes, present: bool) -> Event:
    known = conversation.member(account)
    return events.PresenceChanged(conversation=conversation.identity, account=known, present=present)
