"""Sealed papers in the record (crypto.md §13.1): kept as they come, given to who has a wrap of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.crypto.paper import SealedPaper
from server.ids import AccountId
from server.storage.database import Connection
from server.storage.queries import load

queries: Final = load(Path(__file__).with_name("papers.sql"))


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class OwnPaper:
    """A sealed paper with one reader's wrap."""

    sealed: bytes
    bundle_hash: bytes
    wrap: bytes


async def keep_paper(connection: Connection, paper: SealedPaper, now: int) -> None:
    """Keep it, with its wraps; the same again changes nothing."""
    await connection.execute(queries.insert_paper, paper.hash, paper.sealed, now)
    await connection.execute(
        queries.insert_wraps,
        paper.hash,
        [account for account, _, _ in paper.wraps],
        [bundle_hash for _, bundle_hash, _ in paper.wraps],
        [wrap for _, _, wrap in paper.wraps],
    )


async def papers_for(connection: Connection, hashes: Sequence[bytes], reader: AccountId) -> Mapping[bytes, OwnPaper]:
    """Those of these papers that this reader opens, by their hash."""
    rows = await connection.fetch(queries.papers_for, list(hashes), reader)
    return {
        bytes(row["hash"]): OwnPaper(sealed=row["sealed"], bundle_hash=row["bundle_hash"], wrap=row["wrap"])
        for row in rows
    }
