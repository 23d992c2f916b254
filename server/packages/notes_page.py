"""notes.html (crypto.md §14): a therapist's notes for people, one file without a script; a function of notes.json and of the span that its author signed."""

from collections.abc import Sequence
from dataclasses import dataclass

from server.packages import words
from server.packages.calendar import LocalTime, Offsets
from server.packages.page import head, line


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ToldNotes:
    """What of a package of notes people read."""

    patient: str
    scope_from: int
    scope_until: int
    zone: str
    offsets: Offsets
    made_at: int
    notes: Sequence[tuple[int, str]]
    """When each was begun, and its words."""


def notes_page(told: ToldNotes) -> bytes:
    """notes.html."""

    def at(time: int) -> LocalTime:
        return LocalTime(time, told.offsets)

    span = words.NOTES_SPAN.format(first=at(told.scope_from).date, last=at(told.scope_until).date, zone=told.zone)
    lines = [
        line("h1", words.NOTES_TITLE),
        line("p", words.NOTES_MEANS, "statement"),
        line("p", words.NOTES_PATIENT.format(name=told.patient)),
        line("p", span, "mark"),
        line("p", words.NOTES_MADE.format(made=at(told.made_at).full), "mark"),
    ]
    for begun_at, text in told.notes:
        lines += [line("h2", at(begun_at).full), line("p", text, "words")]
    return "\n".join([*head(words.NOTES_TITLE), *lines, "</main>", "</body>", "</html>", ""]).encode()
