"""Signed notes and checkpoints (crypto.md §9.2): C2SP signed-note, tlog-checkpoint and tlog-cosignature, with Ed25519 keys. Pure."""

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from server.crypto.checks import HASH_BYTES, KEY_BYTES, SIGNATURE_BYTES
from server.crypto.hashing import sha256
from server.crypto.signing import SigningKey, verify
from server.errors import ProofError

KEY_ID_BYTES: Final = 4
TIME_BYTES: Final = 8
ED25519: Final = 0x01
COSIGNATURE: Final = 0x04
MAX_SIGNATURES: Final = 100
MAX_NOTE_BYTES: Final = 65_536
_NAME: Final = re.compile(r"[^\s+\x00-\x1f\x7f-\x9f\ufeff]+")
_SIZE: Final = re.compile(r"0|[1-9][0-9]*")


@dataclass(frozen=True, slots=True)
class Verifier:
    """Who may sign a note: a name and a public key. `kind` is ED25519 for the log itself, COSIGNATURE for a witness."""

    name: str
    public: bytes
    kind: int = ED25519

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name) or len(self.public) != KEY_BYTES:
            raise ProofError("malformed")

    @property
    def key_id(self) -> bytes:
        """Four bytes that stand before each signature."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public)[:KEY_ID_BYTES]

    @property
    def text(self) -> str:
        """The *verifier key* as people hand it on: name+id+base64."""
        return f"{self.name}+{self.key_id.hex()}+{_base64(bytes([self.kind]) + self.public)}"


def read_verifier(text: str) -> Verifier:
    """A verifier key as people hand it on; ProofError("malformed") when its parts do not belong together."""
    parts = text.split("+", 2)
    if len(parts) != 3:
        raise ProofError("malformed")
    name, key_id, encoded = parts
    key = _unbase64(encoded)
    verifier = Verifier(name, key[1:], key[0] if key else ED25519)
    if verifier.kind not in (ED25519, COSIGNATURE) or verifier.key_id.hex() != key_id:
        raise ProofError("malformed")
    return verifier


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How large a log is, and its root."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The note's text."""
        return f"{self.origin}\n{self.size}\n{_base64(self.root)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text and its signature lines: (name, key id ‖ signature)."""

    text: str
    signatures: tuple[tuple[str, bytes], ...]

    @property
    def written(self) -> str:
        """The note as it is stored and shown."""
        return self.text + "\n" + "".join(f"— {name} {_base64(signature)}\n" for name, signature in self.signatures)


def sign_note(text: str, name: str, key: SigningKey) -> Note:
    """The text, signed by the log's own key."""
    return Note(text, ((name, Verifier(name, key.public).key_id + key.sign(text.encode())),))


def cosign(note: Note, name: str, key: SigningKey, seconds: int) -> Note:
    """The note with a witness's word that it saw this checkpoint at that time (Unix seconds) and nothing that contradicts it."""
    stamp = seconds.to_bytes(TIME_BYTES, "big")
    signature = Verifier(name, key.public, COSIGNATURE).key_id + stamp + key.sign(_cosigned(note.text, seconds))
    return Note(note.text, (*note.signatures, (name, signature)))


def read_note(written: str) -> Note:
    """The note's parts, nothing believed; ProofError("malformed") or ("too_large")."""
    if len(written.encode()) > MAX_NOTE_BYTES:
        raise ProofError("too_large")
    text, blank, lines = written.rpartition("\n\n")
    if not blank or not lines.endswith("\n"):
        raise ProofError("malformed")
    rows = lines[:-1].split("\n")
    if len(rows) > MAX_SIGNATURES:
        raise ProofError("too_large")
    return Note(text + "\n", tuple(_signature(row) for row in rows))


def verify_note(note: Note, verifiers: Sequence[Verifier]) -> int | None:
    """Check that each of `verifiers` signed; ProofError("bad_signature"), ("unsigned") when one of them has no line at all.

    The earliest witness's time (Unix seconds) among them, or None when none of them is a witness.
    """
    times = [_verified(note, verifier) for verifier in verifiers]
    return min((each for each in times if each is not None), default=None)


def read_checkpoint(text: str, origin: str) -> Checkpoint:
    """The checkpoint of a verified note's text; ProofError("malformed"), or ("foreign_log") for another log's."""
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] != "" or not _SIZE.fullmatch(lines[1]) or "" in lines[:-1]:
        raise ProofError("malformed")
    root, size = _unbase64(lines[2]), int(lines[1])
    if len(root) != HASH_BYTES or size >= 1 << 53:
        raise ProofError("malformed")
    if lines[0] != origin:
        raise ProofError("foreign_log")
    return Checkpoint(origin, size, root)


def _verified(note: Note, verifier: Verifier) -> int | None:
    for name, signature in note.signatures:
        if name == verifier.name and signature[:KEY_ID_BYTES] == verifier.key_id:
            return _checked(note.text, signature[KEY_ID_BYTES:], verifier)
    raise ProofError("unsigned")


def _checked(text: str, signature: bytes, verifier: Verifier) -> int | None:
    if verifier.kind == ED25519:
        verify(verifier.public, text.encode(), signature)
        return None
    if len(signature) != TIME_BYTES + SIGNATURE_BYTES:
        raise ProofError("bad_signature")
    seconds = int.from_bytes(signature[:TIME_BYTES], "big")
    verify(verifier.public, _cosigned(text, seconds), signature[TIME_BYTES:])
    return seconds


def _cosigned(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def _signature(row: str) -> tuple[str, bytes]:
    mark, name, encoded = (*row.split(" "), "", "")[:3]
    if row != f"— {name} {encoded}" or mark != "—" or not _NAME.fullmatch(name):
        raise ProofError("malformed")
    signature = _unbase64(encoded)
    if len(signature) <= KEY_ID_BYTES:
        raise ProofError("malformed")
    return name, signature


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _unbase64(text: str) -> bytes:
    """Standard base64 in its only spelling."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ProofError("malformed") from None
    if _base64(data) != text:
        raise ProofError("malformed")
    return data
