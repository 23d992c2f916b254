"""The answer *signed in* of protocol.md §1.1, and the cookie that comes with it."""

from starlette.requests import Request
from starlette.responses import Response

from server.crypto.vault import WrapKind
from server.errors import EndReason
from server.http.bodies import Answer, Blob, answer
from server.http.signed_in import presented_token
from server.identity.accounts import Predecessor
from server.identity.opened import Opened
from server.identity.rooms import rooms_of
from server.identity.standing import Standing
from server.roles import Role
from server.sessions import cookie
from server.sessions.sign_in_session import SecondFactor, sign_in_id


class VersionsAnswer(Answer, frozen=True, kw_only=True):
    """How often password and recovery code were set; 0: there is none."""

    password: int
    recovery: int


class PredecessorAnswer(Answer, frozen=True, kw_only=True):
    """An earlier account secret, readable to who has the one after it (crypto.md §2)."""

    generation: int
    sealed: Blob


class SignedIn(Answer, frozen=True, kw_only=True):
    """Who one is now, until when, and what opens one's vault."""

    account: Blob
    role: Role
    expires: int
    left: int
    kind: WrapKind
    version: int
    versions: VersionsAnswer
    wrap: Blob
    generation: int
    predecessors: list[PredecessorAnswer]
    second_factor: SecondFactor
    suspended: bool
    agreed: bool


async def let_in(request: Request, opened: Opened) -> Response:
    """Hand over the session. One that the same browser had before ends: a token is never used for two sign-ins."""
    await end_presented(request, EndReason.REPLACED)
    cookies = cookie.setting(opened.token, secure=rooms_of(request).site.secure)
    return answer(_signed_in(opened), headers={"Set-Cookie": cookies})


async def end_presented(request: Request, reason: EndReason) -> None:
    """End the session whose cookie came with the request, if there is one."""
    rooms = rooms_of(request)
    token = presented_token(request, rooms.site)
    if token is not None:
        await rooms.sessions.end(sign_in_id(token), reason)


def _signed_in(opened: Opened) -> SignedIn:
    session, standing = opened.session, opened.standing
    return SignedIn(
        account=Blob(session.account),
        role=session.role,
        expires=session.expires,
        left=session.left,
        kind=opened.wrap.kind,
        version=opened.wrap.version,
        versions=versions_of(standing),
        wrap=Blob(opened.wrap.bytes),
        generation=standing.generation,
        predecessors=shown_predecessors(opened.predecessors),
        second_factor=session.second_factor,
        suspended=session.suspended,
        agreed=session.agreed,
    )


def versions_of(standing: Standing) -> VersionsAnswer:
    """How often password and recovery code were set."""
    return VersionsAnswer(password=standing.password_version, recovery=standing.recovery_version)


def shown_predecessors(predecessors: list[Predecessor]) -> list[PredecessorAnswer]:
    """The earlier account secrets, newest first."""
    return [PredecessorAnswer(generation=each.generation, sealed=Blob(each.sealed)) for each in predecessors]
