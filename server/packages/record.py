"""record.json (crypto.md §13.2): what was said, in order; a function of the envelopes and of what the maker tells, byte for byte."""

import json
from typing import Any, Final

from server.crypto.appointment import Appointment
from server.crypto.aside import CheckIn, CodeWord, Question
from server.crypto.content import EnvelopeKind, Seal, Text
from server.crypto.letter import Letter
from server.packages.calendar import LocalTime
from server.packages.documents import Told
from server.packages.reading import Reading, SessionShown, Shown, ShownOpening

FORMAT: Final = "webtherapy/v1/record"

Json = dict[str, Any]


def record_of(reading: Reading, told: Told) -> Json:
    """The record as record.json has it."""
    manifest = reading.manifest
    record: Json = {"format": FORMAT}
    if told.statement:
        record["statement"] = told.statement
    return record | {
        "package": manifest.package.hex(),
        "basis": manifest.basis.value,
        "conversation": manifest.conversation.hex(),
        "made_by": manifest.made_by.hex(),
        "made_at": manifest.made_at,
        "scope": {"from": manifest.scope_from, "until": manifest.scope_until},
        "zone": told.zone,
        "people": _people(reading, told),
        "parts": [{"first": part.first, "last": part.last} for part in manifest.parts],
        "sessions": [_session(each) for each in reading.sessions.values()],
        "entries": [_entry(shown, told) for shown in reading.shown],
    }


def write_record(record: Json) -> bytes:
    """record.json, as JSON.stringify(record, null, 1) writes it."""
    return json.dumps(record, ensure_ascii=False, indent=1).encode() + b"\n"


def _people(reading: Reading, told: Told) -> list[Json]:
    names = {bytes(each.account): each.name for each in told.names}
    return [
        {"account": each.account.hex(), "role": each.role.value, "name": names.get(each.account, "")}
        for each in reading.trust.match.participants
    ]


def _session(session: SessionShown) -> Json:
    return {
        "session": session.session.hex(),
        "began": session.began,
        "ended": session.ended,
        "sealed_by": [account.hex() for account in session.sealed_by],
    }


def _entry(shown: Shown, told: Told) -> Json:
    entry: Json = {
        "sequence": shown.sequence,
        "time": shown.time,
        "local": LocalTime(shown.time, told.offsets).sortable,
    }
    if isinstance(shown, ShownOpening):
        session = shown.header.session.hex() if shown.header.session else None
        return entry | {"kind": "opening", "by": shown.header.opener.hex(), "session": session, "begins": shown.begins}
    header = shown.envelope
    entry |= {
        "kind": kind_of(header.kind, shown.content),
        "by": header.sender.hex(),
        "message": header.message_id.hex(),
        "written": header.client_time,
    }
    return entry | _said(shown.content, told)


_ASIDES: Final[dict[type, str]] = {CheckIn: "check-in", Question: "question", CodeWord: "code-word"}


def kind_of(kind: EnvelopeKind, content: object) -> str:
    """What an envelope of that kind holds, in a word: asides go as texts (crypto.md §6.9)."""
    return _ASIDES.get(type(content), kind.value)


def _said(content: object, told: Told) -> Json:
    if isinstance(content, Text):
        return {"text": content.text}
    if isinstance(content, CheckIn):
        said = {"place": content.place, "telephone": content.telephone, "contact": content.contact}
        return {"safe": content.safe.value} | said
    if isinstance(content, Question):
        return {"about": content.about.value}
    if isinstance(content, CodeWord):
        return {"use": content.use.value}
    if isinstance(content, Letter):
        return _letter(content)
    if isinstance(content, Appointment):
        return _appointment(content, told)
    if isinstance(content, Seal):
        last = {"last_sequence": content.last_sequence, "last_head": content.last_head.hex()}
        return {"session": content.session.hex()} | last
    return {}


def _letter(letter: Letter) -> Json:
    files = [
        {
            "attachment": each.attachment.hex(),
            "name": each.name,
            "media_type": each.media_type,
            "size": each.size,
            "digest": each.digest.hex(),
        }
        for each in letter.attachments
    ]
    said = {
        "thread": letter.thread.hex(),
        "purpose": letter.purpose.value,
        "subject": letter.subject,
        "text": letter.text,
    }
    return said | {"attachments": files}


def _appointment(said: Appointment, told: Told) -> Json:
    return {
        "appointment": said.appointment.hex(),
        "revision": said.revision,
        "action": said.action.value,
        "start": said.start,
        "start_local": LocalTime(said.start, told.offsets).sortable,
        "minutes": said.minutes,
        "zone": said.zone,
        "note": said.note,
    }
