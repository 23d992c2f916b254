"""Permissions as objects. They are made in `channels/access.py` and nowhere else, from what the committing transaction has locked;
they are used up in it. Whoever holds one need not ask again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from server.crypto.closing import Closing
from server.crypto.deposit import Deposit
from server.crypto.envelope import Envelope
from server.crypto.epoch import EpochHeader
from server.crypto.history import HistoryGrant
from server.crypto.signing import SignedBody
from server.ids import AccountId, ConversationId
from server.records.heads import Head


@dataclass(frozen=True, slots=True, eq=False)
class PostingGrant:
    """This envelope may be the next entry at this head."""

    envelope: Envelope
    head: Head


@dataclass(frozen=True, slots=True, eq=False)
class OpeningGrant:
    """This epoch may be opened at this head; `wraps` are its members', in their order."""

    header: EpochHeader
    signed: SignedBody
    wraps: Sequence[bytes]
    head: Head


@dataclass(frozen=True, slots=True, eq=False)
class DepositingGrant:
    """This deposit may be kept; `sealed_shares` are in the order of its rows."""

    deposit: Deposit
    signed: SignedBody
    sealed_shares: Sequence[bytes]


@dataclass(frozen=True, slots=True, eq=False)
class ReadingGrant:
    """This account may read this conversation: as its `member`, or by a grant (crypto.md §5.3), without taking part."""

    conversation: ConversationId
    account: AccountId
    member: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class ClosingGrant:
    """This closing may be kept. Its conversation's head is locked."""

    closing: Closing
    signed: SignedBody


@dataclass(frozen=True, slots=True, eq=False)
class HistoryKeepingGrant:
    """This history may be kept for this account; `wraps` are in the order of its rows."""

    history: HistoryGrant
    signed: SignedBody
    account: AccountId
    wraps: Sequence[bytes]
