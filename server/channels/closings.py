"""Closing a conversation (crypto.md §12.4): whatever races it is in the record before it, or refused."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from server.channels.access import grant_closing
from server.channels.signals import ClosedSignal
from server.channels.typing import Telling
from server.crypto.canonical import read
from server.crypto.closing import Closing
from server.crypto.signing import SignedBody
from server.errors import Refusal, RefusalCode
from server.ids import AccountId, ConversationId
from server.records import closings, heads
from server.records.closings import Unread
from server.records.epochs import MemberKeys, members_of
from server.roles import Role
from server.storage.database import Connection, Database

CertifierKeys = Callable[[Connection, AccountId], Awaitable[MemberKeys]]
"""The port to the practice: an account's keys as a certifier, of role intake; a Refusal `not_for_you` when it is none."""


@dataclass(frozen=True, slots=True)
class Closings:
    """What closing needs."""

    database: Database
    telling: Telling
    certifier_keys: CertifierKeys
    now: Callable[[], int]

    async def close(self, account: AccountId, signed: SignedBody) -> None:
        """Commit the closing, then tell whoever follows; the same again is fine. Who reads no more is cut off at once, everywhere."""
        # Read before it is verified, to know which conversation to lock; nothing is believed until then.
        said = read(Closing, signed.body)
        async with self.database.transaction() as connection:
            unread = await self._closed(connection, account, signed, said)
        for conversation in {said.conversation, *(conversation for conversation, _ in unread)}:
            gone = [who for where, who in unread if where == conversation]
            self.telling.tell(conversation, ClosedSignal(account, gone))

    async def _closed(
        self, connection: Connection, account: AccountId, signed: SignedBody, said: Closing
    ) -> list[Unread]:
        locked = await heads.lock(connection, [(said.conversation, account, heads.NO_INSTANCE)])
        closer = await self._closer(connection, locked, said.conversation, account)
        before = await closings.closing_of(connection, said.conversation)
        if closer is not None and before is not None and before.body == signed.body:
            return []
        return await closings.keep(connection, grant_closing(locked, account, signed, said, closer), self.now())

    async def _closer(
        self, connection: Connection, locked: heads.Heads, conversation: ConversationId, account: AccountId
    ) -> MemberKeys | None:
        """The client or the therapist, who has not left, by the keys certified last; or whoever certifies."""
        if conversation not in locked.places:
            raise Refusal(RefusalCode.NOT_FOR_YOU)
        if (conversation, account) in locked.members:
            members = await members_of(connection, conversation)
            closer = next(each for each in members if each.account == account)
            if closer.role in {Role.CLIENT, Role.THERAPIST}:
                return closer
        return await self.certifier_keys(connection, account)
