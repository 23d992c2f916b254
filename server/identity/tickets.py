"""Tickets: what was shown so far, between two requests (protocol.md §1.1). In Valkey, five minutes, one use, five wrong codes.

Valkey knows a ticket by a hash that its purpose and the network it was given to are part of: from elsewhere, or for something
else, there is no such ticket. Who shows one that is no more is told to begin again, not that the code is wrong: no other code would be right.
"""

import hmac
from collections.abc import Callable
from enum import StrEnum
from typing import Final

import msgspec
from redis.asyncio import Redis

from server.errors import Refusal, RefusalCode
from server.sessions.device import UNKNOWN_DEVICE, Device
from server.sessions.redis import faults_typed, raw

TICKET_BYTES: Final = 32
LIFE_MS: Final = 300_000
MOST_SHOWN: Final = 5

_GIVE: Final = """
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'ticket', ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
"""

_SHOWN: Final = """
if redis.call('EXISTS', KEYS[1]) == 0 then return false end
if redis.call('HINCRBY', KEYS[1], 'shown', 1) > tonumber(ARGV[1]) then
  redis.call('DEL', KEYS[1])
  return false
end
return redis.call('HGET', KEYS[1], 'ticket')
"""


class Purpose(StrEnum):
    """What a ticket is good for."""

    SIGN_IN = "sign-in"
    """The password was right; the second factor is to be shown."""
    RECOVERY = "recovery"
    """The recovery code was right; the second factor is to be shown."""
    RECOVERED = "recovered"
    """Everything was right; new credentials are to be set."""
    PASSKEY_SIGN_IN = "passkey-sign-in"
    NEW_PASSKEY = "new-passkey"
    NEW_TOTP = "new-totp"


class Ticket(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """What is remembered. Which versions of password and recovery code were shown, so that others may have been set meanwhile; and when that code was,
    since versions count from 1 again for who begins anew.

    `challenge` is that of WebAuthn; `sealed` what is to be kept in the end, sealed already; `guarded`: there was a second factor, and it was shown.
    """

    account: bytes = b""
    lookup: bytes = b""
    password_version: int = 0
    recovery_version: int = 0
    challenge: bytes = b""
    sealed: bytes = b""
    device: Device = UNKNOWN_DEVICE
    guarded: bool = False
    recovery_set_at: int = 0

    def __repr__(self) -> str:
        return "<Ticket>"


class Tickets:
    """All of them. Every method raises DoorbellFault when Valkey is away."""

    def __init__(self, redis: Redis, random: Callable[[int], bytes], prefix: str = "webtherapy:") -> None:
        self._redis = redis
        self._random = random
        self._prefix = prefix
        self._give = redis.register_script(_GIVE)
        self._shown = redis.register_script(_SHOWN)

    async def give(self, purpose: Purpose, network: str, ticket: Ticket, token: bytes | None = None) -> bytes:
        """A ticket's token (32 bytes), made here unless there is one to use, in place of what it was good for before."""
        token = token or self._random(TICKET_BYTES)
        with faults_typed():
            await self._give(keys=[self._name(purpose, network, token)], args=[msgspec.msgpack.encode(ticket), LIFE_MS])
        return token

    async def shown(self, purpose: Purpose, network: str, token: bytes) -> Ticket:
        """What a ticket remembers, which may be asked five times; a Refusal `wrong_credentials` when there is no such ticket."""
        with faults_typed():
            kept = await self._shown(keys=[self._name(purpose, network, token)], args=[MOST_SHOWN])
        if kept is None:
            raise Refusal(RefusalCode.WRONG_CREDENTIALS)
        return msgspec.msgpack.decode(raw(kept), type=Ticket)

    async def use(self, purpose: Purpose, network: str, token: bytes) -> None:
        """Use it up; a Refusal `wrong_code` for everyone but the first."""
        with faults_typed():
            there = await self._redis.delete(self._name(purpose, network, token))
        if not there:
            raise Refusal(RefusalCode.WRONG_CODE)

    def _name(self, purpose: Purpose, network: str, token: bytes) -> str:
        return f"{self._prefix}ticket:{hmac.digest(token, f'{purpose}|{network}'.encode(), 'sha256').hex()}"
