"""The page of requirements is kept honest by a program."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROMISES = [f"S{number}" for number in range(1, 23)] + [f"C{number}" for number in range(1, 8)]
PACKAGES = {"starlette", "websockets", "redis", "asyncpg", "pynacl", "argon2-cffi", "uvicorn"}
TOP_LEVEL = (
    "server", "server/channels", "server/crypto", "server/mailbox", "client_web", "tests", "pyproject.toml", "Procfile",
)  # fmt: skip


def _rows() -> dict[str, list[str]]:
    lines = (ROOT / "docs" / "requirements.md").read_text().splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if re.match(r"\| [SC]\d+ ", line)]
    return {row[0]: row[1:] for row in rows}


def test_every_promise_has_its_row() -> None:
    """No promise is missing from the page, and none is there twice or invented."""
    assert list(_rows()) == PROMISES


def test_every_path_on_the_page_exists() -> None:
    """Where the page says that something lives or is shown, there is such a file."""
    paths = re.findall(r"`([\w./-]+\.\w+|Procfile)`", (ROOT / "docs" / "requirements.md").read_text())
    assert len(paths) > 0
    assert [path for path in paths if not (ROOT / path).is_file()] == []


def test_a_promise_without_a_test_is_not_called_built() -> None:
    """A row that names no test says in so many words that it is not built yet."""
    unshown = {promise: where for promise, (_, where, shown) in _rows().items() if shown == "–"}
    assert [promise for promise, where in unshown.items() if "not built yet" not in where] == []


def test_the_top_level_and_the_packages_are_the_named_ones() -> None:
    """The folders of the layout are there, and each package named for this service is one of its dependencies."""
    assert [path for path in TOP_LEVEL if not (ROOT / path).exists()] == []
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = {re.split(r"[^\w.-]", each.lower(), maxsplit=1)[0] for each in project["dependencies"]}
    assert asked >= PACKAGES
