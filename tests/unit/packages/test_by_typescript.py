"""Copies that the browser's worker made (tests/vectors/packaged_by_typescript.json), verified here."""

import json
from typing import Any, Final

import pytest

from server.packages.report import Verdict
from server.packages.verifying import verify_package
from tests.vectors.world import FOLDER

KEPT: Final[dict[str, Any]] = json.loads((FOLDER / "packaged_by_typescript.json").read_text("utf-8"))


def files_of(name: str) -> dict[str, bytes]:
    """One of the packages."""
    return {file: bytes.fromhex(data) for file, data in KEPT[name].items()}


def parts_of(name: str) -> list[tuple[int, int]]:
    """From which entry to which its parts go."""
    manifest = verify_package(files_of(name)).manifest
    assert manifest is not None
    return [(each.first, each.last) for each in manifest.parts]


@pytest.mark.parametrize("name", ["whole", "session", "letters", "corrected"])
def test_what_the_browser_makes_holds(name: str) -> None:
    """Every byte of record.html and record.json is what the Python implementation would have written."""
    report = verify_package(files_of(name), bytes.fromhex(KEPT["root"])).report
    assert [each.words for each in report.sentences if each.verdict is Verdict.FAILS] == []


def test_the_browser_says_the_same_of_what_is_covered_and_confirmed() -> None:
    """Parts, what is missing between them, and a witness where the package itself shows nothing."""
    assert {name: parts_of(name) for name in ("whole", "session", "letters")} == {
        "whole": [(1, 12)],
        "session": [(1, 6)],
        "letters": [(7, 9)],
    }
    sentences = verify_package(files_of("letters")).report.sentences
    holds = [each.words for each in sentences if each.verdict is Verdict.HOLDS]
    assert any("Dr. Kim (therapist) confirms entries 7 to" in each for each in holds)
    assert any("files are the ones that the letters speak of" in each for each in holds)


def test_the_browser_says_what_was_asked_to_be_corrected() -> None:
    """With the no that it got, and what was said to that."""
    sentences = verify_package(files_of("corrected")).report.sentences
    assert any("asked to have corrected (1)" in each.words for each in sentences if each.verdict is Verdict.HOLDS)


def test_bending_them_is_reported() -> None:
    """One byte in the middle of each file."""
    files = files_of("whole")
    for name, data in files.items():
        bent = bytearray(data)
        bent[len(bent) // 2] ^= 1
        assert not verify_package(files | {name: bytes(bent)}).report.whole, name
