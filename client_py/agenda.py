"""When people meet: what the appointments in a verified record come to (crypto.md §6.8). Pure; times are Unix milliseconds.

What does not follow from what stands before it changes nothing: the record shows it all the same.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from server.ids import AccountId

MINUTE_MS: Final = 60_000
OPENS_BEFORE_MS: Final = 10 * MINUTE_MS


class Action(StrEnum):
    """What someone does about an appointment."""

    PROPOSE = "propose"
    ACCEPT = "accept"
    DECLINE = "decline"
    CANCEL = "cancel"


class Standing(StrEnum):
    """How an appointment stands. `cancelled` is final."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One appointment envelope's content, and who sent it."""

    sender: AccountId
    appointment: bytes
    revision: int
    action: Action
    start: int
    minutes: int
    zone: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """An appointment as it stands. `proposer` made its newest proposal."""

    appointment: bytes
    revision: int
    proposer: AccountId
    standing: Standing
    start: int
    minutes: int
    zone: str
    note: str

    @property
    def end(self) -> int:
        """When it is over."""
        return self.start + self.minutes * MINUTE_MS

    def opens(self, now: int) -> bool:
        """Whether its session may be begun now: accepted, and from ten minutes before until its end."""
        return self.standing is Standing.ACCEPTED and self.start - OPENS_BEFORE_MS <= now < self.end


Agenda = dict[bytes, Appointment]
"""By appointment id, in the order in which they were first proposed."""


def after(agenda: Agenda, said: Said) -> Agenda:
    """The agenda after one more entry of the record; the same one when that entry does not follow."""
    before = agenda.get(said.appointment)
    now = _proposed(before, said) if said.action is Action.PROPOSE else _answered(before, said)
    return agenda if now is None else {**agenda, said.appointment: now}


def _proposed(before: Appointment | None, said: Said) -> Appointment | None:
    if before is None and said.revision != 1:
        return None
    if before is not None and (before.standing is Standing.CANCELLED or said.revision != before.revision + 1):
        return None
    return Appointment(
        appointment=said.appointment,
        revision=said.revision,
        proposer=said.sender,
        standing=Standing.PROPOSED,
        start=said.start,
        minutes=said.minutes,
        zone=said.zone,
        note=said.note,
    )


def _answered(before: Appointment | None, said: Said) -> Appointment | None:
    if before is None or said.revision != before.revision:
        return None
    if said.action is Action.CANCEL:
        return None if before.standing is Standing.CANCELLED else replace(before, standing=Standing.CANCELLED)
    if before.standing is not Standing.PROPOSED or said.sender == before.proposer:
        return None
    if (said.start, said.minutes) != (before.start, before.minutes):
        return None  # an answer to another time than the one proposed is no answer
    standing = Standing.ACCEPTED if said.action is Action.ACCEPT else Standing.DECLINED
    return replace(before, standing=standing)
