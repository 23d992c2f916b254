"""What the record log proves of itself (crypto.md §9.1): nodes are read as the proofs ask for them, all of one proof at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from server.crypto.canonical import MAX_UINT
from server.crypto.checks import HASH_BYTES
from server.crypto.hashing import EMPTY_LOG_ROOT
from server.crypto.tree import Node, consistency_proof, inclusion_proof
from server.errors import ProofError, Refusal, RefusalCode
from server.records.log import queries
from server.storage.database import Connection

TILE_WIDTH: Final = 256
TILE_HEIGHT: Final = 8

AnswerT = TypeVar("AnswerT")


@dataclass(frozen=True, slots=True)
class LogHead:
    """How far the log has come. `note` is the signed checkpoint; empty before the first."""

    size: int
    root: bytes
    note: str


async def log_head(connection: Connection) -> LogHead:
    """The log's head as it was signed last."""
    row = await connection.fetchrow(queries.head)
    return LogHead(0, EMPTY_LOG_ROOT, "") if row is None else LogHead(row["size"], row["root"], row["note"])


async def prove_consistency(connection: Connection, before: int, size: int) -> list[bytes]:
    """What shows that the log of `size` leaves begins with that of `before`; a Refusal `not_for_you` when it never had these sizes."""
    if before in (0, size):
        return []
    return await proved(connection, size, lambda node: consistency_proof(before, size, node))


async def prove_inclusion(connection: Connection, place: int, size: int) -> list[bytes]:
    """What leads from a leaf to the root of `size` leaves; a Refusal `not_for_you` when it is not among them."""
    return await proved(connection, size, lambda node: inclusion_proof(place, size, node))


async def prove_inclusions(connection: Connection, places: Sequence[int], size: int) -> list[list[bytes]]:
    """The same for many places, from nodes that are read together."""
    if not places:
        return []
    return await proved(connection, size, lambda node: [inclusion_proof(place, size, node) for place in places])


async def tile(connection: Connection, level: int, index: int, width: int) -> bytes:
    """Hashes of a tile after C2SP tlog-tiles, one after the other; a Refusal `not_for_you` when it is not complete to that width."""
    if (index + 1) * TILE_WIDTH > MAX_UINT:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    rows = await connection.fetch(queries.level, level * TILE_HEIGHT, index * TILE_WIDTH, width)
    if len(rows) != width:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    return b"".join(row["hash"] for row in rows)


async def proved(connection: Connection, size: int, proof: Callable[[Node], AnswerT]) -> AnswerT:
    """Ask which nodes a computation needs, read them in one round trip, and compute. Refuses sizes that the log has not reached."""
    if size > (await log_head(connection)).size:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    wanted: list[tuple[int, int]] = []

    def note(level: int, index: int) -> bytes:
        wanted.append((level, index))
        return bytes(HASH_BYTES)

    try:
        proof(note)
    except ProofError:
        raise Refusal(RefusalCode.NOT_FOR_YOU) from None
    found = await nodes(connection, wanted)
    return proof(lambda level, index: found[level, index])


async def nodes(connection: Connection, wanted: list[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
    """These nodes, by level and index."""
    levels, indexes = [level for level, _ in wanted], [index for _, index in wanted]
    return {(row["level"], row["index"]): row["hash"] for row in await connection.fetch(queries.nodes, levels, indexes)}
