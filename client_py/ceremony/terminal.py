"""The person at the terminal: what they are told and asked."""

import getpass
import sys
from typing import Final


class CeremonyError(Exception):
    """A command cannot go on; the text is one sentence for the person at the terminal."""


_NO_TERMINAL: Final = "There is no terminal to ask at: use --password-stdin and give the answers on standard input."
_ENDED: Final = "Standard input ended before everything was answered."


class Terminal:
    """Asks at the terminal, or takes the answers from standard input, a line each, in the order of the questions."""

    def __init__(self, *, from_stdin: bool) -> None:
        self._from_stdin = from_stdin

    def say(self, line: str = "") -> None:
        """One line, at once."""
        print(line, flush=True)

    def ask(self, question: str) -> str:
        """An answer that may be seen."""
        if self._from_stdin:
            return _line()
        _check_terminal()
        try:
            return input(f"{question}: ").strip()
        except EOFError:
            raise CeremonyError(_ENDED) from None

    def secret(self, question: str) -> str:
        """An answer that is not shown while it is typed."""
        if self._from_stdin:
            return _line()
        _check_terminal()
        try:
            return getpass.getpass(f"{question}: ")
        except EOFError:
            raise CeremonyError(_ENDED) from None

    def new_secret(self, question: str) -> str:
        """The same, typed twice at a terminal."""
        answer = self.secret(question)
        if not self._from_stdin and self.secret(f"{question}, once more") != answer:
            raise CeremonyError("The two were not the same; nothing was done.")
        return answer

    def agreed(self, question: str) -> bool:
        """Whether the answer is yes. Anything but a whole "yes" is a no."""
        return self.ask(f"{question} (yes/no)").lower() == "yes"


def _line() -> str:
    line = sys.stdin.readline()
    if not line:
        raise CeremonyError(_ENDED)
    return line.rstrip("\r\n")


def _check_terminal() -> None:
    if not sys.stdin.isatty():
        raise CeremonyError(_NO_TERMINAL)
