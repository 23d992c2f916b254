"""What appointments come to (crypto.md §6.8)."""

from typing import Any, Final

from client_py.agenda import Action, Agenda, Said, after
from server.ids import AccountId
from tests.vectors.case import Case, Json, Operation, un

ABOUT: Final = "crypto.md §6.8: what the appointments in a record come to."

CLIENT, THERAPIST = "c1" * 16, "7e" * 16
ONE, OTHER = "a1" * 16, "a2" * 16
TEN, ELEVEN = 1_772_532_000_000, 1_772_535_600_000


def _agenda(given: Json) -> Json:
    agenda: Agenda = {}
    for step in given["said"]:
        agenda = after(
            agenda,
            Said(
                sender=AccountId(un(step["sender"])),
                appointment=un(step["appointment"]),
                revision=step["revision"],
                action=Action(step["action"]),
                start=step["start"],
                minutes=step["minutes"],
                zone="Europe/London",
                note="",
            ),
        )
    return {
        "agenda": [
            {
                "appointment": each.appointment.hex(),
                "revision": each.revision,
                "proposer": each.proposer.hex(),
                "standing": each.standing.value,
                "start": each.start,
                "minutes": each.minutes,
                "opens": [now for now in given["times"] if each.opens(now)],
            }
            for each in agenda.values()
        ]
    }


OPERATIONS: Final[dict[str, Operation]] = {"agenda": _agenda}


def _step(sender: str, action: str, revision: int = 1, start: int = TEN, minutes: int = 50, of: str = ONE) -> Json:
    return {
        "sender": sender,
        "appointment": of,
        "revision": revision,
        "action": action,
        "start": start,
        "minutes": minutes,
    }


def cases() -> list[Case]:
    """Agreeing, moving, declining, cancelling, and what does not follow."""
    proposed = _step(THERAPIST, "propose")
    accepted = _step(CLIENT, "accept")
    moved = _step(CLIENT, "propose", 2, ELEVEN)
    minute = 60_000

    def of(name: str, why: str, *said: Json) -> Case:
        times: list[Any] = [TEN - 10 * minute - 1, TEN - 10 * minute, TEN, TEN + 50 * minute - 1, TEN + 50 * minute]
        return Case(name, why, "agenda", {"said": list(said), "times": times})

    return [
        of("nothing", "An empty agenda."),
        of("proposed", "Nobody has to come yet.", proposed),
        of("accepted", "From ten minutes before until its end.", proposed, accepted),
        of("declined", "No session.", proposed, _step(CLIENT, "decline")),
        of("accepted by who proposed", "The other side has to agree.", proposed, _step(THERAPIST, "accept")),
        of("accepted at another time", "That is no answer.", proposed, _step(CLIENT, "accept", start=ELEVEN)),
        of("accepted at another length", "That is no answer.", proposed, _step(CLIENT, "accept", minutes=90)),
        of("moved", "A new time has to be agreed to anew.", proposed, accepted, moved),
        of(
            "moved and accepted", "By the other side.", proposed, accepted, moved, _step(THERAPIST, "accept", 2, ELEVEN)
        ),
        of("an old acceptance", "It was of the time before.", proposed, moved, accepted),
        of("moved after declining", "It may be asked again.", proposed, _step(CLIENT, "decline"), moved),
        of(
            "accepted after declining",
            "A declined time has to be proposed again.",
            proposed,
            _step(CLIENT, "decline"),
            accepted,
        ),
        of("cancelled", "By either side.", proposed, accepted, _step(CLIENT, "cancel")),
        of("cancelled, then moved", "That is final.", proposed, _step(THERAPIST, "cancel"), moved),
        of("cancelled twice", "Nothing more to cancel.", proposed, _step(CLIENT, "cancel"), _step(THERAPIST, "cancel")),
        of("an old cancellation", "It was of the time before.", proposed, moved, _step(THERAPIST, "cancel", 1)),
        of("revision two first", "Nothing to move.", moved),
        of("revision skipped", "Something is missing.", proposed, _step(CLIENT, "propose", 3)),
        of("the same proposal again", "It stands already.", proposed, accepted, proposed),
        of("an answer to nothing", "Nothing was proposed.", accepted),
        of("two at once", "Each by itself.", proposed, _step(CLIENT, "propose", of=OTHER), _step(CLIENT, "accept")),
    ]
