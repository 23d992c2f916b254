"""The root ceremony (client_py/practice.py)."""

from pathlib import Path

import pytest

from client_py.practice import RootKey


def test_a_root_is_made_once_and_read_by_its_owner_only(tmp_path: Path) -> None:
    """The file is 32 bytes, mode 0600, never overwritten, and gives the same key again."""
    path = tmp_path / "root.key"
    made = RootKey.made(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert RootKey.read(path).fingerprint == made.fingerprint
    with pytest.raises(FileExistsError):
        RootKey.made(path)


def test_a_root_does_not_show_itself(tmp_path: Path) -> None:
    """A traceback with a root in it must not hold the key."""
    assert repr(RootKey.made(tmp_path / "root.key")) == "<RootKey>"
