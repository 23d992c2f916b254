"""What a vector is, and how JSON's few types carry bytes."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from server.crypto.checks import Random
from server.crypto.signing import SignedBody
from server.errors import ProofError

Json = dict[str, Any]
Operation = Callable[[Json], Json]


@dataclass(frozen=True)
class Case:
    """One vector before its output is known."""

    name: str
    why: str
    operation: str
    input: Json = field(default_factory=dict)
    expect: str = "ok"


def run(operation: Operation, given: Json) -> tuple[str, Json]:
    """("ok", output), or the word of refusal and nothing."""
    try:
        return "ok", operation(given)
    except ProofError as error:
        return error.reason, {}


def un(text: str) -> bytes:
    """Bytes of hex."""
    return bytes.fromhex(text)


def stream(seed: str) -> Random:
    """Bytes that look random and never change: SHA-256 of seed and counter, block after block."""
    buffer = bytearray()
    counter = 0

    def take(length: int) -> bytes:
        nonlocal counter
        while len(buffer) < length:
            buffer.extend(hashlib.sha256(f"{seed}/{counter}".encode()).digest())
            counter += 1
        taken = bytes(buffer[:length])
        del buffer[:length]
        return taken

    return take


def replay(text: str) -> Random:
    """The bytes of `text` in order: what a vector says was drawn."""
    left = bytearray(un(text))

    def take(length: int) -> bytes:
        taken = bytes(left[:length])
        del left[:length]
        return taken

    return take


def pair(signed: SignedBody) -> Json:
    """A signed body in JSON."""
    return {"body": signed.body.hex(), "signature": signed.signature.hex()}


def unpair(given: Json) -> SignedBody:
    """A signed body of JSON."""
    return SignedBody(un(given["body"]), un(given["signature"]))


def flipped(data: bytes, place: int = -1) -> bytes:
    """The same with one bit changed."""
    changed = bytearray(data)
    changed[place] ^= 1
    return bytes(changed)


def to_parts(parts: list[Any]) -> list[Any]:
    """Canonical parts in JSON: integers as they are, {"text"}, {"hex"}, arrays."""
    return [_to_part(part) for part in parts]


def from_parts(parts: list[Any]) -> list[Any]:
    """Canonical parts of JSON."""
    return [_from_part(part) for part in parts]


def _to_part(part: Any) -> Any:
    if isinstance(part, bytes):
        return {"hex": part.hex()}
    if isinstance(part, str):
        return {"text": part}
    if isinstance(part, list | tuple):
        return to_parts(list(part))
    return part


def _from_part(part: Any) -> Any:
    if isinstance(part, dict):
        return un(part["hex"]) if "hex" in part else part["text"]
    return from_parts(part) if isinstance(part, list) else part
