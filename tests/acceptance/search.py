"""Looks for words where none may be: every 16-byte run of a text, in every spelling that a machine might have given it."""

import base64
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

RUN = 16
"""Bytes in a row that no chance puts there."""
_PROBE = 8
_STRIDE = RUN - _PROBE + 1
"""Any run of 16 bytes holds a probe that begins at a multiple of this, so few probes find every run."""
_LETTERS = bytes(byte if byte == 0 or 0x20 <= byte <= 0x7E else 0x0A for byte in range(256))
_EMPTY = re.compile(rb"\0{4,}")
_LONG = re.compile(rb"[^\n]{16,}")


class Search:
    """A set of texts to look for."""

    def __init__(self, texts: Iterable[str]) -> None:
        texts = list(texts)
        assert all(text.isascii() for text in texts)
        self._spellings = sorted({spelling for text in texts for spelling in _spellings(text)})
        self._probes = sorted({probe for spelling in self._spellings for probe in _probes(spelling)})

    def in_bytes(self, data: bytes) -> list[bytes]:
        """The runs found, without duplicates; empty is what one hopes for."""
        found = {run for probe in self._probes if probe in data for run in self._runs_around(probe) if run in data}
        return sorted(found)

    def in_files(self, folder: Path) -> dict[Path, list[bytes]]:
        """The runs found, by file, below a folder."""
        files = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]
        found = {path: self.in_bytes(_legible(path.read_bytes())) for path in files}
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


def _legible(data: bytes) -> bytes:
    """The runs of letters and zeros in it. Texts to look for are ASCII, and so is every spelling but UTF-16, which adds zeros."""
    thinned = _EMPTY.sub(b"\0\n\0", data.translate(_LETTERS))
    return b"\n".join(_LONG.findall(thinned))
