"""What an envelope holds, in JSON: the same keys in every file."""

from typing import Any

from server.crypto.appointment import Appointment, AppointmentAction
from server.crypto.aside import About, CheckIn, CodeWord, Question, Safe, Use
from server.crypto.content import Content, End, Seal, Text
from server.crypto.letter import Attachment, Letter, Purpose
from server.ids import AppointmentId, AttachmentId, LiveSessionId, MessageId
from tests.vectors.case import Json, un


def said_of(content: Content) -> Json:
    """A content in JSON."""
    match content:
        case Text():
            return {"text": content.text}
        case End():
            return {}
        case Seal():
            session, head = content.session.hex(), content.last_head.hex()
            return {"session": session, "last_sequence": content.last_sequence, "last_head": head}
        case Letter():
            return _said_of_letter(content)
        case CheckIn():
            place, telephone, contact = content.place, content.telephone, content.contact
            return {"safe": str(content.safe), "place": place, "telephone": telephone, "contact": contact}
        case Question():
            return {"about": str(content.about)}
        case CodeWord():
            use, sealed = str(content.use), content.sealed.hex()
            return {"use": use, "recipient_bundle_hash": content.recipient_bundle_hash.hex(), "sealed": sealed}
        case Appointment():
            said: Json = {"appointment": content.appointment.hex(), "revision": content.revision}
            said |= {"action": str(content.action), "start": content.start, "minutes": content.minutes}
            return said | {"zone": content.zone, "note": content.note}


def content_of(given: Json) -> Content:
    """A content of JSON; its parts may be unlawful. `times` repeats a text."""
    if "thread" in given:
        return _letter_of(given)
    if "appointment" in given:
        return _appointment_of(given)
    if "safe" in given:
        return CheckIn(Safe(given["safe"]), given["place"], given["telephone"], given["contact"])
    if "about" in given:
        return Question(About(given["about"]))
    if "use" in given:
        return CodeWord(Use(given["use"]), un(given["recipient_bundle_hash"]), un(given["sealed"]))
    if "text" in given:
        return Text(given["text"] * given.get("times", 1))
    if "session" not in given:
        return End()
    return Seal(LiveSessionId(un(given["session"])), given["last_sequence"], un(given["last_head"]))


def _said_of_letter(letter: Letter) -> Json:
    return {
        "thread": letter.thread.hex(),
        "subject": letter.subject,
        "text": letter.text,
        "purpose": str(letter.purpose),
        "attachments": [
            [row.attachment.hex(), row.name, row.media_type, row.size, row.key.hex(), row.digest.hex()]
            for row in letter.attachments
        ],
    }


def _letter_of(given: Json) -> Letter:
    return Letter(
        MessageId(un(given["thread"])),
        given["subject"],
        given["text"] * given.get("times", 1),
        Purpose(given["purpose"]),
        tuple(_attachment_of(*row) for row in given["attachments"]),
    )


def _attachment_of(*row: Any) -> Attachment:
    attachment, name, media_type, size, key, digest = row
    return Attachment(AttachmentId(un(attachment)), name, media_type, size, un(key), un(digest))


def _appointment_of(given: Json) -> Appointment:
    return Appointment(
        AppointmentId(un(given["appointment"])),
        given["revision"],
        AppointmentAction(given["action"]),
        given["start"],
        given["minutes"],
        given["zone"],
        given["note"],
    )
