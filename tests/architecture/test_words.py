"""What the service writes down for people to read has its words in the web client."""

import re
from enum import StrEnum
from pathlib import Path
from typing import Final

import pytest

from server.identity.history import Event
from server.storage.audit import Act

ENGLISH: Final = Path(__file__).resolve().parents[2] / "client_web/src/words/english"


@pytest.mark.parametrize(("told", "catalogue", "table"), [(Act, "console.ts", "acts"), (Event, "me.ts", "events")])
def test_nothing_is_newer_than_the_page_that_comes_with_it(told: type[StrEnum], catalogue: str, table: str) -> None:
    """Every act of the trail, and every event of a sign-in, is said in words: none as "Something newer than this page"."""
    text = (ENGLISH / catalogue).read_text("utf-8")
    [words] = re.findall(rf"{table}: {{\n(.*?)\n    +}},", text, re.DOTALL)
    named = set(re.findall(r"^ +([a-z0-9_]+):", words, re.MULTILINE))
    assert {word.value for word in told} - named == set()
