"""The house law, as far as a program can see it."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST_FILE = 400
CODE = ("server", "client_py", "bench", "devkit", "tests")

# Put together from pieces, so that this file does not break the law it keeps.
REGISTRIES = [
    ".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"))
]
REGISTRIES += ["registry.yarnpkg" + ".com", "npmmirror" + ".com", "files.pythonhosted" + ".org"]
FORBIDDEN_NAMES = re.compile(r"\bclass \w*(?:Manager|Helper|Util|Utils)\b|\bdef (?:process|do_\w+)\(")


def _tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def _python_files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from (ROOT / folder).rglob("*.py")


def test_imports_go_down_only() -> None:
    """The import law of pyproject.toml holds, and no room is outside of it."""
    done = subprocess.run([Path(sys.executable).with_name("lint-imports")], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()


def test_no_file_is_longer_than_a_person_can_hold() -> None:
    """No Python, TypeScript or SQL file of ours exceeds 400 lines."""
    ours = {".py", ".ts", ".tsx", ".sql", ".css"}
    lengths = {path: path.read_text().count("\n") for path in _tracked() if path.suffix in ours}
    assert [str(path.relative_to(ROOT)) for path, lines in lengths.items() if lines > LONGEST_FILE] == []


def test_no_package_registry_is_named() -> None:
    """Whoever builds this chooses where packages come from: no file names a host."""
    named = []
    for path in _tracked():
        content = path.read_bytes().decode(errors="replace")
        named += [f"{path.relative_to(ROOT)}: {host}" for host in REGISTRIES if host in content]
    assert named == []


def test_names_say_what_a_thing_is() -> None:
    """No Manager, Helper or Util, no process() and no do_something()."""
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in _python_files("server", "client_py", "devkit")
        for match in FORBIDDEN_NAMES.finditer(path.read_text())
    ]
    assert found == []


def test_every_dependency_is_locked_with_hashes() -> None:
    """What pyproject.toml asks for is pinned in requirements.lock, and pip will check what it gets."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    extras = project["project"]["optional-dependencies"].values()
    asked = [*project["project"]["dependencies"], *(each for extra in extras for each in extra)]
    asked += [each for group in project["dependency-groups"].values() for each in group]
    lock = (ROOT / "requirements.lock").read_text()
    for each in asked:
        name = re.split(r"[<>=\[; ]", each)[0].lower()
        assert re.search(rf"^{re.escape(name)}==[^\n]*\\\n\s+--hash=sha256:", lock, re.MULTILINE), name


@pytest.mark.parametrize("folder", ["tests"])
def test_every_test_says_what_is_promised(folder: str) -> None:
    """Each test has a sentence of its own."""
    unsaid = re.compile(r"^(?:async )?def (test_\w+)\([^)]*\)[^:]*:\n(?!\s+r?\"\"\")", re.MULTILINE)
    silent = [
        f"{path.relative_to(ROOT)}: {match[1]}"
        for path in _python_files(folder)
        for match in unsaid.finditer(path.read_text())
    ]
    assert silent == []


def test_every_named_query_exists_and_is_used() -> None:
    """A room asks for exactly the queries that its files have: a misspelt name fails here, not at night."""
    migrations = ROOT / "server" / "storage" / "migrations"
    for room in {file.parent for file in (ROOT / "server").rglob("*.sql") if migrations not in file.parents}:
        named: set[str] = set()
        for file in room.glob("*.sql"):
            named |= set(re.findall(r"^-- ([a-z][a-z0-9_]*) --$", file.read_text(), re.MULTILINE))
        used: set[str] = set()
        for path in room.rglob("*.py"):
            used |= set(re.findall(r"queries\.([a-z][a-z0-9_]*)", path.read_text())) - {"sql"}
        assert used == named, str(room.relative_to(ROOT))
