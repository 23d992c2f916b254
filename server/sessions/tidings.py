"""Tidings: what identity has to tell somebody of their own account, kept in Valkey until messaging has sealed it into their mailbox (S9)."""

from dataclasses import dataclass
from typing import Self

from redis.asyncio import Redis

from server.ids import AccountId
from server.sessions.handover import Handover


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiding:
    """Whose account, what has happened to it (a word of identity's history), and when (Unix milliseconds)."""

    account: AccountId
    event: str
    at: int

    @classmethod
    def read(cls, line: bytes) -> Self:
        """As `line` wrote it."""
        account, event, at = line.decode().split(" ")
        return cls(account=AccountId(bytes.fromhex(account)), event=event, at=int(at))

    def line(self) -> bytes:
        """By this it is kept, found and forgotten."""
        return f"{self.account.hex()} {self.event} {self.at}".encode()


class Tidings(Handover[Tiding]):
    """Somebody is told of their own account."""

    def __init__(self, redis: Redis, prefix: str = "webtherapy:") -> None:
        super().__init__(redis, f"{prefix}tidings", Tiding.read)
