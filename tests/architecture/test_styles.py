"""What nobody wears is not kept: classes and properties of the style sheets."""

import re
from pathlib import Path

SOURCES = Path(__file__).resolve().parents[2] / "client_web" / "src"
WORD = re.compile(r"[\w-]+")


def _texts(ending: str) -> dict[str, str]:
    return {path.name: path.read_text() for path in sorted(SOURCES.rglob("*")) if path.suffix == ending}


def test_every_style_has_something_to_dress() -> None:
    """Every class and every property of the style sheets is named somewhere in the web client."""
    sheets = {name: re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL) for name, text in _texts(".css").items()}
    named = {word for path in SOURCES.rglob("*.ts*") for word in WORD.findall(path.read_text())}
    used = named | set(re.findall(r"var\((--[\w-]+)", "".join(sheets.values())))
    for name, text in sheets.items():
        selectors = re.sub(r"\{[^{}]*\}", "", text)
        assert set(re.findall(r"\.([a-zA-Z][\w-]*)", selectors)) <= named, name
        assert set(re.findall(r"(--[\w-]+)\s*:", text)) <= used, name
