"""The papers say what is there: paths, paragraphs, decisions, settings and commands that they name exist, and none is left out."""

import re
import subprocess
from argparse import ArgumentParser, _SubParsersAction
from dataclasses import fields
from pathlib import Path

import pytest

from client_py.ceremony import cli as ceremony_cli
from client_py.witness import cli as witness_cli
from devkit.commands import USAGE
from server import cli, settings

ROOT = Path(__file__).resolve().parents[2]
TEXTS = {".md", ".py", ".ts", ".tsx", ".sql", ".css", ".toml", ".mjs", ".js"}

HEADING = re.compile(r"^#+ (\d+(?:\.\d+)*)\.? ", re.MULTILINE)
CITED = re.compile(r"\b([\w-]+)\.md,? §(\d+(?:\.\d+)*)")
FOREIGN = re.compile(r"(?:\.md,?|RFC \d+|SP [\w-]+) §[\d.]+(?:(?:,| and) §[\d.]+)*")
OWN = re.compile(r"§(\d+(?:\.\d+)*)")
PATH = re.compile(r"`((?:server|client_py|client_web|tests|bench|devkit|docs)/[\w./-]+)`")
TYPED = re.compile(r"(?:^ {4,}|`)(webtherapy(?:-practice|-witness)?) ([a-z][\w-]*)([^`#\n]*)", re.MULTILINE)
STAGE = re.compile(r"^\| [^|]+ \| `(\w+\.)?(\w+)` \| `([\w/]+\.\w+)` \|", re.MULTILINE)
LINK = re.compile(r"\]\((?!\w+:)([^)#]+)(?:#[^)]*)?\)")


def _tracked() -> dict[str, str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    paths = [ROOT / name for name in listed.split("\0") if name]
    return {str(path.relative_to(ROOT)): path.read_text() for path in paths if path.suffix in TEXTS and path.is_file()}


TRACKED = _tracked()
# Policies and forms of the practice speak of the law's own paragraphs.
PAPERS = {name: text for name, text in TRACKED.items() if name.endswith(".md") and not name.startswith("server/")}
PARAGRAPHS = {Path(name).stem: set(HEADING.findall(text)) for name, text in PAPERS.items()}


@pytest.mark.parametrize("paper", PAPERS)
def test_what_a_paper_names_is_there(paper: str) -> None:
    """Files, folders, tests and links, and the paragraphs of its own that it points to."""
    text = PAPERS[paper]
    assert [path for path in PATH.findall(text) if not (ROOT / path).exists()] == []
    assert [link for link in LINK.findall(text) if not (ROOT / paper).parent.joinpath(link).exists()] == []
    own = PARAGRAPHS[Path(paper).stem]
    assert [cited for cited in OWN.findall(FOREIGN.sub("", text)) if own and cited not in own] == []


def test_every_cited_paragraph_exists() -> None:
    """A comment that cites "crypto.md §n" or a decision leads somewhere."""
    lost = []
    for name, text in TRACKED.items():
        lost += [
            f"{name}: {paper} §{part}" for paper, part in CITED.findall(text) if part not in PARAGRAPHS.get(paper, ())
        ]
        lost += [
            f"{name}: {each}"
            for each in re.findall(r"ADR (\d{4})", text)
            if not [*(ROOT / "docs/adr").glob(f"{each}-*")]
        ]
    assert lost == []


def test_every_decision_is_listed() -> None:
    """The list of decisions names each of them, by the title that it has."""
    listed = PAPERS["docs/adr/README.md"]
    for name, text in PAPERS.items():
        if re.match(r"docs/adr/\d", name):
            assert f"]({Path(name).name}) | {text.splitlines()[0].split(' ', 2)[2]} |" in listed, name


def test_every_setting_is_explained() -> None:
    """Operators find each variable that is read; where its default is a word or a number, that one."""
    section = PAPERS["docs/operations.md"].partition("## 8. Settings")[2].partition("\n## ")[0]
    rows = {
        name: row
        for row in section.splitlines()
        for name in re.findall(r"`(\w+)`", row.split("|")[1] if "|" in row else row)
    }
    defaults = {each.name: each.default for each in fields(settings.Settings)}
    for variable, (attribute, _) in settings._READERS.items():
        row = rows.get(variable.removeprefix(settings.PREFIX))
        assert row is not None, variable
        default = defaults[attribute]
        if isinstance(default, str | int) and default != "":
            assert f"`{str(default).lower()}`" in row.split("|")[2], variable


def test_every_command_of_dev_exists() -> None:
    """What the papers tell people to type at the door, it knows."""
    known = set(re.findall(r"^  (\w+) ", USAGE, re.MULTILINE))
    said = {
        command for text in PAPERS.values() for command in re.findall(r"(?:`|^    )\./dev (\w+)", text, re.MULTILINE)
    }
    assert said <= known


@pytest.mark.parametrize("paper", ["docs/message-path.md", "docs/consent-path.md"])
def test_every_stage_of_a_way_is_where_the_paper_says(paper: str) -> None:
    """Each row's function, and the class that it belongs to, stand in the file that the row names."""
    stages = STAGE.findall(PAPERS[paper])
    assert len(stages) > 20
    for owner, function, file in stages:
        text = TRACKED[file]
        assert not owner or re.search(rf"\b(?:class|const) {owner[:-1]}\b", text), f"{file}: {owner}"
        assert re.search(
            rf"(?:def |function |^  (?:async )?){function}(?:<[^>]*>|: (?:async )?)?\(", text, re.MULTILINE
        ), f"{file}: {function}"


def test_every_room_is_on_the_plan() -> None:
    """Each folder and module of the server stands in the table of rooms."""
    rooms = PAPERS["docs/architecture.md"].partition("## 2. The rooms")[2].partition("\n## ")[0]
    parts = {name.split("/")[1] for name in TRACKED if re.match(r"server/[a-z]", name)}
    assert [part for part in sorted(parts) if f"`{part}`" not in rooms and f"`{part}/`" not in rooms] == []


def test_every_command_line_of_the_papers_is_understood() -> None:
    """The programs know each command and each option that the papers tell people to type."""
    programs = {"webtherapy": cli, "webtherapy-practice": ceremony_cli, "webtherapy-witness": witness_cli}
    typed = [line for text in PAPERS.values() for line in TYPED.findall(text)]
    assert len(typed) > 30
    for program, command, words in typed:
        commands = _commands(programs[program]._parser())
        assert command in commands, f"{program} {command}"
        parsers = [commands[command], *_commands(commands[command]).values()]
        known = {option for parser in parsers for action in parser._actions for option in action.option_strings}
        assert set(re.findall(r"--[a-z][\w-]*", words)) <= known, f"{program} {command}{words}"


def _commands(parser: ArgumentParser) -> dict[str, ArgumentParser]:
    below = (action.choices for action in parser._actions if isinstance(action, _SubParsersAction))
    return dict(next(below, {}))
