"""The record log over HTTP (protocol.md §1.8): heads, proofs and tiles for anyone, one's own leaves for who is signed in."""

import re
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from server.errors import Refusal, RefusalCode
from server.http.bodies import Answer, Blob, answer
from server.records.log import Leaf, LogKind, leaves_of
from server.records.proving import TILE_WIDTH, log_head, prove_consistency, prove_inclusion, prove_inclusions, tile
from server.web.practice import asked, practice_of

PREFIX: Final = "/messaging/v1/log"
MOST_LEAVES: Final = 100
_TILE: Final = re.compile(
    r"([0-9]|[1-5][0-9]|6[0-3])/((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\.p/([1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5]))?"
)
"""The path of a tile after C2SP tlog-tiles: level, index in groups of three, and the width of a partial one."""


class ProofAnswer(Answer, frozen=True, kw_only=True):
    """Hashes, from below."""

    proof: list[Blob]


class ConsistencyAnswer(ProofAnswer, frozen=True, kw_only=True):
    """The newest head, and what shows that it begins with the one asked about."""

    note: str
    size: int


class LeafAnswer(Answer, frozen=True, kw_only=True):
    """A leaf, and what it is of; `proof` leads from it to the root of the size asked about, if one was."""

    place: int
    kind: LogKind
    record: Blob
    salt: Blob
    proof: list[Blob]


class LeavesAnswer(Answer, frozen=True, kw_only=True):
    """One's own leaves behind a place, at most 100."""

    leaves: list[LeafAnswer]


def leaf_answer(leaf: Leaf, proof: list[bytes]) -> LeafAnswer:
    """A leaf on the wire."""
    blobs = [Blob(each) for each in proof]
    return LeafAnswer(place=leaf.place, kind=leaf.kind, record=Blob(leaf.record), salt=Blob(leaf.salt), proof=blobs)


async def get_checkpoint(request: Request) -> Response:
    """The newest head, as a signed note."""
    async with practice_of(request).database.acquire() as connection:
        head = await log_head(connection)
    if not head.note:
        raise Refusal(RefusalCode.NOT_FOUND)
    return PlainTextResponse(head.note)


async def get_consistency(request: Request) -> Response:
    """The newest head, and that it begins with the log of `before` leaves."""
    before = _number(request, "before")
    async with practice_of(request).database.acquire() as connection:
        head = await log_head(connection)
        if not head.note:
            raise Refusal(RefusalCode.NOT_FOUND)
        if before > head.size:
            raise Refusal(RefusalCode.NOT_FOR_YOU)
        proof = await prove_consistency(connection, before, head.size)
    return answer(ConsistencyAnswer(note=head.note, size=head.size, proof=[Blob(each) for each in proof]))


async def get_inclusion(request: Request) -> Response:
    """That the leaf at `place` stands in the log of `size` leaves."""
    place, size = _number(request, "place"), _number(request, "size")
    async with practice_of(request).database.acquire() as connection:
        proof = await prove_inclusion(connection, place, size)
    return answer(ProofAnswer(proof=[Blob(each) for each in proof]))


async def get_tile(request: Request) -> Response:
    """Hashes one after the other."""
    found = _TILE.fullmatch(request.path_params["tile"])
    if found is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    level, index, width = int(found[1]), int(re.sub(r"[x/]", "", found[2])), int(found[3] or TILE_WIDTH)
    async with practice_of(request).database.acquire() as connection:
        hashes = await tile(connection, level, index, width)
    return Response(hashes, media_type="application/octet-stream")


async def get_leaves(request: Request) -> Response:
    """What the log holds of the caller, and of conversations that they read, behind the place `after`; with a `size`, proved up to there."""
    rooms, caller = await asked(request, suspended=True)
    after = _number(request, "after") if "after" in request.query_params else -1
    size = _number(request, "size") if "size" in request.query_params else None
    async with rooms.database.acquire() as connection:
        leaves = await leaves_of(connection, caller.account, after, MOST_LEAVES)
        if size is None:
            return answer(LeavesAnswer(leaves=[leaf_answer(leaf, []) for leaf in leaves]))
        below = [leaf for leaf in leaves if leaf.place < size]
        proofs = await prove_inclusions(connection, [leaf.place for leaf in below], size)
    return answer(LeavesAnswer(leaves=[leaf_answer(leaf, proof) for leaf, proof in zip(below, proofs, strict=True)]))


def log_routes() -> list[Route]:
    """All routes; the application's lifespan state has to hold `practice: Practice`."""
    return [
        Route(f"{PREFIX}/checkpoint", get_checkpoint, methods=["GET"]),
        Route(f"{PREFIX}/consistency", get_consistency, methods=["GET"]),
        Route(f"{PREFIX}/inclusion", get_inclusion, methods=["GET"]),
        Route(f"{PREFIX}/tile/{{tile:path}}", get_tile, methods=["GET"]),
        Route(f"{PREFIX}/leaves", get_leaves, methods=["GET"]),
    ]


def _number(request: Request, name: str) -> int:
    """A count below 2^53 in the address; a Refusal `malformed` for anything else."""
    text = request.query_params.get(name, "")
    if not re.fullmatch(r"0|[1-9][0-9]{0,15}", text, re.ASCII) or int(text) >= 1 << 53:
        raise Refusal(RefusalCode.MALFORMED)
    return int(text)
