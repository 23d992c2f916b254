"""Grants are made in one place only."""

import re
from pathlib import Path

SERVER = Path(__file__).resolve().parents[3] / "server"
MAKER = SERVER / "channels" / "access.py"


def test_only_access_makes_grants() -> None:
    """No other file of the server calls the constructor of a grant."""
    names = re.findall(r"^class (\w+Grant)\b", (SERVER / "records" / "grants.py").read_text(), re.MULTILINE)
    assert len(names) == 6
    making = re.compile(rf"\b(?:{'|'.join(names)})\(")
    makers = {path for path in SERVER.rglob("*.py") if making.search(path.read_text())}
    assert makers - {SERVER / "records" / "grants.py"} == {MAKER}
