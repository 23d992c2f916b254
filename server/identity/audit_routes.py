"""The HTTP door to identity's audit trail (protocol.md §1.7)."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.http.audit import READERS, audit_page
from server.http.bodies import answer
from server.identity.asking import staff_asker
from server.identity.rooms import rooms_of


async def get_audit(request: Request) -> Response:
    """A page of it, for owner and officer."""
    caller, rooms = await staff_asker(request, *READERS), rooms_of(request)
    return answer(await audit_page(request, rooms.database, caller, rooms.now()))


def audit_routes() -> list[BaseRoute]:
    """To be mounted among identity's routes."""
    return [Route("/audit", get_audit, methods=["GET"])]
