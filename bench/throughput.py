"""Durable and delivered messages per second of one server process, 50 pairs, against the naive server."""

from contextlib import ExitStack
from typing import Final

from bench.load import Target, apart, closed_loop
from bench.options import Options
from bench.pairs import Pair
from bench.processes import Running
from bench.report import Bar, Figure, Report, middle
from bench.scene import Scene

PAIRS: Final = 50
MESSAGES: Final = 300
"""Per pair and round. Sealing them takes longer than the server needs for them."""
ROUNDS: Final = 5
LEAST_RATIO: Final = Bar(3.0, at_least=True)

OURS, VERIFYING, BLIND = "ours", "naive, verifying inline", "naive, verifying nothing"


def run(scene: Scene, options: Options) -> Report:
    """Interleaved rounds of the three; the median of each round's ratios, so that a noisy moment spoils one round only."""
    count, messages, rounds = (4, 50, 1) if options.quick else (PAIRS, MESSAGES, ROUNDS)
    pairs = scene.pairs(count)
    naive_pairs = scene.naive_pairs(pairs)
    with ExitStack() as stack:
        ours = Contender("ours", stack.enter_context(scene.server()), pairs)
        verifying = Contender("naive", stack.enter_context(scene.naive_server(verify=True)), naive_pairs)
        blind = Contender("naive", stack.enter_context(scene.naive_server(verify=False)), naive_pairs)
        for _ in range(rounds):
            for contender in (ours, verifying, blind):
                contender.compete(messages)
    return _report({OURS: ours, VERIFYING: verifying, BLIND: blind}, count)


class Contender:
    """A server, and how it did."""

    def __init__(self, dialect: str, server: Running, pairs: list[Pair]) -> None:
        self._server = server
        self._target = Target(dialect, server.port)
        self._pairs = pairs
        self.rates: list[float] = []
        self.costs: list[float] = []

    def compete(self, messages: int) -> None:
        """One round."""
        before = self._server.cpu_seconds()
        self.rates.append(apart(closed_loop, self._target, self._pairs, messages))
        self.costs.append((self._server.cpu_seconds() - before) / (messages * len(self._pairs)))


def _report(contenders: dict[str, Contender], pairs: int) -> Report:
    rates = {name: middle(one.rates) for name, one in contenders.items()}
    figures = [Figure(f"{name}, {pairs} pairs", rate, "messages/s") for name, rate in rates.items()]
    figures += [
        Figure(f"{name}, processor time", middle(one.costs) * 1e6, "µs/message") for name, one in contenders.items()
    ]
    for name, bar in ((VERIFYING, LEAST_RATIO), (BLIND, None)):
        ratios = [ours / other for ours, other in zip(contenders[OURS].rates, contenders[name].rates, strict=True)]
        figures.append(Figure(f"ratio to {name}, median of {len(ratios)} rounds", middle(ratios), "×", bar))
    return Report("throughput", figures)
