"""Sign-in sessions (protocol.md §1.1): 32 random bytes at the client, their SHA-256 and what belongs to it in Valkey.

Keys, under a prefix:
    session:<id hex>     hash: account, role, created, expires, reload_key; gone when the session is
    account:<id hex>     sorted set of session ids by their expiry
Valkey's clock decides when a session is over; ours may be wrong without harm.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from redis.asyncio import Redis

from server.errors import Refusal, RefusalCode
from server.ids import AccountId, SignInId
from server.roles import Role
from server.sessions.redis import at_once, faults_typed, raw

TOKEN_BYTES: Final = 32

CLIENT_LIFE_MS: Final = 24 * 3_600_000
STAFF_LIFE_MS: Final = 12 * 3_600_000
"""The longest lives of protocol.md §1.1 (NIST SP 800-63B-4 §2.2.3 and §2.3.3)."""

_BEGIN: Final = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local expires = string.format('%.0f', now + ARGV[1])
redis.call('HSET', KEYS[1], 'account', ARGV[2], 'role', ARGV[3], 'created', string.format('%.0f', now), 'expires', expires)
redis.call('PEXPIREAT', KEYS[1], expires)
return {string.format('%.0f', now), expires}
"""

_SWAP_RELOAD_KEY: Final = """
if redis.call('EXISTS', KEYS[1]) == 0 then return {0, false} end
local current = redis.call('HGET', KEYS[1], 'reload_key')
redis.call('HSET', KEYS[1], 'reload_key', ARGV[1])
return {1, current}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInSession:
    """Who is signed in, since when and until when (Unix milliseconds by Valkey's clock)."""

    id: SignInId
    account: AccountId
    role: Role
    created: int
    expires: int


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
        self._begin = redis.register_script(_BEGIN)
        self._swap = redis.register_script(_SWAP_RELOAD_KEY)

    @property
    def endings_channel(self) -> str:
        """Where the ids of ended sessions are announced (`endings.py` listens)."""
        return f"{self._prefix}endings"

    async def begin(self, account: AccountId, role: Role) -> tuple[bytes, SignInSession]:
        """A new session: its token (32 bytes, for the cookie only) and what is kept of it."""
        token = self._random(TOKEN_BYTES)
        session = sign_in_id(token)
        with faults_typed():
            created, expires = await self._begin(
                keys=[self._session_key(session)], args=[longest_life_ms(role), account, role.value]
            )
            await self._remember(account, session, int(created), int(expires))
        return token, SignInSession(id=session, account=account, role=role, created=int(created), expires=int(expires))

    async def find(self, token: bytes) -> SignInSession:
        """The session behind a token; a Refusal `signed_out` when there is none."""
        session = sign_in_id(token)
        with faults_typed():
            kept = await self._redis.hmget(self._session_key(session), ["account", "role", "created", "expires"])
        account, role, created, expires = kept
        if account is None or role is None or created is None or expires is None:
            raise Refusal(RefusalCode.SIGNED_OUT)
        return SignInSession(
            id=session,
            account=AccountId(raw(account)),
            role=Role(raw(role).decode()),
            created=int(created),
            expires=int(expires),
        )

    async def swap_reload_key(self, session: SignInId, following: bytes) -> bytes | None:
        """Keep `following` (32 bytes) and give the key kept before it, or None (crypto.md §3.7)."""
        with faults_typed():
            alive, current = await self._swap(keys=[self._session_key(session)], args=[following])
        if not alive:
            raise Refusal(RefusalCode.SIGNED_OUT)
        return None if current is None else raw(current)

    async def end(self, session: SignInId) -> None:
        """End one session everywhere; one that has ended already stays so."""
        with faults_typed():
            account = await self._redis.hget(self._session_key(session), "account")
            if account is not None:
                await self._redis.zrem(self._account_key(AccountId(raw(account))), session)
        await self._end((session,))

    async def end_all(self, account: AccountId, but: SignInId | None = None) -> int:
        """End every session of an account, except `but`; how many that were."""
        with faults_typed():
            listed = await self._redis.zrange(self._account_key(account), 0, -1)
            ending = [SignInId(raw(each)) for each in listed if each != but]
            if ending:
                await self._redis.zrem(self._account_key(account), *ending)
        await self._end(ending)
        return len(ending)

    async def ended(self, sessions: Sequence[SignInId]) -> frozenset[SignInId]:
        """Those of `sessions` that are over."""
        if not sessions:
            return frozenset()
        alive = await at_once(self._redis, *(("EXISTS", self._session_key(session)) for session in sessions))
        return frozenset(session for session, there in zip(sessions, alive, strict=True) if not there)

    async def _remember(self, account: AccountId, session: SignInId, now: int, expires: int) -> None:
        """List the session under its account, so that all of them can be ended; what has expired leaves the list."""
        key = self._account_key(account)
        await at_once(
            self._redis,
            ("ZREMRANGEBYSCORE", key, 0, now),
            ("ZADD", key, expires, session),
            ("PEXPIRE", key, CLIENT_LIFE_MS),
        )

    async def _end(self, sessions: Sequence[SignInId]) -> None:
        """Delete first, announce after: who hears of it and looks finds nothing."""
        if sessions:
            await at_once(
                self._redis,
                *(("DEL", self._session_key(session)) for session in sessions),
                *(("PUBLISH", self.endings_channel, session) for session in sessions),
            )

    def _session_key(self, session: SignInId) -> str:
        return f"{self._prefix}session:{session.hex()}"

    def _account_key(self, account: AccountId) -> str:
        return f"{self._prefix}account:{account.hex()}"
