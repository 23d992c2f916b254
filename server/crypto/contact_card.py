"""Contact cards (crypto.md §3.12): who somebody is outside, for themselves and the practice's intake staff alone."""

from collections.abc import Sequence
from enum import StrEnum

from server.crypto.bundle import Bundle, Signer
from server.crypto.canonical import Body
from server.crypto.checks import Random, count, text_at_most
from server.crypto.sealed_fields import MadeSealed, SealedFor, make_sealed, open_sealed_fields, verify_sealed
from server.crypto.sealing import SealingKey
from server.crypto.signing import SignedBody, SigningKey
from server.errors import ProofError
from server.ids import AccountId

FIELD_NAMES = ("name", "address", "birth-date", "telephone", "email")
MAX_VALUE_BYTES = 1024


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


class ContactCard(SealedFor, frozen=True, tag="webtherapy/v1/contact-card"):
    """The holder's word on what was sealed, and for whom."""


def make_contact_card(
    signer: SigningKey,
    holder: Bundle,
    version: int,
    fields: ContactFields,
    readers: Sequence[Bundle],
    made_at: int,
    random: Random,
) -> MadeSealed:
    """The card under a new key, for its holder and these readers (certified intake staff: that is for the caller)."""
    return make_sealed(ContactCard, signer, holder, version, fields, readers, made_at, random)


def verify_contact_card(signed: SignedBody, sealed_fields: bytes, holder: Signer) -> ContactCard:
    """The card of the holder of this bundle; reasons as `verify_sealed`."""
    return verify_sealed(ContactCard, signed, sealed_fields, holder)


def open_contact_card(
    key: SealingKey, recipient: AccountId, card: ContactCard, sealed_fields: bytes, wrapped: bytes
) -> ContactFields:
    """The fields of a verified card, from a recipient's wrap; reasons as `open_sealed_fields`, and bad_field. Secret."""
    return open_sealed_fields(key, recipient, card, sealed_fields, wrapped, ContactFields)
