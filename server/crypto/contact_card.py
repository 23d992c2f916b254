"""Contact cards (crypto.md §3.12): who somebody is outside, for themselves and the practice's intake staff alone."""

from collections.abc import Sequence
from enum import StrEnum

from server.crypto.bundle import Bundle, Signer
from server.crypto.canonical import Body, read
from server.crypto.checks import Random, count, text_at_most
from server.crypto.sealed_fields import MadeSealed, SealedFor, make_sealed, open_sealed_fields, verify_sealed
from server.crypto.sealing import SealingKey
from server.crypto.signing import SignedBody, SigningKey
from server.errors import ProofError
from server.ids import AccountId

FIELD_NAMES = ("name", "address", "birth-date", "telephone", "email")
MAX_VALUE_BYTES = 1024
MAX_HOURS_BYTES = 256


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


class Channel(StrEnum):
    """A way to reach somebody outside of the service."""

    TELEPHONE = "telephone"
    EMAIL = "email"
    POST = "post"
    NONE = "none"
    """Not at all: it stands alone."""


_CHANNELS = tuple(Channel)


class Messages(StrEnum):
    """Whether something may be said to whoever or whatever answers in their place."""

    UNSAID = ""
    LEAVE = "leave"
    NEVER = "never"


class SafeContact(Body, frozen=True):
    """How its holder may be reached (45 CFR 164.522(b)); everything may be left out. ProofError: bad_field, too_large. Secret."""

    channels: tuple[Channel, ...]
    """Each once, in the order of `Channel`; empty where nothing was said."""

    hours: str
    messages: Messages
    address: str
    """Where to write instead."""

    def __post_init__(self) -> None:
        places = [_CHANNELS.index(channel) for channel in self.channels]
        if places != sorted(set(places)) or (Channel.NONE in self.channels and len(self.channels) > 1):
            raise ProofError("bad_field")
        text_at_most(MAX_HOURS_BYTES, self.hours)
        text_at_most(MAX_VALUE_BYTES, self.address)


NOTHING_SAID = SafeContact((), "", Messages.UNSAID, "")


class ReachableFields(ContactFields, frozen=True, tag="webtherapy/v1/contact-card-fields-2"):
    """The same with how to reach its holder: what cards hold since there is such a thing. Secret."""

    safe: SafeContact


def safe_contact(fields: ContactFields) -> SafeContact:
    """How to reach its holder; nothing said on a card from before. Secret."""
    return fields.safe if isinstance(fields, ReachableFields) else NOTHING_SAID


def read_fields(data: bytes) -> ContactFields:
    """Of either kind, by its label. Secret."""
    try:
        return read(ReachableFields, data)
    except ProofError as error:
        if error.reason != "wrong_label":
            raise
    return read(ContactFields, data)


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
    return open_sealed_fields(key, recipient, card, sealed_fields, wrapped, read_fields)
