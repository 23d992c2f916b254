"""Canonical encoding (crypto.md §1.2): MessagePack arrays that have exactly one spelling.

`encode`/`decode` serve structures without a type of their own; a `Body` is a structure with one.
Every decode re-encodes and compares.
Reasons: `too_large`, `malformed`, `not_canonical`, `wrong_label` (crypto.md §1.6).
"""

from functools import cache
from typing import Annotated, Any, TypeVar

import msgspec

from server.errors import ProofError

MAX_BYTES = 65_536
"""Longest structure ever decoded: what one frame may hold (protocol.md §2)."""

MAX_UINT = 2**53 - 1
"""The largest integer that JavaScript holds exactly (crypto.md §1.1)."""

MAX_DEPTH = 3
"""An array of rows inside a labelled array is as deep as the paper goes."""

Uint = Annotated[int, msgspec.Meta(ge=0, le=MAX_UINT)]

Part = int | str | bytes | list[Any] | tuple[Any, ...]
"""An unsigned integer, text, bytes, or an array of those."""

_encoder = msgspec.msgpack.Encoder()
_any = msgspec.msgpack.Decoder()


class Body(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A structure of the paper; its tag, if it has one, is its label. The repr shows no content."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def encoded(self) -> bytes:
        """The one spelling of this structure."""
        return _encoder.encode(self)


BodyT = TypeVar("BodyT", bound=Body)


def encode(label: str, *parts: Part) -> bytes:
    """context(label, part…). ProofError("malformed") when a part is not of the four kinds."""
    return encode_array([label, *parts])


def encode_array(parts: list[Any]) -> bytes:
    """A canonical array without a label, such as an entry's payload (crypto.md §5.1)."""
    _refuse_foreign(parts, MAX_DEPTH)
    try:
        return _encoder.encode(parts)
    except UnicodeEncodeError:
        raise ProofError("malformed") from None


def decode(label: str, data: bytes) -> list[Any]:
    """The parts of context(label, part…), the label taken off."""
    parts = decode_array(data)
    if not parts or parts[0] != label:
        raise ProofError("wrong_label")
    return parts[1:]


def decode_array(data: bytes) -> list[Any]:
    """The parts of a canonical array without a label."""
    if len(data) > MAX_BYTES:
        raise ProofError("too_large")
    try:
        parts = _any.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError) as error:
        # The decoder's text repeats the input and must not travel on; it alone tells trailing bytes from other trouble.
        raise ProofError("not_canonical" if "trailing" in str(error) else "malformed") from None
    if not isinstance(parts, list):
        raise ProofError("malformed")
    _refuse_foreign(parts, MAX_DEPTH)
    if _encoder.encode(parts) != data:
        raise ProofError("not_canonical")
    return parts


def read(shape: type[BodyT], data: bytes) -> BodyT:
    """`data` as a structure of type `shape`; its own reasons besides those of this module."""
    if len(data) > MAX_BYTES:
        raise ProofError("too_large")
    try:
        body: BodyT = _decoder(shape).decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError):
        raise ProofError(_why_unreadable(shape, data)) from None
    if _encoder.encode(body) != data:
        raise ProofError("not_canonical")
    return body


def written(body: Body) -> bytes:
    """The encoding of `body`, read back first: what we would refuse, we never sign, seal or send."""
    data = body.encoded()
    read(type(body), data)
    return data


@cache
def _decoder(shape: type[BodyT]) -> msgspec.msgpack.Decoder[BodyT]:
    return msgspec.msgpack.Decoder(shape)


def _why_unreadable(shape: type[Body], data: bytes) -> str:
    """The reason for what the typed decoder refused: the general one first, then the label, then the parts."""
    try:
        parts = decode_array(data)
    except ProofError as error:
        return error.reason
    label = shape.__struct_config__.tag
    return "wrong_label" if label is not None and parts[:1] != [label] else "malformed"


def _refuse_foreign(part: object, depth: int) -> None:
    """Only unsigned integers below 2^53, text, bytes and arrays of those."""
    if isinstance(part, bytes | str):
        return
    if isinstance(part, int) and not isinstance(part, bool) and 0 <= part <= MAX_UINT:
        return
    if isinstance(part, list | tuple) and depth > 0:
        for inner in part:
            _refuse_foreign(inner, depth - 1)
        return
    raise ProofError("malformed")
