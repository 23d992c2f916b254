"""Appointments (crypto.md §6.8): their content."""

from typing import Any, Final

from server.crypto.appointment import Appointment
from server.crypto.canonical import encode, read, written
from tests.vectors.case import Case, Json, Operation, stream, un
from tests.vectors.contents import content_of, said_of

ABOUT: Final = "crypto.md §6.8: what two people agree on in the record."


def _write(given: Json) -> Json:
    return {"content": written(content_of(given)).hex()}


def _read(given: Json) -> Json:
    return said_of(read(Appointment, un(given["content"])))


OPERATIONS: Final[dict[str, Operation]] = {"write": _write, "read": _read}

PARTS: Final[Json] = {
    "appointment": stream("appointment")(16),
    "revision": 1,
    "action": "propose",
    "start": 1_760_000_000_000,
    "minutes": 50,
    "zone": "Europe/Paris",
    "note": "",
}


def _bytes(**changed: Any) -> bytes:
    return encode("webtherapy/v1/appointment", *(PARTS | changed).values())


def cases() -> list[Case]:
    """Written, read, and each part in another way."""

    def made(name: str, expect: str = "ok", **changed: Any) -> Case:
        given = PARTS | {"appointment": PARTS["appointment"].hex()} | changed
        return Case(name, "Both languages write the same bytes.", "write", given, expect)

    def opened(name: str, why: str, data: bytes, expect: str = "ok") -> Case:
        return Case(name, why, "read", {"content": data.hex()}, expect)

    return [
        *(made(action, action=action) for action in ("propose", "accept", "decline", "cancel")),
        made("moved", revision=2, start=1_760_000_600_000, note="A little later?"),
        made("longest note", note="n" * 1_000),
        made("note too long", "too_large", note="é" * 501),
        made("short id", "wrong_length", appointment="00"),
        opened("read", "It comes back.", _bytes()),
        opened("shortest", "Five minutes.", _bytes(minutes=5)),
        opened("longest", "Eight hours.", _bytes(minutes=480)),
        opened("too short", "Five minutes.", _bytes(minutes=4), "malformed"),
        opened("too long", "Eight hours.", _bytes(minutes=481), "malformed"),
        opened("revision zero", "They count from 1.", _bytes(revision=0), "malformed"),
        opened("unknown action", "A closed list.", _bytes(action="forget"), "malformed"),
        opened("no zone", "Where it was made.", _bytes(zone=""), "malformed"),
        opened("zone too long", "64 bytes.", _bytes(zone="z" * 65), "too_large"),
        opened("start as text", "A time.", _bytes(start="now"), "malformed"),
        opened("a part missing", "Seven.", encode("webtherapy/v1/appointment", *list(PARTS.values())[:-1]), "malformed"),
        opened("another label", "One purpose.", _bytes().replace(b"appointment", b"appointmenu"), "wrong_label"),
        opened("trailing byte", "One spelling.", _bytes() + b"\0", "not_canonical"),
    ]  # fmt: skip
