"""Looks for words where none may be: every 16-byte run of a text, in every spelling that a machine might have given it."""

import base64
from collections.abc import Iterable, Iterator
from pathlib import Path

RUN = 16
"""Bytes in a row that no chance puts there."""
_PROBE = 8
_STRIDE = RUN - _PROBE + 1
"""Any run of 16 bytes holds a probe that begins at a multiple of this, so few probes find every run."""
_PAGE = 8192


class Search:
    """A set of texts to look for."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._spellings = sorted({spelling for text in texts for spelling in _spellings(text)})
        self._probes = sorted({probe for spelling in self._spellings for probe in _probes(spelling)})

    def in_bytes(self, data: bytes) -> list[bytes]:
        """The runs found, without duplicates; empty is what one hopes for."""
        found = {run for probe in self._probes if probe in data for run in self._runs_around(probe) if run in data}
        return sorted(found)

    def in_files(self, folder: Path) -> dict[Path, list[bytes]]:
        """The runs found, by file, below a folder."""
        files = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]
        found = {path: self.in_bytes(_without_empty_pages(path.read_bytes())) for path in files}
        return {path: runs for path, runs in found.items() if runs}

    def _runs_around(self, probe: bytes) -> Iterator[bytes]:
        for spelling in self._spellings:
            for start in range(len(spelling) - RUN + 1):
                run = spelling[start : start + RUN]
                if probe in run:
                    yield run


def _spellings(text: str) -> Iterator[bytes]:
    raw = text.encode()
    yield raw
    yield raw.hex().encode()
    yield raw.hex().upper().encode()
    yield text.encode("utf-16-le")
    yield text.encode("utf-16-be")
    for alignment in range(3):
        # What stands before and after is unknown: only the characters that depend on the text alone are kept.
        kept = slice(4 if alignment else 0, -4)
        yield base64.b64encode(bytes(alignment) + raw)[kept]
        yield base64.urlsafe_b64encode(bytes(alignment) + raw)[kept]


def _probes(spelling: bytes) -> Iterator[bytes]:
    for start in range(0, len(spelling) - _PROBE + 1, _STRIDE):
        yield spelling[start : start + _PROBE]


def _without_empty_pages(data: bytes) -> bytes:
    """A fresh write-ahead log is mostly zeros; runs may lie across the border of two kept pages, never across a dropped one."""
    empty = bytes(_PAGE)
    pages = (data[start : start + _PAGE] for start in range(0, len(data), _PAGE))
    return b"".join(page if page != empty else b"\0" for page in pages)
