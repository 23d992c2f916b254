"""How long what is kept (crypto.md §15.1): the practice's schedule, until when each client's record, and how it stands now."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.crypto.canonical import read
from server.crypto.destruction import LastPlace
from server.crypto.retention import Retention, RetentionSchedule, until
from server.crypto.signing import SignedBody
from server.errors import Refusal, RefusalCode
from server.ids import AccountId, ConversationId
from server.records.log import LogKind, Noted, add
from server.storage.database import Connection, Row
from server.storage.queries import load

queries: Final = load(Path(__file__).with_name("retention.sql"))


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class KeptSchedule:
    """The schedule in force, as an owner signed it."""

    schedule: RetentionSchedule
    signed: SignedBody


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class KeptRetention:
    """Until when, by an officer's word."""

    retention: Retention
    signed: SignedBody


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class KeptEnd:
    """Where a conversation ends, and when something was said there last."""

    place: LastPlace
    last_at: int
    closed: bool
    destroyed: bool


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class KeptRecord:
    """A client's record: what is left of it, and until when it is kept."""

    client: AccountId
    ends: tuple[KeptEnd, ...]
    retention: KeptRetention | None
    schedule: RetentionSchedule | None

    @property
    def left(self) -> tuple[LastPlace, ...]:
        """The conversations that are not destroyed, by their ids."""
        return tuple(end.place for end in self.ends if not end.destroyed)

    @property
    def last_service(self) -> int:
        """When the client was served last."""
        return max(end.last_at for end in self.ends)

    @property
    def is_open(self) -> bool:
        """Whether somebody may still write."""
        return any(not end.closed for end in self.ends)

    @property
    def due_at(self) -> int | None:
        """From when on it may be destroyed: not before its retention, nor before what the rules ask for by now. None: nobody has said, under
        the schedule in force.
        """
        if self.schedule is None or self.retention is None:
            return None
        said = self.retention.retention
        if said.schedule_hash != self.schedule.hash:
            return None
        return max(said.retain_until, until(self.schedule.rules, said.rules, self.last_service))


async def schedule_in_force(connection: Connection) -> KeptSchedule | None:
    """The newest; None before the first."""
    row = await connection.fetchrow(queries.newest_schedule)
    if row is None:
        return None
    signed = SignedBody(row["body"], row["signature"])
    return KeptSchedule(schedule=read(RetentionSchedule, signed.body), signed=signed)


async def keep_schedule(connection: Connection, schedule: RetentionSchedule, signed: SignedBody, now: int) -> None:
    """The next version, once (`conflict`)."""
    newest = await schedule_in_force(connection)
    expected = 1 if newest is None else newest.schedule.version + 1
    if schedule.version != expected:
        raise Refusal(RefusalCode.CONFLICT)
    kept = await connection.fetchval(queries.insert_schedule, schedule.version, signed.body, signed.signature, now)
    if kept is None:
        raise Refusal(RefusalCode.CONFLICT)
    await add(connection, Noted(kind=LogKind.SCHEDULE, record=signed.encoded(), account=schedule.owner))


async def keep_retention(connection: Connection, retention: Retention, signed: SignedBody, now: int) -> None:
    """An officer's word, the newest from now on. Its leaf is the officer's: the day says something of its client's birth."""
    await connection.execute(queries.insert_retention, retention.client, signed.body, signed.signature, now)
    await add(connection, Noted(kind=LogKind.RETENTION, record=signed.encoded(), account=retention.officer))


async def record_of(connection: Connection, client: AccountId) -> KeptRecord:
    """A client's record as it stands; `not_for_you` for who has none."""
    found = await records(connection, client)
    if not found:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    return found[0]


async def records(connection: Connection, client: AccountId | None = None) -> list[KeptRecord]:
    """Everyone's who ever had a conversation, or of one client alone, by account."""
    kept = await schedule_in_force(connection)
    schedule = None if kept is None else kept.schedule
    retentions = {row["client"]: _retention(row) for row in await connection.fetch(queries.retentions, client)}
    ends: dict[AccountId, list[KeptEnd]] = {}
    for row in await connection.fetch(queries.ends, client):
        ends.setdefault(AccountId(row["client"]), []).append(_end(row))
    return [
        KeptRecord(client=each, ends=tuple(rows), retention=retentions.get(each), schedule=schedule)
        for each, rows in ends.items()
    ]


def places(record: KeptRecord) -> Sequence[ConversationId]:
    """Which conversations are left."""
    return [place.conversation for place in record.left]


def _retention(row: Row) -> KeptRetention:
    signed = SignedBody(row["body"], row["signature"])
    return KeptRetention(retention=read(Retention, signed.body), signed=signed)


def _end(row: Row) -> KeptEnd:
    return KeptEnd(
        place=LastPlace(ConversationId(row["conversation"]), row["sequence"], row["head"]),
        last_at=row["last_at"],
        closed=row["closed"],
        destroyed=row["destroyed"],
    )
