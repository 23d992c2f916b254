"""`verify PACKAGE`: says in plain words what of a package holds and what does not. No server, no network, no database."""

import zipfile
import zlib
from pathlib import Path
from typing import Final

from server.errors import ConfigurationError
from server.packages.notes import is_of_notes, verify_notes_package
from server.packages.report import Report, Verdict
from server.packages.verifying import verify_package

MAX_BYTES: Final = 2**31
"""More is no package: an archive can claim any size."""
DIGITS: Final = 60
ENVELOPE: Final = (
    "Checked are the names of the files and every byte in them. What an archive or a folder says besides, such as dates and comments,"
    " nobody signed: it proves nothing."
)
_MARKS: Final = {Verdict.HOLDS: "holds    ", Verdict.FAILS: "DOES NOT ", Verdict.NOTE: "note     "}


def verify_file(path: Path, root: str | None) -> tuple[list[str], bool]:
    """What to print, and whether everything that can be proved holds."""
    files = _files(path)
    if files is None:
        return ["This is no package, or its archive was damaged: it cannot be unpacked whole."], False
    known = None if root is None else _fingerprint(root)
    report = verify_notes_package(files, known) if is_of_notes(files) else verify_package(files, known).report
    report.notes(ENVELOPE)
    return [*lines_of(report), "", _verdict(report)], report.whole


def _fingerprint(text: str) -> bytes | str:
    """As people hand it on: in hex, or as twelve groups of five digits."""
    plain = "".join(text.split())
    if plain.isdigit() and len(plain) == DIGITS:
        return plain
    try:
        return bytes.fromhex(plain)
    except ValueError:
        raise ConfigurationError("a fingerprint is sixty digits, or 32 bytes in hex") from None


def lines_of(report: Report) -> list[str]:
    """One line for each sentence, with a mark before it."""
    return [f"{_MARKS[each.verdict]} {each.words}" for each in report.sentences]


def _verdict(report: Report) -> str:
    failed = sum(1 for each in report.sentences if each.verdict is Verdict.FAILS)
    if failed:
        return f"This package does NOT hold: {failed} of what it claims is not so."
    return "This package holds. Read the notes: they say what it cannot show."


def _files(path: Path) -> dict[str, bytes] | None:
    """The files of an archive or of a folder that was unpacked; None when it is neither whole."""
    if path.is_dir():
        found = [each for each in sorted(path.rglob("*")) if each.is_file()]
        return {each.relative_to(path).as_posix(): each.read_bytes() for each in found}
    if not path.is_file():
        raise ConfigurationError(f"there is no file {path}")
    try:
        with zipfile.ZipFile(path) as archive:
            return _unpacked(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
        return None


def _unpacked(archive: zipfile.ZipFile) -> dict[str, bytes] | None:
    rows = [row for row in archive.infolist() if not row.is_dir()]
    if len({row.filename for row in rows}) < len(rows) or sum(row.file_size for row in rows) > MAX_BYTES:
        return None
    return {row.filename: archive.read(row) for row in rows}
