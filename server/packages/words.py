"""What record.html says in English: the same sentences as client_web/src/words/english/record.ts, held together by vectors."""

from typing import Final

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip

ROLES: Final = {
    "client": "client",
    "therapist": "therapist",
    "intake": "intake",
    "officer": "records officer",
    "owner": "owner",
    "custodian": "custodian",
    "system": "the service",
}

TITLE: Final = "Copy of the record"
PEOPLE: Final = "The record of {people}."
SPAN: Final = "From {first} to {last}. Times are those of {zone}."
ENTRIES: Final = "Entries in this copy: {parts}."
MADE: Final = "Made on {made} by {by}."
NUMBER: Final = "Number of this copy: {package}."
PROOF: Final = "The files beside this one prove these words: “webtherapy verify” checks them without a network."
SESSIONS: Final = "Live sessions"
SESSION: Final = "{began} to {ended}: {sealed}."
SESSION_OPEN: Final = "{began}, end not in this copy."
SESSION_BEFORE: Final = "Begun before this copy, ended {ended}: {sealed}."
SEALED_BY: Final = "signed by {names}"
UNSEALED: Final = "not signed by anyone yet"
SEALED_PARTLY: Final = "signed by {names}, not by {others} yet"
BEGINS: Final = "A live session begins."
GOES_ON: Final = "The live session goes on under new keys."
ENDS: Final = "{name} ends the live session."
LETTERS: Final = "Letters under new keys."
SEALS: Final = "{name} signs the live session that ended."
GAP: Final = "Entries {first} to {last} are not in this copy."
LETTER: Final = "Letter: {subject}"
ANSWER: Final = "Letter, in answer"
REFERRAL: Final = "Referral"
ATTACHMENT: Final = "With a file: {name} ({size} bytes)."
APPOINTMENT: Final = {
    "propose": "Proposes to meet on {start}, {minutes} minutes.",
    "accept": "Accepts to meet on {start}, {minutes} minutes.",
    "decline": "Declines to meet on {start}, {minutes} minutes.",
    "cancel": "Cancels the meeting of {start}, {minutes} minutes.",
}
SAFE: Final = {
    "yes": "Before the session: it is safe and private to talk.",
    "no": "Before the session: it is not safe to talk now.",
    "unsaid": "Before the session: not said whether it is safe and private to talk.",
}
PLACE: Final = "Where they are: {place}"
TELEPHONE: Final = "To call back: {telephone}"
CONTACT: Final = "In an emergency: {contact}"
ASKS: Final = {
    "check-in": "{name} asks whether it is safe and private to talk.",
    "code-word": "{name} asks for the other side’s code word.",
}
CODE_WORD: Final = {
    "set": "{name} chooses a code word; it is locked for the other side alone.",
    "answer": "{name} answers with a code word; it is locked for the other side alone.",
}
END: Final = "Here this copy ends."
NOTES_TITLE: Final = "A therapist’s own notes"
NOTES_MEANS: Final = (
    "These are a therapist’s own notes, kept apart from the treatment record (psychotherapy notes, 45 CFR 164.501). They are released by the form"
    " that stands in consent.json, to whom it names and for what it says, and to nobody else."
)
NOTES_PATIENT: Final = "About {name}"
NOTES_SPAN: Final = "Begun from {first} until {last} ({zone})"
NOTES_MADE: Final = "Put together by their author on {made}"
AND: Final = " and "
COMMA: Final = ", "
NAMED: Final = "{name} ({role})"
UNNAMED: Final = "the {role}"


def listed(names: list[str]) -> str:
    """One, two and three."""
    if len(names) < 2:
        return "".join(names)
    return COMMA.join(names[:-1]) + AND + names[-1]
