"""What the core tells its shell: typed values, never strings to be parsed. Their repr names the type only."""

from dataclasses import dataclass
from enum import StrEnum

from server.crypto.content import Content
from server.ids import AccountId, ConversationId, LiveSessionId, MessageId


class AlarmReason(StrEnum):
    """Why a conversation was stopped (crypto.md §6.5). None of them is ever passed over."""

    RECORD_LOST = "record_lost"
    """The server has lost entries that this client has verified (protocol.md §3.3)."""
    HEAD_DIFFERS = "head_differs"
    """The chain that the server shows is not the chain of what it delivered, or not the one verified before."""
    GAP = "gap"
    TIME_RAN_BACK = "time_ran_back"
    BAD_OPENING = "bad_opening"
    """An epoch opening that does not stand: signature, members, predecessor or place."""
    BAD_ENVELOPE = "bad_envelope"
    BAD_COUNTER = "bad_counter"
    """A sender instance's counter repeated or skipped: an envelope was dropped or doubled."""
    MESSAGE_DOUBLED = "message_doubled"
    SEEN_DIFFERS = "seen_differs"
    """The sender had verified another record than this one: the server shows two of them two histories."""
    BAD_WRAP = "bad_wrap"
    FOREIGN_KEYS = "foreign_keys"
    """The keys that are certified as this account's are none that it has."""
    KEYS_BEGUN_ANEW = "keys_begun_anew"
    """Somebody lost their keys, and the practice vouches for others (crypto.md §4.7). Compare the number with them where no server is between you, then
    sign in again and `Trust.accept_anew` before the conversations are read."""
    BAD_CONTENT = "bad_content"
    WRONG_THREAD = "wrong_thread"
    """A letter that names no letter before it, or says what its sender may not say."""
    UNKNOWN_MANIFEST = "unknown_manifest"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Event:
    """Base of all events."""

    conversation: ConversationId

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Message(Event):
    """One message of the verified record, opened. `text` is that of words, `content` what any kind says: of kind "text" are asides, too
    (crypto.md §6.9). Times are Unix milliseconds.
    """

    sequence: int
    time: int
    sender: AccountId
    message: MessageId
    kind: str
    epoch: int
    client_time: int
    text: str
    content: Content


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Locked(Event):
    """An envelope of the verified record that is sealed to keys which this account lost (crypto.md §4.7): its words are not here."""

    sequence: int
    sender: AccountId
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SessionStarted(Event):
    """A live session's first epoch stands in the verified record."""

    sequence: int
    session: LiveSessionId
    opener: AccountId


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SessionEnded(Event):
    """An envelope of kind "end" stands in the verified record."""

    sequence: int
    session: LiveSessionId


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EpochReady(Event):
    """This member has learnt an epoch and deposited for it: it may write there while the epoch is in force."""

    epoch: int


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ManifestUnknown(Event):
    """An epoch names custodians that the practice's document has not shown yet: the shell reads it again."""

    sequence: int


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class KeysUnknown(Event):
    """A member has newer keys than the documents have shown (crypto.md §4.6): the shell reads the conversations again."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Sent(Event):
    """An own message is in the record: acknowledged, or seen in the verified transcript."""

    message: MessageId
    sequence: int


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Unsent(Event):
    """An own message was refused for good and is not in the record; `code` is a word of protocol.md §5."""

    message: MessageId
    code: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CaughtUp(Event):
    """Everything up to `sequence` is verified."""

    sequence: int


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CursorMoved(Event):
    """How far a member's clients have received and shown the record."""

    account: AccountId
    delivered: int
    read: int


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PresenceChanged(Event):
    """A member is there, or no longer."""

    account: AccountId
    present: bool


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TypingChanged(Event):
    """A member is writing, or no longer."""

    account: AccountId
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Closed(Event):
    """The conversation is closed, or who reads it has changed: time to read the list anew."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PageRead(Event):
    """A page read back and verified; its messages, oldest first. `earliest` is the lowest sequence in it, 0 for an empty page."""

    ref: int
    earliest: int
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RequestRefused(Event):
    """A request of this client other than a post was refused; the conversation goes on."""

    ref: int
    code: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Alarm(Event):
    """The conversation is stopped: something does not prove what it claims. `sequence` is the place, or the last verified one."""

    reason: AlarmReason
    sequence: int
