"""The root key's file. It is read here, on the machine of whoever keeps it, and never sent."""

import stat
from pathlib import Path
from typing import Final

from client_py.ceremony.terminal import CeremonyError, Terminal
from client_py.client import Client
from client_py.practice import RootKey
from server.crypto.safety import fingerprint
from server.errors import ProofError

_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def make_root(path: Path, terminal: Terminal) -> None:
    """Draws a new root into a new file."""
    try:
        root = RootKey.made(path)
    except FileExistsError:
        raise CeremonyError(f"{path} is there already: a root is made once, and no file is written over.") from None
    except OSError as error:
        raise CeremonyError(f"{path} cannot be written: {error.strerror}.") from None
    show(root, terminal)


def show_root(path: Path, terminal: Terminal) -> None:
    """What may be known of a root."""
    show(read_root(path), terminal)


def show(root: RootKey, terminal: Terminal) -> None:
    """Fingerprint and public key."""
    terminal.say(f"fingerprint: {fingerprint(root.fingerprint)}")
    terminal.say(f"public: {root.public.hex()}")


def read_root(path: Path) -> RootKey:
    """The root in a file that only its owner can read; CeremonyError otherwise."""
    try:
        if path.stat().st_mode & _OTHERS:
            raise CeremonyError(f"{path} can be read by others: put it right with chmod 600, and ask who has read it.")
        return RootKey.read(path)
    except OSError as error:
        raise CeremonyError(f"{path} cannot be read: {error.strerror}.") from None
    except ProofError:
        raise CeremonyError(f"{path} does not hold a root key.") from None


def read_root_of(owner: Client, path: Path) -> RootKey:
    """The root in a file; CeremonyError when it is not that of the practice whom the owner's account pins."""
    root = read_root(path)
    if root.fingerprint != owner.account.vault.root_fingerprint:
        raise CeremonyError(f"{path} holds the root of another practice.")
    return root
