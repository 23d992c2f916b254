"""proofs.json (crypto.md §13.2): what proves the entries of a package, and what its maker merely tells. Bytes are hexadecimal."""

import re
from typing import Any, Final

import msgspec

from server.crypto.signing import SignedBody
from server.errors import ProofError

FORMAT: Final = "webtherapy/v1/package-proofs"
_HEX: Final = re.compile(r"(?:[0-9a-f]{2})*")


class Hex(bytes):
    """Bytes that JSON carries as lower-case hexadecimal."""


class _Document(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class Signed(_Document, frozen=True, kw_only=True):
    """A signed body."""

    body: Hex
    signature: Hex

    @property
    def proof(self) -> SignedBody:
        """The signed body; nothing is verified yet."""
        return SignedBody(bytes(self.body), bytes(self.signature))

    @classmethod
    def of(cls, signed: SignedBody) -> "Signed":
        """A signed body to write down."""
        return cls(body=Hex(signed.body), signature=Hex(signed.signature))


class KeptBundle(_Document, frozen=True, kw_only=True):
    """A bundle; `certificate` is None where nobody vouched for it, `predecessor_signature` for an account's first."""

    bundle: Signed
    certificate: Signed | None
    predecessor_signature: Hex | None


class Person(KeptBundle, frozen=True, kw_only=True):
    """Someone's newest certified bundle, and in `earlier` those before it, newest first (crypto.md §4.6)."""

    account: Hex
    role: str
    earlier: list[KeptBundle]

    @property
    def chain(self) -> list[KeptBundle]:
        """All of them, the oldest first."""
        return [*reversed(self.earlier), self]


class Witness(_Document, frozen=True, kw_only=True):
    """The outside of an envelope that is not in the package: it saw a head that is, and shows no words."""

    header: Hex
    nonce: Hex
    ciphertext_hash: Hex
    signature: Hex


class Leaf(_Document, frozen=True, kw_only=True):
    """A leaf of the record log with what leads from it to the checkpoint's root."""

    place: int
    salt: Hex
    record: Hex
    proof: list[Hex]


class Log(_Document, frozen=True, kw_only=True):
    """A checkpoint of the record log (crypto.md §9.2), and leaves that stand in it."""

    origin: str
    note: str
    leaves: list[Leaf]


class Name(_Document, frozen=True, kw_only=True):
    """What the maker calls a participant."""

    account: Hex
    name: str


class FileNonces(_Document, frozen=True, kw_only=True):
    """With which nonces an attachment's parts were sealed: so its digest can be computed again from the file itself."""

    attachment: Hex
    file: str
    nonces: list[Hex]


class Told(_Document, frozen=True, kw_only=True):
    """What nobody but the maker says: it proves nothing."""

    names: list[Name]
    zone: str
    offsets: list[tuple[int, int]]
    """[from (time), minutes ahead of UTC], rising, the first from 0."""
    statement: str
    """What has to stand at the top of every file; empty for a client's own copy."""


class Proofs(_Document, frozen=True, kw_only=True):
    """All of proofs.json."""

    format: str
    root: Hex
    delegations: list[Signed]
    people: list[Person]
    match: Signed
    epochs: list[Signed]
    witnesses: list[Witness]
    log: Log | None
    attachments: list[FileNonces]
    told: Told


def read_proofs(data: bytes) -> Proofs:
    """The document in its only spelling; ProofError("malformed") or ("not_canonical") otherwise."""
    try:
        proofs = msgspec.json.decode(data, type=Proofs, dec_hook=read_hex)
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError, RecursionError):
        raise ProofError("malformed") from None
    if proofs.format != FORMAT:
        raise ProofError("wrong_label")
    if write_proofs(proofs) != data:
        raise ProofError("not_canonical")
    return proofs


def write_proofs(proofs: Proofs) -> bytes:
    """The document's bytes, without spaces."""
    return msgspec.json.encode(proofs, enc_hook=_write_hex)


def read_hex(wanted: Any, value: object) -> Any:
    """What stands in hexadecimal; for decoders of other documents, too."""
    if wanted is not Hex or not isinstance(value, str) or not _HEX.fullmatch(value):
        raise ValueError
    return Hex(bytes.fromhex(value))


def _write_hex(value: object) -> str:
    if not isinstance(value, Hex):
        raise TypeError
    return value.hex()
