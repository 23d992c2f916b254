"""Issuing an account: a number and a one-time activation, on paper, to the person they are for (crypto.md §3.6)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from server.crypto.activation import SECRET_BYTES, write
from server.crypto.number import generate
from server.crypto.pepper import PepperedKind, Peppers
from server.crypto.trust import root_fingerprint
from server.identity.accounts import FIRST_VERSION, queries
from server.ids import ID_BYTES, AccountId
from server.roles import Role
from server.storage.audit import OPERATOR, Act, note
from server.storage.database import Connection, Database

ACTIVATION_MS: Final = 14 * 24 * 3_600_000
"""A sheet that lies about longer than a fortnight has probably been read by someone else."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Issued:
    """What goes on the sheet. The activation text is nowhere else; only its secret is kept, sealed."""

    account: AccountId
    number: str
    activation_text: str


async def issue(
    database: Database, peppers: Peppers, role: Role, root_public: bytes, now: int, random: Callable[[int], bytes]
) -> Issued:
    """A new account. `root_public` is the practice's root key, which its holder will be shown and will check."""
    account, secret = AccountId(random(ID_BYTES)), random(SECRET_BYTES)
    async with database.transaction() as connection:
        number = await _insert_under_a_free_number(connection, peppers, account, role, now, random)
        sealed = peppers.seal(PepperedKind.ACTIVATION, account, FIRST_VERSION, secret, random)
        await connection.execute(queries.insert_activation, account, sealed, root_public, now + ACTIVATION_MS)
        await note(connection, Act.ACCOUNT_ISSUED, OPERATOR, now, subject=account)
    return Issued(account=account, number=number, activation_text=write(secret, root_fingerprint(root_public)))


async def _insert_under_a_free_number(
    connection: Connection,
    peppers: Peppers,
    account: AccountId,
    role: Role,
    now: int,
    random: Callable[[int], bytes],
) -> str:
    """Draw numbers until one is free; of 900 million the first one nearly always is."""
    while True:
        number = generate(random)
        sealed = peppers.seal(PepperedKind.NUMBER, account, FIRST_VERSION, number.encode(), random)
        lookups = peppers.number_lookups(number)
        values = [lookup.value for lookup in lookups]
        pepper, lookup = lookups[0]
        row = (account, role.value, lookup, pepper, sealed, now, values)
        if await connection.fetchrow(queries.insert_account, *row) is not None:
            return number
