"""Does it stay quick when the record has grown? Throughput beside millions of entries, and a page out of a long conversation."""

import os
import time
from typing import Final

import asyncpg

from bench.load import NEWEST, Client, Crowd, Target, apart, closed_loop
from bench.options import Options
from bench.pairs import Pair
from bench.report import Bar, Figure, Report, middle
from bench.scene import Scene
from bench.wire import framed
from server.ids import ConversationId, InstanceId
from server.protocol import codec, frames

PAIRS: Final = 50
MESSAGES: Final = 400
ROUNDS: Final = 3
SHORT: Final = 1_000
"""Entries of the conversation that a long one is compared with."""
LONG_SHARE: Final = 5
"""One conversation has a fifth of all entries."""
STRANGERS: Final = 2_000
"""Conversations over which the others are spread."""
PAGE: Final = 50
READS: Final = 200
LEAST_RATIO: Final = Bar(0.9, at_least=True)
MOST_PAGE_RATIO: Final = Bar(1.5, at_least=False)
"""As quick: within what two runs of one and the same differ by."""

_FILL: Final = """
INSERT INTO record (conversation, sequence, time, kind, message_id, payload, head)
SELECT $1, n, 0, 2, substr(sha256($1 || int8send(n)), 1, 16), $2 || int8send(n), sha256(int8send(n))
FROM generate_series($3::bigint, $4::bigint) AS n
"""
_SPREAD: Final = """
INSERT INTO record (conversation, sequence, time, kind, message_id, payload, head)
SELECT substr(sha256(int8send(c)), 1, 16), n, 0, 2, substr(sha256(int8send(c) || int8send(n)), 1, 16), $1 || int8send(n),
       sha256(int8send(n))
FROM generate_series($2::bigint, $3::bigint) AS c, generate_series(1, $4::bigint) AS n
"""
_SET_HEAD: Final = "UPDATE conversation_head SET sequence = $2, version = version + 1 WHERE conversation = $1"


def run(scene: Scene, options: Options) -> Report:
    """Before, fill, after."""
    rows = 20_000 if options.quick else options.rows
    count, messages, rounds = (4, 50, 1) if options.quick else (PAIRS, MESSAGES, ROUNDS)
    pairs = scene.pairs(count)
    long, short = scene.quiet_pairs(2)
    with scene.server() as server:
        target = Target("ours", server.port)
        empty = middle([apart(closed_loop, target, pairs, messages) for _ in range(rounds)])
        scene.within(_fill(scene.messaging_url, rows, long.conversation, short.conversation))
        full = middle([apart(closed_loop, target, pairs, messages) for _ in range(rounds)])
        pages = {pair.conversation: middle(_read(target, pair)) * 1000 for pair in (short, long)}
    return Report(
        "growth",
        [
            Figure("beside an empty record", empty, "messages/s"),
            Figure(f"beside {rows:,} entries", full, "messages/s"),
            Figure(f"ratio, {rows:,} entries to none", full / empty, "×", LEAST_RATIO),
            Figure(f"a page of {PAGE} out of {SHORT:,}", pages[short.conversation], "ms"),
            Figure(f"a page of {PAGE} out of {rows // LONG_SHARE:,}", pages[long.conversation], "ms"),
            Figure(
                "page ratio, long to short", pages[long.conversation] / pages[short.conversation], "×", MOST_PAGE_RATIO
            ),
        ],
        ["entries are filled in by SQL with random payloads; nobody reads them but the pages"],
    )


async def _fill(url: str, rows: int, long: ConversationId, short: ConversationId) -> None:
    connection = await asyncpg.connect(url)
    try:
        for conversation, length in ((short, SHORT), (long, rows // LONG_SHARE)):
            await connection.execute(_FILL, conversation, os.urandom(620), 1, length)
            await connection.execute(_SET_HEAD, conversation, length)
        each = (rows - rows // LONG_SHARE) // STRANGERS
        for start in range(0, STRANGERS, 100):
            await connection.execute(_SPREAD, os.urandom(620), start, start + 99, each)
        await connection.execute("ANALYZE record")
    finally:
        await connection.close()


def _read(target: Target, pair: Pair) -> list[float]:
    """Seconds per page, from anywhere in the conversation."""
    crowd = Crowd()
    client = crowd.add(Client(target, pair.reader, InstanceId(os.urandom(16))))
    length = _length(crowd, client, pair)
    taken = []
    for number in range(READS):
        before = PAGE + 1 + (number * 7919) % (length - PAGE)
        frame = frames.Read(ref=1, conversation=pair.conversation, before=before, limit=PAGE)
        start = time.monotonic()
        client.line.send(framed(codec.encode(frame)))
        while client.pages <= number:
            crowd.arrivals()
        taken.append(time.monotonic() - start)
    crowd.close()
    return taken


def _length(crowd: Crowd, client: Client, pair: Pair) -> int:
    """How long the conversation is, learnt by following it from its end."""
    client.follow(pair.conversation, NEWEST)
    crowd.until_ready()
    return client.sequence
