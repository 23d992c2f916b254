"""What endpoints of identity need of a request besides the rooms: the network it comes from, who asks."""

from starlette.requests import Request

from server.errors import Refusal, RefusalCode
from server.http.networks import network_of
from server.http.signed_in import signed_in
from server.identity.rooms import rooms_of
from server.roles import Role
from server.sessions.sign_in_session import SignInSession


def network_at(request: Request) -> str:
    """The network it comes from; the address itself is forgotten here."""
    return network_of(request.client.host if request.client else None)


async def asker(request: Request, *, incomplete: bool = False) -> SignInSession:
    """Who asks about their own; a Refusal `signed_out`, or `second_factor_missing` unless `incomplete` sessions may ask this too."""
    rooms = rooms_of(request)
    return await signed_in(request, rooms.sessions, rooms.site, incomplete=incomplete, suspended=True)


async def staff_asker(request: Request, *roles: Role) -> SignInSession:
    """Who asks about others; `not_for_you` for another role than `roles`, `suspended` for who is."""
    rooms = rooms_of(request)
    caller = await signed_in(request, rooms.sessions, rooms.site)
    if caller.role not in roles:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    return caller
