"""The file of what was destroyed (crypto.md §15.4): one line for each approval and each certificate, each bound to the line before, only ever added to."""

import fcntl
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Final

from server.crypto.canonical import read
from server.crypto.destruction import Destroyed, Destruction
from server.crypto.hashing import sha256
from server.errors import ConfigurationError, ProofError
from server.ids import DestructionId

NOTHING_BEFORE: Final = bytes(32)
"""What the first line names as the one before."""

SignedKeys = tuple[bytes, bytes, bytes]
"""A bundle, its signature, and its predecessor's (empty for the first)."""

_ClosingRow = tuple[bytes, str, bytes, bytes, bytes, int]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ClosedConversation:
    """How a destroyed conversation had ended."""

    conversation: bytes
    reason: str
    account: bytes
    body: bytes
    signature: bytes
    closed_at: int
    keys: tuple[SignedKeys, ...] = ()
    """The bundles of whoever closed it, from their first to the one it is signed under: an older record may not know the later ones."""

    @property
    def row(self) -> _ClosingRow:
        """For the table of closings."""
        return (self.conversation, self.reason, self.account, self.body, self.signature, self.closed_at)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ApprovedLine:
    """A destruction with both signatures, what there was of what, and how its conversations had ended: from here on nobody opens it."""

    kind: ClassVar[str] = "approved"
    destruction: bytes
    signature: bytes
    approval: bytes
    proposed_at: int
    approved_at: int
    counts: tuple[int, ...]
    closings: tuple[ClosedConversation, ...]

    @property
    def destruction_id(self) -> DestructionId:
        """Which."""
        return read(Destruction, self.destruction).destruction_id

    def said(self) -> dict[str, Any]:
        """As it stands on the line."""
        return {
            "destruction": self.destruction.hex(),
            "signature": self.signature.hex(),
            "approval": self.approval.hex(),
            "proposed_at": self.proposed_at,
            "approved_at": self.approved_at,
            "counts": list(self.counts),
            "closings": [_written(each) for each in self.closings],
        }

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> "ApprovedLine":
        """From a line."""
        return cls(
            destruction=bytes.fromhex(said["destruction"]),
            signature=bytes.fromhex(said["signature"]),
            approval=bytes.fromhex(said["approval"]),
            proposed_at=int(said["proposed_at"]),
            approved_at=int(said["approved_at"]),
            counts=tuple(int(each) for each in said["counts"]),
            closings=tuple(_closed(each) for each in said["closings"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CertifiedLine:
    """The service's word that nothing is left."""

    kind: ClassVar[str] = "destroyed"
    certificate: bytes
    signature: bytes
    certified_at: int

    @property
    def destruction_id(self) -> DestructionId:
        """Which."""
        return read(Destroyed, self.certificate).destruction_id

    def said(self) -> dict[str, Any]:
        """As it stands on the line."""
        return {
            "certificate": self.certificate.hex(),
            "signature": self.signature.hex(),
            "certified_at": self.certified_at,
        }

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> "CertifiedLine":
        """From a line."""
        return cls(
            certificate=bytes.fromhex(said["certificate"]),
            signature=bytes.fromhex(said["signature"]),
            certified_at=int(said["certified_at"]),
        )


Line = ApprovedLine | CertifiedLine
_KINDS: Final[Mapping[str, type[ApprovedLine] | type[CertifiedLine]]] = {
    each.kind: each for each in (ApprovedLine, CertifiedLine)
}


@dataclass(frozen=True, slots=True)
class FileHead:
    """How many lines there were, and the hash of the last: whoever kept it finds lines that are gone or changed."""

    count: int
    hash: bytes

    def __str__(self) -> str:
        return f"{self.count}:{self.hash.hex()}"

    @classmethod
    def read(cls, text: str) -> "FileHead":
        """As it was printed, or stands in a backup."""
        try:
            count, _, hexadecimal = text.strip().partition(":")
            head = cls(int(count), bytes.fromhex(hexadecimal))
        except ValueError:
            head = cls(-1, b"")
        if head.count < 0 or len(head.hash) != len(NOTHING_BEFORE):
            raise ConfigurationError(
                "the head of a file of destructions is a number of lines, a colon and 64 hexadecimal digits"
            )
        return head


@dataclass(frozen=True, slots=True, repr=False)
class DestroyedFile:
    """The file, read: every line follows from the one before."""

    path: Path
    lines: tuple[Line, ...]
    hashes: tuple[bytes, ...]

    @property
    def head(self) -> FileHead:
        """Where it ends."""
        return FileHead(len(self.hashes), self.hashes[-1] if self.hashes else NOTHING_BEFORE)

    def check_begins_with(self, known: FileHead, by: str) -> None:
        """Whether it still is what somebody saw, and nothing but more: ConfigurationError that names what is missing or changed."""
        if known.count > len(self.hashes):
            raise ConfigurationError(
                f"{self.path}: lines {len(self.hashes) + 1} to {known.count} are missing at its end: {by} was made when there were {known.count}"
            )
        if known.count and self.hashes[known.count - 1] != known.hash:
            raise ConfigurationError(
                f"{self.path}: its first {known.count} lines are not those that {by} was made with: one of them was altered, taken out or put in"
            )


def read_file(path: Path) -> DestroyedFile:
    """The file; empty when it is not there yet. ConfigurationError that names the line that is damaged, missing, moved or altered."""
    try:
        texts = path.read_text("ascii").splitlines()
    except FileNotFoundError:
        texts = []
    except (OSError, ValueError):
        raise ConfigurationError(f"{path} cannot be read: it is damaged") from None
    said = [_said(path, place, text) for place, text in enumerate(texts, start=1)]
    _check_numbers(path, [each["number"] for each in said])
    hashes = [sha256(text.encode("ascii")) for text in texts]
    for place, (each, before) in enumerate(zip(said, [NOTHING_BEFORE, *hashes], strict=False), start=1):
        if each["previous"] != before.hex():
            raise ConfigurationError(
                f"{path}: line {place} was written behind another line than stands before it:"
                f" line {max(place - 1, 1)} was altered"
            )
    return DestroyedFile(
        path, tuple(_line(path, place, each) for place, each in enumerate(said, start=1)), tuple(hashes)
    )


def append_lines(path: Path, found: Iterable[Line]) -> tuple[DestroyedFile, int]:
    """Add those that the file does not have yet; the file as it is now, and how many were new. One process at a time."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        before = read_file(path)
        known = {(each.kind, each.destruction_id) for each in before.lines}
        missing = [each for each in found if (each.kind, each.destruction_id) not in known]
        file.writelines(f"{text}\n" for text in _chained(before.head, missing))
        file.flush()
        os.fsync(file.fileno())
        return read_file(path), len(missing)


def _chained(head: FileHead, lines: Sequence[Line]) -> Iterator[str]:
    previous = head.hash
    for number, each in enumerate(lines, start=head.count + 1):
        text = json.dumps(
            {"number": number, "previous": previous.hex(), "kind": each.kind} | each.said(), sort_keys=True
        )
        previous = sha256(text.encode("ascii"))
        yield text


def _said(path: Path, place: int, text: str) -> dict[str, Any]:
    try:
        said: dict[str, Any] = json.loads(text)
        if isinstance(said["number"], int) and isinstance(said["previous"], str) and said["kind"] in _KINDS:
            return said
    except (ValueError, KeyError, TypeError):
        pass
    raise ConfigurationError(f"{path}: line {place} is damaged: it is no line of this file")


def _check_numbers(path: Path, numbers: Sequence[int]) -> None:
    for place, number in enumerate(numbers, start=1):
        if number == place:
            continue
        if place in numbers:
            raise ConfigurationError(
                f"{path}: the lines are out of order: line {number} stands in the place of line {place}"
            )
        raise ConfigurationError(f"{path}: line {place} is missing: behind {_behind(place)} comes line {number}")


def _behind(place: int) -> str:
    return "the beginning" if place == 1 else f"line {place - 1}"


def _line(path: Path, place: int, said: Mapping[str, Any]) -> Line:
    try:
        line = _KINDS[said["kind"]].of(said)
        assert line.destruction_id  # reads what was signed
    except (ValueError, KeyError, TypeError, ProofError):
        raise ConfigurationError(f"{path}: line {place} is damaged: it does not say what was destroyed") from None
    return line


def _written(closing: ClosedConversation) -> list[Any]:
    row = [part.hex() if isinstance(part, bytes) else part for part in closing.row]
    return [*row, [[part.hex() for part in each] for each in closing.keys]]


def _closed(said: Sequence[Any]) -> ClosedConversation:
    """Lines of before held no keys."""
    conversation, reason, account, body, signature, closed_at, *rest = said
    keys = [tuple(bytes.fromhex(part) for part in each) for each in (rest[0] if rest else [])]
    if any(len(each) != 3 for each in keys):
        raise ValueError
    return ClosedConversation(
        conversation=bytes.fromhex(conversation),
        reason=str(reason),
        account=bytes.fromhex(account),
        body=bytes.fromhex(body),
        signature=bytes.fromhex(signature),
        closed_at=int(closed_at),
        keys=tuple((body, signature, before) for body, signature, before in keys),
    )
