"""Contact cards (crypto.md §3.12): who somebody is outside, for themselves and the practice's intake staff alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from server.crypto.aead import open_box, seal_box
from server.crypto.bundle import Bundle, Signer
from server.crypto.canonical import Body, Uint, encode, read, written
from server.crypto.checks import (
    KEY_BYTES,
    Random,
    ascending,
    count,
    counted,
    drawn,
    exactly,
    hashes,
    ids,
    same,
    text_at_most,
)
from server.crypto.hashing import hash_of, sha256
from server.crypto.padding import pad, unpad
from server.crypto.sealing import OVERHEAD_BYTES, SealingKey, seal
from server.crypto.signing import SignedBody, SigningKey
from server.errors import ProofError
from server.ids import AccountId

FIELD_NAMES = ("name", "address", "birth-date", "telephone", "email")
MAX_VALUE_BYTES = 1024

MOST_RECIPIENTS = 32
"""So many wraps fit one request (protocol.md §1)."""

WRAP_BYTES = OVERHEAD_BYTES + KEY_BYTES


class Standing(StrEnum):
    """Whether a field was filled in; to decline is an answer."""

    GIVEN = "given"
    DECLINED = "declined"


class ContactField(Body, frozen=True):
    """One field; ProofError("bad_field") unless its value is empty exactly when it was declined."""

    name: str
    standing: Standing
    value: str

    def __post_init__(self) -> None:
        text_at_most(MAX_VALUE_BYTES, self.value)
        if (self.standing is Standing.GIVEN) != bool(self.value):
            raise ProofError("bad_field")


class ContactFields(Body, frozen=True, tag="webtherapy/v1/contact-card-fields"):
    """All fields, in the paper's order; ProofError("bad_field") in any other. Secret."""

    fields: tuple[ContactField, ...]

    def __post_init__(self) -> None:
        count(self.fields, len(FIELD_NAMES), len(FIELD_NAMES))
        if tuple(field.name for field in self.fields) != FIELD_NAMES:
            raise ProofError("bad_field")


class CardRecipient(Body, frozen=True):
    """One who can open the card, under which bundle, and the hash of the wrap that lets them."""

    account: AccountId
    bundle_hash: bytes
    wrap_hash: bytes

    def __post_init__(self) -> None:
        ids(self.account)
        hashes(self.bundle_hash, self.wrap_hash)


class ContactCard(Body, frozen=True, tag="webtherapy/v1/contact-card"):
    """The holder's word on what was sealed, and for whom; ProofError("missing_member") when not for the holder too."""

    account: AccountId
    version: Uint
    fields_hash: bytes
    recipients: tuple[CardRecipient, ...]
    made_at: Uint

    def __post_init__(self) -> None:
        ids(self.account)
        counted(self.version)
        hashes(self.fields_hash)
        count(self.recipients, 1, MOST_RECIPIENTS)
        ascending([row.account for row in self.recipients])
        if self.account not in {row.account for row in self.recipients}:
            raise ProofError("missing_member")

    def recipient(self, account: AccountId) -> CardRecipient:
        """The recipient's row; ProofError("unknown_member")."""
        for row in self.recipients:
            if row.account == account:
                return row
        raise ProofError("unknown_member")


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class MadeContactCard:
    """What the holder sends: the signed card, the sealed fields, and the wraps in the order of its recipients."""

    signed: SignedBody
    sealed_fields: bytes
    wraps: tuple[bytes, ...]


def make_contact_card(
    signer: SigningKey,
    holder: Bundle,
    version: int,
    fields: ContactFields,
    readers: Sequence[Bundle],
    made_at: int,
    random: Random,
) -> MadeContactCard:
    """The card under a new key, for its holder and these readers (certified intake staff: that is for the caller)."""
    key = drawn(random, KEY_BYTES)
    sealed = seal_box(key, pad(written(fields)), _seal_context(holder.account, version), random)
    bundles = {bundle.account: bundle for bundle in (*readers, holder)}
    rows, wraps = [], []
    for account in sorted(bundles):
        bundle = bundles[account]
        wrapped = seal(bundle.sealing_public, _wrap_info(holder.account, version, bundle.hash), key)
        rows.append(CardRecipient(account, bundle.hash, card_wrap_hash(wrapped)))
        wraps.append(wrapped)
    card = ContactCard(holder.account, version, sha256(sealed), tuple(rows), made_at)
    return MadeContactCard(signer.sign_body(card), sealed, tuple(wraps))


def verify_contact_card(signed: SignedBody, sealed_fields: bytes, holder: Signer) -> ContactCard:
    """The card of the holder of this bundle, with the sealed fields that it names.

    Reasons: bad_signature, unknown_member, missing_member, wrong_bundle, wrong_fields_hash.
    """
    card = signed.verified(ContactCard, holder.signing_public)
    if card.account != holder.account:
        raise ProofError("unknown_member")
    same(card.recipient(card.account).bundle_hash, holder.hash, "wrong_bundle")
    same(sha256(sealed_fields), card.fields_hash, "wrong_fields_hash")
    return card


def check_card_wraps(card: ContactCard, wraps: Sequence[bytes]) -> None:
    """ProofError("wrong_wrap_hash") unless these are the recipients' wraps, in their order. Opens nothing."""
    count(wraps, len(card.recipients), len(card.recipients))
    exactly(WRAP_BYTES, *wraps)
    for row, wrapped in zip(card.recipients, wraps, strict=True):
        same(card_wrap_hash(wrapped), row.wrap_hash, "wrong_wrap_hash")


def open_contact_card(
    key: SealingKey, recipient: AccountId, card: ContactCard, sealed_fields: bytes, wrapped: bytes
) -> ContactFields:
    """The fields of a verified card, from a recipient's wrap. Secret.

    Reasons: unknown_member, wrong_wrap_hash, wrong_key, bad_padding, bad_field.
    """
    row = card.recipient(recipient)
    same(card_wrap_hash(wrapped), row.wrap_hash, "wrong_wrap_hash")
    card_key = key.open_sealed(_wrap_info(card.account, card.version, row.bundle_hash), wrapped)
    context = _seal_context(card.account, card.version)
    return read(ContactFields, unpad(open_box(card_key, sealed_fields, context)))


def card_wrap_hash(wrapped: bytes) -> bytes:
    """What the card names a wrap by."""
    return hash_of("webtherapy/v1/contact-card-wrap-hash", wrapped)


def _wrap_info(account: AccountId, version: int, bundle_hash: bytes) -> bytes:
    return encode("webtherapy/v1/contact-card-wrap", account, version, bundle_hash)


def _seal_context(account: AccountId, version: int) -> bytes:
    return encode("webtherapy/v1/contact-card-seal", account, version)
