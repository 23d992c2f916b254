"""The intake questionnaire (crypto.md §12.1): for the client, the practice's intake staff and, once matched, the therapist."""

from collections.abc import Sequence
from enum import StrEnum
from functools import partial
from typing import Final

from server.crypto.bundle import Bundle, Signer
from server.crypto.canonical import Body, Uint, read
from server.crypto.checks import Random, count, text_at_most
from server.crypto.intake_form import INTAKE_FORMS
from server.crypto.sealed_fields import MadeSealed, SealedFor, make_sealed, open_sealed_fields, verify_sealed
from server.crypto.sealing import SealingKey
from server.crypto.signing import SignedBody, SigningKey
from server.errors import ProofError
from server.ids import AccountId

MAX_ANSWER_BYTES: Final = 4096
MAX_INTAKE_BYTES: Final = 32_768


class Standing(StrEnum):
    """Whether a question was answered; to decline is an answer, and there is time for it."""

    GIVEN = "given"
    DECLINED = "declined"
    OPEN = "open"


class IntakeField(Body, frozen=True):
    """One question's answer; ProofError("bad_field") unless it has a value exactly when it is given."""

    question: str
    standing: Standing
    value: str

    def __post_init__(self) -> None:
        text_at_most(MAX_ANSWER_BYTES, self.value)
        if (self.standing is Standing.GIVEN) != bool(self.value):
            raise ProofError("bad_field")


class IntakeFields(Body, frozen=True, tag="webtherapy/v1/intake-fields"):
    """All answers, in the form's order; ProofError("bad_field") in any other, or for an unknown form. Secret."""

    form: Uint
    fields: tuple[IntakeField, ...]

    def __post_init__(self) -> None:
        questions = INTAKE_FORMS.get(self.form)
        if questions is None:
            raise ProofError("bad_field")
        count(self.fields, len(questions), len(questions))
        if tuple(field.question for field in self.fields) != questions:
            raise ProofError("bad_field")
        text_at_most(MAX_INTAKE_BYTES, "".join(field.value for field in self.fields))


class Intake(SealedFor, frozen=True, tag="webtherapy/v1/intake"):
    """The holder's word on what was sealed, and for whom."""


def make_intake(
    signer: SigningKey,
    holder: Bundle,
    version: int,
    fields: IntakeFields,
    readers: Sequence[Bundle],
    made_at: int,
    random: Random,
) -> MadeSealed:
    """The answers under a new key, for their holder and these readers (intake staff, a therapist: that is for the caller)."""
    return make_sealed(Intake, signer, holder, version, fields, readers, made_at, random)


def verify_intake(signed: SignedBody, sealed_fields: bytes, holder: Signer) -> Intake:
    """The intake of the holder of this bundle; reasons as `verify_sealed`."""
    return verify_sealed(Intake, signed, sealed_fields, holder)


def open_intake(
    key: SealingKey, recipient: AccountId, intake: Intake, sealed_fields: bytes, wrapped: bytes
) -> IntakeFields:
    """The answers of a verified intake, from a recipient's wrap; reasons as `open_sealed_fields`, and bad_field. Secret."""
    return open_sealed_fields(key, recipient, intake, sealed_fields, wrapped, partial(read, IntakeFields))
