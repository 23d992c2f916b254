"""Durable and delivered messages per second of one server process, 50 pairs, against the naive server."""

from contextlib import ExitStack
from typing import Final

from bench.load import Target, Throughput, apart, closed_loop
from bench.report import Bar, Figure, Report, middle
from bench.scene import Scene

PAIRS: Final = 50
MESSAGES: Final = 400
"""Per pair and round. Sealing them takes longer than the server needs for them."""
ROUNDS: Final = 3
LEAST_RATIO: Final = Bar(3.0, at_least=True)

OURS, VERIFYING, BLIND = "ours", "naive, verifying inline", "naive, verifying nothing"


def run(scene: Scene, *, quick: bool) -> Report:
    """Interleaved rounds of the three; ratios of medians."""
    count, messages, rounds = (4, 50, 1) if quick else (PAIRS, MESSAGES, ROUNDS)
    pairs = scene.pairs(count)
    naive_pairs = scene.naive_pairs(pairs)
    found: dict[str, list[Throughput]] = {OURS: [], VERIFYING: [], BLIND: []}
    with ExitStack() as stack:
        ours = stack.enter_context(scene.server())
        verifying = stack.enter_context(scene.naive_server(verify=True))
        blind = stack.enter_context(scene.naive_server(verify=False))
        for _ in range(rounds):
            found[OURS].append(apart(closed_loop, Target("ours", ours.port), pairs, messages))
            found[VERIFYING].append(apart(closed_loop, Target("naive", verifying.port), naive_pairs, messages))
            found[BLIND].append(apart(closed_loop, Target("naive", blind.port), naive_pairs, messages))
    return _report(found, count)


def _report(found: dict[str, list[Throughput]], pairs: int) -> Report:
    rates = {name: middle([one.rate for one in rounds]) for name, rounds in found.items()}
    figures = [Figure(f"{name}, {pairs} pairs", rate, "messages/s") for name, rate in rates.items()]
    figures.append(Figure(f"ratio to {VERIFYING}", rates[OURS] / rates[VERIFYING], "×", LEAST_RATIO))
    figures.append(Figure(f"ratio to {BLIND}", rates[OURS] / rates[BLIND], "×"))
    return Report("throughput", figures)
