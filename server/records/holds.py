"""Holds in the record (crypto.md §15.2): kept as signed, noted in the log in the same transaction; what is held, nobody erases.

Whoever holds, lifts or destroys takes the client's turn first, so that of two the one that commits first has happened.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.crypto.canonical import read
from server.crypto.hold import Hold, HoldCause, Lift
from server.crypto.signing import SignedBody
from server.errors import Refusal, RefusalCode
from server.ids import AccountId, HoldId
from server.records.log import LogKind, Noted, add
from server.storage.database import Connection, Row
from server.storage.queries import load

queries: Final = load(Path(__file__).with_name("holds.sql"))

MOST_LISTED: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class KeptLift:
    """The end of a hold."""

    lift: Lift
    signed: SignedBody
    kept_at: int


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class KeptHold:
    """A hold; `lifted` is None while it stands."""

    hold: Hold
    signed: SignedBody
    kept_at: int
    lifted: KeptLift | None


async def take_turns(connection: Connection, client: AccountId) -> None:
    """Until the transaction ends nobody else holds, lifts or destroys anything of this client's."""
    await connection.execute(queries.take_turns, client)


async def keep_hold(connection: Connection, hold: Hold, signed: SignedBody, now: int) -> bool:
    """Whether it is new; another under the same id is `id_conflict`. The leaf is of who placed it: the law may forbid to tell the client."""
    await take_turns(connection, hold.client)
    kept = await connection.fetchval(
        queries.insert_hold,
        hold.hold_id,
        hold.client,
        hold.cause.value,
        hold.reason_hash,
        signed.body,
        signed.signature,
        now,
    )
    if kept is None:
        before = await hold_of(connection, hold.hold_id)
        if before.signed.body != signed.body:
            raise Refusal(RefusalCode.ID_CONFLICT)
        return False
    await add(connection, Noted(kind=LogKind.HOLD, record=signed.encoded(), account=hold.placed_by))
    return True


async def stands_already(connection: Connection, hold_id: HoldId, client: AccountId, cause: HoldCause) -> bool:
    """Whether there is this one, lifted or not; an officer's of the same id is another, and stands in nobody's place."""
    row = await connection.fetchrow(queries.hold_of, hold_id)
    if row is None:
        return False
    kept = _kept(row).hold
    return (kept.client, kept.cause) == (client, cause)


async def hold_of(connection: Connection, hold_id: HoldId) -> KeptHold:
    """A hold by its id; `not_for_you` when there is none."""
    row = await connection.fetchrow(queries.hold_of, hold_id)
    if row is None:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    return _kept(row)


async def keep_lift(connection: Connection, hold: Hold, lift: Lift, signed: SignedBody, now: int) -> bool:
    """Whether it is new. When it was the last of its client, what a change of custodians had to leave is erased now."""
    kept = await connection.fetchval(
        queries.insert_lift, hold.hold_id, lift.reason_hash, signed.body, signed.signature, now
    )
    if kept is None:
        return False
    await add(connection, Noted(kind=LogKind.LIFT, record=signed.encoded(), account=lift.lifted_by))
    if not await is_held(connection, hold.client):
        await connection.execute(queries.erase_replaced_shares, hold.client)
    return True


async def is_held(connection: Connection, client: AccountId) -> bool:
    """Whether some hold of this client's record stands."""
    return await connection.fetchrow(queries.held, client) is not None


async def held_since(connection: Connection, client: AccountId) -> int | None:
    """When the newest hold of this client's that stands was placed; None when none does."""
    since: int | None = await connection.fetchval(queries.held_since, client)
    return since


async def held_clients(connection: Connection) -> frozenset[AccountId]:
    """Everyone whose record is held."""
    return frozenset(AccountId(row["client"]) for row in await connection.fetch(queries.held, None))


async def holds(connection: Connection) -> list[KeptHold]:
    """Those that stand, then the others, newest first."""
    return [_kept(row) for row in await connection.fetch(queries.holds, MOST_LISTED)]


def _kept(row: Row) -> KeptHold:
    lifted: bytes | None = row["lift_body"]
    return KeptHold(
        hold=read(Hold, row["body"]),
        signed=SignedBody(row["body"], row["signature"]),
        kept_at=row["kept_at"],
        lifted=None
        if lifted is None
        else KeptLift(
            lift=read(Lift, lifted), signed=SignedBody(lifted, row["lift_signature"]), kept_at=row["lifted_at"]
        ),
    )
