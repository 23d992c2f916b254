"""What a member holds of the epochs of a conversation, and what is told of what they can open no more."""

from dataclasses import dataclass

from client_py import events
from client_py.events import Event
from server.crypto.content import EnvelopeKind
from server.crypto.envelope import EnvelopeHeader
from server.crypto.epoch import EpochKeys
from server.ids import LiveSessionId


@dataclass(slots=True, repr=False)
class Held:
    """What this member holds of an epoch."""

    keys: EpochKeys | None = None
    deposited: bool = False
    given_up: bool = False
    """The server will not give the wrap or take the deposit: asking again would only repeat that."""
    lost: bool = False
    """Sealed to keys that this account lost and began anew behind (crypto.md §4.7): proved, and never opened here."""


def locked_event(sequence: int, header: EnvelopeHeader, session: bytes) -> Event:
    """What stands there is proved by its signature, and its words are not here; an end needs no key to be known."""
    if header.kind is EnvelopeKind.END:
        return events.SessionEnded(conversation=header.conversation, sequence=sequence, session=LiveSessionId(session))
    return events.Locked(conversation=header.conversation, sequence=sequence, sender=header.sender, kind=header.kind)
