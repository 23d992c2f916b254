"""What ended, kept in Valkey until identity has written it into its history: first written, then forgotten, so nothing is lost.

Who dies in between leaves it to be written again; the history takes one ending once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self

from redis.asyncio import Redis

from server.errors import EndReason
from server.ids import AccountId, SignInId
from server.sessions.device import Browser, Device, System
from server.sessions.redis import at_once, faults_typed, raw

AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A session that is over: whose, why, and when (Unix milliseconds by Valkey's clock)."""

    account: AccountId
    session: SignInId
    reason: EndReason
    at: int
    device: Device

    @classmethod
    def read(cls, line: bytes) -> Self:
        """As `scripts.py` wrote it."""
        account, session, reason, at, browser, system = line.decode().split(" ")
        return cls(
            account=AccountId(bytes.fromhex(account)),
            session=SignInId(bytes.fromhex(session)),
            reason=EndReason(reason),
            at=int(at),
            device=Device(Browser(browser), System(system)),
        )

    def line(self) -> bytes:
        """The same again: by this it is found and forgotten, however many were added meanwhile."""
        words = (
            self.account.hex(),
            self.session.hex(),
            self.reason,
            str(self.at),
            self.device.browser,
            self.device.system,
        )
        return " ".join(words).encode()


class EndedLog:
    """The list. Both methods raise DoorbellFault when Valkey is away."""

    def __init__(self, redis: Redis, prefix: str) -> None:
        self._redis = redis
        self._key = f"{prefix}history"

    async def waiting(self) -> list[Ended]:
        """The oldest endings that are not forgotten yet, at most `AT_ONCE`."""
        with faults_typed():
            lines = await self._redis.lrange(self._key, 0, AT_ONCE - 1)
        return [Ended.read(raw(line)) for line in lines]

    async def forget(self, written: Iterable[Ended]) -> None:
        """They are written down."""
        await at_once(self._redis, *(("LREM", self._key, 0, ended.line()) for ended in written))
