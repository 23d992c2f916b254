"""The open loop (latency): messages leave by a fixed schedule whatever comes back.

They are timed from when they were due, so a server that stalls cannot hide it (no coordinated omission). Servers that are
compared take turns of half a second: what else the machine does falls on all of them alike.
"""

import threading
import time
from typing import Final

from bench.load import Crowd, Talk, Target
from bench.pairs import Pair

TURN_SECONDS: Final = 0.5
WARM_TURNS: Final = 2
"""Turns of each server that do not count."""


def open_loop(contest: list[tuple[Target, list[Pair]]], rate: float, seconds: float) -> list[list[float]]:
    """For each server: the seconds from due to delivered of `rate` messages a second, over all its pairs in turn."""
    turns = int(seconds / TURN_SECONDS) + WARM_TURNS
    each = int(rate * TURN_SECONDS)
    crowd = Crowd()
    sides = [[Talk(crowd, target, pair, turns * each // len(pairs) + 1) for pair in pairs] for target, pairs in contest]
    crowd.until_ready()
    start = time.monotonic() + 0.2
    sender = threading.Thread(target=_send_on_schedule, args=(sides, start, rate, turns * each))
    sender.start()
    while sum(talk.delivered for talks in sides for talk in talks) < turns * each * len(sides):
        crowd.arrivals()
    sender.join()
    crowd.close()
    warm = start + WARM_TURNS * TURN_SECONDS * len(sides)
    return [[late for talk in talks for due, late in talk.late if due >= warm] for talks in sides]


def _send_on_schedule(sides: list[list[Talk]], start: float, rate: float, total: int) -> None:
    # A thread, because its sleep is exact to some 60 µs, and that of a poll to a millisecond.
    each = int(rate * TURN_SECONDS)
    for number in range(total * len(sides)):
        turn, place = divmod(number, each)
        talks = sides[turn % len(sides)]
        due = start + number / rate
        time.sleep(max(0.0, due - time.monotonic()))
        talks[(turn // len(sides) * each + place) % len(talks)].send_next(due)
