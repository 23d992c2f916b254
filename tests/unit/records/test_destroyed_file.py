"""The file of what was destroyed (crypto.md §15.4): a line that is gone, altered or moved is named, whoever wrote the rest anew."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from server.crypto.destruction import Destroyed, Destruction, Erased, LastPlace, What
from server.crypto.hashing import sha256
from server.errors import ConfigurationError
from server.ids import AccountId, ConversationId, DestructionId
from server.records.destroyed_file import (
    NOTHING_BEFORE,
    ApprovedLine,
    CertifiedLine,
    ClosedConversation,
    FileHead,
    append_lines,
    read_file,
)


def lines_of(number: int) -> tuple[ApprovedLine, CertifiedLine]:
    """A destruction, approved and certified."""
    conversation = ConversationId(os.urandom(16))
    destruction = Destruction(
        DestructionId(number.to_bytes(16, "big")),
        AccountId(os.urandom(16)),
        (LastPlace(conversation, 3, bytes(32)),),
        bytes(32),
        1,
        AccountId(bytes(16)),
        AccountId(b"a" * 16),
        2,
    )
    erased = tuple(Erased(what, 1) for what in What)
    closing = ClosedConversation(
        conversation=conversation, reason="ended", account=bytes(16), body=b"", signature=bytes(64), closed_at=1
    )
    return (
        ApprovedLine(
            destruction=destruction.encoded(),
            signature=bytes(64),
            approval=bytes(64),
            proposed_at=2,
            approved_at=3,
            counts=(1, 2, 3, 4, 5),
            closings=(closing,),
        ),
        CertifiedLine(
            certificate=Destroyed(destruction.destruction_id, destruction.hash, erased, 5, 4).encoded(),
            signature=bytes(64),
            certified_at=4,
        ),
    )


@pytest.fixture(name="path")
def _path(tmp_path: Path) -> Path:
    path = tmp_path / "destroyed.log"
    append_lines(path, [*lines_of(1), *lines_of(2)])
    return path


def test_what_was_written_is_read_and_only_added_to(path: Path) -> None:
    """The same lines again are none; a new one goes behind the last. The head is the last line's SHA-256."""
    before = path.read_bytes()
    first = read_file(path)
    assert append_lines(path, first.lines)[1] == 0
    file, new = append_lines(path, lines_of(3))
    assert (new, file.lines[:4], path.read_bytes()[: len(before)]) == (2, first.lines, before)
    assert file.head == FileHead(6, sha256(path.read_bytes().splitlines()[-1]))
    assert FileHead.read(str(file.head)) == file.head
    file.check_begins_with(first.head, "the backup")


def test_no_file_is_an_empty_one(tmp_path: Path) -> None:
    """Before the first backup there is none."""
    assert read_file(tmp_path / "none").head == FileHead(0, NOTHING_BEFORE)


def _renumbered(lines: list[str]) -> list[str]:
    """Written anew by somebody who knows how."""
    previous, made = NOTHING_BEFORE, []
    for number, line in enumerate(lines, start=1):
        made.append(json.dumps(json.loads(line) | {"number": number, "previous": previous.hex()}, sort_keys=True))
        previous = sha256(made[-1].encode())
    return made


BENT: Final[dict[str, tuple[Callable[[list[str]], list[str]], str]]] = {
    "the first is gone": (lambda lines: lines[1:], "line 1 is missing: behind the beginning comes line 2"),
    "one is gone": (lambda lines: [*lines[:1], *lines[2:]], "line 2 is missing: behind line 1 comes line 3"),
    "two changed places": (lambda lines: [lines[1], lines[0], *lines[2:]], "out of order: line 2 stands in the place of line 1"),
    "one is there twice": (lambda lines: [*lines[:2], lines[0], *lines[3:]], "line 3 is missing: behind line 2 comes line 1"),
    "one was altered": (lambda lines: [lines[0].replace('"approved_at": 3', '"approved_at": 4'), *lines[1:]], "line 1 was altered"),
    "one is half": (lambda lines: [*lines[:3], lines[3][:40]], "line 4 is damaged"),
    "one says nothing": (lambda lines: [*lines[:3], lines[3].replace('"certificate": "', '"certificate": "00')], "line 4 is damaged"),
}  # fmt: skip


@pytest.mark.parametrize("name", BENT)
def test_a_line_that_is_gone_altered_or_moved_is_named(path: Path, name: str) -> None:
    """In words, by its number."""
    bend, words = BENT[name]
    path.write_text("".join(f"{line}\n" for line in bend(path.read_text().splitlines())))
    with pytest.raises(ConfigurationError, match=words):
        read_file(path)


def test_what_was_cut_off_or_written_anew_is_found_by_whoever_kept_the_head(path: Path) -> None:
    """A file that fits with itself, but not with the number and hash that a backup has."""
    head = read_file(path).head
    lines = path.read_text().splitlines()
    path.write_text("".join(f"{line}\n" for line in lines[:2]))
    with pytest.raises(ConfigurationError, match="lines 3 to 4 are missing at its end: the backup of Monday"):
        read_file(path).check_begins_with(head, "the backup of Monday")
    path.write_text("".join(f"{line}\n" for line in _renumbered([*lines[2:], *lines[:2]])))
    with pytest.raises(ConfigurationError, match="its first 4 lines are not those that the backup of Monday"):
        read_file(path).check_begins_with(head, "the backup of Monday")


@pytest.mark.parametrize("text", ["", "4", "4:00", "x:" + "00" * 32, "-1:" + "00" * 32])
def test_a_head_that_is_none_is_refused(text: str) -> None:
    """Typed wrong."""
    with pytest.raises(ConfigurationError, match="a number of lines"):
        FileHead.read(text)
