from pathlib import Path

import pytest

from server.errors import ConfigurationError
from server.storage.queries import load

GOOD = """\
-- What this file is.

-- find_one --
-- Finds one.
-- $1 id
SELECT a,
       b
FROM t WHERE id = $1;

-- drop_one --
DELETE FROM t WHERE id = $1;
"""


def _written(folder: Path, text: str) -> Path:
    path = folder / "queries.sql"
    path.write_text(text)
    return path


def test_a_file_becomes_named_texts_without_comments(tmp_path: Path) -> None:
    """Each query is an attribute; its comments stay in the file."""
    queries = load(_written(tmp_path, GOOD))
    assert queries.find_one == "SELECT a,\n       b\nFROM t WHERE id = $1;"
    assert [name for name, _ in queries] == ["find_one", "drop_one"]


def test_an_unknown_name_fails(tmp_path: Path) -> None:
    """A misspelt query is an error where it is asked for."""
    with pytest.raises(AttributeError, match="find_two"):
        _ = load(_written(tmp_path, GOOD)).find_two


def test_queries_are_frozen(tmp_path: Path) -> None:
    """Nobody replaces a query at run time."""
    with pytest.raises(AttributeError):
        load(_written(tmp_path, GOOD)).find_one = "SELECT 2"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("-- a --\nSELECT 1;\n-- a --\nSELECT 2;\n", "two queries named a"),
        ("SELECT 1;\n", "before the first"),
        ("-- a --\n-- only words\n-- b --\nSELECT 1;\n", "the query a is empty"),
    ],
)
def test_what_is_not_a_query_file_is_refused(text: str, said: str, tmp_path: Path) -> None:
    """A name twice, SQL without a name and a name without SQL are mistakes."""
    with pytest.raises(ConfigurationError, match=said):
        load(_written(tmp_path, text))
