"""Following a conversation (protocol.md §2.1): from the question whether one may, to the first delivery; and reading back."""

from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial

from server.channels.access import grant_reading
from server.channels.delivery import Delivery, Follower
from server.channels.doorbell import Doorbell
from server.channels.outgoing import Outgoing
from server.channels.presence import Presence
from server.errors import Refusal, RefusalCode
from server.ids import AccountId, ConversationId
from server.protocol import frames
from server.protocol.codec import encode
from server.records.epochs import epoch_for
from server.records.grants import ReadingGrant
from server.records.transcripts import Place, Standing, place_of, read_before, standing_of
from server.storage.database import Database


@dataclass(frozen=True, slots=True)
class Following:
    """What following needs."""

    database: Database
    delivery: Delivery
    doorbell: Doorbell
    presence: Presence

    async def follow(self, account: AccountId, frame: frames.Follow, outgoing: Outgoing) -> Follower:
        """Answer `followed`, then deliver from there. Rings are heard before the place is read, so that none falls between."""
        conversation = ConversationId(frame.conversation)
        grant = await self._grant(conversation, account)
        follower = self.delivery.admit(grant, outgoing, discreet=frame.discreet)
        follower.cut = partial(self.unfollow, follower)
        with ExitStack() as undoing:
            undoing.callback(self.unfollow, follower)
            await self.doorbell.listen(conversation)
            present = await self._arrive(follower)
            async with self.delivery.gate, self.database.acquire() as connection:
                place = await place_of(connection, conversation, account, frame.after)
            if place is None or follower.gone:
                raise Refusal(RefusalCode.NOT_FOR_YOU)
            undoing.pop_all()
        outgoing.put(encode(_followed(frame, place, present)))
        self.delivery.begin(follower, place.after, place.head, place.sequence)
        return follower

    def unfollow(self, follower: Follower) -> None:
        """No more of this conversation for this connection. Once more is fine: it may have been cut."""
        if follower.gone:
            return
        if self.delivery.leave(follower):
            self.doorbell.unlisten(follower.grant.conversation)
        if follower.arrived:
            self.presence.depart(follower.grant)

    async def read(self, account: AccountId, frame: frames.Read) -> frames.Page:
        """A page of the record, backwards."""
        conversation = ConversationId(frame.conversation)
        grant = await self._grant(conversation, account)
        async with self.delivery.gate, self.database.acquire() as connection:
            page = await read_before(connection, grant, frame.before, frame.limit)
        return frames.Page(ref=frame.ref, conversation=conversation, anchor=page.anchor, entries=page.entries)

    async def learn(self, account: AccountId, frame: frames.Learn) -> frames.Epoch:
        """An epoch, with the asker's own wrap; without a wrap for them it is not theirs."""
        conversation = ConversationId(frame.conversation)
        grant = await self._grant(conversation, account)
        async with self.delivery.gate, self.database.acquire() as connection:
            epoch = await epoch_for(connection, grant, frame.epoch)
        if epoch is None:
            raise Refusal(RefusalCode.NOT_FOR_YOU)
        return frames.Epoch(
            ref=frame.ref,
            conversation=conversation,
            epoch=frame.epoch,
            header=epoch.header,
            signature=epoch.signature,
            wrap=epoch.wrap,
            deposited=epoch.deposited,
        )

    async def _arrive(self, follower: Follower) -> list[AccountId]:
        """Who is there. Who only reads, or is discreet, is not there for anyone, and nobody for them."""
        if follower.gone or follower.discreet or not follower.grant.member:
            return []
        follower.arrived = True
        return await self.presence.arrive(follower.grant)

    async def _grant(self, conversation: ConversationId, account: AccountId) -> ReadingGrant:
        async with self.delivery.gate, self.database.acquire() as connection:
            standing = await standing_of(connection, conversation, account)
        return grant_reading(
            conversation, account, is_member=standing is Standing.MEMBER, is_reader=standing is Standing.READER
        )


def _followed(frame: frames.Follow, place: Place, present: list[AccountId]) -> frames.Followed:
    return frames.Followed(
        ref=frame.ref,
        conversation=frame.conversation,
        after=place.after,
        head=place.head,
        sequence=place.sequence,
        epoch=place.epoch,
        session=place.session,
        cursors=place.cursors,
        present=list(present),
    )
