"""The Python environment: `.venv`, holding exactly what requirements.lock pins, and this checkout itself."""

import os
import shutil
import sys
import tomllib
from pathlib import Path

from devkit import ROOT
from devkit.steps import MissingError, StepError, apt_install, digest, is_current, mark_current, run, say, works

VENV = ROOT / ".venv"
BIN = VENV / "bin"
PYTHON = BIN / "python"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / ".current"
SYSTEM_CERTIFICATES = {"UV_SYSTEM_CERTS": "true"}
"""uv brings its own certificates; behind a proxy of one's own only the system's will do, and pip uses these too."""


def ensure_python() -> Path:
    """Give the environment's interpreter, setting the environment up or healing it when it is not current."""
    version = ".".join(map(str, sys.version_info[:3]))
    # The path is part of it: an environment that was copied along with its checkout points into the old one.
    fingerprint = digest([LOCK], version, str(ROOT), _project())
    if is_current(STAMP, fingerprint) and works([PYTHON, "-c", "import server"]):
        return PYTHON
    say("setting up .venv from requirements.lock")
    try:
        _fill()
    except StepError as first:
        if not VENV.exists():
            raise _unavailable(first) from first
        say("that .venv was not sound; making it anew")
        shutil.rmtree(VENV)
        try:
            _fill()
        except StepError as second:
            raise _unavailable(second) from second
    mark_current(STAMP, fingerprint)
    return PYTHON


def _project() -> str:
    """What of pyproject.toml decides how this checkout is installed."""
    whole = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return repr([whole["project"], whole["build-system"]])


def _unavailable(error: StepError) -> MissingError:
    return MissingError(
        f"The Python packages could not be installed; is there a way to a package index from here?\n{error}"
    )


def _fill() -> None:
    if VENV.exists() and not _is_sound():
        shutil.rmtree(VENV)
    if not VENV.exists():
        _create()
    STAMP.unlink(missing_ok=True)
    install("-r", str(LOCK), hashes=True)
    install("--no-deps", "--no-build-isolation", "-e", str(ROOT))


def _is_sound() -> bool:
    """Whether the environment was finished once, by this version of Python.

    A half-made one is useless: installers take a package of which only the description is there for one that is there.
    """
    same = f"import sys; sys.exit(sys.version_info[:3] != {sys.version_info[:3]})"
    return STAMP.exists() and works([PYTHON, "-c", same])


def _create() -> None:
    uv = shutil.which("uv")
    if uv is not None and works([uv, "venv", "--quiet", "--python", sys.executable, VENV]):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    # Debian splits `venv` off; without `ensurepip` it makes an environment that has no pip.
    if not works([sys.executable, "-c", "import ensurepip"]) and not apt_install("python3-venv"):
        raise MissingError(
            "Python's venv module is missing: install `python3-venv` (Debian, Ubuntu) or `uv`, then try again."
        )
    run([sys.executable, "-m", "venv", VENV])


def install(*what: str, hashes: bool = False) -> None:
    """Install into the environment with uv where there is one and it succeeds, else with pip."""
    check = ["--require-hashes"] if hashes else []
    uv = shutil.which("uv")
    if uv is not None:
        try:
            run(
                [uv, "pip", "install", "--quiet", "--python", PYTHON, *check, *what],
                env=SYSTEM_CERTIFICATES | os.environ,
            )
        except StepError as error:
            say(f"uv did not manage, trying pip: {str(error).splitlines()[-1]}")
        else:
            return
    if not works([PYTHON, "-m", "pip", "--version"]):
        run([PYTHON, "-m", "ensurepip", "--upgrade"])
    run([PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *check, *what])
