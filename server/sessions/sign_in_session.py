"""Sign-in sessions (protocol.md §1.1, §1.3): 32 random bytes at the client, their SHA-256 and what belongs to it in Valkey.

Valkey's clock decides when a session is over; ours may be wrong without harm. What is kept, and how, stands in `scripts.py`.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from redis.asyncio import Redis
from redis.commands.core import AsyncScript

from server.errors import EndReason, Refusal, RefusalCode
from server.ids import AccountId, SignInId
from server.roles import Role
from server.sessions import scripts
from server.sessions.device import UNKNOWN_DEVICE, Browser, Device, System
from server.sessions.ended import EndedLog
from server.sessions.redis import at_once, faults_typed, raw

TOKEN_BYTES: Final = 32

CLIENT_LIFE_MS: Final = 24 * 3_600_000
STAFF_LIFE_MS: Final = 12 * 3_600_000
"""The longest lives of protocol.md §1.1 (NIST SP 800-63B-4 §2.2.3 and §2.3.3)."""

MOST_SESSIONS: Final = 20
"""Of one account at once: more than anyone sits at, and few enough to be listed while everyone waits."""

REAP_AT_ONCE: Final = 100
"""Sessions per script: nobody else is served while one runs."""


class SecondFactor(StrEnum):
    """What an account has beside its password, as known to this session (protocol.md §1.1)."""

    NONE = "none"
    MISSING = "missing"
    """Staff must set one up before anything else."""
    PRESENT = "present"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInSession:
    """Who is signed in. Times are Unix milliseconds by Valkey's clock; `left` are the milliseconds until the idle log-off."""

    id: SignInId
    account: AccountId
    role: Role
    created: int
    expires: int
    active: int
    left: int = field(compare=False)
    device: Device
    second_factor: SecondFactor
    suspended: bool = False
    """Whether its account may read and not write (crypto.md §12.6). It is looked up with the session, never remembered."""
    agreed: bool = True
    """Whether who works here has accepted the agreement in force, or had when they signed in (crypto.md §9.3)."""

    @property
    def complete(self) -> bool:
        """Whether everything may be asked with it; without it: only what sets a second factor up."""
        return self.second_factor is not SecondFactor.MISSING


@dataclass(frozen=True, slots=True)
class IdleClock:
    """Milliseconds until the session ends by itself, and until it ends whatever its holder does."""

    left: int
    cap: int


def sign_in_id(token: bytes) -> SignInId:
    """The name of the session behind a token; the token does not follow from it."""
    return SignInId(hashlib.sha256(token).digest())


def longest_life_ms(role: Role) -> int:
    """How long a session may last whatever its holder does (compliance: clients 24 h, everyone else 12 h)."""
    return CLIENT_LIFE_MS if role is Role.CLIENT else STAFF_LIFE_MS


class SignInSessions:
    """All sign-in sessions of the service. Every method raises DoorbellFault when Valkey is away: nobody is let in then."""

    def __init__(self, redis: Redis, random: Callable[[int], bytes], prefix: str = "webtherapy:") -> None:
        self._redis = redis
        self._random = random
        self._prefix = prefix
        self._scripts: dict[str, AsyncScript] = {}
        self.log = EndedLog(redis, prefix)

    @property
    def endings_channel(self) -> str:
        """Where it is announced that a session ended, and why (`endings.py` listens)."""
        return f"{self._prefix}endings"

    async def begin(
        self,
        account: AccountId,
        role: Role,
        *,
        device: Device = UNKNOWN_DEVICE,
        second_factor: SecondFactor = SecondFactor.NONE,
    ) -> tuple[bytes, SignInSession]:
        """A new session: its token (32 bytes, for the cookie only) and what is kept of it. Beyond `MOST_SESSIONS` the one that was quiet
        for longest ends.
        """
        token = self._random(TOKEN_BYTES)
        said = await self._run(
            scripts.BEGIN,
            sign_in_id(token).hex(),
            account.hex(),
            longest_life_ms(role),
            role.value,
            device.browser.value,
            device.system.value,
            second_factor.value,
            MOST_SESSIONS,
        )
        return token, _session(said)

    async def find(self, token: bytes) -> SignInSession:
        """The session behind a token; a Refusal `signed_out` when there is none, with the reason if it is known."""
        return _session(_alive(await self._run(scripts.FIND, sign_in_id(token).hex())))

    async def list_of(self, account: AccountId) -> list[SignInSession]:
        """An account's sessions, the newest first."""
        found = [_session(each) for each in await self._run(scripts.LIST, account.hex())]
        return sorted(found, key=lambda session: (session.created, session.id), reverse=True)

    async def activity(self, session: SignInId, age: int | None) -> IdleClock:
        """Its person did something `age` milliseconds ago; None only asks. A Refusal `signed_out` when it is over."""
        _, left, cap = _alive(await self._run(scripts.ACTIVITY, session.hex(), "" if age is None else age))
        return IdleClock(int(left), int(cap))

    async def complete(self, session: SignInId, second_factor: SecondFactor = SecondFactor.PRESENT) -> None:
        """A second factor was set up, or given up by who does not need one: everything may be asked from now on."""
        _alive(await self._run(scripts.CHANGE, session.hex(), "second_factor", second_factor.value))

    async def swap_reload_key(self, session: SignInId, following: bytes) -> bytes | None:
        """Keep `following` (32 bytes) and give the key kept before it, or None (crypto.md §3.7)."""
        _, current = _alive(await self._run(scripts.CHANGE, session.hex(), "reload_key", following))
        return None if current is None else raw(current)

    async def end(self, session: SignInId, reason: EndReason = EndReason.SIGNED_OUT) -> None:
        """End one session everywhere; one that has ended already stays so, for the reason that it had."""
        await self._run(scripts.END, session.hex(), reason.value)

    async def end_all(
        self, account: AccountId, reason: EndReason = EndReason.ELSEWHERE, but: SignInId | None = None
    ) -> int:
        """End every session of an account, except `but`; how many that were."""
        return int(await self._run(scripts.END_ALL, account.hex(), reason.value, "" if but is None else but.hex()))

    async def set_suspended(self, account: AccountId, *, suspended: bool) -> None:
        """From now on every session of this account is one of somebody suspended, or not."""
        await at_once(self._redis, ("SADD" if suspended else "SREM", f"{self._prefix}suspended", account.hex()))

    async def set_all_suspended(self, accounts: Sequence[AccountId]) -> None:
        """These accounts are suspended, and nobody else."""
        await self._run(scripts.SUSPENDED, *(account.hex() for account in accounts))

    async def set_agreement(self, version: int, agreed: Mapping[AccountId, int]) -> None:
        """This version of what staff agree to is in force, and so far each has accepted it: these accounts, and nobody else."""
        pairs = [word for account, accepted in agreed.items() for word in (account.hex(), accepted)]
        await self._run(scripts.AGREEMENT, version, *pairs)

    async def let_begin_anew(self, account: AccountId, lasting_ms: int) -> None:
        """For so long the messaging side takes keys of this account that those before did not sign (crypto.md §4.7)."""
        await at_once(self._redis, ("SET", f"{self._prefix}anew:{account.hex()}", "1", "PX", lasting_ms))

    async def has_begun_anew(self, account: AccountId) -> None:
        """It has new keys: it takes another sheet to begin anew again."""
        await at_once(self._redis, ("DEL", f"{self._prefix}anew:{account.hex()}"))

    async def begins_anew(self, account: AccountId) -> bool:
        """Whether the practice has let this account begin anew, and its time is not over."""
        [found] = await at_once(self._redis, ("EXISTS", f"{self._prefix}anew:{account.hex()}"))
        return bool(found)

    async def reap(self) -> int:
        """End what is due, wherever it began; how many that were."""
        count = 0
        while True:
            found = int(await self._run(scripts.REAP, REAP_AT_ONCE))
            count += found
            if found < REAP_AT_ONCE:
                return count

    async def ended(self, sessions: Sequence[SignInId]) -> dict[SignInId, EndReason | None]:
        """Those of `sessions` that are over, and why, if that is known."""
        alive = await at_once(self._redis, *(("EXISTS", self._key("session", each)) for each in sessions))
        over = [session for session, there in zip(sessions, alive, strict=True) if not there]
        reasons = await at_once(self._redis, *(("GET", self._key("ended", each)) for each in over))
        return {session: _reason(word) for session, word in zip(over, reasons, strict=True)}

    async def left_of(self, sessions: Sequence[SignInId]) -> dict[SignInId, int]:
        """Those of `sessions` that are not over, and the milliseconds until they are unless their people do something."""
        names = [("ZSCORE", f"{self._prefix}deadlines", each.hex()) for each in sessions]
        (seconds, micros), ahead, *due = await at_once(
            self._redis, ("TIME",), ("GET", f"{self._prefix}clock-offset"), *names
        )
        now = seconds * 1000 + micros // 1000 + int(ahead or 0)
        found = zip(sessions, due, strict=True)
        return {session: int(deadline) - now for session, deadline in found if deadline is not None}

    def _key(self, kind: str, session: SignInId) -> str:
        return f"{self._prefix}{kind}:{session.hex()}"

    async def _run(self, text: str, *args: str | bytes | int) -> Any:
        script = self._scripts.get(text) or self._scripts.setdefault(text, self._redis.register_script(text))
        with faults_typed():
            return await script(args=[self._prefix, *args])


def _alive(said: list[Any]) -> list[Any]:
    """What a script said of a live session."""
    if not said[0]:
        raise Refusal(RefusalCode.SIGNED_OUT, reason=_reason(said[1]))
    return said


def _reason(word: bytes | None) -> EndReason | None:
    return None if word is None else EndReason(word.decode())


def _session(said: list[Any]) -> SignInSession:
    _, session, account, role, created, expires, active, left, browser, system, second_factor, suspended, agreed = said
    return SignInSession(
        id=SignInId(bytes.fromhex(session.decode())),
        account=AccountId(bytes.fromhex(account.decode())),
        role=Role(role.decode()),
        created=int(created),
        expires=int(expires),
        active=int(active),
        left=int(left),
        device=Device(Browser(browser.decode()), System(system.decode())),
        second_factor=SecondFactor(second_factor.decode()),
        suspended=bool(suspended),
        agreed=bool(agreed),
    )
