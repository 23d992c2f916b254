"""JSON bodies (protocol.md §1): bounded, of a declared type, closed; bytes are base64url without padding."""

import base64
import binascii
from collections.abc import Sequence
from typing import ClassVar, Final, TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from server.errors import Refusal, RefusalCode

MAX_BODY_BYTES: Final = 65_536

LARGE_BODY_BYTES: Final = 131_072
"""For the few requests that bring a document and a wrap for each who may read it."""

BodyT = TypeVar("BodyT", bound="Body")


class Blob(bytes):
    """Bytes with a lawful length; base64url on the wire, both ways. Subclasses say which lengths are lawful."""

    least: ClassVar[int] = 0
    most: ClassVar[int] = MAX_BODY_BYTES

    def __init_subclass__(cls, *, least: int, most: int) -> None:
        cls.least, cls.most = least, most


class Id(Blob, least=16, most=16):
    """An id of crypto.md §1.1."""


class Key(Blob, least=32, most=32):
    """A symmetric key or an Ed25519 public key."""


class Signature(Blob, least=64, most=64):
    """An Ed25519 signature."""


class Wrap(Blob, least=64, most=1024):
    """A vault's wrap (crypto.md §3.3)."""


class SignedBytes(Blob, least=1, most=16_384):
    """The bytes of a body (crypto.md §1.3)."""


class Body(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of everything that clients send. Its repr names the type only."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """Base of everything that is sent back; it may grow."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class SignedBody(Body, frozen=True, kw_only=True):
    """A body and its signature, both ways (protocol.md §1.2)."""

    body: SignedBytes
    signature: Signature


class Nothing(Body, frozen=True, kw_only=True):
    """`{}`."""


async def read(request: Request, kind: type[BodyT], most: int = MAX_BODY_BYTES) -> BodyT:
    """The request's body as a `kind`, else a Refusal `too_large` or `malformed` that repeats nothing of it."""
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise Refusal(RefusalCode.MALFORMED)
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > most:
            raise Refusal(RefusalCode.TOO_LARGE)
    return decode(bytes(body), kind)


def decode(body: bytes, kind: type[BodyT]) -> BodyT:
    """JSON to a `kind`; a Refusal `malformed` without detail, because the decoder's own text repeats the input."""
    try:
        return msgspec.json.decode(body, type=kind, dec_hook=_blob)
    except (msgspec.DecodeError, ValueError, RecursionError):
        raise Refusal(RefusalCode.MALFORMED) from None


BlobT = TypeVar("BlobT", bound=Blob)


def decode_blob(text: str, kind: type[BlobT]) -> BlobT:
    """A value of a query or a path; a Refusal `malformed` for anything but base64url of a lawful length."""
    try:
        blob = _blob(kind, text)
    except ValueError:
        raise Refusal(RefusalCode.MALFORMED) from None
    assert isinstance(blob, kind)  # what _blob makes of a kind
    return blob


def answer(value: Answer, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A JSON answer."""
    return Response(msgspec.json.encode(value, enc_hook=_text), status, headers, "application/json")


def answers(values: Sequence[Answer]) -> Response:
    """A JSON array of answers."""
    return Response(msgspec.json.encode(values, enc_hook=_text), media_type="application/json")


def done(headers: dict[str, str] | None = None) -> Response:
    """204: it is done, and there is nothing to say."""
    return Response(status_code=204, headers=headers)


def _blob(kind: type, value: object) -> object:
    """base64url without padding, in its only spelling, to a Blob of lawful length."""
    if not (issubclass(kind, Blob) and isinstance(value, str)):
        raise ValueError  # noqa: TRY004 - the decoder turns this one, and only this one, into a refusal of the input
    try:
        raw = base64.b64decode(value + "=" * (-len(value) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise ValueError from None
    if not kind.least <= len(raw) <= kind.most or _text(raw) != value:
        raise ValueError
    return kind(raw)


def _text(value: object) -> str:
    if not isinstance(value, bytes):
        raise NotImplementedError
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode("ascii")
