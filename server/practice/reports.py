"""Aggregate reports (requirement S4, compliance §6.4): whole months, fixed measures, nothing that tells of a few people.

A month is published once, when it is first asked for after its end, and stands: what is erased later changes no number that somebody
has seen, and so gives nothing away by changing it.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.crypto.closing import ClosingReason
from server.errors import Refusal, RefusalCode
from server.practice.months import Month
from server.practice.suppression import Counts, Measure, next_published
from server.records.counting import clients_in_session, clients_matched, clients_who_left, first_conversation
from server.storage.database import Connection
from server.storage.queries import load

queries: Final = load(Path(__file__).with_name("reports.sql"))

EVERYONE: Final = "everyone"
"""The only group: every further one would cut the same people another way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One published number."""

    measure: str
    group: str
    count: int


async def report(connection: Connection, month: Month, now: int) -> list[Cell]:
    """What is published of a month; `not_for_you` for one that is not over, or lies before the practice's first.

    It publishes all months up to this one that are not published yet, in order: each depends on those before it.
    """
    first = await _first_month(connection)
    if first is None or not first <= month < Month.of(now):
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    await connection.execute(queries.take_turns_reporting)
    table: list[Counts] = []
    cells, each = list[Cell](), first
    while each <= month:
        cells = await _published(connection, each)
        if not cells:
            await _publish(connection, each, next_published(table, await _counted(connection, each)))
            cells = await _published(connection, each)
        table.append({measure: _count_of(cells, measure) for measure in Measure})
        each = each.following
    return cells


async def _first_month(connection: Connection) -> Month | None:
    kept = [Month.named(row["month"]) for row in await connection.fetch(queries.reported_months)]
    moments = (await connection.fetchval(queries.first_answer), await first_conversation(connection))
    known = kept[:1] or [Month.of(moment) for moment in moments if moment is not None]
    return min(known, default=None)


async def _counted(connection: Connection, month: Month) -> Counts:
    span = month.span
    return {
        Measure.REGISTERED: int(await connection.fetchval(queries.clients_registered, span.since, span.until)),
        Measure.MATCHED: await clients_matched(connection, span),
        Measure.IN_SESSION: await clients_in_session(connection, span),
        Measure.CHANGED: await clients_who_left(connection, span, ClosingReason.CHANGED),
        Measure.ENDED: await clients_who_left(connection, span, ClosingReason.ENDED),
    }


async def _publish(connection: Connection, month: Month, counts: Counts) -> None:
    for measure, count in counts.items():
        await connection.execute(queries.insert_report, str(month), measure.value, EVERYONE, count)


async def _published(connection: Connection, month: Month) -> list[Cell]:
    rows = await connection.fetch(queries.reported, str(month))
    return [Cell(measure=row["measure"], group=row["cell_group"], count=row["count"]) for row in rows]


def _count_of(cells: list[Cell], measure: Measure) -> int:
    return next((cell.count for cell in cells if cell.measure == measure.value), 0)
