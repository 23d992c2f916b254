"""`python -m bench [NAME…] [--json] [--quick]`: measures, prints ratios, says which bars are met."""

import argparse
import sys
from collections.abc import Callable
from typing import Final

from bench import growth, latency, memory, reconnect, report, signin, throughput, unread
from bench.options import Options
from bench.report import Report
from bench.scene import OVERRIDES, SEEDING, Scene, scene

Benchmark = Callable[[Scene, Options], Report]

BENCHMARKS: Final[dict[str, Benchmark]] = {
    "throughput": throughput.run,
    "latency": latency.run,
    "memory": memory.run,
    "reconnect": reconnect.run,
    "growth": growth.run,
    "signin": signin.run,
    "unread": unread.run,
}
NOT_BUILT: Final = ("browser",)


def main(arguments: list[str] | None = None) -> int:
    """Runs the named benchmarks, or all; status 1 when a bar is not met."""
    asked = _parser().parse_args(arguments)
    names = asked.names or list(BENCHMARKS)
    if not asked.json:
        print("\n".join(_header()), flush=True)
    options = Options(quick=asked.quick, rows=asked.rows)
    reports = []
    with scene() as here:
        for name in names:
            reports.append(_one(here, name, options))
            if not asked.json:
                print("\n".join(reports[-1].lines()), flush=True)
    if asked.json:
        print(report.as_json({"overrides": OVERRIDES, "seeding": SEEDING, "quick": asked.quick}, reports))
    return 0 if asked.quick or all(one.met for one in reports) else 1


def _one(here: Scene, name: str, options: Options) -> Report:
    if name in NOT_BUILT:
        return Report(name, [], ["not built"])
    return BENCHMARKS[name](here, options)


def _header() -> list[str]:
    overrides = ", ".join(f"{name}={value}" for name, value in OVERRIDES.items())
    return [f"machine: {report.MACHINE}", f"seeding: {SEEDING}", f"server limits overridden: {overrides}", ""]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench", description="Benchmarks, with ratios.")
    parser.add_argument("names", nargs="*", choices=[*BENCHMARKS, *NOT_BUILT, []], metavar="NAME")
    parser.add_argument("--json", action="store_true", help="one document instead of lines")
    parser.add_argument("--quick", action="store_true", help="a smoke test: tiny loads, numbers that mean nothing")
    parser.add_argument("--rows", type=int, default=Options().rows, help="entries that `growth` fills in")
    return parser


if __name__ == "__main__":
    sys.exit(main())
