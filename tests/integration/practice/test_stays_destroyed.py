"""What was destroyed stays so for custodians, too, and what holds a record cannot be taken in advance (crypto.md §15)."""

import os

import pytest

from server.crypto.hold import Hold, HoldCause, hold_id_of
from server.crypto.process import ProcessKind
from server.errors import StorageFault
from server.records.destructions import is_gone
from tests.integration.practice import retaining
from tests.integration.practice.emergencies import given_by_one
from tests.integration.practice.ordering import openable
from tests.integration.practice.releasing import ask
from tests.integration.practice.retaining import YEAR_MS, MadeRecord
from tests.integration.practice.test_legal import process
from tests.integration.practice.test_retention import Desk, signed, wire
from tests.integration.practice.test_retention import _desk as _desk  # noqa: PLC0414 - the fixture
from tests.integration.practice.test_verify_destroyed import over


async def test_no_share_is_given_of_what_is_destroyed(desk: Desk) -> None:
    """What custodians gave before goes; what one of them gives afterwards, under an order that is still open, is refused, and by the database, too."""
    staffed, database = desk.staffed, desk.staffed.home.messaging_database
    opened = await openable(staffed, staffed.custodians)
    record = MadeRecord(
        staffed.client.account, staffed.therapist.account, [desk.release.conversation, opened.conversation]
    )
    async with database.transaction() as connection:
        for each in record.conversations:
            await record.close(connection, each, desk.now)
    desk.made, staffed.home.clock.ahead_ms = record, staffed.home.clock.ahead_ms + 8 * YEAR_MS
    said, gifts = await given_by_one(staffed, desk.officer, opened, desk.now)
    await desk.date()
    proposed, _ = await desk.propose()
    assert await desk.approve(proposed) == "done"
    assert await ask(staffed.custodians[1], "orders/contributions", gifts[1]) == "closed"
    async with database.acquire() as connection:
        assert await connection.fetchval("SELECT count(*) FROM contribution") == 0
        with pytest.raises(StorageFault):
            await connection.execute(
                "INSERT INTO contribution (order_id, deposit_id, custodian, body, signature, sealed, kept_at)"
                " VALUES ($1, $2, $3, '', $4, '', 1)",
                said.order_id, os.urandom(16), staffed.custodians[1].account, bytes(64),
            )  # fmt: skip


async def test_no_draft_is_kept_of_what_is_destroyed(desk: Desk) -> None:
    """What is still being written, live or as a letter, is refused; a slot is emptied as ever; nothing is certified while one is full."""
    client, conversation = desk.staffed.client, await over(desk)
    await desk.date()
    proposed, _ = await desk.propose()
    assert await desk.approve(proposed) == "done"
    for slot in (None, os.urandom(16)):
        draft = {"slot": slot, "conversation": bytes(conversation), "version": 1}
        assert await ask(client, "drafts", draft | {"sealed": os.urandom(296)}) == "closed"
    assert await ask(client, "drafts", {"conversation": bytes(conversation), "version": 2, "sealed": None}) == "done"
    await desk.staffed.home.erasing.erase()
    async with desk.staffed.home.messaging_database.transaction() as connection:
        assert await is_gone(connection, [conversation])
        await connection.execute("UPDATE draft SET sealed = $2 WHERE conversation = $1", conversation, os.urandom(296))
        assert not await is_gone(connection, [conversation])


async def test_the_name_of_a_hold_is_taken_by_no_other(desk: Desk) -> None:
    """An officer who holds somebody else's record under the name of the hold that a process will bring leaves nothing unheld: the process is refused."""
    case = desk.release
    served, body = process(case, ProcessKind.PRESERVATION)
    paper, sealed = retaining.reason(desk.officer, desk.owner)
    taken = hold_id_of(HoldCause.PROCESS, served.hash)
    said = Hold(taken, desk.made.client, HoldCause.OFFICER, paper.hash, desk.officer.account, desk.now)
    assert await ask(desk.officer, "holds", {"signed": signed(desk.officer, said), "paper": wire(sealed)}) == "done"
    assert await ask(case.officer, "processes", body) == "id_conflict"
