"""Rotating the pepper (crypto.md §3.4): everything sealed anew under the newest, beside servers that go on working.

Batch by batch, each in one transaction; what is done and what is not stands in the rows themselves, so it may be cut off anywhere and
begun again.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from server.crypto.pepper import PepperedKind, Peppers
from server.identity.moving import move_accounts, move_passkeys
from server.ids import AccountId
from server.storage.database import Database, Row
from server.storage.queries import load

queries: Final = load(Path(__file__).with_name("resealing.sql"))

BATCH: Final = 200
PASSED_OVER_SECONDS: Final = 0.1
"""How long to leave rows alone that somebody else held."""

Random: TypeAlias = Callable[[int], bytes]
Batch: TypeAlias = Callable[[AccountId, int], Awaitable[list[Row]]]
"""Does up to so many rows that come at or after an account, by account; gives those that it found."""

_SEALED: Final = (
    (queries.stale_activation, queries.reseal_activation),
    (queries.stale_verifier, queries.reseal_verifier),
    (queries.stale_wrap, queries.reseal_wrap),
    (queries.stale_predecessor, queries.reseal_predecessor),
    (queries.stale_totp, queries.reseal_totp),
    (queries.stale_contact_card, queries.reseal_contact_card),
    (queries.stale_contact_card_wrap, queries.reseal_contact_card_wrap),
    (queries.stale_intake, queries.reseal_intake),
    (queries.stale_intake_wrap, queries.reseal_intake_wrap),
    (queries.stale_payment, queries.reseal_payment),
)


async def under_peppers(database: Database) -> dict[int, int]:
    """How many sealed values and look-ups there are under each pepper, by its number."""
    async with database.acquire() as connection:
        return {row["pepper"]: row["count"] for row in await connection.fetch(queries.under_peppers)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Resealing:
    """Over one identity database. ProofError when a value is sealed under a pepper that is not at hand, or is damaged."""

    database: Database
    peppers: Peppers
    random: Random
    batch: int = BATCH

    async def run(self) -> AsyncGenerator[int, None]:
        """Go on until nothing is left under an older pepper; gives the number of rows of each batch that is done."""
        while True:
            for batch in self._batches():
                async with aclosing(self._whole(batch)) as counts:
                    async for count in counts:
                        yield count
            if (await under_peppers(self.database)).keys() <= {self.peppers.newest}:
                return
            await asyncio.sleep(PASSED_OVER_SECONDS)

    def _batches(self) -> list[Batch]:
        async def accounts(begin: AccountId, count: int) -> list[Row]:
            return await move_accounts(self.database, self.peppers, self.random, begin, count)

        async def passkeys(begin: AccountId, count: int) -> list[Row]:
            return await move_passkeys(self.database, self.peppers, self.random, begin, count)

        return [accounts, passkeys, *(self._reseals(stale, reseal) for stale, reseal in _SEALED)]

    async def _whole(self, batch: Batch) -> AsyncGenerator[int, None]:
        """A table from its first account to its last. What was done, and what somebody holds, is not found again."""
        begin = AccountId(b"")
        while rows := await batch(begin, self.batch):
            begin = AccountId(rows[-1]["account"])
            yield len(rows)

    def _reseals(self, stale: str, reseal: str) -> Batch:
        async def batch(begin: AccountId, count: int) -> list[Row]:
            async with self.database.transaction() as connection:
                rows = await connection.fetch(stale, self.peppers.newest, begin, count)
                await connection.executemany(
                    reseal, [(row["account"], row["sealed"], self._sealed_anew(row)) for row in rows]
                )
            return rows

        return batch

    def _sealed_anew(self, row: Row) -> bytes:
        kind, account, version = PepperedKind(row["kind"]), AccountId(row["account"]), row["version"]
        value = self.peppers.open(kind, account, version, row["sealed"])
        return self.peppers.seal(kind, account, version, value, self.random)
