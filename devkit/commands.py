"""The commands of `./dev`: set up what one needs, then become it."""

import os
import sys
from pathlib import Path
from typing import NoReturn

from devkit import ROOT
from devkit.checks import run_checks
from devkit.chromium import ensure_chromium
from devkit.node import Node, ensure_web
from devkit.python import BIN, ensure_python
from devkit.steps import MissingError, StepError, alone, say

USAGE = """usage: ./dev COMMAND [ARGUMENTS]

  demo   [--once] [--data DIR] [--port N] [--processes N]   a demo practice, seeded and served
  run    [--data DIR] [--port N] [--host H] [--processes N] the service without demo data
  test   [pytest arguments]                                 all tests, browser tests included, in several processes
  check                                                     formatting, lint, types, import law
  bench  [NAME] [--json]                                    benchmarks, with ratios
  shots                                                     screenshots of the web client
  sbom   [--out FILE]                                       what all of it is made of, as CycloneDX JSON
  setup                                                     only set up what the others need
"""

MOST_TEST_PROCESSES = 4
"""Each has servers and a browser of its own, which take a gigabyte."""


def main(argv: list[str]) -> int:
    """Run one command and give its exit status (most commands replace this process instead)."""
    commands = {
        "demo": _demo,
        "run": _run,
        "test": _test,
        "check": _check,
        "bench": _bench,
        "shots": _shots,
        "sbom": _sbom,
        "setup": _setup,
    }
    if not argv or argv[0] not in commands:
        asked = bool(argv) and argv[0] in {"-h", "--help", "help"}
        print(USAGE, file=sys.stdout if asked else sys.stderr, end="")
        return 0 if asked else 2
    try:
        return commands[argv[0]](argv[1:])
    except MissingError as error:
        print(f"./dev: {error}", file=sys.stderr)
    except StepError as error:
        print(f"./dev: a step failed: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("./dev: interrupted", file=sys.stderr)
        return 130
    return 1


def _ready(*, browser: bool = False) -> Node | None:
    with alone():
        python = ensure_python()
        node = ensure_web()
        if browser:
            ensure_chromium(python)
    return node


def _become(node: Node | None, *words: str, cwd: Path | None = None) -> NoReturn:
    """Replace this process by `python …` of the environment, so that signals go where they belong."""
    env = dict(os.environ) if node is None else node.environ()
    env["PATH"] = f"{BIN}{os.pathsep}{env.get('PATH', os.defpath)}"
    env["VIRTUAL_ENV"] = str(BIN.parent)
    if cwd is not None:
        os.chdir(cwd)
    python = str(BIN / "python")
    os.execve(python, [python, *words], env)  # noqa: S606  (the words are ours and the person's own)


def _demo(args: list[str]) -> int:
    _become(_ready(), "-m", "client_py.demo", *args)


def _run(args: list[str]) -> int:
    # Beside the code, so that a checkout that is thrown away leaves nothing behind; the person's own --data comes later and wins.
    _become(_ready(), "-m", "server", "run", "--data", str(ROOT / "data" / "service"), *args)


def _test(args: list[str]) -> int:
    _become(_ready(browser=True), "-m", "pytest", *_shared_out(args), *args, cwd=ROOT)


def _shared_out(args: list[str]) -> list[str]:
    """All tests are shared out among processes; a few that somebody named, or looks into, run in one."""
    few = any(not arg.startswith("-") for arg in args) or not {"-s", "--pdb", "--lf"}.isdisjoint(args)
    if few:
        return []
    # One more than there are processors: now and then each of them waits, for a browser, a clock, a lock.
    processes = min(max(2, os.cpu_count() or 2) + 1, MOST_TEST_PROCESSES)
    return ["-n", str(processes)]


def _bench(args: list[str]) -> int:
    _become(_ready(), "-m", "bench", *args, cwd=ROOT)


def _shots(args: list[str]) -> int:
    _become(_ready(browser=True), "-m", "tests.browser.shots", *args, cwd=ROOT)


def _sbom(args: list[str]) -> int:
    _become(_ready(), "-m", "devkit.sbom", *args, cwd=ROOT)


def _check(args: list[str]) -> int:
    if args:
        raise MissingError("`./dev check` takes no arguments.")
    return run_checks(_ready())


def _setup(args: list[str]) -> int:
    if args:
        raise MissingError("`./dev setup` takes no arguments.")
    _ready(browser=True)
    say("ready")
    return 0
