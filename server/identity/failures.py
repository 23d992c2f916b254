"""Failures in a row, and when they shut a way in (protocol.md §1.1; NIST SP 800-63B-4 §3.2.2).

They are kept by number look-up, whether anyone has the number or not, and by *place*: one for all strangers' networks together, one
for each network from which the account has signed in before. So a stranger shuts the strangers' way only. Second factors, and what has
to be shown beside a recovery code, are counted at places of their own, so that whom a stranger has shut out can recover.
"""

from enum import Enum
from pathlib import Path
from typing import Final, NamedTuple

from server.crypto.hashing import sha256
from server.crypto.pepper import PepperedKind, Peppers
from server.errors import Refusal, RefusalCode
from server.identity.accounts import FIRST_VERSION
from server.ids import AccountId
from server.storage.database import Connection
from server.storage.queries import load

queries = load(Path(__file__).with_name("failures.sql"))

STRANGERS: Final = b""
"""The place of all networks that an account has not signed in from."""

MOST_IN_A_ROW: Final = 100

_DAY_MS: Final = 24 * 3_600_000
FAMILIAR_MS: Final = 90 * _DAY_MS
MOST_FAMILIAR: Final = 10
SWEPT_EVERY_MS: Final = 3_600_000
UNKNOWN_KEPT_MS: Final = 400 * _DAY_MS
"""Long, because that the count of a number begins afresh tells in the end that it is nobody's."""


class Way(Enum):
    """Which way in an attempt is made at. Each is shut by itself."""

    SIGN_IN = b""
    CODE = b"code"
    """The second factor after the password: who fails here knows the password, so only a success right there opens it again."""
    RECOVERY = b"recovery"


class Place(NamedTuple):
    """Where an attempt comes from, as the account sees it; `known`: it has signed in from there; `forgiven`: what a success opens."""

    here: bytes
    known: bool
    forgiven: tuple[bytes, ...]


class Failures:
    """Counts in the identity database, in the caller's transactions."""

    def __init__(self, peppers: Peppers) -> None:
        self._peppers = peppers
        self._swept_at = 0

    async def place(self, connection: Connection, account: AccountId, network: str, way: Way, now: int) -> Place:
        """Where an attempt comes from: a network that the account is used from, or anywhere else."""
        lookups = [lookup.value for lookup in self._peppers.network_lookups(account, network)]
        row = await connection.fetchrow(queries.find_place, account, lookups, now - FAMILIAR_MS)
        here = STRANGERS if row is None else row["network_lookup"]
        if way is Way.SIGN_IN:
            return Place(here, row is not None, (here, STRANGERS))
        behind = sha256(way.value + here)
        return Place(behind, row is not None, (behind, here, STRANGERS) if way is Way.CODE else (behind,))

    async def count(self, connection: Connection, number_lookup: bytes, place: Place, now: int) -> None:
        """Count an attempt as failed before it is made; a Refusal `disabled` when there were too many in a row."""
        row = await connection.fetchrow(queries.count_failure, number_lookup, place.here, now, MOST_IN_A_ROW)
        if row is None:
            raise Refusal(RefusalCode.DISABLED)
        if row["count"] == 1 and now - self._swept_at >= SWEPT_EVERY_MS:
            self._swept_at = now
            await connection.execute(queries.forget_unknown_failures, now - UNKNOWN_KEPT_MS)

    async def give_back(self, connection: Connection, number_lookup: bytes, place: Place) -> None:
        """As if the attempt had not been made."""
        await connection.execute(queries.give_failure_back, number_lookup, place.here)

    async def forget(self, connection: Connection, number_lookup: bytes, place: Place) -> None:
        """A success there ends the row of failures. From where the account is known, it opens the strangers' way again too."""
        await connection.execute(queries.forget_failures, number_lookup, list(place.forgiven))

    async def forget_all(self, connection: Connection, account: AccountId) -> None:
        """Every way is open again: the account was recovered, or bound anew. They may be kept under any of its look-ups."""
        sealed = await connection.fetchval(queries.find_number, account)
        number = self._peppers.open(PepperedKind.NUMBER, account, FIRST_VERSION, sealed).decode()
        lookups = [lookup.value for lookup in self._peppers.number_lookups(number)]
        await connection.execute(queries.forget_all_failures, lookups)

    async def remember_network(self, connection: Connection, account: AccountId, network: str, now: int) -> None:
        """An account signed in from there."""
        await connection.execute(queries.keep_familiar, account, self._peppers.network_lookup(account, network), now)
        await connection.execute(queries.forget_familiar, account, now - FAMILIAR_MS, MOST_FAMILIAR)
