"""Steps: running one outside program quietly, and saying in one sentence what is missing."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from devkit import ROOT


class MissingError(Exception):
    """Something a command needs cannot be had here; the text is one sentence that says what to do."""


class StepError(Exception):
    """An outside program failed; the text is the end of what it printed."""


def say(text: str) -> None:
    """Tell the person in front of the terminal, on stderr: stdout belongs to the command itself."""
    print(f"· {text}", file=sys.stderr, flush=True)


def run(argv: Sequence[str | Path], *, cwd: Path = ROOT, env: dict[str, str] | None = None, tail: int = 25) -> str:
    """Run a program to its end and give what it printed; raises `StepError` with its last `tail` lines."""
    words = [str(word) for word in argv]
    try:
        done = subprocess.run(  # noqa: S603  (the words are ours)
            words,
            cwd=cwd,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
    except OSError as error:
        raise StepError(f"{words[0]}: {error.strerror}") from error
    text = done.stdout.decode(errors="replace")
    if done.returncode != 0:
        last = "\n".join(text.strip().splitlines()[-tail:])
        raise StepError(f"{' '.join(words[:6])} ended with {done.returncode}\n{last}")
    return text


def works(argv: Sequence[str | Path]) -> bool:
    """Whether a program can be run at all (`--version` and the like), within 30 seconds."""
    words = [str(word) for word in argv]
    try:
        done = subprocess.run(  # noqa: S603  (the words are ours)
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=30,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def digest(files: Iterable[Path], *words: str) -> str:
    """One fingerprint of some files' names and contents, and of some words."""
    total = hashlib.sha256()
    for word in words:
        total.update(word.encode() + b"\0")
    for file in sorted(files):
        total.update(str(file).encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def is_current(stamp: Path, fingerprint: str) -> bool:
    """Whether the step behind `stamp` was finished for exactly this fingerprint."""
    try:
        return stamp.read_text() == fingerprint
    except OSError:
        return False


def mark_current(stamp: Path, fingerprint: str) -> None:
    """Record that a step is finished; in one movement, so that a killed step is never taken for a finished one."""
    fresh = stamp.with_name(stamp.name + ".new")
    fresh.write_text(fingerprint)
    fresh.replace(stamp)


@contextmanager
def alone() -> Iterator[None]:
    """Let one `./dev` set this checkout up at a time; the others wait their turn."""
    with (ROOT / ".dev.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("another ./dev is setting this checkout up; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def apt_install(*packages: str) -> bool:
    """Install Debian packages when we may; False when we may not or it fails."""
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        return False
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        run([apt, "update", "-q"], env=env)
        run([apt, "install", "-y", "-q", "--no-install-recommends", *packages], env=env)
    except StepError as error:
        say(f"apt could not install {', '.join(packages)}: {str(error).splitlines()[-1]}")
        return False
    return True
