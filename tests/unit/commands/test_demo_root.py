"""What a demo has touched serves demos only (server/commands/demo_root.py)."""

from pathlib import Path

import pytest

from client_py.demo.seed import ROOT_FILE
from server.commands.demo_root import MARK, refuse_demo_root
from server.errors import ConfigurationError


def test_a_demos_data_directory_is_refused_outside_the_demo(tmp_path: Path) -> None:
    """The sentence says why; in the demo itself nothing is refused."""
    refuse_demo_root(tmp_path, demo=False)
    (tmp_path / ROOT_FILE).touch()
    refuse_demo_root(tmp_path, demo=True)
    with pytest.raises(ConfigurationError, match="a demo's"):
        refuse_demo_root(tmp_path, demo=False)


def test_the_mark_is_the_one_that_the_demo_leaves() -> None:
    """Two rooms, one name."""
    assert MARK == ROOT_FILE
