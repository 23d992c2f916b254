"""Departures: who reads of a client no more, kept in Valkey until identity has forgotten what was sealed to them (crypto.md §12.1)."""

from dataclasses import dataclass
from typing import Self

from redis.asyncio import Redis

from server.ids import AccountId
from server.sessions.handover import Handover


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """Whose words, and who reads them no more."""

    client: AccountId
    reader: AccountId

    @classmethod
    def read(cls, line: bytes) -> Self:
        """As `line` wrote it."""
        client, reader = (AccountId(bytes.fromhex(word)) for word in line.decode().split(" "))
        return cls(client=client, reader=reader)

    def line(self) -> bytes:
        """By this it is kept, found and forgotten."""
        return f"{self.client.hex()} {self.reader.hex()}".encode()


class Departures(Handover[Departure]):
    """Identity hears of who left."""

    def __init__(self, redis: Redis, prefix: str = "webtherapy:") -> None:
        super().__init__(redis, f"{prefix}departures", Departure.read)
