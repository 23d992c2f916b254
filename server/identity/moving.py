"""Moving look-ups to the newest pepper (crypto.md §3.4): numbers from their sealed values, passkeys from their sealed credentials.

A network cannot be computed again from what is kept of it: those an account was used from are forgotten, and it is used from strange ones
until its next sign-in.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from server.crypto.canonical import decode_array
from server.crypto.pepper import PepperedKind, Peppers
from server.identity.accounts import FIRST_VERSION
from server.ids import AccountId
from server.storage.database import Database, Row
from server.storage.queries import load

queries: Final = load(Path(__file__).with_name("moving.sql"))


async def move_accounts(
    database: Database, peppers: Peppers, random: Callable[[int], bytes], after: AccountId, count: int
) -> list[Row]:
    """Move up to `count` numbers of the accounts after this one; those that were found. What somebody else holds stays as it was.

    Failures in a row go first: cut off in between, they are under the look-up that servers count under already.
    """
    async with database.acquire() as connection:
        rows = await connection.fetch(queries.stale_accounts, peppers.newest, after, count)
        accounts = [row["account"] for row in rows]
        numbers = {account: _number(peppers, row) for account, row in zip(accounts, rows, strict=True)}
        await connection.execute(queries.move_failures, *_pairs(peppers, list(numbers.values())))
        await connection.execute(queries.forget_networks, accounts)
        async with connection.transaction():
            held = {row["account"] for row in await connection.fetch(queries.hold_accounts, accounts)}
            moved = [_moved(peppers, random, row, numbers[row["account"]]) for row in rows if row["account"] in held]
            await connection.executemany(queries.move_account, moved)
    return rows


async def move_passkeys(
    database: Database, peppers: Peppers, random: Callable[[int], bytes], begin: AccountId, count: int
) -> list[Row]:
    """Move up to `count` passkeys, with their wraps, from account `begin` on; those that were found."""
    async with database.transaction() as connection:
        rows = await connection.fetch(queries.stale_passkeys, peppers.newest, begin, count)
        await connection.executemany(queries.move_passkey, [_moved_passkey(peppers, random, row) for row in rows])
    return rows


def _number(peppers: Peppers, row: Row) -> str:
    return peppers.open(PepperedKind.NUMBER, AccountId(row["account"]), FIRST_VERSION, row["number_sealed"]).decode()


def _pairs(peppers: Peppers, numbers: list[str]) -> tuple[list[bytes], list[bytes]]:
    """Every older look-up of each number, and beside it the newest."""
    before, after = [], []
    for number in numbers:
        newest, *older = peppers.number_lookups(number)
        before += [each.value for each in older]
        after += [newest.value] * len(older)
    return before, after


def _moved(peppers: Peppers, random: Callable[[int], bytes], row: Row, number: str) -> tuple[Any, ...]:
    account = AccountId(row["account"])
    sealed = peppers.seal(PepperedKind.NUMBER, account, FIRST_VERSION, number.encode(), random)
    return account, row["number_sealed"], peppers.number_lookup(number), peppers.newest, sealed


def _moved_passkey(peppers: Peppers, random: Callable[[int], bytes], row: Row) -> tuple[Any, ...]:
    account = AccountId(row["account"])
    credential = peppers.open(PepperedKind.PASSKEY, account, FIRST_VERSION, row["credential_sealed"])
    credential_id, _ = decode_array(credential)
    wrap = peppers.open(PepperedKind.PASSKEY_WRAP, account, FIRST_VERSION, row["wrap_sealed"])
    return (
        row["passkey"],
        row["wrap_sealed"],
        peppers.passkey_lookup(credential_id),
        peppers.newest,
        peppers.seal(PepperedKind.PASSKEY, account, FIRST_VERSION, credential, random),
        peppers.seal(PepperedKind.PASSKEY_WRAP, account, FIRST_VERSION, wrap, random),
    )
