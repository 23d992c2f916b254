"""`webtherapy-practice`, the program in which people sign in: the server's own knows neither passwords nor keys, and gives its place to it."""

import os
import sysconfig
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NoReturn

from server.errors import ConfigurationError

PROGRAM: Final = "webtherapy-practice"


def become(words: Sequence[str]) -> NoReturn:
    """The program of this installation runs in the place of this process, with these words."""
    program = str(found_in(Path(sysconfig.get_path("scripts"))))
    os.execv(program, [program, *words])  # noqa: S606  (a program of our own, without a shell)


def found_in(scripts: Path) -> Path:
    """The program; ConfigurationError when it is not among these."""
    program = scripts / PROGRAM
    if not os.access(program, os.X_OK):
        raise ConfigurationError(f"this is done with {PROGRAM}, which is not installed in {scripts}")
    return program
