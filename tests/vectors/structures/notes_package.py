"""The manifest of a package of notes (crypto.md §14)."""

from typing import Any, Final

from server.crypto.bundle import Bundle
from server.crypto.canonical import encode, read
from server.crypto.notes_package import verify_notes
from server.crypto.signing import SignedBody
from tests.vectors import world
from tests.vectors.case import Case, Json, Operation, pair, un, unpair
from tests.vectors.structures.consent import CONVERSATION, DAY, consent_body

ABOUT: Final = "crypto.md §14: what a therapist says of a package of their notes."

_FILES: Final = [["consent.json", bytes([1]) * 32], ["notes.html", bytes([2]) * 32], ["notes.json", bytes([3]) * 32]]


def _verify(given: Json) -> Json:
    said = verify_notes(unpair(given["manifest"]), read(Bundle, un(given["author_bundle"])))
    return {"hash": said.hash.hex(), "files": [each.name for each in said.files]}


OPERATIONS: Final[dict[str, Operation]] = {"verify": _verify}


def _of(name: str, why: str, expect: str = "ok", signer: str = "therapist", **changed: Any) -> Case:
    author = read(Bundle, world.SIGNED["therapist"].body)
    parts: dict[str, Any] = {
        "package": bytes(range(16)),
        "consent_hash": SignedBody(consent_body("notes"), bytes(64)).hash,
        "conversation": CONVERSATION,
        "client": world.ACCOUNTS["client"],
        "scope_from": world.MADE_AT,
        "scope_until": world.MADE_AT + 90 * DAY,
        "files": _FILES,
        "made_by": author.account,
        "bundle_hash": author.hash,
        "made_at": world.ISSUED_AT,
    }
    data = encode("webtherapy/v1/notes-package", *(parts | changed).values())
    given = {
        "manifest": pair(SignedBody(data, world.KEYS[signer].signing.sign(data))),
        "author_bundle": author.encoded().hex(),
    }
    return Case(name, why, "verify", given, expect)


def cases() -> list[Case]:
    """A package of notes, and what is none."""
    return [
        _of("of notes", "Their author hands them out."),
        _of("by another", "Their author's word.", "bad_signature", "client"),
        _of("in another's name", "Their author's word.", "unknown_member", made_by=world.ACCOUNTS["client"]),
        _of("under other keys", "The keys that the practice certified.", "wrong_bundle", bundle_hash=bytes(32)),
        _of("a span backwards", "From, until.", "beyond_scope", scope_until=world.MADE_AT - 1),
        _of("without files", "Something.", "wrong_length", files=[]),
        _of("files out of order", "One spelling.", "bad_file", files=_FILES[::-1]),
        _of("a file twice", "Each once.", "bad_file", files=[_FILES[0], _FILES[0]]),
        _of("a file elsewhere", "In the package.", "bad_file", files=[["../notes.html", bytes(32)]]),
        _of("short consent hash", "32 bytes.", "wrong_length", consent_hash=b""),
        _of("short client", "16 bytes.", "wrong_length", client=b"1"),
    ]
