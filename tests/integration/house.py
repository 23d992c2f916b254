"""Both applications in one, in this process, over real databases and a real Valkey; and people who come to its door."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Final

import httpx
from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from server.crypto import activation
from server.crypto.account import AccountKeys
from server.crypto.bundle import Bundle, make_bundle, verify_bundle
from server.crypto.pepper import Peppers
from server.crypto.signing import SignedBody, SigningKey
from server.crypto.trust import PinnedRoot, pin_root, root_fingerprint
from server.crypto.vault import Vault, WrapKind, wrap
from server.http.bodies import Answer, Blob, answer
from server.http.door import behind_the_door
from server.http.site import Site
from server.identity.issuing import Issued, issue
from server.identity.rooms import Identity, furnish
from server.identity.routes import identity_routes
from server.identity.verifier import FOR_TESTS, Verifiers
from server.ids import AccountId
from server.mailbox.attachments import Attachments
from server.mailbox.shelf import PostgresShelf
from server.practice.accepting import answer_hooks
from server.practice.erasing import Erasing
from server.practice.system_notices import SystemNotices
from server.roles import Role
from server.sessions.broken_rules import BrokenRules
from server.sessions.endings import Endings
from server.sessions.redis import connect
from server.sessions.sign_in_session import SignInSessions
from server.settings import Limits
from server.storage.database import Database
from server.storage.system_key import KeptSystemKey
from server.web.broken_rules_api import rules_pace
from server.web.letters.warnings_api import warnings_pace
from server.web.mail import Mail
from server.web.practice import Practice
from server.web.rooms import open_messaging
from server.web.routes import messaging_routes

SITE = Site("http://localhost:8000")
PEPPERS = Peppers({1: bytes(range(32))})
DEVICE = {"browser": "firefox", "system": "linux"}
"""What people here sit at."""


def now_ms() -> int:
    """The time in Unix milliseconds."""
    return time.time_ns() // 1_000_000


@dataclass(slots=True, kw_only=True)
class Clock:
    """A clock that tests can put forward."""

    ahead_ms: int = 0

    def __call__(self) -> int:
        """Unix milliseconds."""
        return now_ms() + self.ahead_ms


@dataclass(slots=True, kw_only=True)
class House:
    """The two applications, and what the tests look behind."""

    identity_database: Database
    messaging_database: Database
    identity: Identity
    practice: Practice
    sessions: SignInSessions
    endings: Endings
    clock: Clock
    app: ASGIApp
    mail: Mail
    attachments: Attachments
    erasing: Erasing
    rung: list[AccountId]
    """Whose mail bell was rung, in order."""

    root: SigningKey = field(default_factory=lambda: SigningKey(os.urandom(32)))

    def visitor(self, address: str = "127.0.0.1", **headers: str) -> httpx.AsyncClient:
        """A browser at this address, on one of our own pages unless a header says otherwise."""
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app, client=(address, 50_000)),
            base_url=SITE.origin,
            headers={"Origin": SITE.origin} | headers,
        )

    @property
    def pinned(self) -> PinnedRoot:
        """The root as people know it."""
        return pin_root(self.root.public, root_fingerprint(self.root.public))

    async def issue(self, role: Role) -> Issued:
        """An account, as from the command line."""
        return await issue(self.identity_database, PEPPERS, role, self.root.public, self.clock(), os.urandom)


_SHARED: Final[dict[asyncio.AbstractEventLoop, Verifiers]] = {}


@contextmanager
def sharing(verifiers: Verifiers) -> Iterator[None]:
    """Meanwhile all houses of this loop have these verifiers, and start no program of their own."""
    loop = asyncio.get_running_loop()
    _SHARED[loop] = verifiers
    try:
        yield
    finally:
        del _SHARED[loop]


@asynccontextmanager
async def house(
    identity_url: str,
    messaging_url: str,
    redis_url: str,
    prefix: str,
    *,
    peppers: Peppers = PEPPERS,
    staff_need_second_factor: bool = False,
    live: bool = False,
) -> AsyncIterator[House]:
    """Open the house over migrated databases; `prefix` keeps its keys in Valkey apart. `live`: with sockets, and what hangs on them."""
    redis, clock = connect(redis_url), Clock()
    sessions = SignInSessions(redis, os.urandom, prefix)
    async with (
        Database(identity_url) as identity_database,
        Database(messaging_url) as messaging_database,
        AsyncExitStack() as exits,
    ):
        identity = furnish(
            site=SITE,
            database=identity_database,
            redis=redis,
            peppers=peppers,
            staff_need_second_factor=staff_need_second_factor,
            sessions=sessions,
            now=clock,
            random=os.urandom,
            profile=FOR_TESTS,
            prefix=prefix,
        )
        exits.callback(identity.verifiers.close)
        identity = replace(identity, verifiers=_SHARED.get(asyncio.get_running_loop(), identity.verifiers))
        practice = Practice(site=SITE, database=messaging_database, sessions=sessions, now=clock)
        rung: list[AccountId] = []
        system = SystemNotices(KeptSystemKey(AccountId(os.urandom(16)), os.urandom(32), clock()), os.urandom)
        mail = Mail(
            site=SITE,
            database=messaging_database,
            sessions=sessions,
            now=clock,
            ring=rung.extend,
            hooks=answer_hooks(system),
            system=system,
        )
        routes: list[BaseRoute] = [*identity_routes(), *messaging_routes()]
        attachments = Attachments(messaging_database, PostgresShelf(messaging_database), clock)
        state: dict[str, object] = {
            "identity": identity,
            "practice": practice,
            "mail": mail,
            "attachments": attachments,
        }
        state["warnings"] = warnings_pace(redis, prefix)
        state |= {"broken_rules": BrokenRules(redis, prefix), "rules_pace": rules_pace(redis, prefix)}
        if live:
            rooms = open_messaging(
                site=SITE,
                database=messaging_database,
                redis=redis,
                sessions=sessions,
                bounds=Limits(sockets_per_session=1_000),
                now=clock,
                prefix=prefix,
            )
            state["messaging"] = await exits.enter_async_context(rooms)
        yield House(
            identity_database=identity_database,
            messaging_database=messaging_database,
            identity=identity,
            practice=practice,
            sessions=sessions,
            endings=Endings(redis, sessions),
            clock=clock,
            app=_furnished(behind_the_door(routes, SITE, _nothing), state),
            mail=mail,
            attachments=attachments,
            erasing=Erasing(messaging_database, attachments.shelf, system, clock),
            rung=rung,
        )
    await redis.aclose()
    await redis.connection_pool.disconnect()


@dataclass(slots=True, kw_only=True)
class Someone:
    """A person with an account: the browser they sit at, and the keys they made there."""

    browser: httpx.AsyncClient
    account: AccountId
    role: Role
    number: str
    authentication_key: bytes
    keys: AccountKeys
    signed_bundle: SignedBody

    @property
    def bundle(self) -> Bundle:
        """Their public keys."""
        return verify_bundle(self.signed_bundle)

    async def post_bundle(self) -> None:
        """Publish their keys."""
        said = await post(self.browser, "/messaging/v1/bundle", {"bundle": pair(self.signed_bundle)})
        assert said.status_code == 204


async def activate(house: House, role: Role) -> Someone:
    """Issue an account, and be its holder from the sheet to the first session."""
    issued = await house.issue(role)
    sheet = activation.read(issued.activation_text)
    keys, secret, key = AccountKeys.from_secret(os.urandom(32)), os.urandom(32), os.urandom(32)
    vault = Vault(secret=secret, root_fingerprint=bytes(32))
    wrapped = wrap(os.urandom(32), vault, WrapKind.PASSWORD, issued.account, 1, os.urandom)
    browser = house.visitor()
    said = await post(
        browser,
        "/identity/v1/activation/complete",
        {
            "number": issued.number,
            "activation": sheet.secret,
            "authentication_key": key,
            "wrap": wrapped,
            "device": DEVICE,
        },
    )
    assert said.status_code == 200, said.text
    return Someone(
        browser=browser,
        account=issued.account,
        role=role,
        number=issued.number,
        authentication_key=key,
        keys=keys,
        signed_bundle=make_bundle(keys, issued.account, now_ms()),
    )


async def post(browser: httpx.AsyncClient, path: str, body: dict[str, Any]) -> httpx.Response:
    """POST with bytes as base64url."""
    return await browser.post(path, content=write(body), headers={"Content-Type": "application/json"})


def write(body: dict[str, Any]) -> bytes:
    """JSON with bytes as base64url, however deep they lie."""
    return bytes(answer(_Raw(body=_blobs(body))).body)[len(b'{"body":') : -1]


def pair(signed: SignedBody) -> dict[str, bytes]:
    """A signed body on the wire."""
    return {"body": signed.body, "signature": signed.signature}


class _Raw(Answer, frozen=True, kw_only=True):
    body: Any


def _blobs(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _blobs(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_blobs(each) for each in value]
    return Blob(value) if isinstance(value, bytes) else value


def _furnished(app: Starlette, state: dict[str, object]) -> ASGIApp:
    """What the web server does with a lifespan's state."""

    async def furnished(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, "state": dict(state)}, receive, send)

    return furnished


@asynccontextmanager
async def _nothing(_application: Starlette) -> AsyncIterator[None]:
    yield
