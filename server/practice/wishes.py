"""Whom a client would like to be matched with. It binds nobody."""

from pathlib import Path
from typing import Final

from server.errors import Refusal, RefusalCode
from server.ids import AccountId
from server.practice.profiles import directory
from server.storage.database import Connection
from server.storage.queries import load

queries: Final = load(Path(__file__).with_name("matching.sql"))


async def keep_wish(connection: Connection, caller: AccountId, therapist: AccountId | None, now: int) -> None:
    """Keep a client's wish in the place of the one before; `not_for_you` for who is not in the directory."""
    if therapist is not None and therapist not in [each.profile.account for each in await directory(connection)]:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    await connection.execute(queries.keep_wish, caller, therapist, now)


async def wish_of(connection: Connection, account: AccountId) -> AccountId | None:
    """The wish that stands."""
    therapist: bytes | None = await connection.fetchval(queries.wish_of, account)
    return None if therapist is None else AccountId(therapist)
