"""Appointments (crypto.md §6.8): what two people agree on in the record; the service does not know when they meet."""

from enum import StrEnum
from typing import Final

from server.crypto.canonical import Body, Uint
from server.crypto.checks import counted, ids, text_at_most
from server.errors import ProofError
from server.ids import AppointmentId

MIN_MINUTES: Final = 5
MAX_MINUTES: Final = 480
MAX_ZONE_BYTES: Final = 64
MAX_NOTE_BYTES: Final = 1_000


class AppointmentAction(StrEnum):
    """What somebody does with an appointment."""

    PROPOSE = "propose"
    ACCEPT = "accept"
    DECLINE = "decline"
    CANCEL = "cancel"


class Appointment(Body, frozen=True, tag="webtherapy/v1/appointment"):
    """One step of agreeing on a time. `zone` is where it was made: the other side may be elsewhere."""

    appointment: AppointmentId
    revision: Uint
    action: AppointmentAction
    start: Uint
    minutes: Uint
    zone: str
    note: str

    def __post_init__(self) -> None:
        ids(self.appointment)
        counted(self.revision)
        text_at_most(MAX_ZONE_BYTES, self.zone)
        text_at_most(MAX_NOTE_BYTES, self.note)
        if not self.zone or not MIN_MINUTES <= self.minutes <= MAX_MINUTES:
            raise ProofError("malformed")
