"""The searcher of the canary test finds what it is meant to find (tests/acceptance/search.py)."""

import base64
from pathlib import Path

import pytest

from tests.acceptance.search import Search

CANARY = "the yellow bird over the seventh hill says nothing at all"
RAW = CANARY.encode()


@pytest.mark.parametrize(
    "planted",
    [
        RAW,
        RAW[20:36],
        RAW.hex().encode()[7:23],
        RAW.hex().upper().encode(),
        CANARY.encode("utf-16-le"),
        CANARY.encode("utf-16-be")[1:17],
        base64.b64encode(RAW),
        base64.b64encode(b"x" + RAW),
        base64.urlsafe_b64encode(b"xy" + RAW)[12:44],
    ],
)
def test_a_planted_run_is_found_in_every_spelling(planted: bytes, tmp_path: Path) -> None:
    """Raw, base64 at three alignments, hexadecimal, UTF-16; the shortest run is sixteen bytes."""
    (tmp_path / "file").write_bytes(bytes(20_000) + b"\x07" * 9 + planted + os_noise())
    assert Search([CANARY]).in_files(tmp_path)


def test_fifteen_bytes_and_noise_are_not_a_run(tmp_path: Path) -> None:
    """What is shorter may be chance."""
    (tmp_path / "file").write_bytes(os_noise() + RAW[:15] + b"\x00" + RAW[16:31] + os_noise())
    assert Search([CANARY]).in_files(tmp_path) == {}


def os_noise() -> bytes:
    """Bytes that mean nothing, always the same."""
    return bytes((n * n * 31 + n) % 251 for n in range(3000))
