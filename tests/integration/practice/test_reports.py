"""Aggregate reports, asked for in every way there is (requirement S4; compliance AG-04)."""

import os
from datetime import UTC, datetime
from itertools import combinations, product
from typing import Any

import pytest

from server.practice.months import Month
from server.practice.suppression import SMALL, Measure
from server.roles import Role
from server.storage.database import Connection
from tests.integration.house import House, Someone, activate
from tests.integration.rules import PEOPLE

PATH = "/messaging/v1/reports"
SEEDED = {
    "2025-01": (5, 3, 0),
    "2025-02": (23, 6, 9),
    "2025-03": (1, 14, 25),
    "2025-04": (10, 11, 12),
    "2025-05": (40, 0, 1),
}
"""By month: how many clients registered, were matched, were in a session."""


def during(month: str, day: int = 15) -> int:
    """A moment of it."""
    year, number = map(int, month.split("-"))
    return int(datetime(year, number, day, tzinfo=UTC).timestamp()) * 1000


async def seed(home: House) -> None:
    """A practice of some months."""
    clients: list[tuple[bytes, bytes]] = []
    async with home.messaging_database.transaction() as connection:
        await connection.execute("INSERT INTO policy VALUES ('terms', 1, 'Terms', 'Text', $1, 0)", bytes(32))
        for month, (registered, matched, in_session) in SEEDED.items():
            for _ in range(registered):
                await _register(connection, os.urandom(16), during(month))
            clients += [await _match(connection, during(month, 2)) for _ in range(matched)]
            for conversation, _ in clients[:in_session]:
                await _open(connection, conversation, during(month, 28))


async def _register(connection: Connection, account: bytes, at: int) -> None:
    bundle = "INSERT INTO bundle VALUES ($1, 0, $2, 'client', '', $3, NULL)"
    await connection.execute(bundle, account, os.urandom(32), bytes(64))
    accepted = "INSERT INTO acceptance VALUES ($1, 'terms', 1, 'accepted', 0, $2, $3, '', $4)"
    for later in (0, 40 * 86_400_000):
        await connection.execute(accepted, account, at + later, os.urandom(32), bytes(64))


async def _match(connection: Connection, at: int) -> tuple[bytes, bytes]:
    conversation, account = os.urandom(16), os.urandom(16)
    made = "INSERT INTO conversation (conversation, match_body, match_signature, genesis, opened_at) VALUES ($1, '', $2, $3, $4)"
    await connection.execute(made, conversation, bytes(64), bytes(32), at)
    member = "INSERT INTO member (conversation, account, role, bundle_hash, signing_public) VALUES ($1, $2, $3, $4, $4)"
    for who, role in ((account, "client"), (os.urandom(16), "therapist")):
        await connection.execute(member, conversation, who, role, bytes(32))
    return conversation, account


async def _open(connection: Connection, conversation: bytes, at: int) -> None:
    number = 1 + await connection.fetchval("SELECT count(*) FROM epoch WHERE conversation = $1", conversation)
    entry = "INSERT INTO record (conversation, sequence, time, kind, payload, head) VALUES ($1, $2, $3, 1, '', $4)"
    await connection.execute(entry, conversation, number, at, bytes(32))
    epoch = "INSERT INTO epoch (conversation, epoch, header_hash, session, header, signature, sequence) VALUES ($1, $2, $3, $4, '', $5, $2)"
    await connection.execute(epoch, conversation, number, os.urandom(32), os.urandom(16), bytes(64))


async def asked(owner: Someone, month: str) -> list[dict[str, Any]]:
    """A month's cells."""
    said = await owner.browser.get(PATH, params={"month": month})
    assert said.status_code == 200
    assert said.json()["month"] == month
    cells: list[dict[str, Any]] = said.json()["cells"]
    return cells


async def test_no_question_gets_a_small_answer(home: House) -> None:
    """Every month, every measure, all spans of months; each added to and taken from each, by twos and threes: nothing between 1 and ten. And it
    counts right.
    """
    await seed(home)
    owner = await activate(home, Role.OWNER)
    table = {month: await asked(owner, month) for month in reversed(SEEDED)}
    cells = [cell["count"] for month in SEEDED for cell in table[month]]
    assert len(cells) == len(SEEDED) * len(Measure)
    assert all(not 0 < abs(value) <= SMALL for value in cells)
    for width in (2, 3):
        for some in combinations(cells, width):
            for signs in product((1, -1), repeat=width):
                assert not 0 < abs(sum(sign * value for sign, value in zip(signs, some, strict=True))) <= SMALL
    spans = [sum(each) for row in _by_measure(table) for each in _spans(row)]
    for one, other in combinations(spans, 2):
        assert not 0 < abs(one - other) <= SMALL
    counts = {month: {cell["measure"]: cell["count"] for cell in table[month]} for month in SEEDED}
    assert [counts[month]["registered"] for month in SEEDED] == [0, 22, 0, 0, 33]
    assert [counts[month]["matched"] for month in SEEDED] == [0, 0, 11, 11, 0]
    # 23 were in a session in March: of the 11 that were said to be matched by then no more than those are.
    assert [counts[month]["in_session"] for month in SEEDED] == [0, 0, 11, 11, 0]


def _by_measure(table: dict[str, list[dict[str, Any]]]) -> list[list[int]]:
    """Each measure's months, in order."""
    return [
        [cell["count"] for month in SEEDED for cell in table[month] if cell["measure"] == measure.value]
        for measure in Measure
    ]


def _spans(months: list[int]) -> list[list[int]]:
    """All runs of months: what a quarter or a year would be made of."""
    return [months[first:last] for first in range(len(months)) for last in range(first + 1, len(months) + 1)]


async def test_a_question_has_one_answer(home: House) -> None:
    """Whatever else is asked for with it, in whatever order, and again: no second way to count gives a second number to compare with."""
    await seed(home)
    owner = await activate(home, Role.OWNER)
    first = {month: await asked(owner, month) for month in SEEDED}
    for month in SEEDED:
        assert await asked(owner, month) == first[month]
        for more in (
            {"group": "everyone"},
            {"measure": "matched"},
            {"role": "client"},
            {"since": "0"},
            {"therapist": "A" * 22},
        ):
            said = await owner.browser.get(PATH, params={"month": month, **more})
            assert said.status_code == 400 or said.json()["cells"] == first[month]


async def test_what_was_published_stands(home: House) -> None:
    """Whatever is erased or added of a month that somebody has seen; the role that serves changes nothing."""
    await seed(home)
    owner = await activate(home, Role.OWNER)
    before = await asked(owner, "2025-02")
    async with home.messaging_database.transaction() as connection:
        for _ in range(30):
            await _register(connection, os.urandom(16), during("2025-02"))
    assert await asked(owner, "2025-02") == before
    async with home.messaging_database.acquire() as connection:
        sql = "SELECT has_table_privilege('report', 'UPDATE') OR has_table_privilege('report', 'DELETE')"
        assert await connection.fetchval(sql) is False


@pytest.mark.parametrize("month", ["2024-12", "2999-01", str(Month.of(int(datetime.now(UTC).timestamp()) * 1000))])
async def test_a_month_that_is_not_whole_is_not_there(home: House, month: str) -> None:
    """Before the first, this one, and those to come: the same answer."""
    await seed(home)
    owner = await activate(home, Role.OWNER)
    assert (await owner.browser.get(PATH, params={"month": month})).status_code == 404


async def test_only_owners_ask_and_each_question_is_in_the_trail(home: House) -> None:
    """Nobody else is told that there are reports; what is no month is malformed."""
    await seed(home)
    owner = await activate(home, Role.OWNER)
    for role in PEOPLE - {Role.OWNER}:
        someone = await activate(home, role)
        assert (await someone.browser.get(PATH, params={"month": "2025-01"})).status_code == 404
    for wrong in ("", "2025", "2025-13", "2025-1", "2025-01-01", "٢٠٢٥-01", "2025-01\n"):
        assert (await owner.browser.get(PATH, params={"month": wrong})).status_code == 400
    await asked(owner, "2025-01")
    rows = (await owner.browser.get("/messaging/v1/audit")).json()["rows"]
    assert [row["act"] for row in rows] == ["reports_read"]
