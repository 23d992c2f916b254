"""Letters (crypto.md §6.6): their content, and what a message of theirs may say."""

from typing import Any, Final

from server.crypto.canonical import encode, read, written
from server.crypto.letter import Letter, check_letter
from server.ids import MessageId
from server.roles import Role
from tests.vectors.case import Case, Json, Operation, stream, un
from tests.vectors.contents import content_of, said_of

ABOUT: Final = "crypto.md §6.6: what people write to each other in between."


def _write(given: Json) -> Json:
    return {"content": written(content_of(given)).hex()}


def _read(given: Json) -> Json:
    return said_of(read(Letter, un(given["content"])))


def _check(given: Json) -> Json:
    check_letter(read(Letter, un(given["content"])), MessageId(un(given["message"])), Role(given["role"]))
    return {}


OPERATIONS: Final[dict[str, Operation]] = {"write": _write, "read": _read, "check": _check}

_random = stream("letter")
THREAD: Final = _random(16)
FILE: Final = (_random(16), "Züge (2).pdf", "application/pdf", 26_214_400, _random(32), _random(32))
PARTS: Final[Json] = {
    "thread": THREAD,
    "subject": "Thursday",
    "text": "Could it be an hour later?",
    "purpose": "letter",
    "rows": [list(FILE)],
}


def _bytes(**changed: Any) -> bytes:
    return encode("webtherapy/v1/letter", *(PARTS | changed).values())


def _file(**changed: Any) -> list[Any]:
    names = ("attachment", "name", "media_type", "size", "key", "digest")
    return list((dict(zip(names, FILE, strict=True)) | changed).values())


def said(**changed: Any) -> Json:
    """A lawful letter in JSON, with some parts in another way."""
    attachment, name, media_type, size, key, digest = FILE
    row = [attachment.hex(), name, media_type, size, key.hex(), digest.hex()]
    given: Json = PARTS | {"thread": THREAD.hex(), "attachments": [row]}
    del given["rows"]
    return given | changed


def cases() -> list[Case]:
    """Written, read, checked; and each refused."""
    return [*_write_cases(), *_read_cases(), *_file_cases(), *_check_cases()]


def _write_cases() -> list[Case]:
    def made(name: str, expect: str = "ok", **changed: Any) -> Case:
        return Case(name, "Both languages write the same bytes.", "write", said(**changed), expect)

    return [
        made("first of its thread"),
        made("an answer", subject=""),
        made("without attachments", attachments=[]),
        made("an attachment alone", text=""),
        made("referral", purpose="referral"),
        made("longest subject", subject="s" * 200),
        made("longest text", times=32_768, text="t", attachments=[]),
        made("subject too long", "too_large", subject="é" * 101),
        made("text too long", "too_large", times=32_769, text="t"),
        made("nothing at all", "malformed", text="", attachments=[]),
        made("short thread", "wrong_length", thread=THREAD[1:].hex()),
    ]


def _read_cases() -> list[Case]:
    def opened(name: str, why: str, data: bytes, expect: str = "ok") -> Case:
        return Case(name, why, "read", {"content": data.hex()}, expect)

    ten = [_file(attachment=bytes([n]) * 16) for n in range(10)]
    eleven = [*ten, _file()]
    return [
        opened("read", "It comes back.", _bytes()),
        opened("ten attachments", "As many as may be.", _bytes(rows=ten)),
        opened("eleven attachments", "Ten.", _bytes(rows=eleven), "wrong_length"),
        opened("one attachment twice", "Each id once.", _bytes(rows=[_file(), _file(name="b")]), "malformed"),
        opened("unknown purpose", "A closed list.", _bytes(purpose="advert"), "malformed"),
        opened("subject as bytes", "Text.", _bytes(subject=b"Thursday"), "malformed"),
        opened("attachments as text", "Rows.", _bytes(rows="none"), "malformed"),
        opened("attachments missing", "Five parts.", encode("webtherapy/v1/letter", *list(PARTS.values())[:-1]), "malformed"),
        opened("another label", "One purpose.", _bytes().replace(b"v1/letter", b"v1/lettes"), "wrong_label"),
        opened("trailing byte", "One spelling.", _bytes() + b"\0", "not_canonical"),
    ]  # fmt: skip


def _file_cases() -> list[Case]:
    def given(case: str, expect: str = "ok", **changed: Any) -> Case:
        data = _bytes(rows=[_file(**changed)])
        return Case(f"attachment: {case}", "A name is a name.", "read", {"content": data.hex()}, expect)

    signs = ("/", "\0", "\n", "\x1f", "\x7f", "\x85", "\x9f", "\u2028", "\u202e", "\u2066", "\u2069")
    return [
        given("one byte", size=1),
        given("no media type", media_type=""),
        given("longest name", name="n" * 255),
        given("longest media type", media_type="m" * 127),
        given("several scripts", name="שלום \U0001f469\u200d\U0001f52c e\u0301"),
        *(given(f"U+{ord(sign):04X} in its name", "malformed", name=f"a{sign}b") for sign in signs),
        given("no name", "malformed", name=""),
        given("name too long", "too_large", name="é" * 128),
        given("media type too long", "too_large", media_type="m" * 128),
        given("media type with a line", "malformed", media_type="text/plain\n"),
        given("media type in another script", "malformed", media_type="é"),
        given("empty", "malformed", size=0),
        given("too large", "malformed", size=26_214_401),
        given("short id", "wrong_length", attachment=FILE[0][1:]),
        given("short key", "wrong_length", key=bytes(31)),
        given("short digest", "wrong_length", digest=bytes(31)),
    ]


def _check_cases() -> list[Case]:
    def check(name: str, expect: str, message: bytes, role: str = "client", **changed: Any) -> Case:
        given = {"content": _bytes(**changed).hex(), "message": message.hex(), "role": role}
        return Case(name, "Whoever reads a thread reads the thread that was meant.", "check", given, expect)

    other = bytes(16)
    return [
        check("a first letter", "ok", THREAD),
        check("a later letter", "ok", other, subject=""),
        check("a first letter without a subject", "wrong_thread", THREAD, subject=""),
        check("a later letter with a subject", "wrong_thread", other),
        check("a referral by a therapist", "ok", THREAD, role="therapist", purpose="referral"),
        check("a referral by a client", "unlawful_role", THREAD, purpose="referral"),
    ]
