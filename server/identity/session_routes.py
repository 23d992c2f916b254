"""The HTTP door to one's own sign-in sessions and history (protocol.md §1.1), for those too who have a second factor to set up."""

from typing import Annotated

from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.errors import EndReason, Refusal, RefusalCode
from server.http.bodies import Answer, Blob, Body, Key, answer, done, read
from server.identity import history
from server.identity.asking import asker
from server.identity.letting_in import PredecessorAnswer, shown_predecessors
from server.identity.rooms import rooms_of
from server.identity.standing import settled
from server.ids import SignInId
from server.roles import Role
from server.sessions.device import Device
from server.sessions.sign_in_session import SecondFactor


class SessionAnswer(Answer, frozen=True, kw_only=True):
    """Who one still is, and until when; `left` in milliseconds until the idle log-off. With the ring, for a page that was reloaded."""

    account: Blob
    role: Role
    expires: int
    left: int
    second_factor: SecondFactor
    suspended: bool
    agreed: bool
    generation: int
    predecessors: list[PredecessorAnswer]


class ListedSession(Answer, frozen=True, kw_only=True):
    """One of the account's sessions; `session` names it and opens nothing."""

    session: Blob
    device: Device
    began: int
    active: int
    current: bool


class SessionsAnswer(Answer, frozen=True, kw_only=True):
    """All of them, the newest first."""

    sessions: list[ListedSession]


class EndBody(Body, frozen=True, kw_only=True):
    """Which session to end; null: all but the one that asks."""

    session: Key | None


class ListedEvent(Answer, frozen=True, kw_only=True):
    """Something that happened to the account; `device` null where there was none to speak of."""

    at: int
    event: history.Event
    device: Device | None


class HistoryAnswer(Answer, frozen=True, kw_only=True):
    """All that is shown of it, the newest first."""

    events: list[ListedEvent]


class ActivityBody(Body, frozen=True, kw_only=True):
    """How long ago the person did something, in milliseconds; null only asks (protocol.md §1.3)."""

    age: Annotated[int, Meta(ge=0, le=15_000)] | None


class IdleAnswer(Answer, frozen=True, kw_only=True):
    """Milliseconds until the idle log-off, and until the absolute end; and whose session it is, for the page may be somebody else's by now."""

    account: Blob
    left: int
    cap: int


async def get_session(request: Request) -> Response:
    """Tell who is signed in. Asking is not doing something: the idle clock runs on."""
    session, rooms = await asker(request, incomplete=True), rooms_of(request)
    async with rooms.database.transaction() as connection:
        standing = await settled(connection, session.account)
        predecessors = await rooms.accounts.predecessors(connection, session.account)
    return answer(
        SessionAnswer(
            account=Blob(session.account),
            role=session.role,
            expires=session.expires,
            left=session.left,
            second_factor=session.second_factor,
            suspended=session.suspended,
            agreed=session.agreed,
            generation=standing.generation,
            predecessors=shown_predecessors(predecessors),
        )
    )


async def post_session_activity(request: Request) -> Response:
    """Hear that the person did something, from a page that has no socket: one who must set a second factor up, or a network in between."""
    caller = await asker(request, incomplete=True)
    clock = await rooms_of(request).sessions.activity(caller.id, (await read(request, ActivityBody)).age)
    return answer(IdleAnswer(account=Blob(caller.account), left=clock.left, cap=clock.cap))


async def get_sessions(request: Request) -> Response:
    """Where the account is signed in."""
    caller = await asker(request, incomplete=True)
    listed = [
        ListedSession(
            session=Blob(each.id),
            device=each.device,
            began=each.created,
            active=each.active,
            current=each.id == caller.id,
        )
        for each in await rooms_of(request).sessions.list_of(caller.account)
    ]
    return answer(SessionsAnswer(sessions=listed))


async def post_sessions_end(request: Request) -> Response:
    """End one of the account's sessions, or all the others. Another account's is not for you, like one that is no session."""
    caller, sessions = await asker(request, incomplete=True), rooms_of(request).sessions
    named = (await read(request, EndBody)).session
    if named is None:
        await sessions.end_all(caller.account, EndReason.ELSEWHERE, but=caller.id)
        return done()
    session = SignInId(named)
    if session not in {each.id for each in await sessions.list_of(caller.account)}:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    await sessions.end(session, EndReason.ELSEWHERE)
    return done()


async def get_history(request: Request) -> Response:
    """What happened to the account."""
    caller, rooms = await asker(request, incomplete=True), rooms_of(request)
    async with rooms.database.transaction() as connection:
        happened = await history.newest(connection, caller.account, rooms.now())
    events = [ListedEvent(at=each.at, event=each.event, device=each.device) for each in happened]
    return answer(HistoryAnswer(events=events))


def session_routes() -> list[BaseRoute]:
    """To be mounted among identity's routes."""
    return [
        Route("/session", get_session, methods=["GET"]),
        Route("/session/activity", post_session_activity, methods=["POST"]),
        Route("/sessions", get_sessions, methods=["GET"]),
        Route("/sessions/end", post_sessions_end, methods=["POST"]),
        Route("/history", get_history, methods=["GET"]),
    ]
