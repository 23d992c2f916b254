"""Opening an epoch (crypto.md §5.1): of two openers one wins, the other learns whose header is in force."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from server.channels.access import grant_opening
from server.channels.delivery import Delivery
from server.channels.doorbell import Doorbell
from server.channels.work import Opening
from server.crypto.manifest import Manifest
from server.errors import ProofError, Refusal, RefusalCode
from server.ids import ConversationId, LiveSessionId
from server.records import heads
from server.records.appending import Committed, Placed
from server.records.epochs import append_opening, members_of, opening_at, session_was_used
from server.records.grants import OpeningGrant
from server.storage.database import Connection

ManifestInForce = Callable[[Connection], Awaitable[Manifest | None]]
"""The port to the practice's custodian manifest: the one in force, None before the first."""


@dataclass(frozen=True, slots=True)
class EpochOpening:
    """What opening needs."""

    manifest_in_force: ManifestInForce
    delivery: Delivery
    doorbell: Doorbell
    now: Callable[[], int]

    async def open(self, connection: Connection, opening: Opening) -> None:
        """Commit the opening, then answer, then ring; or refuse it. A StorageFault: nothing was answered."""
        try:
            committed, placed = await self._committed(connection, opening)
        except Refusal as refusal:
            opening.replies.refused(opening.ref, refusal)
            return
        except ProofError:
            opening.replies.refused(opening.ref, Refusal(RefusalCode.BAD_SIGNATURE))
            return
        self.delivery.appended([(opening.conversation, *each) for each in placed])
        opening.replies.committed(opening.ref, committed)
        if placed:
            self.delivery.ring([opening.conversation])
        else:
            # Asked again: whoever committed it may have been interrupted before anyone was told.
            self.delivery.rung(opening.conversation)
        self.doorbell.ring([opening.conversation])

    async def _committed(self, connection: Connection, opening: Opening) -> tuple[Committed, list[Placed]]:
        """The acknowledgement, and the entry if it is new."""
        async with connection.transaction():
            locked = await heads.lock(connection, [(opening.conversation, opening.account, heads.NO_INSTANCE)])
            before = await opening_at(connection, opening.conversation, opening.header.epoch)
            mine = (opening.conversation, opening.account) in locked.members
            if mine and before is not None and before.header == opening.signed.body:
                return before.committed, []
            committed, entry = await append_opening(
                connection, await self._grant(connection, locked, opening), self.now()
            )
        return committed, [(entry, committed.head)]

    async def _grant(self, connection: Connection, locked: heads.Heads, opening: Opening) -> OpeningGrant:
        header = opening.header
        return grant_opening(
            locked,
            opening.account,
            opening.signed,
            header,
            opening.wraps,
            await members_of(connection, header.conversation),
            await self.manifest_in_force(connection),
            session_was_used=await _was_used(connection, header.conversation, header.session),
        )


async def _was_used(connection: Connection, conversation: ConversationId, session: LiveSessionId) -> bool:
    return bool(session) and await session_was_used(connection, conversation, session)
