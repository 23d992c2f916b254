"""`webtherapy verify PACKAGE` (crypto.md §13.2): what it prints, and how it ends."""

import random
import zipfile
from pathlib import Path

import pytest

from server.cli import main
from server.commands.verify_package import ENVELOPE, verify_file
from server.crypto.safety import fingerprint
from tests.unit.packages.packed import Packing, told_story


@pytest.fixture(scope="module", name="files")
def _files() -> dict[str, bytes]:
    return Packing(told_story()).made()


@pytest.fixture(scope="module", name="root")
def _root() -> bytes:
    return told_story().cast.accounts["client"].vault.root_fingerprint


def packed(path: Path, files: dict[str, bytes]) -> Path:
    """An archive of these files."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def test_a_whole_package_ends_well(
    tmp_path: Path, files: dict[str, bytes], root: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    """As an archive and as a folder, with the fingerprint in hex or as people compare it."""
    archive = packed(tmp_path / "record.zip", files)
    folder = tmp_path / "record"
    with zipfile.ZipFile(archive) as kept:
        kept.extractall(folder)
    for path, said in ((archive, root.hex()), (folder, fingerprint(root))):
        assert main(["verify", str(path), "--root", said]) == 0
        printed = capsys.readouterr().out
        assert "The practice is the one whose fingerprint you gave" in printed
        assert "This package holds." in printed


def test_a_bit_flipped_anywhere_in_an_archive_shows_nothing_else(tmp_path: Path, files: dict[str, bytes]) -> None:
    """Either what is unpacked is byte for byte the same, as where a date was bent, or the package does not hold; and what is covered is said."""
    whole = packed(tmp_path / "whole.zip", files).read_bytes()
    lines, well = verify_file(tmp_path / "whole.zip", None)
    assert well
    assert any(ENVELOPE in line for line in lines)
    draw, unnoticed = random.Random(5), 0
    around = range(len(whole) - 1_200, len(whole))
    for place in (*draw.sample(around, 60), *(draw.randrange(len(whole)) for _ in range(20))):
        bent = bytearray(whole)
        bent[place] ^= 1 << draw.randrange(8)
        path = tmp_path / "bent.zip"
        path.write_bytes(bent)
        if verify_file(path, None)[1]:
            unnoticed += 1
            with zipfile.ZipFile(path) as archive:
                assert {row.filename: archive.read(row) for row in archive.infolist()} == files
    assert 0 < unnoticed < 60


def test_what_does_not_hold_ends_badly(
    tmp_path: Path, files: dict[str, bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    """A bent file, another practice, an archive that was cut, one that is none, and one that names a file twice."""
    bent = packed(tmp_path / "bent.zip", files | {"record.json": files["record.json"] + b" "})
    whole = packed(tmp_path / "whole.zip", files)
    cut = tmp_path / "cut.zip"
    cut.write_bytes(whole.read_bytes()[:-200])
    none = tmp_path / "none.zip"
    none.write_bytes(b"none")
    twice = packed(tmp_path / "twice.zip", files)
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(twice, "a") as archive:
        archive.writestr("record.html", files["record.html"])
    for path in (bent, cut, none, twice):
        assert main(["verify", str(path)]) == 1, path
    assert "does NOT hold" in capsys.readouterr().out
    assert main(["verify", str(whole), "--root", "00" * 32]) == 1


def test_what_cannot_be_asked(tmp_path: Path, files: dict[str, bytes], capsys: pytest.CaptureFixture[str]) -> None:
    """No such file, and a fingerprint that is none."""
    whole = packed(tmp_path / "whole.zip", files)
    assert main(["verify", str(tmp_path / "nothing.zip")]) == 2
    assert main(["verify", str(whole), "--root", "abc"]) == 2
    assert "webtherapy: " in capsys.readouterr().err
