"""Every committed vector, run against this implementation; and the files against their generator."""

import json
from typing import Any

import pytest

from tests.vectors.case import run
from tests.vectors.generate import STRUCTURES, generate
from tests.vectors.world import FOLDER

FILES = {name: json.loads((FOLDER / f"{name}.json").read_text("utf-8")) for name in STRUCTURES}
CASES = [
    pytest.param(name, case, id=f"{name}: {case['name']}") for name, file in FILES.items() for case in file["cases"]
]


@pytest.mark.parametrize(("name", "case"), CASES)
def test_vector(name: str, case: dict[str, Any]) -> None:
    """Each case comes out as its file says: the same output, or refused by the same word."""
    result, output = run(STRUCTURES[name].OPERATIONS[case["operation"]], case["input"])
    assert (result, output) == (case["expect"], case["output"])


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
