"""Papers that were given on to officers who came later, in the record (crypto.md §13.1): kept as signed, noted in the log in the same transaction.

Who may give on what to whom, the practice has verified (practice/admitting.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.crypto.admission import MOST_PAPERS, Admission
from server.crypto.canonical import read
from server.crypto.signing import SignedBody
from server.ids import AccountId
from server.records.log import LogKind, Noted, add
from server.records.papers import OwnPaper
from server.storage.database import Connection
from server.storage.queries import load

queries: Final = load(Path(__file__).with_name("admissions.sql"))


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class OwedPaper:
    """A paper that somebody else cannot read yet, with one's own wrap."""

    paper_hash: bytes
    own: OwnPaper


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class WholeAdmission:
    """An admission, and the wraps that came by it: (paper, reader, reader's bundle, wrap)."""

    admission: Admission
    signed: SignedBody
    wraps: tuple[tuple[bytes, bytes, bytes, bytes], ...]


async def waiting(connection: Connection, reader: AccountId, others: Sequence[AccountId]) -> list[AccountId]:
    """Which of the others cannot read all that this reader does."""
    rows = await connection.fetch(queries.waiting, reader, list(others))
    return [AccountId(row["account"]) for row in rows]


async def owed(connection: Connection, reader: AccountId, other: AccountId) -> list[OwedPaper]:
    """What this reader reads and the other does not, the newest first; as many as one admission holds."""
    rows = await connection.fetch(queries.owed, reader, other, MOST_PAPERS)
    return [
        OwedPaper(
            paper_hash=row["hash"],
            own=OwnPaper(sealed=row["sealed"], bundle_hash=row["bundle_hash"], wrap=row["wrap"]),
        )
        for row in rows
    ]


async def read_by(connection: Connection, papers: Sequence[bytes], account: AccountId) -> frozenset[bytes]:
    """Which of these papers an account reads."""
    rows = await connection.fetch(queries.read_by, list(papers), account)
    return frozenset(bytes(row["hash"]) for row in rows)


async def keep(connection: Connection, said: Admission, signed: SignedBody, wraps: Sequence[bytes], now: int) -> bool:
    """Whether it is new; from the commit on its reader reads these papers."""
    kept = await connection.fetchval(
        queries.insert, signed.hash, said.reader, said.by, signed.body, signed.signature, now
    )
    if kept is None:
        return False
    papers = [each.paper_hash for each in said.papers]
    await connection.execute(
        queries.insert_wraps, said.reader, said.reader_bundle_hash, signed.hash, papers, list(wraps)
    )
    await add(connection, Noted(kind=LogKind.ADMISSION, record=signed.encoded(), account=said.by))
    return True


async def everything(connection: Connection) -> list[WholeAdmission]:
    """All of them, the first one first."""
    found = []
    for row in await connection.fetch(queries.everything):
        wraps = await connection.fetch(queries.admitted_wraps, row["hash"])
        found.append(
            WholeAdmission(
                admission=read(Admission, row["body"]),
                signed=SignedBody(row["body"], row["signature"]),
                wraps=tuple((each["hash"], each["account"], each["bundle_hash"], each["wrap"]) for each in wraps),
            )
        )
    return found
