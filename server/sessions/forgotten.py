"""Clients of whom no record is left, kept in Valkey until identity has forgotten what they said of themselves (crypto.md §15.3)."""

from dataclasses import dataclass
from typing import Self

from redis.asyncio import Redis

from server.ids import AccountId
from server.sessions.handover import Handover


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """Whose last record was destroyed, and when: what they said of themselves since then stays."""

    client: AccountId
    at: int

    @classmethod
    def read(cls, line: bytes) -> Self:
        """As `line` wrote it."""
        client, at = line.decode().split(" ")
        return cls(client=AccountId(bytes.fromhex(client)), at=int(at))

    def line(self) -> bytes:
        """By this it is kept, found and forgotten."""
        return f"{self.client.hex()} {self.at}".encode()


class ForgottenClients(Handover[Forgotten]):
    """Identity hears of whom no record is left. Here they are put before it is committed that they were."""

    def __init__(self, redis: Redis, prefix: str = "webtherapy:") -> None:
        super().__init__(redis, f"{prefix}forgotten", Forgotten.read)
