"""The messaging side's audit trail over HTTP (protocol.md §1.7)."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.http.audit import audit_page
from server.http.bodies import answer
from server.web.practice import asked

PATH: Final = "/messaging/v1/audit"


async def get_audit(request: Request) -> Response:
    """A page of it, for owner and officer."""
    rooms, caller = await asked(request)
    return answer(await audit_page(request, rooms.database, caller, rooms.now()))


def audit_routes() -> list[Route]:
    """The one route; the application's lifespan state has to hold `practice: Practice`."""
    return [Route(PATH, get_audit, methods=["GET"])]
