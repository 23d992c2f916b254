"""Packages (crypto.md §13.2): message openings, the manifest, and what people read."""

from typing import Any, Final

from server.crypto.canonical import encode, encode_array, read
from server.crypto.envelope import parse_envelope
from server.crypto.epoch import EpochHeader, EpochKeys
from server.crypto.hashing import sha256
from server.crypto.message_opening import hchacha20, message_opening, open_shown
from server.crypto.package import PackageManifest
from server.crypto.transcript import Entry, EntryKind
from server.packages.calendar import LocalTime
from server.packages.entries import pack_entry
from server.packages.notes_page import ToldNotes, notes_page
from server.packages.page import Page
from server.packages.record import write_record
from tests.vectors import world
from tests.vectors.case import Case, Json, Operation, flipped, stream, un
from tests.vectors.contents import said_of
from tests.vectors.structures import envelope

ABOUT: Final = "crypto.md §13.2: what opens one message, what a package says it holds, and how it is shown."

_random = stream("package")


def _hchacha20(given: Json) -> Json:
    return {"key": hchacha20(un(given["key"]), un(given["block"])).hex()}


def _opening(given: Json) -> Json:
    epoch = EpochKeys.of(read(EpochHeader, un(given["epoch_header"])), un(given["epoch_secret"]))
    return {"opening": message_opening(epoch, parse_envelope(un(given["envelope"]))).hex()}


def _open(given: Json) -> Json:
    return said_of(open_shown(parse_envelope(un(given["envelope"])), un(given["opening"])))


def _manifest(given: Json) -> Json:
    found = read(PackageManifest, un(given["manifest"]))
    return {
        "hash": found.hash.hex(),
        "package": found.package.hex(),
        "basis": found.basis.value,
        "scope": [found.scope_from, found.scope_until],
        "parts": [[part.first, part.last, part.anchor.hex(), part.head.hex()] for part in found.parts],
        "files": [[file.name, file.sha256.hex()] for file in found.files],
        "made_by": found.made_by.hex(),
        "made_at": found.made_at,
    }


def _entry(given: Json) -> Json:
    kind = EntryKind(given["kind"])
    entry = Entry(sequence=given["sequence"], time=given["time"], kind=kind, payload=un(given["payload"]))
    return {"packed": pack_entry(entry, un(given["opening"])).hex()}


def _local(given: Json) -> Json:
    at = LocalTime(given["time"], given["offsets"])
    return {"date": at.date, "clock": at.clock, "sortable": at.sortable}


def _page(given: Json) -> Json:
    page, record = Page(given["record"], given["offsets"]).written(), write_record(given["record"])
    return {"html": sha256(page).hex(), "json": sha256(record).hex(), "characters": len(page.decode())}


def _notes_page(given: Json) -> Json:
    told = ToldNotes(
        patient=given["patient"],
        scope_from=given["from"],
        scope_until=given["until"],
        zone=given["zone"],
        offsets=given["offsets"],
        made_at=given["made_at"],
        notes=[(each["begun_at"], each["text"]) for each in given["notes"]],
    )
    page = notes_page(told)
    return {"html": sha256(page).hex(), "characters": len(page.decode())}


OPERATIONS: Final[dict[str, Operation]] = {
    "hchacha20": _hchacha20,
    "message_opening": _opening,
    "open_shown": _open,
    "manifest": _manifest,
    "pack_entry": _entry,
    "local_time": _local,
    "page": _page,
    "notes_page": _notes_page,
}


def cases() -> list[Case]:
    """Openings that hold and that do not; manifests; times; a page."""
    return [*_opening_cases(), *_manifest_cases(), *_local_cases(), *_page_cases(), *_notes_cases()]


def _notes_cases() -> list[Case]:
    at = 1_760_000_000_000
    texts = "He said <\u201cno\u201d> & 'why'\n\u05e9\u05dc\u05d5\u05dd \U0001f642 \u2028"
    given: Json = {
        "patient": "Sam <Example>",
        "from": at,
        "until": at + 86_400_000,
        "zone": "Europe/Berlin",
        "offsets": [[0, 60], [at + 3_600_000, 120]],
        "made_at": at + 90_000_000,
        "notes": [{"begun_at": at + 1, "text": texts}, {"begun_at": at + 7_200_000, "text": ""}],
    }
    return [
        Case("notes", "The same page, byte for byte.", "notes_page", given),
        Case("one note", "In UTC.", "notes_page", given | {"offsets": [[0, 0]], "notes": given["notes"][:1]}),
    ]


def _opening_cases() -> list[Case]:
    raw = encode_array(envelope.GOOD)
    opening = message_opening(world.sealed_epoch(), parse_envelope(raw))
    given = envelope.EPOCH | {"envelope": raw.hex()}
    opened = {"envelope": raw.hex(), "opening": opening.hex()}
    foreign = encode_array(envelope.wire(envelope.header(epoch=2), envelope.TEXT))
    other = encode_array(envelope.wire(envelope.header(counter=2), envelope.TEXT, _random(24)))
    unpadded = encode_array(envelope.wire(envelope.header(), bytes(256)))
    draft = {
        "key": bytes(range(32)).hex(),
        "block": "000000090000004a0000000031415927",
    }
    entry = {"sequence": 7, "time": world.ISSUED_AT, "kind": 2, "payload": raw.hex(), "opening": opening.hex()}
    return [
        Case("published", "draft-irtf-cfrg-xchacha-03 §2.2.1.", "hchacha20", draft),
        Case("short key", "32 bytes.", "hchacha20", draft | {"key": "00" * 31}, "wrong_length"),
        Case("short block", "16 bytes.", "hchacha20", draft | {"block": "00" * 15}, "wrong_length"),
        Case("of a message", "One message's key, from its epoch's.", "message_opening", given),
        Case("of another epoch's", "Not its own.", "message_opening", given | {"envelope": foreign.hex()}, "foreign_epoch"),
        Case("opens", "What was sealed.", "open_shown", opened),
        Case("opens no other", "Another nonce, another opening.", "open_shown", opened | {"envelope": other.hex()}, "wrong_key"),
        Case("bent", "Every bit counts.", "open_shown", opened | {"opening": flipped(opening).hex()}, "wrong_key"),
        Case("short", "32 bytes.", "open_shown", opened | {"opening": opening[1:].hex()}, "wrong_length"),
        Case("not padded", "As sealed, so read.", "open_shown", opened | {"envelope": unpadded.hex()}, "bad_padding"),
        Case("of an envelope", "As it was committed, with what opens it.", "pack_entry", entry),
        Case("of an opening", "Everyone can read it.", "pack_entry", entry | {"kind": 1, "opening": ""}),
    ]  # fmt: skip


_PARTS: Final = ([1, 6, _random(32), _random(32)], [9, 9, _random(32), _random(32)])
_FILES: Final = (["envelopes.bin", _random(32)], ["files/1-Z\u00fcge.pdf", _random(32)], ["record.html", _random(32)])
_FIELDS: Final[dict[str, Any]] = {
    "package": _random(16),
    "basis": "copy",
    "basis_hash": b"",
    "conversation": _random(16),
    "match_hash": _random(32),
    "scope_from": 0,
    "scope_until": world.ISSUED_AT,
    "parts": list(_PARTS),
    "files": list(_FILES),
    "made_by": world.ACCOUNTS["client"],
    "bundle_hash": _random(32),
    "made_at": world.ISSUED_AT,
}


def _manifest_cases() -> list[Case]:
    def of(name: str, why: str, expect: str = "ok", **changed: Any) -> Case:
        data = encode("webtherapy/v1/package", *(_FIELDS | changed).values())
        return Case(name, why, "manifest", {"manifest": data.hex()}, expect)

    def part(first: int, last: int) -> list[Any]:
        return [first, last, bytes(32), bytes(32)]

    def named(*names: str) -> list[Any]:
        return [[name, bytes(32)] for name in names]

    return [
        of("a copy", "The client's own: no basis but that it is theirs."),
        of("on a consent", "It names the consent.", basis="consent", basis_hash=bytes(32)),
        of("on legal process", "It names the process.", basis="legal", basis_hash=bytes(32)),
        of("a copy with a basis", "There is none.", "wrong_length", basis_hash=bytes(32)),
        of("a consent without one", "It names the consent.", "wrong_length", basis="consent"),
        of("another basis", "A closed list.", "malformed", basis="curiosity", basis_hash=bytes(32)),
        of("scope backwards", "Times run forward.", "beyond_scope", scope_from=world.ISSUED_AT + 1),
        of("no parts", "Something is in it.", "wrong_length", parts=[]),
        of("many parts", "512 at most.", "wrong_length", parts=[part(3 * n + 1, 3 * n + 1) for n in range(513)]),
        of("a part from 0", "Entries count from 1.", "bad_parts", parts=[part(0, 3)]),
        of("a part backwards", "First, then last.", "bad_parts", parts=[part(3, 2)]),
        of("parts that touch", "They are one.", "bad_parts", parts=[part(1, 2), part(3, 4)]),
        of("parts that overlap", "Each entry once.", "bad_parts", parts=[part(1, 4), part(3, 6)]),
        of("parts backwards", "They rise.", "bad_parts", parts=[part(8, 9), part(1, 2)]),
        of("short anchor", "32 bytes.", "wrong_length", parts=[[1, 2, bytes(31), bytes(32)]]),
        of("no files", "Something is in it.", "wrong_length", files=[]),
        of("files backwards", "They rise.", "bad_file", files=named("b", "a")),
        of("a file twice", "Each once.", "bad_file", files=named("a", "a")),
        of("a file of no name", "1 to 200 bytes.", "bad_file", files=named("")),
        of("a long name", "1 to 200 bytes.", "bad_file", files=named("\u00fc" * 101)),
        of("a file at the root", "None leads out of the folder.", "bad_file", files=named("/etc/passwd")),
        of("a file above", "None leads out of the folder.", "bad_file", files=named("files/../../x")),
        of("a file of Windows", "None leads out of the folder.", "bad_file", files=named("files\\x")),
        of("itself", "The manifest is none of its files.", "bad_file", files=named("manifest.bin")),
        of("a short hash", "32 bytes.", "wrong_length", files=[["a", bytes(31)]]),
        of("short package id", "16 bytes.", "wrong_length", package=bytes(15)),
        of("short match hash", "32 bytes.", "wrong_length", match_hash=b""),
        of("time as text", "A number.", "malformed", made_at="now"),
    ]  # fmt: skip


def _local_cases() -> list[Case]:
    def at(name: str, time: int, *offsets: list[int]) -> Case:
        return Case(name, "The same everywhere.", "local_time", {"time": time, "offsets": list(offsets) or [[0, 0]]})

    return [
        at("the beginning", 0),
        at("before the beginning", 0, [0, -60]),
        at("a leap day", 1_709_164_800_000, [0, 60]),
        at("the last minute of a year", 1_767_225_599_999),
        at("ahead of it", 1_767_225_599_999, [0, 330]),
        at("before the clocks change", 1_774_745_999_999, [0, 60], [1_774_746_000_000, 120]),
        at("after the clocks change", 1_774_746_000_000, [0, 60], [1_774_746_000_000, 120]),
        at("the largest number", 2**53 - 1),
    ]


def _page_cases() -> list[Case]:
    client, therapist, session, before = "11" * 16, "22" * 16, "33" * 16, "44" * 16
    at = 1_760_000_000_000
    texts = "I slept <badly> & \u201cso\u201d 'on'\n\u05e9\u05dc\u05d5\u05dd \U0001f642 \u0000\u001f\u007f\u2028 \\ \" e\u0301"

    def entry(sequence: int, by: str, kind: str, **said: Any) -> Json:
        return {
            "sequence": sequence,
            "time": at + sequence * 3_600_000,
            "local": "2025-10-09 09:53",
            "kind": kind,
            "by": by,
        } | said

    attachment = {
        "attachment": "55" * 16,
        "name": "Z\u00fcge & <b>.pdf",
        "media_type": "application/pdf",
        "size": 7,
        "digest": "00" * 32,
    }
    letter = {
        "thread": "66" * 16,
        "purpose": "letter",
        "subject": "A <drawing>",
        "text": texts,
        "attachments": [attachment],
    }
    meeting = {"revision": 1, "start": at + 10**9, "start_local": "2025-10-20", "minutes": 50, "zone": "Europe/Paris"}
    entries = [
        entry(3, client, "opening", session=session, begins=True),
        entry(4, client, "text", text=texts),
        entry(5, therapist, "text", text=""),
        entry(6, client, "opening", session=session, begins=False),
        entry(7, "77" * 16, "end"),
        entry(8, therapist, "seal", session=session, last_sequence=7, last_head="00" * 32),
        entry(12, client, "opening", session=None, begins=False),
        entry(13, client, "letter", **letter),
        entry(14, therapist, "letter", **(letter | {"subject": "", "text": "", "purpose": "referral"})),
        *(
            entry(20 + n, therapist, "appointment", **(meeting | {"action": action, "note": note}))
            for n, (action, note) in enumerate(
                [("propose", "Here?"), ("accept", ""), ("decline", ""), ("cancel", "Ill.")]
            )
        ),
    ]
    people = [
        {"account": client, "role": "client", "name": "Robin <R>"},
        {"account": therapist, "role": "therapist", "name": ""},
    ]
    sessions = [
        {"session": session, "began": at, "ended": at + 3_600_000, "sealed_by": [client, therapist]},
        {"session": before, "began": None, "ended": at, "sealed_by": [therapist]},
        {"session": "88" * 16, "began": at, "ended": at, "sealed_by": []},
        {"session": "99" * 16, "began": at, "ended": None, "sealed_by": []},
    ]
    record = {
        "format": "webtherapy/v1/record",
        "package": "aa" * 16,
        "basis": "copy",
        "conversation": "bb" * 16,
        "made_by": client,
        "made_at": at + 10**8,
        "scope": {"from": 0, "until": at + 10**8},
        "zone": "Europe/Berlin",
        "people": people,
        "parts": [{"first": 3, "last": 8}, {"first": 12, "last": 14}, {"first": 20, "last": 23}],
        "sessions": sessions,
        "entries": entries,
    }
    said = {"place": "12 <Rue>", "telephone": "555 0100", "contact": "Kim {name}"}
    asides = [
        entry(3, therapist, "question", about="check-in"),
        entry(4, client, "check-in", safe="yes", **said),
        entry(5, client, "check-in", safe="no", place="", telephone="", contact=""),
        entry(6, client, "check-in", safe="unsaid", place="", telephone="1", contact=""),
        entry(7, client, "question", about="code-word"),
        entry(8, therapist, "code-word", use="set"),
        entry(9, therapist, "code-word", use="answer"),
    ]
    beside = record | {"parts": [{"first": 3, "last": 9}], "entries": asides}
    offsets = [[0, 60], [at + 5 * 3_600_000, 120]]
    stated = {"format": record["format"], "statement": "42 CFR Part 2 prohibits <this>."} | record
    short = record | {"parts": [{"first": 3, "last": 3}], "sessions": [], "entries": entries[:1]}
    return [
        Case(
            "with everything", "The same characters in both languages.", "page", {"record": record, "offsets": offsets}
        ),
        Case("with a statement", "At the top.", "page", {"record": stated, "offsets": offsets}),
        Case("one entry", "As short as can be.", "page", {"record": short, "offsets": offsets}),
        Case("asides", "Beside the words.", "page", {"record": beside, "offsets": offsets}),
    ]
