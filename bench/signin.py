"""Live chat beside a crowd of wrong passwords: from due to delivered at 200 messages per second, quiet and besieged, in turns."""

from dataclasses import dataclass
from typing import Final

from bench.guessing import Guesses, guessing, until_none_waits
from bench.load import Target, apart
from bench.options import Options
from bench.pairs import Pair
from bench.report import Bar, Figure, Report, middle, percentile
from bench.scene import Scene
from bench.schedule import open_loop

PAIRS: Final = 50
RATE: Final = 200.0
SECONDS: Final = 6.0
RUNS: Final = 9
"""A quiet p99 of six seconds is its twelfth worst message: the median needs many."""
GUESSERS: Final = 1_000
MOST_RATIO: Final = Bar(2.0, at_least=False)

BELIEVES_THE_PROXY: Final = {"WEBTHERAPY_BEHIND_TLS_PROXY": "true"}
"""So that guesses may come from a thousand networks; nothing else about the server is changed."""


def run(scene: Scene, options: Options) -> Report:
    """Quiet and besieged rounds in turns against one server; the median of the ratios of each two. First in one process, then in its three parts."""
    count, seconds, runs, crowd = (4, 1.0, 1, 20) if options.quick else (PAIRS, SECONDS, RUNS, GUESSERS)
    siege = Siege(scene.pairs(count), seconds, runs, crowd)
    with scene.server(also=BELIEVES_THE_PROXY) as server:
        figures = siege.laid_to("one process", server.port)
    with scene.in_parts(also=BELIEVES_THE_PROXY) as front:
        figures += siege.laid_to("in parts", front.port)
    return Report("signin", figures)


@dataclass(frozen=True, slots=True)
class Siege:
    """Who talks, for how many seconds a round, in how many rounds, and how many guess meanwhile."""

    pairs: list[Pair]
    seconds: float
    rounds: int
    crowd: int

    def laid_to(self, form: str, port: int) -> list[Figure]:
        """What the talk took, and what became of the guesses."""
        contest = [(Target("ours", port), self.pairs)]
        quiet: list[list[float]] = []
        besieged: list[list[float]] = []
        guesses: list[Guesses] = []
        for _ in range(self.rounds):
            until_none_waits(port)
            quiet += apart(open_loop, contest, RATE, self.seconds)
            with guessing(port, self.crowd) as outside:
                besieged += apart(open_loop, contest, RATE, self.seconds)
            guesses.append(outside.guesses)
        return [*_lateness(form, quiet, besieged, self.crowd), *_fates(form, guesses)]


def _lateness(form: str, quiet: list[list[float]], besieged: list[list[float]], crowd: int) -> list[Figure]:
    figures = []
    for name, share, bar in (("p50", 0.5, None), ("p99", 0.99, MOST_RATIO)):
        calm = [percentile(late, share) for late in quiet]
        loud = [percentile(late, share) for late in besieged]
        ratios = [one / other for one, other in zip(loud, calm, strict=True)]
        figures += [
            Figure(f"{form}: {name}, quiet (median of {len(calm)} rounds)", middle(calm) * 1000, "ms"),
            Figure(f"{form}: {name}, beside {crowd:,} who guess", middle(loud) * 1000, "ms"),
            Figure(f"{form}: {name} ratio, median of rounds", middle(ratios), "×", bar),
        ]
    return figures


def _fates(form: str, guesses: list[Guesses]) -> list[Figure]:
    figures = [
        Figure(f"{form}: guesses refused, a round", middle([float(each.refused) for each in guesses]), "guesses"),
        Figure(f"{form}: guesses told to come again", middle([float(each.sent_away) for each in guesses]), "guesses"),
    ]
    waits = [seconds for each in guesses for seconds in each.waits]
    if waits:
        figures.append(Figure(f"{form}: from first asking to being tried, median", middle(waits), "s"))
    return figures
