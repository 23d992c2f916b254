"""Drafts (crypto.md §3.10)."""

from typing import Final

from server.crypto import draft
from server.crypto.aead import seal_box
from server.crypto.canonical import encode
from server.crypto.draft import DraftPlace, LetterDraft
from server.crypto.padding import pad
from server.ids import AccountId, ConversationId, DraftSlot, MessageId
from tests.vectors.case import Case, Json, Operation, flipped, replay, stream, un

ABOUT: Final = "crypto.md §3.10: what was written and not sent, for the writer's other browsers."

WRITTEN_AT: Final = 1_760_000_000_000


def _seal(given: Json) -> Json:
    sealed = draft.seal_draft(un(given["drafts_key"]), _place(given), given["text"], replay(given["random"]))
    return {"sealed": sealed.hex()}


def _open(given: Json) -> Json:
    return {"text": draft.open_draft(un(given["drafts_key"]), _place(given), un(given["sealed"]))}


def _place(given: Json) -> DraftPlace:
    return DraftPlace(AccountId(un(given["account"])), DraftSlot(un(given["slot"])), given["version"])


def _seal_letter(given: Json) -> Json:
    thread, subject, text = MessageId(un(given["thread"])), given["subject"], given["text"]
    letter = LetterDraft(ConversationId(un(given["conversation"])), thread, subject, text)
    key, random = un(given["drafts_key"]), replay(given["random"])
    return {"sealed": draft.seal_letter_draft(key, _place(given), letter, random).hex()}


def _open_letter(given: Json) -> Json:
    letter = draft.open_letter_draft(un(given["drafts_key"]), _place(given), un(given["sealed"]))
    said: Json = {"conversation": letter.conversation.hex(), "thread": letter.thread.hex()}
    return said | {"subject": letter.subject, "text": letter.text}


OPERATIONS: Final[dict[str, Operation]] = {
    "seal": _seal,
    "open": _open,
    "seal_letter": _seal_letter,
    "open_letter": _open_letter,
}


def cases() -> list[Case]:
    """Texts and letters, places, and insides that are no drafts."""
    return [*_text_cases(), *_letter_cases()]


def _text_cases() -> list[Case]:
    random = stream("draft")
    key, account, slot, nonce = random(32), random(16), random(16), random(24)
    place: Json = {
        "drafts_key": key.hex(),
        "account": account.hex(),
        "slot": slot.hex(),
        "version": WRITTEN_AT,
    }
    made = place | {"text": "I do not know how to say th", "random": nonce.hex()}
    sealed = un(_seal(made)["sealed"])
    good = place | {"sealed": sealed.hex()}

    def bad(name: str, expect: str, **changed: object) -> Case:
        return Case(name, "A draft opens where and as it was written, or not at all.", "open", good | changed, expect)

    def inside(name: str, expect: str, data: bytes) -> Case:
        context = encode("webtherapy/v1/draft-seal", account, slot, WRITTEN_AT)
        return bad(name, expect, sealed=seal_box(key, data, context, stream(name)).hex())

    return [
        Case("sealed", "Nobody reads what was not said.", "seal", made),
        Case("nothing yet", "256 bytes, like any short one.", "seal", made | {"text": ""}),
        Case("several scripts", "Text is text.", "seal", made | {"text": "שלום \U0001f469\u200d\U0001f52c e\u0301"}),
        Case("as long as can be", "As long as a message.", "seal", made | {"text": "x" * 32_768}),
        Case("too long", "It could never be sent.", "seal", made | {"text": "x" * 32_769}, "too_large"),
        Case("version zero", "Versions count from 1.", "seal", made | {"version": 0}, "malformed"),
        Case("short account", "16 bytes.", "seal", made | {"account": account[1:].hex()}, "wrong_length"),
        Case("short nonce", "24 bytes.", "seal", made | {"random": nonce[1:].hex()}, "wrong_length"),
        Case("opened", "It goes on in another browser.", "open", good),
        bad("another key", "wrong_key", drafts_key=flipped(key).hex()),
        bad("another account", "wrong_key", account=flipped(account).hex()),
        bad("another slot", "wrong_key", slot=flipped(slot).hex()),
        bad("an older version put in its place", "wrong_key", version=WRITTEN_AT - 1),
        bad("a bit flipped", "wrong_key", sealed=flipped(sealed).hex()),
        bad("cut short", "wrong_length", sealed=sealed[:39].hex()),
        inside("not padded", "bad_padding", encode("webtherapy/v1/draft", "short")),
        inside("another label inside", "wrong_label", pad(encode("webtherapy/v1/text", "a message"))),
        inside("too long inside", "too_large", pad(encode("webtherapy/v1/draft", "x" * 32_769))),
        inside("no text inside", "malformed", pad(encode("webtherapy/v1/draft", 7))),
    ]


def _letter_cases() -> list[Case]:
    random = stream("letter draft")
    key, account, slot, nonce = random(32), random(16), random(16), random(24)
    place: Json = {"drafts_key": key.hex(), "account": account.hex(), "slot": slot.hex(), "version": WRITTEN_AT}
    said: Json = {"conversation": random(16).hex(), "thread": "", "subject": "Thursday", "text": "Could it b"}
    made = place | said | {"random": nonce.hex()}
    good = place | {"sealed": _seal_letter(made)["sealed"]}

    def seal(name: str, expect: str = "ok", **changed: object) -> Case:
        return Case(name, "A letter goes on in another browser.", "seal_letter", made | changed, expect)

    def bad(name: str, expect: str, **changed: object) -> Case:
        return Case(name, "A draft opens where and as it was written.", "open_letter", good | changed, expect)

    text_sealed = _seal(place | {"text": "said live", "random": nonce.hex()})["sealed"]
    return [
        seal("a new thread"),
        seal("an answer", thread="11" * 16, subject=""),
        seal("nothing yet", subject="", text=""),
        seal("as long as can be", subject="s" * 200, text="x" * 32_768),
        seal("text too long", "too_large", text="x" * 32_769),
        seal("subject too long", "too_large", subject="s" * 201),
        seal("short thread", "wrong_length", thread="11"),
        seal("short conversation", "wrong_length", conversation="11"),
        Case("opened", "It goes on in another browser.", "open_letter", good),
        bad("another slot", "wrong_key", slot=flipped(slot).hex()),
        bad("another account", "wrong_key", account=flipped(account).hex()),
        bad("an older version put in its place", "wrong_key", version=WRITTEN_AT - 1),
        bad("what is said live", "wrong_label", sealed=text_sealed),
    ]
