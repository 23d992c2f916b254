"""The HTTP door to one's credentials: seeing, replacing, rotating, shutting (protocol.md §1.1)."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.http.bodies import Answer, Blob, Body, Id, Key, Wrap, answer, done, read
from server.identity.accounts import Predecessor
from server.identity.asking import asker, network_at, staff_asker
from server.identity.deactivation import deactivate, deactivate_own
from server.identity.password import (
    NewPassword,
    NewRecoveryCode,
    PasskeyRewrap,
    change_password,
    change_recovery_code,
)
from server.identity.rooms import rooms_of
from server.identity.rotation import Rotation, rotate
from server.identity.shapes import PasskeyWrap, PredecessorBytes, StepUp, Version
from server.identity.standing import settled
from server.identity.step_up import step_up
from server.ids import AccountId
from server.roles import Role
from server.sessions.sign_in_session import SignInSession


class PasswordBody(Body, frozen=True, kw_only=True):
    """A new password."""

    step_up: StepUp
    authentication_key: Key
    wrap: Wrap | None
    version: Version
    passkey: PasskeyWrap | None


class RecoveryCodeBody(Body, frozen=True, kw_only=True):
    """A new recovery code."""

    step_up: StepUp
    recovery_key: Key
    wrap: Wrap
    version: Version


class RotationBody(Body, frozen=True, kw_only=True):
    """A new account secret, wrapped in every way."""

    step_up: StepUp
    generation: Version
    predecessor: PredecessorBytes
    authentication_key: Key
    wrap: Wrap | None
    version: Version
    passkey: PasskeyWrap | None
    recovery_key: Key
    recovery_wrap: Wrap
    recovery_version: Version


class StepUpBody(Body, frozen=True, kw_only=True):
    """Nothing but the password, shown again."""

    step_up: StepUp


class AccountBody(Body, frozen=True, kw_only=True):
    """Somebody else's account."""

    account: Id


class SetAnswer(Answer, frozen=True, kw_only=True):
    """How often something was set, and when last."""

    version: int
    set_at: int


class TotpAnswer(Answer, frozen=True, kw_only=True):
    """Since when codes are asked for."""

    set_at: int


class PasskeyAnswer(Answer, frozen=True, kw_only=True):
    """A passkey; `credential` is what the browser knows it by."""

    passkey: Blob
    credential: Blob
    name: str
    added_at: int
    used_at: int | None


class CredentialsAnswer(Answer, frozen=True, kw_only=True):
    """What one signs in with."""

    password: SetAnswer
    recovery: SetAnswer | None
    totp: TotpAnswer | None
    passkeys: list[PasskeyAnswer]
    generation: int
    staff: bool


async def stepped_up(request: Request, session: SignInSession, shown: StepUp) -> int:
    """The version of the password that was shown again."""
    return await step_up(rooms_of(request), session, shown.number, shown.authentication_key, network_at(request))


async def get_credentials(request: Request) -> Response:
    """Show what one signs in with."""
    session, rooms = await asker(request, incomplete=True), rooms_of(request)
    async with rooms.database.transaction() as connection:
        standing = await settled(connection, session.account)
        passkeys = await rooms.passkeys.of(connection, session.account)
    recovery = SetAnswer(version=standing.recovery_version, set_at=standing.recovery_set_at)
    return answer(
        CredentialsAnswer(
            password=SetAnswer(version=standing.password_version, set_at=standing.password_set_at),
            recovery=recovery if standing.recovery_version > 0 else None,
            totp=None if standing.totp_set_at is None else TotpAnswer(set_at=standing.totp_set_at),
            passkeys=[
                PasskeyAnswer(
                    passkey=Blob(each.id),
                    credential=Blob(each.credential.id),
                    name=each.name,
                    added_at=each.added_at,
                    used_at=each.used_at,
                )
                for each in passkeys
            ],
            generation=standing.generation,
            staff=standing.staff,
        )
    )


async def post_password(request: Request) -> Response:
    """Replace the password."""
    session = await asker(request)
    body = await read(request, PasswordBody)
    shown = await stepped_up(request, session, body.step_up)
    await change_password(rooms_of(request), session, shown, _new_password(body))
    return done()


async def post_recovery_code(request: Request) -> Response:
    """Replace the recovery code."""
    session = await asker(request)
    body = await read(request, RecoveryCodeBody)
    shown = await stepped_up(request, session, body.step_up)
    new = NewRecoveryCode(recovery_key=body.recovery_key, wrap=body.wrap, version=body.version)
    await change_recovery_code(rooms_of(request), session, shown, new)
    return done()


async def post_rotation(request: Request) -> Response:
    """Replace the account secret, and everything that holds it."""
    session = await asker(request)
    body = await read(request, RotationBody)
    shown = await stepped_up(request, session, body.step_up)
    code = NewRecoveryCode(recovery_key=body.recovery_key, wrap=body.recovery_wrap, version=body.recovery_version)
    predecessor = Predecessor(generation=body.generation, sealed=body.predecessor)
    rotation = Rotation(predecessor=predecessor, password=_new_password(body), recovery_code=code)
    await rotate(rooms_of(request), session, shown, rotation)
    return done()


async def post_step_up(request: Request) -> Response:
    """Say whether the password shown is right, before someone goes on to what needs it."""
    session = await asker(request, incomplete=True)
    body = await read(request, StepUpBody)
    await stepped_up(request, session, body.step_up)
    return done()


async def post_deactivate(request: Request) -> Response:
    """Shut one's own account."""
    session = await asker(request)
    body = await read(request, StepUpBody)
    await deactivate_own(rooms_of(request), session, await stepped_up(request, session, body.step_up))
    return done()


async def post_accounts_deactivate(request: Request) -> Response:
    """Shut somebody else's account: owners may, and intake those of clients and therapists."""
    session = await staff_asker(request, Role.OWNER, Role.INTAKE)
    body = await read(request, AccountBody)
    await deactivate(rooms_of(request), AccountId(bytes(body.account)), session)
    return done()


def credential_routes() -> list[BaseRoute]:
    """To be mounted among identity's routes."""
    return [
        Route("/credentials", get_credentials, methods=["GET"]),
        Route("/step-up", post_step_up, methods=["POST"]),
        Route("/password", post_password, methods=["POST"]),
        Route("/recovery-code", post_recovery_code, methods=["POST"]),
        Route("/rotation", post_rotation, methods=["POST"]),
        Route("/deactivate", post_deactivate, methods=["POST"]),
        Route("/accounts/deactivate", post_accounts_deactivate, methods=["POST"]),
    ]


def _new_password(body: PasswordBody | RotationBody) -> NewPassword:
    passkey = None if body.passkey is None else PasskeyRewrap(passkey=body.passkey.passkey, wrap=body.passkey.wrap)
    return NewPassword(
        authentication_key=body.authentication_key, wrap=body.wrap, version=body.version, passkey=passkey
    )
