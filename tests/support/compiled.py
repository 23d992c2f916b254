"""What all processes of a run read is compiled once: each compiles its share of it, and finds the rest done by the others."""

import compileall
import gc
import importlib
import os
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
ROOMS: Final = ("server", "client_py", "bench", "tests")


def keep_compiled() -> None:
    """From here on, this process and those it starts keep what they compile, wherever the environment says that nobody does."""
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def compile_share(number: int, of: int) -> None:
    """Compile what falls to process `number` of so many: tests by way of pytest, whose hook is in place by now.

    Whatever is wrong with one of them, a warning too, is found again and told when it is collected.
    """
    files = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for path in _share([path for path in files if not _is_test(path)], number, of):
            compileall.compile_file(path, quiet=2)
        for path in _share([path for path in files if _is_test(path)], number, of):
            with suppress(Exception):
                importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))


def _share(all_of_them: Sequence[Path], number: int, of: int) -> Sequence[Path]:
    return all_of_them[number::of]


def _is_test(path: Path) -> bool:
    return path.name.startswith("test_")


@contextmanager
def staying() -> Iterator[None]:
    """What is made meanwhile stays to the end: nobody looks through it for what could be thrown away."""
    gc.disable()
    yield
    gc.freeze()
    gc.enable()
