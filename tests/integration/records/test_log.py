"""The record log over a real PostgreSQL: every leaf once, every head signed, every past provable (crypto.md §9)."""

import asyncio
from collections.abc import AsyncIterator
from itertools import combinations, pairwise

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.crypto.hashing import EMPTY_LOG_ROOT, sha256
from server.crypto.note import Verifier, read_checkpoint, read_note, sign_note, verify_note
from server.crypto.signing import SigningKey
from server.crypto.tree import leaf_hash, verify_consistency, verify_inclusion
from server.errors import Refusal, RefusalCode
from server.ids import AccountId
from server.records.log import LogKind, Noted, add, leaves_of
from server.records.proving import LogHead, log_head, prove_consistency, prove_inclusion, tile
from server.records.sequencing import MOST_AT_ONCE, Sequencer
from server.storage.database import Database

ORIGIN = "record.test/practice"
KEY = SigningKey(b"k" * 32)
NOW = 1_772_532_000_000
ANNA, BEN = AccountId(b"a" * 16), AccountId(b"b" * 16)


class Log:
    """A log with its sequencer, which is asked and does not run."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.sequencer = Sequencer(database, ORIGIN, lambda text: sign_note(text, ORIGIN, KEY).written, lambda: NOW)

    async def note(self, *records: bytes, account: AccountId = ANNA) -> None:
        """Note so many records together."""
        async with self.database.transaction() as connection:
            for record in records:
                await add(connection, Noted(kind=LogKind.ACT, record=record, account=account))

    async def grow(self, *records: bytes, account: AccountId = ANNA) -> LogHead:
        """Note and sequence; the head afterwards."""
        await self.note(*records, account=account)
        await self.sequencer.sequence()
        return await self.head()

    async def head(self) -> LogHead:
        """The head as it was signed last."""
        async with self.database.acquire() as connection:
            return await log_head(connection)


@pytest.fixture(name="log")
async def _log(messaging_url: str) -> AsyncIterator[Log]:
    async with Database(messaging_url) as database:
        yield Log(database)


def several(count: int, begin: int = 0) -> list[bytes]:
    """So many records."""
    return [b"record %d" % number for number in range(begin, begin + count)]


async def test_a_log_begins_with_nothing(log: Log) -> None:
    """Before the first leaf there is the empty root, and nothing signed."""
    assert await log.sequencer.sequence() == 0
    assert await log.head() == LogHead(0, EMPTY_LOG_ROOT, "")


async def test_every_head_is_signed_and_begins_with_the_ones_before(log: Log) -> None:
    """Heads are checkpoints of the log's key; between any two of them there is a proof that the later begins with the earlier."""
    heads = [await log.grow(*several(count, count * 10)) for count in (1, 1, 3, 7, 2)]
    for head in heads:
        note = read_note(head.note)
        verify_note(note, [Verifier(ORIGIN, KEY.public)])
        checkpoint = read_checkpoint(note.text, ORIGIN)
        assert (checkpoint.size, checkpoint.root) == (head.size, head.root)
    async with log.database.acquire() as connection:
        for before, after in pairwise([LogHead(0, EMPTY_LOG_ROOT, ""), *heads]):
            proof = await prove_consistency(connection, before.size, after.size)
            verify_consistency(before.size, before.root, after.size, after.root, proof)
        proof = await prove_consistency(connection, heads[0].size, heads[-1].size)
        verify_consistency(heads[0].size, heads[0].root, heads[-1].size, heads[-1].root, proof)


async def test_everyone_can_show_their_own_leaves(log: Log) -> None:
    """From a record and its salt comes a leaf that is proved to stand in the log; nobody is given another's."""
    await log.note(*several(5))
    head = await log.grow(b"of somebody else", account=BEN)
    async with log.database.acquire() as connection:
        leaves = await leaves_of(connection, ANNA, -1, 100)
        assert [leaf.record for leaf in leaves] == several(5)
        for leaf in leaves:
            proof = await prove_inclusion(connection, leaf.place, head.size)
            verify_inclusion(leaf_hash(sha256(leaf.salt + leaf.record)), leaf.place, head.size, proof, head.root)
        assert [leaf.record for leaf in await leaves_of(connection, ANNA, 2, 100)] == several(2, 3)


async def test_a_tile_holds_the_hashes_of_its_leaves(log: Log) -> None:
    """Monitors read the log in tiles: whole ones of 256 hashes, partial ones as far as the log reaches."""
    head = await log.grow(*several(300))
    async with log.database.acquire() as connection:
        whole, partial, above = [await tile(connection, *at) for at in ((0, 0, 256), (0, 1, 44), (1, 0, 1))]
        assert (len(whole), len(partial), len(above)) == (256 * 32, 44 * 32, 32)
        for place, found in ((0, whole[:32]), (255, whole[-32:]), (299, partial[-32:])):
            verify_inclusion(found, place, head.size, await prove_inclusion(connection, place, head.size), head.root)
        with pytest.raises(Refusal) as refused:
            await tile(connection, 0, 1, 45)
        with pytest.raises(Refusal):
            await tile(connection, 0, 10**18 - 1, 256)
    assert refused.value.code is RefusalCode.NOT_FOR_YOU


async def test_sequencers_of_several_processes_give_each_leaf_one_place(log: Log) -> None:
    """However many sequence at once, places have no gaps and no doubles, and what was noted meanwhile is not forgotten."""
    async with asyncio.TaskGroup() as group:
        for part in range(4):
            group.create_task(log.note(*several(10, part * 10)))
        for _ in range(8):
            group.create_task(log.sequencer.sequence())
    await log.sequencer.sequence()
    assert (await log.head()).size == 40
    async with log.database.acquire() as connection:
        assert [leaf.place for leaf in await leaves_of(connection, ANNA, -1, 100)] == list(range(40))


async def test_what_was_undone_is_not_in_the_log(log: Log) -> None:
    """A leaf is added with what it is of, or not at all."""
    with pytest.raises(RuntimeError):
        async with log.database.transaction() as connection:
            await add(connection, Noted(kind=LogKind.ACT, record=b"undone", account=ANNA))
            raise RuntimeError
    assert await log.sequencer.sequence() == 0


async def test_more_than_one_batch_is_sequenced_in_order(log: Log) -> None:
    """What does not fit one batch comes with the next, and places follow the order in which things were noted."""
    async with log.database.transaction() as connection:
        for record in several(MOST_AT_ONCE + 5):
            await add(connection, Noted(kind=LogKind.ACT, record=record, account=ANNA))
    assert [await log.sequencer.sequence() for _ in range(3)] == [MOST_AT_ONCE, 5, 0]
    async with log.database.acquire() as connection:
        leaves = await leaves_of(connection, ANNA, MOST_AT_ONCE - 2, 10)
    assert [leaf.record for leaf in leaves] == several(6, MOST_AT_ONCE - 1)


@pytest.mark.parametrize(("place", "size"), [(5, 5), (0, 6), (7, 9)])
async def test_nothing_is_proved_of_what_never_was(log: Log, place: int, size: int) -> None:
    """Sizes that the log has not reached and places beyond them are refused alike."""
    await log.grow(*several(5))
    async with log.database.acquire() as connection:
        with pytest.raises(Refusal) as refused:
            await prove_inclusion(connection, place, size)
    assert refused.value.code is RefusalCode.NOT_FOR_YOU


@given(counts=st.lists(st.integers(1, 20), min_size=1, max_size=5))
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_any_two_sizes_are_provably_one_log(log: Log, counts: list[int]) -> None:
    """However it grew, every two heads that were signed are of one history."""
    heads = [await log.head(), *[await log.grow(*several(count)) for count in counts]]
    async with log.database.acquire() as connection:
        for before, after in combinations(heads, 2):
            proof = await prove_consistency(connection, before.size, after.size)
            verify_consistency(before.size, before.root, after.size, after.root, proof)


async def test_the_service_can_neither_change_nor_erase_the_log(log: Log, messaging_url: str) -> None:
    """The role that serves may add and give places; records, leaves and nodes are changed by nobody of it."""
    await log.grow(*several(3))
    connection = await asyncpg.connect(messaging_url)
    try:
        for statement in (
            "UPDATE log_record SET record = ''",
            "UPDATE log_record SET leaf = leaf",
            "DELETE FROM log_record",
            "TRUNCATE log_record",
            "UPDATE log_node SET hash = hash",
            "DELETE FROM log_node",
            "DELETE FROM log_head",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement)
    finally:
        await connection.close()
