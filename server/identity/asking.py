"""What endpoints of identity need of a request besides the rooms: the network it comes from, who asks."""

from starlette.requests import Request

from server.http.signed_in import signed_in
from server.identity.networks import network_of
from server.identity.rooms import rooms_of
from server.sessions.sign_in_session import SignInSession


def network_at(request: Request) -> str:
    """The network it comes from; the address itself is forgotten here."""
    return network_of(request.client.host if request.client else None)


async def asker(request: Request, *, incomplete: bool = False) -> SignInSession:
    """Who asks; a Refusal `signed_out`, or `second_factor_missing` unless `incomplete` sessions may ask this too."""
    rooms = rooms_of(request)
    return await signed_in(request, rooms.sessions, rooms.site, incomplete=incomplete)
