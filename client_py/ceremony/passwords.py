"""What a new password must be, as in the browser."""

from typing import Final

from client_py.ceremony.terminal import CeremonyError, Terminal

SHORTEST: Final = 15
"""A password alone protects the account."""
_FEWEST_SYMBOLS: Final = 5


def new_password(terminal: Terminal, number: str) -> str:
    """A new password, asked for; CeremonyError when it is easy to guess."""
    password = terminal.new_secret("new password")
    if len(password) < SHORTEST:
        raise CeremonyError(f"Please choose a longer password: at least {SHORTEST} characters.")
    if len(set(password)) < _FEWEST_SYMBOLS or number in password:
        raise CeremonyError(
            "Please choose a password that is harder to guess, such as five words that do not belong together."
        )
    return password
