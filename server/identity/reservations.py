"""Numbers that are kept free while somebody registers, and how often one may begin (protocol.md §1.1). In Valkey only, for an hour.

Keys, under a prefix:
    registration:<SHA-256 of the token, hex>   account (16) ‖ its number, sealed as it will be kept (crypto.md §3.4)
    reserved:<number look-up, hex>             the number is spoken for
    begun:<network look-up, hex>               how often that network, or its neighbourhood, began
    begun                                      how often anyone did
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from redis.asyncio import Redis

from server.crypto.pepper import PepperedKind, Peppers
from server.errors import Refusal, RefusalCode
from server.http.networks import neighbourhood_of
from server.identity.accounts import FIRST_VERSION
from server.ids import ID_BYTES, AccountId
from server.sessions.redis import at_once, faults_typed

TOKEN_BYTES: Final = 32
KEPT_MS: Final = 3_600_000

PER_NETWORK: Final = 10
"""An hour. A household registers once or twice, and begins anew after a mistake or two."""

PER_NEIGHBOURHOOD: Final = 100
"""An hour. Who rents networks by the hundred uses up what his provider's customers have, not what everyone has."""

ALTOGETHER: Final = 1_000
"""An hour. What a crowd of networks can begin in numbers, it could as well complete: this is what bounds the accounts."""

_NOBODY: Final = AccountId(bytes(ID_BYTES))

_ALLOW: Final = """
for place, key in ipairs(KEYS) do
    if tonumber(redis.call('GET', key) or '0') >= tonumber(ARGV[place + 1]) then return redis.call('PTTL', key) end
end
for _, key in ipairs(KEYS) do
    if redis.call('INCR', key) == 1 then redis.call('PEXPIRE', key, ARGV[1]) end
end
return 0
"""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Reservation:
    """An account to be, and its number. `left` are the milliseconds for which it is kept."""

    account: AccountId
    number: str
    left: int


class Reservations:
    """For all processes together. Every method raises DoorbellFault when Valkey is away: nobody registers then."""

    def __init__(
        self, redis: Redis, peppers: Peppers, random: Callable[[int], bytes], prefix: str = "webtherapy:"
    ) -> None:
        self._redis = redis
        self._peppers = peppers
        self._random = random
        self._prefix = prefix
        self._script = redis.register_script(_ALLOW)

    async def allow(self, network: str) -> None:
        """Count a beginning; a Refusal `too_fast` when this network, those around it, or everyone together, has begun often enough this
        hour.
        """
        places = [
            self._peppers.network_lookup(_NOBODY, each).hex()
            for each in (network, f"around {neighbourhood_of(network)}")
        ]
        with faults_typed():
            wait_ms = await self._script(
                keys=[*(f"{self._prefix}begun:{place}" for place in places), f"{self._prefix}begun"],
                args=[KEPT_MS, PER_NETWORK, PER_NEIGHBOURHOOD, ALTOGETHER],
            )
        if wait_ms != 0:
            raise Refusal(RefusalCode.TOO_FAST, max(wait_ms, 1) / 1000)

    async def reserve(self, account: AccountId, number: str) -> bytes | None:
        """Keep a number free for an account to be: the token (32 bytes) that takes it, None when somebody else is about to."""
        token = self._random(TOKEN_BYTES)
        lookup = self._peppers.number_lookup(number).hex()
        with faults_typed():
            if not await self._redis.set(f"{self._prefix}reserved:{lookup}", b"", nx=True, px=KEPT_MS):
                return None
        await self.put_back(token, Reservation(account=account, number=number, left=KEPT_MS))
        return token

    async def take(self, token: bytes) -> Reservation:
        """What is kept under a token, which is worth nothing from then on; a Refusal `wrong_credentials` for any other."""
        name = self._name(token)
        left, kept = await at_once(self._redis, ("PTTL", name), ("GETDEL", name))
        if kept is None:
            raise Refusal(RefusalCode.WRONG_CREDENTIALS)
        account, sealed = AccountId(kept[:ID_BYTES]), kept[ID_BYTES:]
        number = self._peppers.open(PepperedKind.NUMBER, account, FIRST_VERSION, sealed).decode()
        return Reservation(account=account, number=number, left=max(left, 1))

    async def put_back(self, token: bytes, reservation: Reservation) -> None:
        """Keep it under the token for what is left: the first time, and when it was our fault that it came to nothing."""
        number = reservation.number.encode()
        sealed = self._peppers.seal(PepperedKind.NUMBER, reservation.account, FIRST_VERSION, number, self._random)
        with faults_typed():
            await self._redis.set(self._name(token), reservation.account + sealed, px=reservation.left)

    def _name(self, token: bytes) -> str:
        return f"{self._prefix}registration:{hashlib.sha256(token).hexdigest()}"
