"""Depositing anew over HTTP (protocol.md §1.9): what a member owes to new custodians, and what they entrust to them."""

from typing import Annotated, Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.channels.depositing_anew import accept_anew, owed
from server.crypto.manifest import MOST_CUSTODIANS, Manifest
from server.http.bodies import Answer, Blob, Body, Signature, SignedBody, SignedBytes, answer, done, read
from server.practice.manifests import manifest_in_force
from server.storage.database import Connection
from server.web.documents import signed_of
from server.web.practice import asked
from server.web.release.orders_api import SealedShare

PATH: Final = "/messaging/v1/deposits"


class DepositBody(Body, frozen=True, kw_only=True):
    """A deposit, and its sealed shares in the order of its rows."""

    deposit: SignedBody
    sealed_shares: Annotated[tuple[SealedShare, ...], msgspec.Meta(min_length=1, max_length=MOST_CUSTODIANS)]


class OwedAnswer(Answer, frozen=True, kw_only=True):
    """An epoch, and the caller's own wrap of it."""

    conversation: Blob
    epoch: int
    header: SignedBytes
    signature: Signature
    wrap: Blob


class OwedAnswers(Answer, frozen=True, kw_only=True):
    """Some of them; none when nothing is owed."""

    owed: list[OwedAnswer]


async def get_deposits(request: Request) -> Response:
    """What the caller has still to entrust to the custodians in force."""
    rooms, caller = await asked(request)
    async with rooms.database.transaction() as connection:
        found = await owed(connection, caller.account, await _in_force(connection))
    return answer(
        OwedAnswers(
            owed=[
                OwedAnswer(
                    conversation=Blob(each.conversation),
                    epoch=each.epoch,
                    header=SignedBytes(each.header),
                    signature=Signature(each.signature),
                    wrap=Blob(each.wrap),
                )
                for each in found
            ]
        )
    )


async def post_deposit(request: Request) -> Response:
    """A deposit of the caller's under the custodians in force."""
    rooms, caller = await asked(request)
    body = await read(request, DepositBody)
    shares = [bytes(each) for each in body.sealed_shares]
    async with rooms.database.transaction() as connection:
        manifest = await _in_force(connection)
        await accept_anew(connection, caller.account, signed_of(body.deposit), shares, manifest)
    return done()


def deposit_routes() -> list[Route]:
    """Both routes; the application's lifespan state has to hold `practice: Practice`."""
    return [Route(PATH, get_deposits, methods=["GET"]), Route(PATH, post_deposit, methods=["POST"])]


async def _in_force(connection: Connection) -> Manifest | None:
    kept = await manifest_in_force(connection)
    return None if kept is None else kept.manifest
