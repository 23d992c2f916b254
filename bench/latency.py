"""From due to delivered to the other participant, at 200 messages per second on a fixed schedule, against the naive server."""

from contextlib import ExitStack
from typing import Final

from bench.load import Target, apart
from bench.options import Options
from bench.report import Bar, Figure, Report, middle, percentile
from bench.scene import Scene
from bench.schedule import open_loop

PAIRS: Final = 50
RATE: Final = 200.0
SECONDS: Final = 8.0
RUNS: Final = 5
MOST_RATIO: Final = Bar(1.1, at_least=False)


def run(scene: Scene, options: Options) -> Report:
    """Five runs in which the servers take turns; the median of the ratios of each run."""
    count, seconds, runs = (4, 1.0, 1) if options.quick else (PAIRS, SECONDS, RUNS)
    pairs = scene.pairs(count)
    naive_pairs = scene.naive_pairs(pairs)
    ours: list[list[float]] = []
    naive: list[list[float]] = []
    with ExitStack() as stack:
        server = Target("ours", stack.enter_context(scene.server()).port)
        baseline = Target("naive", stack.enter_context(scene.naive_server(verify=True)).port)
        for _ in range(runs):
            mine, theirs = apart(open_loop, [(server, pairs), (baseline, naive_pairs)], RATE, seconds)
            ours.append(mine)
            naive.append(theirs)
    return _report(ours, naive)


def _report(ours: list[list[float]], naive: list[list[float]]) -> Report:
    figures = []
    for name, share, bar in (("p50", 0.5, None), ("p99", 0.99, MOST_RATIO)):
        mine = [percentile(late, share) for late in ours]
        theirs = [percentile(late, share) for late in naive]
        ratios = [one / other for one, other in zip(mine, theirs, strict=True)]
        figures += [
            Figure(f"{name}, ours (median of {len(mine)} runs)", middle(mine) * 1000, "ms"),
            Figure(f"{name}, naive, verifying inline", middle(theirs) * 1000, "ms"),
            Figure(f"{name} ratio, median of runs", middle(ratios), "×", bar),
        ]
    return Report("latency", figures)
