"""Letting the next therapist read (crypto.md §5.3): the client's word, for a closed conversation, to who treats them now."""

from collections.abc import Sequence
from typing import Final

from server.channels.access import grant_history, grant_own_wraps, grant_reading
from server.crypto.canonical import read
from server.crypto.history import MAX_GRANTED, HistoryGrant
from server.crypto.signing import SignedBody
from server.ids import AccountId, ConversationId
from server.records import heads, histories
from server.records.destructions import check_not_destroyed
from server.records.epochs import members_of
from server.records.histories import OwnWrap
from server.records.transcripts import is_member
from server.storage.database import Connection

WRAPS_AT_ONCE: Final = MAX_GRANTED


async def accept_history(
    connection: Connection, account: AccountId, signed: SignedBody, wraps: Sequence[bytes], now: int
) -> None:
    """Keep a grant and its wraps; what is granted already is fine.

    The heads of both conversations are locked: a change of therapist comes before this, and there is nobody to let read, or after it, and
    takes it back.
    """
    # Read before it is verified, to know what to lock; nothing is believed until then.
    said = read(HistoryGrant, signed.body)
    proposed = await histories.recipients(connection, said.conversation, account, said.recipient_bundle_hash)
    asked = [(said.conversation, account), *((each.conversation, each.account) for each in proposed)]
    locked = await heads.lock(connection, [(*one, heads.NO_INSTANCE) for one in asked])
    await check_not_destroyed(connection, said.conversation)
    standing = await histories.recipients(connection, said.conversation, account, said.recipient_bundle_hash)
    recipient = next((each.account for each in standing if each in proposed), None)
    known = {} if recipient is None else await histories.granted_epochs(connection, said, recipient)
    members = await members_of(connection, said.conversation)
    grant = grant_history(locked, account, signed, said, wraps, members, recipient, known)
    if grant is not None:
        await histories.keep(connection, grant, now)


async def own_wraps(
    connection: Connection, account: AccountId, conversation: ConversationId, after: int
) -> Sequence[OwnWrap]:
    """A client's wraps of the epochs after one, as many as one grant may name."""
    reading = grant_reading(conversation, account, is_member=await is_member(connection, conversation, account))
    grant = grant_own_wraps(reading, await members_of(connection, conversation))
    return await histories.own_wraps(connection, grant.conversation, grant.account, after, WRAPS_AT_ONCE)
