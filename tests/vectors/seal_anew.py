"""Writes sealed_by_python.json: what draws its own randomness and so can be made only once.

    python -m tests.vectors.seal_anew

After it `python -m tests.vectors.generate`, since other vectors are cut from what stands here.
"""

import json
from typing import Any

from server.crypto.appointment import Appointment, AppointmentAction
from server.crypto.contact_card import ContactField, ContactFields, Standing, make_contact_card
from server.crypto.content import Content, End, EnvelopeKind, Seal, Text
from server.crypto.deposit import make_deposit
from server.crypto.envelope import EnvelopeHeader, seal_envelope
from server.crypto.epoch import EpochKeys, EpochKind, EpochPlace, EpochPurpose, open_epoch
from server.crypto.hashing import EMPTY_LOG_ROOT
from server.crypto.intake import IntakeField, IntakeFields, make_intake
from server.crypto.intake import Standing as IntakeStanding
from server.crypto.intake_form import INTAKE_FORMS, NEWEST_FORM
from server.crypto.letter import Attachment, Letter, Purpose
from server.crypto.sealing import seal
from server.ids import AppointmentId, AttachmentId, ConversationId, InstanceId, LiveSessionId, MessageId
from tests.vectors import world
from tests.vectors.case import Json, pair, stream
from tests.vectors.contents import said_of

_random = stream("sealed by python")
CONVERSATION = ConversationId(_random(16))
SESSION = LiveSessionId(_random(16))
PREVIOUS = _random(32)
INSTANCES = {name: InstanceId(_random(16)) for name in ("therapist", "client")}
NAMES = ("therapist", "client", *world.CUSTODIANS)

MANY_SCRIPTS = "Grüße, שלום, नमस्ते, 你好, e\u0301 o\u0308, \U0001f469\u200d\U0001f52c \U0001d11e\r\n\t\u0000 end"

FIELDS = [
    ("name", "given", "Noa L\u00f6wenthal"),
    ("address", "given", "1 Example Street\n00001 Exampletown"),
    ("birth-date", "given", "1990-02-28"),
    ("telephone", "declined", ""),
    ("email", "declined", ""),
]

FILE = Attachment(AttachmentId(bytes([1]) * 16), "Züge.pdf", "application/pdf", 7, bytes([2]) * 32, bytes([3]) * 32)
LETTER = Letter(MessageId(bytes([4]) * 16), "", "Until Thursday.", Purpose.LETTER, (FILE,))
APPOINTMENT = Appointment(
    AppointmentId(bytes([5]) * 16), 1, AppointmentAction.PROPOSE, world.ISSUED_AT, 50, "Europe/Paris", "Here?"
)

ENVELOPES: list[tuple[str, str, EnvelopeKind, Content]] = [
    ("nothing said", "client", EnvelopeKind.TEXT, Text("")),
    ("ASCII", "therapist", EnvelopeKind.TEXT, Text("How have you been?")),
    ("many scripts", "client", EnvelopeKind.TEXT, Text(MANY_SCRIPTS)),
    ("past the least length", "client", EnvelopeKind.TEXT, Text("word " * 100)),
    ("as long as can be", "therapist", EnvelopeKind.TEXT, Text("\u00e9" * 16_384)),
    ("a letter", "client", EnvelopeKind.LETTER, LETTER),
    ("the end", "therapist", EnvelopeKind.END, End()),
    ("a seal", "client", EnvelopeKind.SEAL, Seal(SESSION, 7, bytes(range(32)))),
    ("an appointment", "client", EnvelopeKind.APPOINTMENT, APPOINTMENT),
]


def make() -> Json:
    """The whole chain (README.md)."""
    place = EpochPlace(CONVERSATION, 1, PREVIOUS)
    purpose = EpochPurpose(EpochKind.SESSION, SESSION, world.MANIFEST.hash, world.ISSUED_AT)
    members = [world.BUNDLES["therapist"], world.BUNDLES["client"]]
    signer, opener = world.KEYS["therapist"].signing, world.ACCOUNTS["therapist"]
    opened = open_epoch(signer, opener, place, purpose, members, _random)
    wraps = {member.account: wrap for member, wrap in zip(opened.header.members, opened.wraps, strict=True)}
    return {
        "about": "One whole chain sealed by the Python implementation (README.md). Made once; opened ever after.",
        "secrets": {name: world.SECRETS[name].hex() for name in NAMES},
        "accounts": {name: world.ACCOUNTS[name].hex() for name in NAMES},
        "bundles": {name: pair(world.SIGNED[name]) for name in NAMES},
        "sealed": [_sealed(name, length) for name, length in (("client", 0), ("client", 32), ("therapist", 1000))],
        "root": {
            "seed": world.ROOT_SEED.hex(),
            "public": world.ROOT.public.hex(),
            "fingerprint": world.FINGERPRINT.hex(),
        },
        "manifest": pair(world.MANIFEST_SIGNED),
        "epoch": {
            "header": pair(opened.signed),
            "previous": PREVIOUS.hex(),
            "conversation": CONVERSATION.hex(),
            "wraps": {name: wraps[world.ACCOUNTS[name]].hex() for name in ("therapist", "client")},
            "secret": opened.keys.secret.hex(),
        },
        "deposit": _deposit(opened.keys),
        "contact_card": contact_card(),
        "intake": intake(),
        "envelopes": [_envelope(opened.keys, row, number) for number, row in enumerate(ENVELOPES, start=1)],
    }


def _sealed(name: str, length: int) -> Json:
    info, plaintext = _random(20), _random(length)
    sealed = seal(world.BUNDLES[name].sealing_public, info, plaintext)
    return {"to": name, "info": info.hex(), "plaintext": plaintext.hex(), "sealed": sealed.hex()}


def _deposit(keys: EpochKeys) -> Json:
    signer, depositor = world.KEYS["client"].signing, world.ACCOUNTS["client"]
    bundles = world.custodian_bundles()
    made = make_deposit(signer, depositor, keys, world.MANIFEST, bundles, world.ISSUED_AT, _random)
    shares = {bundle.account: sealed for bundle, sealed in zip(bundles, made.sealed_shares, strict=True)}
    return {
        "deposit": pair(made.signed),
        "sealed_shares": {name: shares[world.ACCOUNTS[name]].hex() for name in world.CUSTODIANS},
    }


def contact_card() -> Json:
    """The client's card, for the client and one reader."""
    fields = ContactFields(tuple(ContactField(name, Standing(standing), value) for name, standing, value in FIELDS))
    signer, holder = world.KEYS["client"].signing, world.BUNDLES["client"]
    readers = [world.BUNDLES["therapist"]]
    made = make_contact_card(signer, holder, 3, fields, readers, world.ISSUED_AT, stream("sealed card"))
    wraps = dict(zip(sorted(bundle.account for bundle in (holder, *readers)), made.wraps, strict=True))
    return {
        "card": pair(made.signed),
        "sealed_fields": made.sealed_fields.hex(),
        "wraps": {name: wraps[world.ACCOUNTS[name]].hex() for name in ("therapist", "client")},
        "fields": [list(field) for field in FIELDS],
    }


ANSWERS = {"reason": "I sleep badly.\nSince spring.", "language": "d\u00e9utsch \U0001d11e"}
DECLINED = ("substances",)


def intake() -> Json:
    """The client's answers, for the client and one reader."""
    rows = [(name, *_answered(name)) for name in INTAKE_FORMS[NEWEST_FORM]]
    fields = IntakeFields(NEWEST_FORM, tuple(IntakeField(*row) for row in rows))
    signer, holder = world.KEYS["client"].signing, world.BUNDLES["client"]
    readers = [world.BUNDLES["therapist"]]
    made = make_intake(signer, holder, 3, fields, readers, world.ISSUED_AT, stream("sealed intake"))
    wraps = dict(zip(sorted(bundle.account for bundle in (holder, *readers)), made.wraps, strict=True))
    return {
        "intake": pair(made.signed),
        "sealed_fields": made.sealed_fields.hex(),
        "wraps": {name: wraps[world.ACCOUNTS[name]].hex() for name in ("therapist", "client")},
        "form": NEWEST_FORM,
        "fields": [list(row) for row in rows],
    }


def _answered(name: str) -> tuple[IntakeStanding, str]:
    if name in ANSWERS:
        return IntakeStanding.GIVEN, ANSWERS[name]
    return (IntakeStanding.DECLINED if name in DECLINED else IntakeStanding.OPEN), ""


def _envelope(keys: EpochKeys, row: tuple[str, str, EnvelopeKind, Content], number: int) -> Json:
    name, sender, kind, content = row
    header = EnvelopeHeader(
        conversation=CONVERSATION,
        epoch=1,
        sender=world.ACCOUNTS[sender],
        instance=INSTANCES[sender],
        counter=number,
        message_id=MessageId(_random(16)),
        kind=kind,
        client_time=world.ISSUED_AT + number,
        seen_sequence=1,
        seen_head=_random(32),
        log_size=0,
        log_root=EMPTY_LOG_ROOT,
    )
    envelope = seal_envelope(header, content, keys, world.KEYS[sender].signing, _random)
    said: dict[str, Any] = {"name": name, "sender": sender, "kind": str(kind), "envelope": envelope.raw.hex()}
    return said | said_of(content)


if __name__ == "__main__":
    (world.FOLDER / "sealed_by_python.json").write_text(
        json.dumps(make(), indent=1, ensure_ascii=False) + "\n", "utf-8"
    )
