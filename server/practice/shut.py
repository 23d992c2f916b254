"""Accounts that were shut, as far as messaging has to know: nobody is shown or proposed who cannot come in."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from server.errors import Refusal, RefusalCode
from server.ids import AccountId
from server.storage.database import Connection
from server.storage.queries import load

queries: Final = load(Path(__file__).with_name("shut.sql"))


async def keep_shut(connection: Connection, account: AccountId, at: int, *, shut: bool) -> bool:
    """Identity told that an account was shut or opened again, at this moment; what is older than what is known changes nothing. Whether
    it is shut.
    """
    await connection.execute(queries.take_turns_shutting, account)
    await connection.execute(queries.keep_shut, account, shut, at)
    return bool(await connection.fetchval(queries.is_shut, account))


async def check_open(connection: Connection, *accounts: AccountId) -> None:
    """`deactivated` when one of them is shut. None is shut until the transaction ends."""
    for account in sorted(accounts):
        await connection.execute(queries.take_turns_shutting, account)
        if await connection.fetchval(queries.is_shut, account):
            raise Refusal(RefusalCode.DEACTIVATED)


async def shut_of(connection: Connection, accounts: Sequence[AccountId]) -> frozenset[AccountId]:
    """Which of these are shut, as far as is known now."""
    rows = await connection.fetch(queries.shut_of, list(accounts))
    return frozenset(AccountId(row["account"]) for row in rows)
