"""With a client's last record goes what they said of themselves on identity's side (crypto.md §15.3), unless something holds it."""

import os
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from server.identity.forgotten import take
from server.records.forgotten import put, queries
from server.sessions.forgotten import ForgottenClients
from server.sessions.redis import connected
from server.storage.embedded.stack import EmbeddedStack
from tests.integration.identity import test_contact_card as card
from tests.integration.identity import test_intake as intake
from tests.integration.practice.retaining import MadeRecord
from tests.integration.practice.test_retention import Desk
from tests.integration.practice.test_retention import _desk as _desk  # noqa: PLC0414 - the fixture
from tests.integration.practice.test_verify_destroyed import over


@dataclass(slots=True)
class Between:
    """What the two sides say to each other, one step at a time."""

    desk: Desk
    clients: ForgottenClients

    async def tell(self) -> int:
        """Messaging puts what waits; how many identity has not heard of."""
        await put(self.desk.staffed.home.messaging_database, self.clients)
        return len(await self.clients.waiting())

    async def hear(self) -> None:
        """Identity takes it."""
        await take(self.desk.staffed.home.identity_database, self.clients, self.desk.now)

    async def answers(self) -> tuple[int, int]:
        """What intake staff are answered who ask for the card, and for the answers."""
        client, staff = self.desk.staffed.client, self.desk.staffed.intake
        return (await card.look(staff, client)).status_code, (await intake.look(staff, client)).status_code

    async def send(self) -> None:
        """The client says everything, for the first time."""
        client, staff = self.desk.staffed.client, self.desk.staffed.intake
        assert (await card.send(client, 1, staff)).status_code == 204
        assert (await intake.send(client, 1, staff)).status_code == 204


@pytest.fixture(name="between")
async def _between(desk: Desk, stack: EmbeddedStack) -> AsyncIterator[Between]:
    async with connected(stack.valkey_url(1)) as redis:
        yield Between(desk, ForgottenClients(redis, f"test-{os.urandom(8).hex()}:"))


async def destroyed(desk: Desk) -> None:
    """All that is left of the record."""
    await desk.date()
    proposed, word = await desk.propose()
    assert (word, await desk.approve(proposed)) == ("done", "done")
    await desk.staffed.home.erasing.erase()


async def test_card_and_intake_go_with_the_last_record(desk: Desk, between: Between) -> None:
    """Not before its certificate; once; and whoever says them again later, and an identity that was restored, are each served as they should be."""
    await between.send()
    await over(desk)
    await desk.date()
    proposed, _ = await desk.propose()
    assert await desk.approve(proposed) == "done"
    assert (await between.tell(), await between.answers()) == (0, (200, 200))
    await desk.staffed.home.erasing.erase()
    assert await between.tell() == 1
    await between.hear()
    assert (await between.tell(), await between.answers()) == (0, (404, 404))
    async with desk.staffed.home.identity_database.acquire() as connection:
        (row,) = await connection.fetch("SELECT subject FROM audit WHERE act = 'client_forgotten'")
    assert row["subject"] == desk.staffed.client.account
    desk.staffed.home.clock.ahead_ms += 60_000
    await between.send()
    async with desk.staffed.home.messaging_database.acquire() as connection:
        await connection.execute(queries.tell_again)
    assert await between.tell() == 1
    await between.hear()
    assert await between.answers() == (200, 200)


async def test_a_hold_keeps_them_until_it_is_lifted(desk: Desk, between: Between) -> None:
    """Placed after the certificate, before identity was told."""
    await between.send()
    await over(desk)
    await destroyed(desk)
    held, word = await desk.hold(desk.staffed.client.account)
    assert (word, await between.tell(), await between.answers()) == ("done", 0, (200, 200))
    assert (await desk.lift(held), await between.tell()) == ("done", 1)
    await between.hear()
    assert await between.answers() == (404, 404)


async def test_a_record_that_is_left_keeps_them(desk: Desk, between: Between) -> None:
    """The client has come back before identity was told."""
    await between.send()
    await over(desk)
    await destroyed(desk)
    again = MadeRecord(desk.staffed.client.account, desk.staffed.therapist.account)
    async with desk.staffed.home.messaging_database.transaction() as connection:
        await again.begin(connection, desk.now)
    assert (await between.tell(), await between.answers()) == (0, (200, 200))
