"""Countersignatures in the record (crypto.md §13.4): kept as signed, noted in the log in the same transaction.

Who may sign, the practice has verified (practice/countersigning.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.crypto.canonical import read
from server.crypto.signing import SignedBody
from server.crypto.warning import GivenWarning
from server.errors import Refusal, RefusalCode
from server.ids import AccountId, WarningId
from server.records.log import LogKind, Noted, add
from server.storage.database import Connection
from server.storage.queries import load

queries: Final = load(Path(__file__).with_name("countersignatures.sql"))

AT_ONCE: Final = 10
"""Reminders in one transaction."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Standing:
    """A warning, and how it stands."""

    warning: GivenWarning
    destroyed: bool


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Kept:
    """A countersignature as its supervisor signed it."""

    supervisor: AccountId
    signed: SignedBody


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Whole:
    """A warning with what stands beside it, for whoever verifies all of them."""

    warning: GivenWarning
    signed: SignedBody
    supervisor: AccountId | None
    countersignature: SignedBody | None


async def warning_with(connection: Connection, warning_id: WarningId) -> Standing:
    """By its id; `not_for_you` when there is none."""
    row = await connection.fetchrow(queries.warning, warning_id)
    if row is None:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    return Standing(warning=read(GivenWarning, row["body"]), destroyed=row["destroyed"])


async def reads_paper(connection: Connection, paper_hash: bytes, account: AccountId) -> bool:
    """Whether a paper is sealed to this account, too."""
    return bool(await connection.fetchval(queries.reads, paper_hash, account))


async def supervisor_of(connection: Connection, warning_id: WarningId) -> AccountId | None:
    """Who has countersigned it; None while nobody has."""
    supervisor: AccountId | None = await connection.fetchval(queries.supervisor, warning_id)
    return supervisor


async def countersignatures_of(connection: Connection, warnings: Sequence[WarningId]) -> Mapping[WarningId, Kept]:
    """Of these warnings, those that have one."""
    rows = await connection.fetch(queries.of_warnings, list(warnings))
    return {
        WarningId(row["warning_id"]): Kept(
            supervisor=AccountId(row["supervisor"]), signed=SignedBody(row["body"], row["signature"])
        )
        for row in rows
    }


async def destroyed_of(connection: Connection, warnings: Sequence[WarningId]) -> frozenset[WarningId]:
    """Of these warnings, those whose record is destroyed."""
    rows = await connection.fetch(queries.destroyed_of, list(warnings))
    return frozenset(WarningId(row["warning_id"]) for row in rows)


async def keep(
    connection: Connection, warning: GivenWarning, supervisor: AccountId, signed: SignedBody, now: int
) -> bool:
    """Whether it is new: the first stands. The leaf names the supervisor, as a warning's names its therapist: its client is told by nobody but people."""
    kept = await connection.fetchval(queries.insert, warning.warning_id, supervisor, signed.body, signed.signature, now)
    if kept is None:
        return False
    noted = Noted(kind=LogKind.COUNTERSIGNATURE, record=signed.encoded(), account=supervisor)
    await add(connection, noted)
    return True


async def remind(connection: Connection, number: int, before: int, now: int) -> list[WarningId]:
    """Warnings from before then that nobody has countersigned, and nobody was reminded of so often; they count as reminded from here on."""
    rows = await connection.fetch(queries.remind, number, now, AT_ONCE, before)
    return [WarningId(row["warning_id"]) for row in rows]


async def everything(connection: Connection) -> list[Whole]:
    """All warnings, the first one first."""
    return [
        Whole(
            warning=read(GivenWarning, row["warning_body"]),
            signed=SignedBody(row["warning_body"], row["warning_signature"]),
            supervisor=row["supervisor"],
            countersignature=None if row["body"] is None else SignedBody(row["body"], row["signature"]),
        )
        for row in await connection.fetch(queries.everything)
    ]
