"""Bytes of server memory per idle connection: signed in, greeted, following one conversation, saying nothing."""

import os
import time
from typing import Final

from bench.load import Client, Crowd, Target
from bench.options import Options
from bench.pairs import Pair
from bench.processes import Running
from bench.report import Bar, Figure, Report
from bench.scene import Scene
from server.ids import InstanceId

CONNECTIONS: Final = 2_000
WARM: Final = 200
"""Connections before the count starts: what the first ones cost once is not what each one costs."""
WAVE: Final = 50
"""Pairs that arrive together: this is not the storm of `reconnect`, and buffers of a crowd at the door are not what is asked."""
SETTLE_SECONDS: Final = 3.0
MOST_KIB: Final = Bar(48.0, at_least=False)


def run(scene: Scene, options: Options) -> Report:
    """Ours, and the naive server's beside it."""
    connections, warm = (20, 10) if options.quick else (CONNECTIONS, WARM)
    pairs = scene.quiet_pairs((connections + warm) // 2)
    with scene.server() as server:
        ours = _growth(server, Target("ours", server.port), pairs, warm)
    with scene.naive_server(verify=True) as server:
        naive = _growth(server, Target("naive", server.port), scene.naive_pairs(pairs), warm)
    figures = [
        Figure(f"per idle connection, {connections} of them", ours / 1024, "KiB", MOST_KIB),
        Figure("per idle connection, naive", naive / 1024, "KiB"),
        Figure("ratio to naive", ours / max(naive, 1.0), "×"),
    ]
    return Report("memory", figures)


def _growth(server: Running, target: Target, pairs: list[Pair], warm: int) -> float:
    crowd = Crowd()
    _sit_down(crowd, target, pairs[: warm // 2])
    before = server.memory()
    _sit_down(crowd, target, pairs[warm // 2 :])
    grown = server.memory() - before
    crowd.close()
    return grown / (2 * len(pairs) - warm)


def _sit_down(crowd: Crowd, target: Target, pairs: list[Pair]) -> None:
    for start in range(0, len(pairs), WAVE):
        for pair in pairs[start : start + WAVE]:
            for seat in (pair.writer, pair.reader):
                client = crowd.add(Client(target, seat, InstanceId(os.urandom(16))))
                client.follow(pair.conversation, pair.sequence)
        crowd.until_ready()
    time.sleep(SETTLE_SECONDS)
