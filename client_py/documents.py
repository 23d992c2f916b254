"""The JSON of the HTTP interface (protocol.md §1), parsed once at the door: bytes are `Octets`, base64url on the wire."""

import base64
from typing import TypeVar

import msgspec

from server.crypto.signing import SignedBody
from server.errors import ProofError

AnswerT = TypeVar("AnswerT")


class Octets(bytes):
    """Bytes that JSON carries as base64url without padding."""


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all documents. Its repr names the type only."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class Signed(Document, frozen=True, kw_only=True):
    """A signed body as JSON carries it."""

    body: Octets
    signature: Octets

    @property
    def proof(self) -> SignedBody:
        """The signed body; nothing is verified yet."""
        return SignedBody(bytes(self.body), bytes(self.signature))

    @classmethod
    def of(cls, signed: SignedBody) -> "Signed":
        """A signed body to send."""
        return cls(body=Octets(signed.body), signature=Octets(signed.signature))


class Cosignature(Document, frozen=True, kw_only=True):
    """A custodian's signature over the manifest of their successors."""

    account: Octets
    signature: Octets


class Manifest(Signed, frozen=True, kw_only=True):
    """The custodian manifest with the cosignatures of its predecessor's custodians (crypto.md §7.1)."""

    cosignatures: list[Cosignature] = []


class KeptBundle(Document, frozen=True, kw_only=True):
    """A bundle; `certificate` is None while the practice has not certified it, `predecessor_signature` for an account's first."""

    bundle: Signed
    certificate: Signed | None = None
    predecessor_signature: Octets | None = None


class Person(KeptBundle, frozen=True, kw_only=True):
    """Someone with a bundle, and in `earlier` those before it, newest first (crypto.md §4.6)."""

    account: Octets
    role: str
    earlier: list[KeptBundle] = []

    @property
    def chain(self) -> list[KeptBundle]:
        """All of them, the oldest first."""
        return [*reversed(self.earlier), self]


class Practice(Document, frozen=True, kw_only=True):
    """GET /messaging/v1/practice."""

    root: Octets | None
    delegations: list[Signed]
    certifiers: list[Person]
    manifest: Manifest | None
    earlier: list[Signed]
    """The manifests before the one in force, newest first."""
    custodians: list[Person]
    system: list[Person] = []
    """Who signs for the service."""


class Listed(Document, frozen=True, kw_only=True):
    """One conversation of GET /messaging/v1/conversations; times are Unix milliseconds."""

    conversation: Octets
    match: Signed
    sequence: int
    head: Octets
    epoch: int
    session: Octets | None
    delivered: int
    read: int
    opened_at: int | None = None
    last_at: int | None = None
    closing: Signed | None = None
    reading: bool = False
    """Whether this account only reads there, by the `grants` (crypto.md §5.3)."""
    grants: list[Signed] = []


class Conversations(Document, frozen=True, kw_only=True):
    """GET /messaging/v1/conversations."""

    conversations: list[Listed]
    people: list[Person]


class Empty(Document, frozen=True, kw_only=True):
    """`{}`."""


class BundleRequest(Document, frozen=True, kw_only=True, omit_defaults=True):
    """POST /messaging/v1/bundle."""

    bundle: Signed
    predecessor_signature: Octets | None = None


class Problem(Document, frozen=True, kw_only=True):
    """An error as RFC 9457 spells it; only its type counts, and with `signed_out` the reason, when it is known."""

    type: str
    reason: str | None = None


def read(shape: type[AnswerT], data: bytes) -> AnswerT:
    """An answer of the server; ProofError("malformed") when it has another shape."""
    try:
        return msgspec.json.decode(data, type=shape, dec_hook=_to_octets)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise ProofError("malformed") from None


def write(document: Document) -> bytes:
    """A request body."""
    return msgspec.json.encode(document, enc_hook=_to_text)


def _to_octets(kind: type[object], value: object) -> Octets:
    if kind is not Octets:
        raise NotImplementedError
    if not isinstance(value, str):
        raise TypeError
    return Octets(base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)))


def _to_text(value: object) -> str:
    if not isinstance(value, Octets):
        raise NotImplementedError
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
