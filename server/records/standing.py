"""How accounts stand (crypto.md §12.6): suspended, or as ever. Grants to write are made of it, under the lock of the conversation's head."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.crypto.signing import SignedBody
from server.crypto.staff_act import ActWord, ReasonCode
from server.errors import Refusal, RefusalCode
from server.ids import AccountId
from server.storage.database import Connection
from server.storage.queries import load

queries: Final = load(Path(__file__).with_name("standing.sql"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stands:
    """Whether an account is suspended, and since when it stands so (Unix milliseconds)."""

    suspended: bool
    since: int


async def take_turns(connection: Connection) -> None:
    """Until the transaction ends, nobody else changes how accounts stand."""
    await connection.execute(queries.take_turns_standing)


async def keep_act(
    connection: Connection,
    account: AccountId,
    act: ActWord,
    code: ReasonCode,
    actor: AccountId,
    signed: SignedBody,
    now: int,
) -> bool:
    """Keep an act, whose turn it is; from the commit on the account stands as it says. False when the same bytes came before.

    A Refusal `conflict` when the account stands so already: of two who act at once, the second sees what the first did.
    """
    newest = await connection.fetchrow(queries.newest_act, account)
    if newest is not None and newest["hash"] == signed.hash:
        return False
    suspended = newest is not None and newest["act"] == ActWord.SUSPEND.value
    if suspended is (act is ActWord.SUSPEND):
        raise Refusal(RefusalCode.CONFLICT)
    await connection.execute(queries.move_heads_of, account)
    version = 1 if newest is None else newest["version"] + 1
    values = (account, version, act.value, code.value, actor, now, signed.hash, signed.body, signed.signature)
    if await connection.fetchrow(queries.insert_act, *values) is None:
        raise Refusal(RefusalCode.CONFLICT)
    return True


async def standing(connection: Connection) -> dict[AccountId, Stands]:
    """Every account that was ever suspended, and how it stands."""
    return {
        AccountId(row["account"]): Stands(suspended=row["act"] == ActWord.SUSPEND.value, since=row["kept_at"])
        for row in await connection.fetch(queries.newest_acts)
    }
