"""Live chat beside a crowd of wrong passwords: from due to delivered at 200 messages per second, quiet and besieged, in turns."""

from typing import Final

from bench.guessing import Guesses, guessing, until_none_waits
from bench.load import Target, apart
from bench.options import Options
from bench.report import Bar, Figure, Report, middle, percentile
from bench.scene import Scene
from bench.schedule import open_loop

PAIRS: Final = 50
RATE: Final = 200.0
SECONDS: Final = 6.0
RUNS: Final = 5
GUESSERS: Final = 1_000
MOST_RATIO: Final = Bar(2.0, at_least=False)

BELIEVES_THE_PROXY: Final = {"WEBTHERAPY_BEHIND_TLS_PROXY": "true"}
"""So that guesses may come from a thousand networks; nothing else about the server is changed."""


def run(scene: Scene, options: Options) -> Report:
    """Quiet and besieged rounds in turns against one server; the median of the ratios of each two."""
    count, seconds, runs, crowd = (4, 1.0, 1, 20) if options.quick else (PAIRS, SECONDS, RUNS, GUESSERS)
    pairs = scene.pairs(count)
    quiet: list[list[float]] = []
    besieged: list[list[float]] = []
    guesses: list[Guesses] = []
    with scene.server(also=BELIEVES_THE_PROXY) as server:
        contest = [(Target("ours", server.port), pairs)]
        for _ in range(runs):
            until_none_waits(server.port)
            quiet += apart(open_loop, contest, RATE, seconds)
            with guessing(server.port, crowd) as outside:
                besieged += apart(open_loop, contest, RATE, seconds)
            guesses.append(outside.guesses)
    return _report(quiet, besieged, guesses, crowd)


def _report(quiet: list[list[float]], besieged: list[list[float]], guesses: list[Guesses], crowd: int) -> Report:
    figures = []
    for name, share, bar in (("p50", 0.5, None), ("p99", 0.99, MOST_RATIO)):
        calm = [percentile(late, share) for late in quiet]
        loud = [percentile(late, share) for late in besieged]
        ratios = [one / other for one, other in zip(loud, calm, strict=True)]
        figures += [
            Figure(f"{name}, quiet (median of {len(calm)} rounds)", middle(calm) * 1000, "ms"),
            Figure(f"{name}, beside {crowd:,} who guess", middle(loud) * 1000, "ms"),
            Figure(f"{name} ratio, median of rounds", middle(ratios), "×", bar),
        ]
    figures += [
        Figure("guesses refused, a round", middle([float(each.refused) for each in guesses]), "guesses"),
        Figure("guesses told to come again, a round", middle([float(each.sent_away) for each in guesses]), "guesses"),
    ]
    waits = [seconds for each in guesses for seconds in each.waits]
    if waits:
        figures.append(Figure("from first asking to being tried, median of those who were", middle(waits), "s"))
    return Report("signin", figures)
