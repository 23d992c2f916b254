"""Who is asking. A route that has no SignedIn knows nobody."""

from starlette.requests import HTTPConnection

from server.errors import Refusal, RefusalCode
from server.http.site import Site
from server.roles import Role
from server.sessions import cookie
from server.sessions.sign_in_session import SignInSession, SignInSessions


async def signed_in(
    connection: HTTPConnection,
    sessions: SignInSessions,
    site: Site,
    *,
    incomplete: bool = False,
    suspended: bool = False,
    writing: bool = False,
) -> SignInSession:
    """The session of a request's or a handshake's cookie; a Refusal `signed_out` without one.

    A session whose holder has to set up a second factor first is refused with `second_factor_missing`, unless `incomplete`. Whoever is
    suspended is refused with `suspended`: clients where they would be `writing`, all others unless it is their own mailbox, keys or
    rights that are asked for (`suspended`); and so is, with `agreement_missing`, who works here and has not accepted what staff agree to.
    """
    token = presented_token(connection, site)
    if token is None:
        raise Refusal(RefusalCode.SIGNED_OUT)
    session = await sessions.find(token)
    if not (session.complete or incomplete):
        raise Refusal(RefusalCode.SECOND_FACTOR_MISSING)
    if session.suspended and (writing or not (suspended or session.role is Role.CLIENT)):
        raise Refusal(RefusalCode.SUSPENDED)
    if not (session.agreed or suspended):
        raise Refusal(RefusalCode.AGREEMENT_MISSING)
    return session


def presented_token(connection: HTTPConnection, site: Site) -> bytes | None:
    """The token that came with the request, whether it is good or not."""
    return cookie.token_of(connection.cookies.get(cookie.name(secure=site.secure)))
