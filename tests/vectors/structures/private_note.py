"""The therapist's notes (crypto.md §14)."""

from typing import Final

from server.crypto.aead import seal_box
from server.crypto.canonical import encode
from server.crypto.padding import pad
from server.crypto.private_note import NotePlace, PrivateNote, open_private_note, seal_private_note
from server.ids import AccountId, ConversationId, NoteId
from tests.vectors.case import Case, Json, Operation, flipped, replay, stream, un

ABOUT: Final = "crypto.md §14: what a therapist writes for themselves."

BEGUN_AT: Final = 1_760_000_000_000


def _seal(given: Json) -> Json:
    note = PrivateNote(AccountId(un(given["client"])), given["begun_at"], given["text"])
    sealed = seal_private_note(un(given["notes_key"]), _place(given), note, replay(given["random"]))
    return {"sealed": sealed.hex()}


def _open(given: Json) -> Json:
    note = open_private_note(un(given["notes_key"]), _place(given), un(given["sealed"]))
    return {"client": note.client.hex(), "begun_at": note.begun_at, "text": note.text}


def _place(given: Json) -> NotePlace:
    author, conversation = AccountId(un(given["author"])), ConversationId(un(given["conversation"]))
    return NotePlace(author, conversation, NoteId(un(given["note"])), given["version"])


OPERATIONS: Final[dict[str, Operation]] = {"seal": _seal, "open": _open}


def cases() -> list[Case]:
    """Notes, their places, and insides that are none."""
    random = stream("private note")
    key, author, conversation, note, client, nonce = random(32), random(16), random(16), random(16), random(16), random(24)  # fmt: skip
    place: Json = {
        "notes_key": key.hex(),
        "author": author.hex(),
        "conversation": conversation.hex(),
        "note": note.hex(),
        "version": 2,
    }
    said: Json = {"client": client.hex(), "begun_at": BEGUN_AT, "text": "I noticed that I was tired before she was."}
    made = place | said | {"random": nonce.hex()}
    sealed = un(_seal(made)["sealed"])
    good = place | {"sealed": sealed.hex()}

    def seal(name: str, why: str, expect: str = "ok", **changed: object) -> Case:
        return Case(name, why, "seal", made | changed, expect)

    def bad(name: str, expect: str, **changed: object) -> Case:
        return Case(name, "A note opens for its author, where and as it was written.", "open", good | changed, expect)

    def inside(name: str, expect: str, data: bytes) -> Case:
        context = encode("webtherapy/v1/private-note-seal", author, conversation, note, 2)
        return bad(name, expect, sealed=seal_box(key, data, context, stream(name)).hex())

    label = "webtherapy/v1/private-note"
    return [
        seal("sealed", "Nobody else reads it."),
        seal("nothing yet", "256 bytes, like any short one.", text=""),
        seal("several scripts", "Text is text.", text="שלום \U0001f469\u200d\U0001f52c e\u0301"),
        seal("as long as can be", "32 768 bytes.", text="x" * 32_768),
        seal("too long", "It goes on in another one.", "too_large", text="x" * 32_769),
        seal("version zero", "Versions count from 1.", "malformed", version=0),
        seal("short author", "16 bytes.", "wrong_length", author=author[1:].hex()),
        seal("short conversation", "16 bytes.", "wrong_length", conversation="11"),
        seal("short note id", "16 bytes.", "wrong_length", note=""),
        seal("short client", "16 bytes.", "wrong_length", client="11"),
        seal("short nonce", "24 bytes.", "wrong_length", random=nonce[1:].hex()),
        Case("opened", "Its author reads it in any browser.", "open", good),
        bad("another key", "wrong_key", notes_key=flipped(key).hex()),
        bad("another author", "wrong_key", author=flipped(author).hex()),
        bad("another conversation", "wrong_key", conversation=flipped(conversation).hex()),
        bad("another note", "wrong_key", note=flipped(note).hex()),
        bad("an older version put in its place", "wrong_key", version=1),
        bad("a bit flipped", "wrong_key", sealed=flipped(sealed).hex()),
        bad("cut short", "wrong_length", sealed=sealed[:39].hex()),
        inside("not padded", "bad_padding", encode(label, client, BEGUN_AT, "short")),
        inside("a message inside", "wrong_label", pad(encode("webtherapy/v1/text", "what was said"))),
        inside("a draft inside", "wrong_label", pad(encode("webtherapy/v1/draft", "what was not said"))),
        inside("too long inside", "too_large", pad(encode(label, client, BEGUN_AT, "x" * 32_769))),
        inside("no client inside", "malformed", pad(encode(label, "somebody", BEGUN_AT, "text"))),
        inside("a part too many inside", "malformed", pad(encode(label, client, BEGUN_AT, "text", "more"))),
    ]
