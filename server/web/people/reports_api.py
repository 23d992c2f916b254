"""Aggregate reports over HTTP (protocol.md §1.7)."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.http.bodies import Answer, answer
from server.practice.months import Month
from server.practice.reports import report
from server.roles import Role
from server.storage.audit import Act, note
from server.web.practice import asked

PATH: Final = "/messaging/v1/reports"


class CellAnswer(Answer, frozen=True, kw_only=True):
    """One published number."""

    measure: str
    group: str
    count: int


class ReportAnswer(Answer, frozen=True, kw_only=True):
    """All that is published of a month."""

    month: str
    cells: list[CellAnswer]


async def get_report(request: Request) -> Response:
    """A month, for owners; that they looked is in the audit trail."""
    rooms, caller = await asked(request, Role.OWNER)
    month, now = Month.named(request.query_params.get("month", "")), rooms.now()
    async with rooms.database.transaction() as connection:
        cells = await report(connection, month, now)
        await note(connection, Act.REPORTS_READ, caller.account, now)
    shown = [CellAnswer(measure=each.measure, group=each.group, count=each.count) for each in cells]
    return answer(ReportAnswer(month=str(month), cells=shown))


def report_routes() -> list[Route]:
    """The one route; the application's lifespan state has to hold `practice: Practice`."""
    return [Route(PATH, get_report, methods=["GET"])]
