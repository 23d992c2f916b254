"""The way from the server's program to the one in which people sign in."""

from pathlib import Path

import pytest

from server.cli import _parser, main
from server.commands.practice_program import found_in
from server.errors import ConfigurationError


@pytest.mark.parametrize(
    "words", [[], ["--help"], ["orders", "--url", "https://therapy.example.org"], ["drill", "-h", "--"]]
)
def test_every_word_is_passed_on(words: list[str]) -> None:
    """Options are the other program's to understand."""
    assert _parser().parse_args(["custodian", *words]).words == words


def test_a_program_that_is_missing_is_named(tmp_path: Path) -> None:
    """So is one that cannot be started."""
    (tmp_path / "webtherapy-practice").touch(0o644)
    with pytest.raises(ConfigurationError, match="webtherapy-practice, which is not installed"):
        found_in(tmp_path)


def test_without_it_the_command_ends_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And with the status of what cannot be."""
    monkeypatch.setattr("sysconfig.get_path", lambda _: str(tmp_path))
    assert main(["custodian", "orders"]) == 2
    assert capsys.readouterr().err == (
        f"webtherapy: this is done with webtherapy-practice, which is not installed in {tmp_path}\n"
    )
