"""The HTTP door to recovering (protocol.md §1.1). All of it is for who is signed out."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.http.bodies import Answer, Blob, Body, Key, Wrap, answer, done, read
from server.identity.asking import network_at
from server.identity.letting_in import PredecessorAnswer, VersionsAnswer, let_in, shown_predecessors, versions_of
from server.identity.recovery import (
    Recovering,
    Remade,
    complete,
    deactivate_by_code,
    lose_factors,
    recover,
    second,
)
from server.identity.rooms import rooms_of
from server.identity.shapes import Number
from server.identity.sign_in_routes import SecondBody, second_factor_problem
from server.roles import Role
from server.sessions.device import Device


class RecoveryBody(Body, frozen=True, kw_only=True):
    """A number, and what its recovery code proves (crypto.md §3.5)."""

    number: Number
    recovery_key: Key
    device: Device


class RecoveredBody(Body, frozen=True, kw_only=True):
    """New credentials."""

    ticket: Key
    authentication_key: Key
    wrap: Wrap
    recovery_key: Key
    recovery_wrap: Wrap


class LostFactorBody(Body, frozen=True, kw_only=True):
    """Everything that one still has."""

    number: Number
    authentication_key: Key
    recovery_key: Key


class ByCodeBody(Body, frozen=True, kw_only=True):
    """A number and its recovery code."""

    number: Number
    recovery_key: Key


class RecoveryAnswer(Answer, frozen=True, kw_only=True):
    """Whose account it is, what the code opens, and the ticket to set new credentials with."""

    ticket: Blob
    account: Blob
    role: Role
    versions: VersionsAnswer
    wrap: Blob
    predecessors: list[PredecessorAnswer]


async def post_recovery(request: Request) -> Response:
    """Hand over what the code opens, or ask for the second factor."""
    body = await read(request, RecoveryBody)
    said = await recover(rooms_of(request), body.number, body.recovery_key, body.device, network_at(request))
    return _recovering(said) if isinstance(said, Recovering) else second_factor_problem(said)


async def post_recovery_second(request: Request) -> Response:
    """The same, once the second factor is shown too."""
    body = await read(request, SecondBody)
    return _recovering(await second(rooms_of(request), body.shown(), network_at(request)))


async def post_recovery_complete(request: Request) -> Response:
    """Keep the new credentials, and let their holder in."""
    body = await read(request, RecoveredBody)
    made = Remade(
        authentication_key=body.authentication_key,
        wrap=body.wrap,
        recovery_key=body.recovery_key,
        recovery_wrap=body.recovery_wrap,
    )
    return await let_in(request, await complete(rooms_of(request), body.ticket, made, network_at(request)))


async def post_recovery_lost_factor(request: Request) -> Response:
    """Forget second factors that are lost."""
    body = await read(request, LostFactorBody)
    await lose_factors(rooms_of(request), body.number, body.authentication_key, body.recovery_key, network_at(request))
    return done()


async def post_recovery_deactivate(request: Request) -> Response:
    """Shut the account."""
    body = await read(request, ByCodeBody)
    await deactivate_by_code(rooms_of(request), body.number, body.recovery_key, network_at(request))
    return done()


def recovery_routes() -> list[BaseRoute]:
    """To be mounted among identity's routes."""
    return [
        Route("/recovery", post_recovery, methods=["POST"]),
        Route("/recovery/second", post_recovery_second, methods=["POST"]),
        Route("/recovery/complete", post_recovery_complete, methods=["POST"]),
        Route("/recovery/lost-factor", post_recovery_lost_factor, methods=["POST"]),
        Route("/recovery/deactivate", post_recovery_deactivate, methods=["POST"]),
    ]


def _recovering(found: Recovering) -> Response:
    return answer(
        RecoveryAnswer(
            ticket=Blob(found.ticket),
            account=Blob(found.standing.account),
            role=found.standing.role,
            versions=versions_of(found.standing),
            wrap=Blob(found.wrap.bytes),
            predecessors=shown_predecessors(found.predecessors),
        )
    )
