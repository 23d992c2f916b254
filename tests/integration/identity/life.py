"""People whose credentials change: what they send, from where they sit, and what they are told."""

import base64
import os
from dataclasses import dataclass, field
from typing import Any

import httpx
from pyotp import HOTP
from redis.asyncio import Redis

from server.crypto.vault import WrapKind
from server.http.networks import network_of
from server.identity.failures import Way
from server.identity.totp import STEP_MS
from server.roles import Role
from tests.integration.house import DEVICE, House, Someone, activate, post
from tests.support.authenticator import Authenticator

BASE = "/identity/v1/"
WRONG = "urn:webtherapy:wrong_credentials"
WRONG_CODE = "urn:webtherapy:wrong_code"


def kind(said: httpx.Response) -> str:
    """A refusal's code."""
    return str(said.json()["type"]).removeprefix("urn:webtherapy:")


def raw(text: str) -> bytes:
    """Bytes of an answer."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def wrapped() -> bytes:
    """A wrap that nobody here opens."""
    return os.urandom(170)


@dataclass(slots=True, kw_only=True)
class Holder:
    """Someone with everything they remember and carry about."""

    home: House
    someone: Someone
    key: bytes
    code: bytes = b""
    totp: bytes = b""
    passkeys: list[Authenticator] = field(default_factory=list)
    password_version: int = 1
    recovery_version: int = 0

    @property
    def browser(self) -> httpx.AsyncClient:
        """Where they are signed in."""
        return self.someone.browser

    @property
    def number(self) -> str:
        """Their number."""
        return self.someone.number

    @property
    def step_up(self) -> dict[str, Any]:
        """The password, shown again."""
        return {"number": self.number, "authentication_key": self.key}

    async def say(self, path: str, **body: Any) -> httpx.Response:
        """POST from their own browser."""
        return await post(self.browser, BASE + path, body)

    async def sign_in(self, browser: httpx.AsyncClient | None = None, key: bytes | None = None) -> httpx.Response:
        """Number and password."""
        body = {"number": self.number, "authentication_key": key or self.key, "device": DEVICE}
        return await post(browser or self.browser, BASE + "sign-in", body)

    async def second(
        self, asked: httpx.Response, browser: httpx.AsyncClient | None = None, **shown: Any
    ) -> httpx.Response:
        """The second factor for what was asked."""
        body = {"ticket": raw(asked.json()["ticket"]), **shown}
        return await post(browser or self.browser, BASE + "sign-in/second", body)

    def totp_now(self, steps: int = 0) -> str:
        """What the app shows, or will show."""
        return HOTP(base64.b32encode(self.totp).decode()).at(self.home.clock() // STEP_MS + steps)

    async def set_up_totp(self) -> None:
        """From no app to a confirmed one; its next code is that of the next step."""
        self.totp = raw((await self.say("totp", step_up=self.step_up)).json()["secret"])
        said = await self.say("totp/confirm", code=self.totp_now())
        assert said.status_code == 204, said.text
        self.home.clock.ahead_ms += STEP_MS

    async def add_passkey(self, name: str = "phone", authenticator: Authenticator | None = None) -> Authenticator:
        """Another passkey."""
        made = authenticator or Authenticator()
        asked = (await self.say("passkeys/challenge", step_up=self.step_up)).json()
        said = await self.say(
            "passkeys", ticket=raw(asked["ticket"]), passkey=made.create(asked["passkey"]), name=name, wrap=wrapped()
        )
        assert said.status_code == 204, said.text
        self.passkeys.append(made)
        return made

    async def set_code(self) -> None:
        """A recovery code."""
        self.code, self.recovery_version = os.urandom(32), self.recovery_version + 1
        body = {"recovery_key": self.code, "wrap": wrapped(), "version": self.recovery_version}
        said = await self.say("recovery-code", step_up=self.step_up, **body)
        assert said.status_code == 204, said.text

    async def recover(self, browser: httpx.AsyncClient) -> httpx.Response:
        """Number and recovery code."""
        body = {"number": self.number, "recovery_key": self.code, "device": DEVICE}
        return await post(browser, BASE + "recovery", body)

    async def credentials(self) -> dict[str, Any]:
        """What they sign in with."""
        said = await self.browser.get(BASE + "credentials")
        assert said.status_code == 200, said.text
        return dict(said.json())

    async def events(self) -> list[str]:
        """What their history says, newest first."""
        return [each["event"] for each in (await self.browser.get(BASE + "history")).json()["events"]]


async def holder(home: House, role: Role = Role.CLIENT, *, code: bool = False) -> Holder:
    """Someone who has just activated their account, and perhaps made a recovery code."""
    someone = await activate(home, role)
    made = Holder(home=home, someone=someone, key=someone.authentication_key)
    if code:
        await made.set_code()
    return made


def new_credentials(ticket: bytes) -> dict[str, Any]:
    """What completes a recovery."""
    return {
        "ticket": ticket,
        "authentication_key": os.urandom(32),
        "wrap": wrapped(),
        "recovery_key": os.urandom(32),
        "recovery_wrap": wrapped(),
    }


async def forget_delays(home: House) -> None:
    """As if everyone had waited long enough: the delays go, what shuts a way in stays."""
    redis: Redis = home.sessions._redis
    for key in await redis.keys(f"{home.sessions._prefix}attempts:*"):
        await redis.delete(key)


async def fail(home: House, number: str, times: int, address: str = "10.0.0.1") -> list[str]:
    """Wrong keys in a row from one place: the first ones counted as the door counts them, the last three shown at it."""
    rooms, network = home.identity, network_of(address)
    credentials = await rooms.accounts.credentials(number, WrapKind.PASSWORD)
    async with rooms.database.transaction() as connection:
        place = await rooms.failures.place(connection, credentials.account, network, Way.SIGN_IN, home.clock())
        for _ in range(times - 3):
            await rooms.failures.count(connection, credentials.lookup, place, home.clock())
    told = []
    for _ in range(3):
        async with home.visitor(address) as browser:
            body = {"number": number, "authentication_key": os.urandom(32), "device": DEVICE}
            told.append(kind(await post(browser, BASE + "sign-in", body)))
    await forget_delays(home)
    return told
