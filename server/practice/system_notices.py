"""The service's own notices (crypto.md §11.3): sealed and signed with the system key as they are written, and nothing of them kept in the clear."""

import asyncio
import hmac
from collections.abc import Collection, Mapping
from contextlib import suppress
from typing import Final

from server.crypto.account import AccountKeys
from server.crypto.bundle import Bundle, make_bundle, verify_bundle
from server.crypto.canonical import Body, read
from server.crypto.checks import Random, drawn
from server.crypto.notice import Notice, NoticePurpose, make_notice
from server.crypto.notice_content import NoticeContent, NoticeValue
from server.crypto.signing import SignedBody
from server.errors import Refusal, StorageFault
from server.ids import ID_BYTES, AccountId, NoticeId
from server.mailbox import notices as mailbox
from server.practice.people import certified_people, person_in_force
from server.practice.sayings import SAYINGS, Event
from server.practice.sql import queries
from server.records.log import LogKind, Noted, add
from server.roles import Role
from server.storage.database import Connection, Database
from server.storage.system_key import KeptSystemKey

RETRY_SECONDS: Final = 1.0
EVENT_VALUE: Final = "event"
"""The name of the value that says which event it is, for whoever shows it in other words."""


class SystemNotices:
    """The system key, in this process. Secret."""

    def __init__(self, kept: KeptSystemKey, random: Random) -> None:
        self.account = kept.account
        self._secret = kept.secret
        self._keys = AccountKeys.from_secret(kept.secret)
        self._signed: SignedBody = make_bundle(self._keys, kept.account, kept.made_at)
        self._bundle: Bundle = verify_bundle(self._signed)
        self._random = random

    def __repr__(self) -> str:
        return "<SystemNotices>"

    def notice_id(self, name: bytes) -> NoticeId:
        """The same for the same, in every process, and known to nobody beforehand: whoever could tell it might post under it first."""
        return NoticeId(hmac.digest(self._secret, name, "sha256")[:ID_BYTES])

    def sign(self, body: Body) -> SignedBody:
        """What the service itself says, by its own key."""
        return self._keys.signing.sign_body(body)

    async def publish(self, database: Database) -> None:
        """Have the key wait for a certificate like everyone's. Again, and from several processes at once, is fine."""
        async with database.transaction() as connection:
            row = await connection.fetchrow(
                queries.insert_bundle,
                self.account,
                self._bundle.generation,
                self._signed.hash,
                Role.SYSTEM.value,
                self._signed.body,
                self._signed.signature,
                None,
            )
            if row is not None:
                noted = Noted(kind=LogKind.BUNDLE, record=self._signed.encoded(), account=self.account)
                await add(connection, noted)

    async def keep_published(self, database: Database) -> None:
        """Publish when PostgreSQL is there, and rest. For a task of the process."""
        while True:
            with suppress(StorageFault):
                await self.publish(database)
                break
            await asyncio.sleep(RETRY_SECONDS)
        await asyncio.Event().wait()

    async def tell(
        self,
        connection: Connection,
        recipient: AccountId,
        event: Event,
        now: int,
        *,
        values: Mapping[str, str] | None = None,
        subject: bytes = b"",
        notice_id: NoticeId | None = None,
    ) -> Collection[AccountId]:
        """Write a notice in the caller's transaction. Gives whose mail has changed: the caller rings for them after its commit.

        A `notice_id` that stands already writes nothing, so that whoever may come twice derives one (`notice_id`). Somebody who has published no keys
        is told nothing. Before the practice has certified the system key, what is written waits.
        """
        saying, keys = SAYINGS[event], await self._keys_of(connection, recipient)
        if keys is None:
            return ()
        purpose = NoticePurpose(notice_id=notice_id or self._drawn_id(), kind=saying.kind, subject=subject)
        rows = {EVENT_VALUE: event.value, **(values or {})}
        content = NoticeContent(saying.title, saying.text, tuple(NoticeValue(*row) for row in sorted(rows.items())))
        made = make_notice(self._keys.signing, self._bundle, keys, purpose, content, now)
        notice, waiting = read(Notice, made.signed.body), not await self._is_certified(connection)
        try:
            await mailbox.keep(connection, notice, made.signed, made.sealed, now, waiting=waiting)
        except Refusal:
            if notice_id is None:
                raise
            return ()
        return () if waiting else {recipient}

    def _drawn_id(self) -> NoticeId:
        return NoticeId(drawn(self._random, ID_BYTES))

    async def _keys_of(self, connection: Connection, account: AccountId) -> Bundle | None:
        """What opens on all of somebody's devices: the keys certified last, or those published last while none are certified."""
        people = await certified_people(connection, [account])
        person = people[0] if people else await person_in_force(connection, account)
        return None if person is None else verify_bundle(person.bundle)

    async def _is_certified(self, connection: Connection) -> bool:
        if await certified_people(connection, [self.account]):
            return True
        # Whoever certifies it now shows what waits: this notice is among it, or written after it.
        await connection.execute(queries.take_turns)
        return bool(await certified_people(connection, [self.account]))
