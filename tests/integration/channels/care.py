"""Who treats whom, one after the other: closings and histories over one process's lanes."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from server.channels.board import MemoryBoard
from server.channels.closings import Closings
from server.channels.following import Following
from server.channels.histories import accept_history
from server.channels.presence import Presence
from server.channels.typing import Telling
from server.crypto.closing import Closing, ClosingReason, make_closing
from server.crypto.content import End, EnvelopeKind
from server.crypto.history import MadeHistory, make_history
from server.crypto.signing import SignedBody
from server.errors import ProofError, Refusal, RefusalCode
from server.ids import AccountId, ConversationId, InstanceId
from server.protocol import frames
from server.records.appending import Committed
from server.records.conversations import conversations_of
from server.records.epochs import MemberKeys
from server.roles import Role
from server.storage.database import Connection
from tests.integration.channels.cast import House, Pair, Person, clock

T = TypeVar("T")


@dataclass(slots=True)
class Care:
    """A house, and the one who certifies there."""

    home: House
    certifier: Person = field(default_factory=lambda: Person(Role.INTAKE))

    @property
    def closings(self) -> Closings:
        """What closes."""
        telling = Telling(self.home.delivery, self.home.doorbell)
        return Closings(self.home.database, telling, self._certifier_keys, clock)

    @property
    def following(self) -> Following:
        """What reads."""
        presence = Presence(MemoryBoard(lambda: 0), self.home.delivery, self.home.doorbell)
        return Following(self.home.database, self.home.delivery, self.home.doorbell, presence)

    async def _certifier_keys(self, connection: Connection, account: AccountId) -> MemberKeys:  # noqa: ARG002
        if account != self.certifier.account:
            raise Refusal(RefusalCode.NOT_FOR_YOU)
        bundle = self.certifier.bundle
        return MemberKeys(account, Role.INTAKE, bundle.hash, bundle.signing_public)

    async def treat(self, client: Person | None = None, therapist: Person | None = None, epochs: int = 1) -> Pair:
        """A conversation with so many epochs, each a live session in which something was said, and which is over."""
        pair = Pair(client or Person(Role.CLIENT), therapist or Person(Role.THERAPIST))
        for person in pair.people:
            # Counters are a tab's in one conversation: they come with another tab.
            person.instance, person.counter = InstanceId(os.urandom(16)), 0
        for _ in range(epochs):
            await self.home.begin(pair)
            for person in pair.people:
                assert isinstance(await self.home.send(person.account, pair.seal(person))(), Committed)
            end = pair.seal(pair.client, End(), kind=EnvelopeKind.END)
            assert isinstance(await self.home.send(pair.client.account, end)(), Committed)
        return pair

    async def close(self, pair: Pair, by: Person, reason: ClosingReason = ClosingReason.CHANGED) -> str:
        """How it went, in a word."""
        return await self.bring(by, closing(pair, by, reason))

    async def bring(self, by: Person, signed: SignedBody) -> str:
        """How a closing went, whoever signed it."""
        try:
            await self.closings.close(by.account, signed)
        except Refusal as refusal:
            return refusal.code.value
        except ProofError as error:
            return error.reason
        return "closed"

    async def let_read(self, by: Person, made: MadeHistory, wraps: Sequence[bytes] | None = None) -> str:
        """How a grant went, in a word."""
        try:
            async with self.home.database.transaction() as connection:
                await accept_history(connection, by.account, made.signed, wraps or made.wraps, clock())
        except Refusal as refusal:
            return refusal.code.value
        except ProofError as error:
            return error.reason
        return "granted"

    async def page(self, pair: Pair, reader: Person) -> list[int]:
        """The sequences of the newest page that somebody gets; none when it is not for them."""
        frame = frames.Read(ref=1, conversation=pair.conversation, before=2**40, limit=200)
        try:
            return [entry.sequence for entry in (await self.following.read(reader.account, frame)).entries]
        except Refusal as refusal:
            return _nothing(refusal, [])

    async def learns(self, pair: Pair, reader: Person, epoch: int = 1) -> bool:
        """Whether somebody gets a wrap for an epoch."""
        frame = frames.Learn(ref=1, conversation=pair.conversation, epoch=epoch)
        try:
            await self.following.learn(reader.account, frame)
        except Refusal as refusal:
            return _nothing(refusal, False)
        return True

    async def listed(self, person: Person) -> dict[ConversationId, bool]:
        """What somebody's list shows, and whether they only read it."""
        async with self.home.database.acquire() as connection:
            return {each.conversation: each.reading for each in await conversations_of(connection, person.account)}


def closing(pair: Pair, by: Person, reason: ClosingReason = ClosingReason.CHANGED, at: int = 1) -> SignedBody:
    """A closing of theirs."""
    return make_closing(by.keys.signing, Closing(pair.conversation, reason, by.account, at))


def history(pair: Pair, recipient: Person, signer: Person | None = None, epochs: slice | None = None) -> MadeHistory:
    """A grant of a conversation's epochs (all, if none are named)."""
    known = [(each.header, each.keys) for each in pair.opened[epochs or slice(None)]]
    return make_history((signer or pair.client).keys.signing, recipient.bundle, known, 1)


def _nothing(refusal: Refusal, nothing: T) -> T:
    """What comes of a refusal, which has to be that of what is not there."""
    if refusal.code is not RefusalCode.NOT_FOR_YOU:
        raise refusal
    return nothing
