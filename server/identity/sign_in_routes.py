"""The HTTP door to signing in and out (protocol.md §1.1)."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.errors import EndReason, Refusal, RefusalCode
from server.http.bodies import Answer, Blob, Body, Key, Nothing, answer, done, read
from server.http.problems import MEDIA_TYPE
from server.identity.asking import asker, network_at
from server.identity.letting_in import end_presented, let_in
from server.identity.opened import Opened
from server.identity.rooms import rooms_of
from server.identity.second_factor import Asked, Shown
from server.identity.shapes import Code, Number, PasskeyJson
from server.identity.sign_in import passkey_challenge, passkey_sign_in, second, sign_in
from server.sessions import cookie
from server.sessions.device import Device


class SignInBody(Body, frozen=True, kw_only=True):
    """A number, and what the password proves (crypto.md §3.2)."""

    number: Number
    authentication_key: Key
    device: Device


class SecondBody(Body, frozen=True, kw_only=True):
    """A ticket with a code or a passkey, not both."""

    ticket: Key
    totp: Code | None = None
    passkey: PasskeyJson | None = None

    def shown(self) -> Shown:
        """What is shown; a Refusal `malformed` unless it is one of the two."""
        if (self.totp is None) == (self.passkey is None):
            raise Refusal(RefusalCode.MALFORMED)
        return Shown(ticket=self.ticket, totp=self.totp, passkey=self.passkey)


class PasskeySignInBody(Body, frozen=True, kw_only=True):
    """A passkey, and what it was asked with."""

    ticket: Key
    passkey: PasskeyJson
    device: Device


class ReloadKeyBody(Body, frozen=True, kw_only=True):
    """The key for the next reload (crypto.md §3.7)."""

    next: Key


class ChallengeAnswer(Answer, frozen=True, kw_only=True):
    """A ticket, and WebAuthn's options."""

    ticket: Blob
    passkey: PasskeyJson | None


class SecondFactorProblem(ChallengeAnswer, frozen=True, kw_only=True):
    """The problem document `second_factor`: right so far, and how to go on."""

    type: str = "urn:webtherapy:second_factor"
    title: str = "Please show your second factor."
    status: int = 401
    totp: bool


class ReloadKeyAnswer(Answer, frozen=True, kw_only=True):
    """The key for this reload; null when there is none."""

    current: Blob | None


def challenge_answer(asked: Asked) -> Response:
    """A ticket and the options that belong to it."""
    return answer(ChallengeAnswer(ticket=Blob(asked.ticket), passkey=asked.passkey))


def second_factor_problem(asked: Asked) -> Response:
    """401 `second_factor`."""
    document = SecondFactorProblem(ticket=Blob(asked.ticket), totp=asked.totp, passkey=asked.passkey)
    response = answer(document, document.status)
    response.headers["content-type"] = MEDIA_TYPE
    return response


async def post_sign_in(request: Request) -> Response:
    """Let someone in, or ask for the second factor."""
    body = await read(request, SignInBody)
    said = await sign_in(rooms_of(request), body.number, body.authentication_key, body.device, network_at(request))
    return await let_in(request, said) if isinstance(said, Opened) else second_factor_problem(said)


async def post_sign_in_second(request: Request) -> Response:
    """Let in who shows the second factor too."""
    body = await read(request, SecondBody)
    return await let_in(request, await second(rooms_of(request), body.shown(), network_at(request)))


async def post_passkey_challenge(request: Request) -> Response:
    """What a browser needs to show a passkey."""
    await read(request, Nothing)
    return challenge_answer(await passkey_challenge(rooms_of(request), network_at(request)))


async def post_passkey_sign_in(request: Request) -> Response:
    """Let a client in by a passkey alone."""
    body = await read(request, PasskeySignInBody)
    opened = await passkey_sign_in(rooms_of(request), body.ticket, body.passkey, body.device, network_at(request))
    return await let_in(request, opened)


async def post_reload_key(request: Request) -> Response:
    """Swap the reload key."""
    session = await asker(request, incomplete=True)
    body = await read(request, ReloadKeyBody)
    current = await rooms_of(request).sessions.swap_reload_key(session.id, body.next)
    return answer(ReloadKeyAnswer(current=None if current is None else Blob(current)))


async def post_sign_out(request: Request) -> Response:
    """Signed out is signed out: a repeated request, or one without a session, is answered alike."""
    await read(request, Nothing)
    await end_presented(request, EndReason.SIGNED_OUT)
    # Only the cache: clearing storage would take the sealed outbox, which must survive (style of compliance HD-11).
    cookies = cookie.clearing(secure=rooms_of(request).site.secure)
    return done({"Set-Cookie": cookies, "Clear-Site-Data": '"cache"'})


def sign_in_routes() -> list[BaseRoute]:
    """To be mounted among identity's routes."""
    return [
        Route("/sign-in", post_sign_in, methods=["POST"]),
        Route("/sign-in/second", post_sign_in_second, methods=["POST"]),
        Route("/passkey/challenge", post_passkey_challenge, methods=["POST"]),
        Route("/passkey/sign-in", post_passkey_sign_in, methods=["POST"]),
        Route("/session/reload-key", post_reload_key, methods=["POST"]),
        Route("/sign-out", post_sign_out, methods=["POST"]),
    ]
