"""What every endpoint of the practice needs, and who asks it."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request

from server.errors import Refusal, RefusalCode
from server.http.signed_in import signed_in
from server.http.site import Site
from server.roles import Role
from server.sessions.sign_in_session import SignInSession, SignInSessions
from server.storage.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """What these endpoints need: the messaging database, who is signed in, where we are, and the time (Unix ms)."""

    site: Site
    database: Database
    sessions: SignInSessions
    now: Callable[[], int]


def practice_of(request: Request) -> Practice:
    """What these endpoints need, for whoever asks."""
    rooms = request.state.practice
    assert isinstance(rooms, Practice)  # the composition's promise, for the type checker
    return rooms


async def asked(
    request: Request, *roles: Role, suspended: bool = False, writing: bool = False
) -> tuple[Practice, SignInSession]:
    """The rooms, and who asks; `signed_out` for nobody, `not_for_you` for another role than `roles` (any, when none is named).

    Who is suspended is refused as `signed_in` says.
    """
    rooms = practice_of(request)
    caller = await signed_in(request, rooms.sessions, rooms.site, suspended=suspended, writing=writing)
    if roles and caller.role not in roles:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    return rooms, caller
