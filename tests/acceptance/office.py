"""A practice that asks its custodians: an officer, and a pair who have talked."""

from dataclasses import dataclass

from client_py import custody, practice
from client_py.client import Client
from server.crypto.canonical import read
from server.crypto.match import Match
from server.ids import OrderId
from tests.acceptance.house import House, Pair, Person, activate, match
from tests.acceptance.service import Running

WORDS = ["I did not want to say it aloud.", "You can say it here."]


@dataclass(frozen=True, slots=True, repr=False)
class Office:
    """The practice with an officer, and a pair of its own who have talked."""

    url: str
    house: House
    officer: Person
    pair: Pair

    async def signed_in(self, person: Person) -> Client:
        """Somebody's client."""
        return await person.sign_in(self.url)

    async def ordered_emergency(self, words: str = "Unconscious.") -> OrderId:
        """What the pair said, asked for because of an emergency; not approved yet."""
        async with await self.signed_in(self.officer) as officer:
            await custody.listed_orders(officer)
            found = await custody.orderables(officer, self.pair.client.account)
            [each] = found.conversations
            match = read(Match, each.match.proof.body)
            headers = [epoch.header.proof.hash for epoch in each.epochs]
            return await custody.order_emergency(
                officer, self.house.owner.account, self.pair.client.account, match.conversation, headers, words
            )

    async def approved(self, order_id: OrderId) -> None:
        """The owner signs."""
        async with await self.signed_in(self.house.owner) as owner:
            await custody.approve_order(owner, order_id)

    async def gave(self, order_id: OrderId, *custodians: Person) -> None:
        """Custodians check, and give."""
        for person in custodians:
            async with await self.signed_in(person) as custodian:
                assert await custody.give_shares(custodian, order_id) == []


async def furnished(running: Running, house: House) -> Office:
    """The practice with an officer, and a pair who have talked."""
    officer = await activate(running.url, "officer", await running.issue("officer"))
    return Office(running.url, house, officer, await talked(running, house))


async def talked(running: Running, house: House) -> Pair:
    """Two who have said something to each other."""
    client, therapist = [
        await activate(running.url, role, await running.issue(role)) for role in ("client", "therapist")
    ]
    pair = Pair(client, therapist)
    async with await house.intake.sign_in(running.url) as intake:
        await practice.certify_everybody(intake)
        await match(running.url, intake, client, therapist)
    async with running.room(pair) as room:
        await room.hers.send(WORDS[0])
        await room.his.send(WORDS[1])
        await room.hers.wait_for(lambda: room.hers.texts == WORDS)
        await room.hers.end_session()
        await room.his.wait_for(lambda: room.his.session is None)
    return pair
