"""`./dev check`: every check runs, each says one line, and what a failed one printed follows it."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from devkit import ROOT
from devkit.node import CLIENT, MODULES, Node
from devkit.python import BIN

TYPED = ("server", "client_py", "bench", "tests", "devkit")
"""What mypy reads, strictly; folders that do not exist are left out."""


@dataclass(frozen=True)
class Check:
    """One outside program that must end with status 0."""

    name: str
    argv: tuple[str, ...]
    cwd: Path = ROOT
    env: dict[str, str] | None = None


def run_checks(node: Node | None) -> int:
    """Run all of them, two at a time, and give the exit status: 0 only if every one passed."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        checks = list(_checks(node))
        failed = [check.name for check, passed in zip(checks, pool.map(_passes, checks), strict=True) if not passed]
    print(f"{len(failed)} failed: {', '.join(failed)}" if failed else "all checks passed")
    return 1 if failed else 0


def _checks(node: Node | None) -> Iterator[Check]:
    if node is not None:  # the longest comes first
        yield from _of_the_client(node)
    yield Check("ruff format", (str(BIN / "ruff"), "format", "--check", "--quiet", "--diff", "."))
    yield Check("ruff check", (str(BIN / "ruff"), "check", "--quiet", "."))
    typed = tuple(name for name in TYPED if any((ROOT / name).rglob("*.py")))
    yield Check("mypy", (str(BIN / "mypy"), "--no-error-summary", *typed))
    yield Check("import law", (str(BIN / "lint-imports"), "--no-logo"))


def _of_the_client(node: Node) -> Iterator[Check]:
    """The steps of its `npm run check`, one by one: in a row they would leave a processor idle."""
    script: str = json.loads((CLIENT / "package.json").read_text("utf-8"))["scripts"]["check"]
    for step in script.split(" && "):
        program, *words = step.split()
        yield Check(step, (str(MODULES / ".bin" / program), *words), CLIENT, node.environ())


def _passes(check: Check) -> bool:
    began = time.monotonic()
    done = subprocess.run(  # noqa: S603  (the words are ours)
        check.argv,
        cwd=check.cwd,
        env=check.env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    seconds = time.monotonic() - began
    said = f"{'ok  ' if done.returncode == 0 else 'FAIL'}  {check.name}  ({seconds:.1f} s)\n"
    if done.returncode != 0:
        said += done.stdout.decode(errors="replace").rstrip() + "\n"
    sys.stdout.write(said)  # in one piece: another check may speak at the same time
    sys.stdout.flush()
    return done.returncode == 0
