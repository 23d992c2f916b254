"""The audit trail of either database (crypto.md §12.7; compliance HS-06)."""

import asyncio

import asyncpg
import pytest

from server.errors import AuditError
from server.ids import AccountId
from server.storage.audit import FIRST_PREVIOUS, OPERATOR, PAGE, Act, note, row_hash, trail, verify
from server.storage.database import Database
from server.storage.embedded.roles import Side
from tests.support.databases import FreshDatabase, Templates

SOMEONE, ANOTHER = AccountId(bytes([1]) * 16), AccountId(bytes([2]) * 16)
DENIED = asyncpg.InsufficientPrivilegeError


async def fill(url: str, count: int) -> None:
    """Some rows."""
    async with Database(url) as database, database.transaction() as connection:
        for number in range(count):
            await note(connection, Act.CONTACT_CARD_READ, SOMEONE, 1000 + number, subject=ANOTHER, detail=bytes(32))


async def standing(url: str) -> tuple[int, bytes]:
    """How far the trail goes, if it holds."""
    async with Database(url) as database, database.acquire() as connection:
        return await verify(connection)


@pytest.mark.parametrize("side", list(Side))
async def test_rows_are_only_ever_added(templates: Templates, side: Side) -> None:
    """The role that serves may add and read, in both databases: UPDATE, DELETE, TRUNCATE and DROP are refused by PostgreSQL itself."""
    async with templates.fresh(side) as fresh:
        await fill(fresh.url, 3)
        connection = await asyncpg.connect(fresh.url)
        try:
            for statement in ("UPDATE audit SET act = 'people_read'", "DELETE FROM audit", "TRUNCATE audit"):
                with pytest.raises(DENIED):
                    await connection.execute(statement)
            with pytest.raises(asyncpg.PostgresError):
                await connection.execute("DROP TABLE audit")
            with pytest.raises(asyncpg.PostgresError):
                await connection.execute("ALTER TABLE audit DISABLE TRIGGER ALL")
        finally:
            await connection.close()
        assert (await standing(fresh.url))[0] == 3


async def test_each_row_is_chained_to_the_one_before(messaging_url: str) -> None:
    """Numbered from 1; time never goes back, whatever the clock does; pages come newest first."""
    await fill(messaging_url, PAGE + 3)
    async with Database(messaging_url) as database, database.transaction() as connection:
        await note(connection, Act.POLICY_POSTED, OPERATOR, 5)
        newest = await trail(connection)
        rest = await trail(connection, newest[-1].number)
    assert [row.number for row in [*newest, *rest]] == list(range(PAGE + 4, 0, -1))
    assert (newest[0].act, newest[0].actor, newest[0].subject, newest[0].at) == (
        "policy_posted",
        b"",
        b"",
        newest[1].at,
    )
    assert rest[-1].previous == FIRST_PREVIOUS
    assert rest[-1].hash == row_hash(1, FIRST_PREVIOUS, 1000, SOMEONE, "contact_card_read", ANOTHER, bytes(32))
    assert await standing(messaging_url) == (PAGE + 4, newest[0].hash)


async def test_many_at_once_make_one_chain(messaging_url: str) -> None:
    """Whoever adds waits for the one before, in whichever process."""

    async def add(database: Database) -> None:
        async with database.transaction() as connection:
            await note(connection, Act.PEOPLE_READ, SOMEONE, 1)

    async with Database(messaging_url) as one, Database(messaging_url) as other:
        await asyncio.gather(*(add(database) for database in (one, other) * 10))
    assert (await standing(messaging_url))[0] == 20


async def test_what_is_not_committed_is_not_in_the_trail(messaging_url: str) -> None:
    """Row and act are one transaction: neither is there without the other."""
    await fill(messaging_url, 1)
    async with Database(messaging_url) as database:
        with pytest.raises(ZeroDivisionError):
            async with database.transaction() as connection:
                await note(connection, Act.PEOPLE_READ, SOMEONE, 1)
                raise ZeroDivisionError
    assert (await standing(messaging_url))[0] == 1


@pytest.mark.parametrize(
    ("tampering", "broken"),
    [
        ("UPDATE audit SET actor = subject WHERE number = 3", 3),
        ("UPDATE audit SET act = 'people_read' WHERE number = 1", 1),
        ("UPDATE audit SET at = at + 1 WHERE number = 4", 4),
        ("UPDATE audit SET detail = '' WHERE number = 2", 2),
        ("DELETE FROM audit WHERE number = 2", 2),
        ("DELETE FROM audit WHERE number = 1", 1),
        ("UPDATE audit SET number = number + 1 WHERE number = 5", 5),
    ],
)
async def test_tampering_is_found(messaging_database: FreshDatabase, tampering: str, broken: int) -> None:
    """Whoever has the rights of the database's owner can change a row, and not so that nobody sees it."""
    await fill(messaging_database.url, 5)
    connection = await asyncpg.connect(messaging_database.superuser_url)
    try:
        await connection.execute(tampering)
    finally:
        await connection.close()
    with pytest.raises(AuditError) as found:
        await standing(messaging_database.url)
    assert found.value.number == broken
