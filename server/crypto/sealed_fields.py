"""What somebody says of themselves, sealed under one key for those whom they name (crypto.md §3.12, §12.1).

The contact card and the intake questionnaire have this shape; they differ in their fields and in their labels.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from server.crypto.aead import open_box, seal_box
from server.crypto.bundle import Bundle, Signer
from server.crypto.canonical import Body, Uint, encode, written
from server.crypto.checks import KEY_BYTES, Random, ascending, count, counted, drawn, exactly, hashes, ids, same
from server.crypto.hashing import hash_of, sha256
from server.crypto.padding import pad, unpad
from server.crypto.sealing import OVERHEAD_BYTES, SealingKey, seal
from server.crypto.signing import SignedBody, SigningKey
from server.errors import ProofError
from server.ids import AccountId

MOST_RECIPIENTS: Final = 32
"""So many wraps fit one request (protocol.md §1)."""

WRAP_BYTES: Final = OVERHEAD_BYTES + KEY_BYTES


class Recipient(Body, frozen=True):
    """One who can open it, under which bundle, and the hash of the wrap that lets them."""

    account: AccountId
    bundle_hash: bytes
    wrap_hash: bytes

    def __post_init__(self) -> None:
        ids(self.account)
        hashes(self.bundle_hash, self.wrap_hash)


class SealedFor(Body, frozen=True):
    """The holder's word on what was sealed, and for whom; ProofError("missing_member") when not for the holder too.

    Each kind is a subclass with its own label, from which the labels of its parts are made.
    """

    account: AccountId
    version: Uint
    fields_hash: bytes
    recipients: tuple[Recipient, ...]
    made_at: Uint

    def __post_init__(self) -> None:
        ids(self.account)
        counted(self.version)
        hashes(self.fields_hash)
        count(self.recipients, 1, MOST_RECIPIENTS)
        ascending([row.account for row in self.recipients])
        if self.account not in {row.account for row in self.recipients}:
            raise ProofError("missing_member")

    @classmethod
    def label(cls) -> str:
        """What a body of this kind begins with."""
        return str(cls.__struct_config__.tag)

    @classmethod
    def wrap_hash(cls, wrapped: bytes) -> bytes:
        """What it names a wrap by."""
        return hash_of(f"{cls.label()}-wrap-hash", wrapped)

    def recipient(self, account: AccountId) -> Recipient:
        """The recipient's row; ProofError("unknown_member")."""
        for row in self.recipients:
            if row.account == account:
                return row
        raise ProofError("unknown_member")

    def check_wraps(self, wraps: Sequence[bytes]) -> None:
        """ProofError("wrong_wrap_hash") unless these are the recipients' wraps, in their order. Opens nothing."""
        count(wraps, len(self.recipients), len(self.recipients))
        exactly(WRAP_BYTES, *wraps)
        for row, wrapped in zip(self.recipients, wraps, strict=True):
            same(self.wrap_hash(wrapped), row.wrap_hash, "wrong_wrap_hash")


SealedT = TypeVar("SealedT", bound=SealedFor)
FieldsT = TypeVar("FieldsT", bound=Body)


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class MadeSealed:
    """What the holder sends: the signed body, the sealed fields, and the wraps in the order of its recipients."""

    signed: SignedBody
    sealed_fields: bytes
    wraps: tuple[bytes, ...]


def make_sealed(
    kind: type[SealedFor],
    signer: SigningKey,
    holder: Bundle,
    version: int,
    fields: Body,
    readers: Sequence[Bundle],
    made_at: int,
    random: Random,
) -> MadeSealed:
    """The fields under a new key, for their holder and these readers (who may read them is for the caller to see to)."""
    key = drawn(random, KEY_BYTES)
    sealed = seal_box(key, pad(written(fields)), _seal_context(kind, holder.account, version), random)
    bundles = {bundle.account: bundle for bundle in (*readers, holder)}
    rows, wraps = [], []
    for account in sorted(bundles):
        bundle = bundles[account]
        wrapped = seal(bundle.sealing_public, _wrap_info(kind, holder.account, version, bundle.hash), key)
        rows.append(Recipient(account, bundle.hash, kind.wrap_hash(wrapped)))
        wraps.append(wrapped)
    body = kind(holder.account, version, sha256(sealed), tuple(rows), made_at)
    return MadeSealed(signer.sign_body(body), sealed, tuple(wraps))


def verify_sealed(kind: type[SealedT], signed: SignedBody, sealed_fields: bytes, holder: Signer) -> SealedT:
    """The word of the holder of this bundle, with the sealed fields that it names.

    Reasons: bad_signature, unknown_member, missing_member, wrong_bundle, wrong_fields_hash.
    """
    said = signed.verified(kind, holder.signing_public)
    if said.account != holder.account:
        raise ProofError("unknown_member")
    same(said.recipient(said.account).bundle_hash, holder.hash, "wrong_bundle")
    same(sha256(sealed_fields), said.fields_hash, "wrong_fields_hash")
    return said


def open_sealed_fields(
    key: SealingKey,
    recipient: AccountId,
    said: SealedFor,
    sealed_fields: bytes,
    wrapped: bytes,
    reading: Callable[[bytes], FieldsT],
) -> FieldsT:
    """The fields of a verified body, from a recipient's wrap. Secret.

    Reasons: unknown_member, wrong_wrap_hash, wrong_key, bad_padding, and those of the fields.
    """
    row = said.recipient(recipient)
    same(said.wrap_hash(wrapped), row.wrap_hash, "wrong_wrap_hash")
    fields_key = key.open_sealed(_wrap_info(type(said), said.account, said.version, row.bundle_hash), wrapped)
    context = _seal_context(type(said), said.account, said.version)
    return reading(unpad(open_box(fields_key, sealed_fields, context)))


def _wrap_info(kind: type[SealedFor], account: AccountId, version: int, bundle_hash: bytes) -> bytes:
    return encode(f"{kind.label()}-wrap", account, version, bundle_hash)


def _seal_context(kind: type[SealedFor], account: AccountId, version: int) -> bytes:
    return encode(f"{kind.label()}-seal", account, version)
