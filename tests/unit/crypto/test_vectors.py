"""Every committed vector, run against this implementation; and the files against their generator."""

import json
from typing import Any

import pytest

from tests.vectors.case import run
from tests.vectors.generate import STRUCTURES, generate
from tests.vectors.world import FOLDER

FILES = {name: json.loads((FOLDER / f"{name}.json").read_text("utf-8")) for name in STRUCTURES}


@pytest.mark.parametrize("name", STRUCTURES)
def test_vectors(name: str) -> None:
    """Each case comes out as its file says: the same output, or refused by the same word. They are thousands: a test of its own for each
    would take longer to begin and to tell of than to run.
    """
    cases = FILES[name]["cases"]
    came_out = {_title(case): _run(name, case) for case in cases}
    assert came_out == {_title(case): (case["expect"], case["output"]) for case in cases}


def _title(case: dict[str, Any]) -> str:
    return f"{case['operation']}: {case['name']}"


def _run(name: str, case: dict[str, Any]) -> tuple[str, Any]:
    try:
        return run(STRUCTURES[name].OPERATIONS[case["operation"]], case["input"])
    except Exception as error:
        error.add_note(_title(case))
        raise


@pytest.mark.parametrize("name", STRUCTURES)
def test_files_are_what_the_generator_writes(name: str) -> None:
    """Nobody edits a vector by hand."""
    assert (FOLDER / f"{name}.json").read_text("utf-8") == generate(STRUCTURES[name])


@pytest.mark.parametrize("name", STRUCTURES)
def test_cases_have_one_name_each(name: str) -> None:
    """A failing case can be found by its name."""
    names = [(case["operation"], case["name"]) for case in FILES[name]["cases"]]
    assert len(names) == len(set(names))
    assert all(case["why"] for case in FILES[name]["cases"])
