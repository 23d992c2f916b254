"""Asides (crypto.md §6.9). Sealed words come from the worded_by files; what stands around them is made here."""

import json
from typing import Any, Final

from server.crypto.aside import CodeWord, WordPlace, open_word
from server.crypto.canonical import encode, read, written
from server.crypto.content import EnvelopeKind, read_content
from server.crypto.sealing import SealingKey
from server.ids import AccountId, ConversationId, MessageId
from tests.vectors import world
from tests.vectors.case import Case, Json, Operation, flipped, stream, un
from tests.vectors.contents import content_of, said_of

ABOUT: Final = "crypto.md §6.9: what a page says for its person beside their words."
MAKERS: Final = ("python", "typescript")
FROM: Final = "client"
TO: Final = "therapist"

_random = stream("aside")
SEALED: Final = _random(1392)
CHECK_IN: Final[Json] = {"safe": "yes", "place": "12 Rue d'Été", "telephone": "+1 555 0100", "contact": "Kim, 555 0101"}
CODE_WORD: Final[Json] = {"use": "set", "recipient_bundle_hash": world.BUNDLES[TO].hash, "sealed": SEALED}


def _write(given: Json) -> Json:
    return {"content": written(content_of(given)).hex()}


def _read(given: Json) -> Json:
    return said_of(read_content(EnvelopeKind.TEXT, un(given["content"])))


def _open_word(given: Json) -> Json:
    place = WordPlace(
        ConversationId(un(given["conversation"])), AccountId(un(given["sender"])), MessageId(un(given["message"]))
    )
    said = read(CodeWord, un(given["content"]))
    return {"word": open_word(SealingKey(un(given["sealing_seed"])), place, said)}


OPERATIONS: Final[dict[str, Operation]] = {"write": _write, "read": _read, "open_word": _open_word}


def cases() -> list[Case]:
    """Written, read, each part in another way; and words opened, by whom they are for and by nobody else."""
    return [*_check_in_cases(), *_other_cases(), *(case for maker in MAKERS for case in _word_cases(maker))]


def _made(name: str, given: Json, expect: str = "ok") -> Case:
    return Case(name, "Both languages write the same bytes.", "write", given, expect)


def _opened(name: str, why: str, data: bytes, expect: str = "ok") -> Case:
    return Case(name, why, "read", {"content": data.hex()}, expect)


def _check_in_cases() -> list[Case]:
    def of(**changed: Any) -> Json:
        return CHECK_IN | changed

    def data(**changed: Any) -> bytes:
        return encode("webtherapy/v1/check-in", *(CHECK_IN | changed).values())

    nothing: Json = {"safe": "unsaid", "place": "", "telephone": "", "contact": ""}
    return [
        _made("everything said", CHECK_IN),
        *(_made(f"nothing but safe: {safe}", nothing | {"safe": safe}) for safe in ("yes", "no")),
        *(_made(f"nothing but {part}", nothing | {part: "x"}) for part in ("place", "telephone", "contact")),
        _made("nothing at all", nothing, "bad_field"),
        _made("longest", of(place="p" * 512, telephone="1" * 64, contact="c" * 512)),
        _made("place too long", of(place="é" * 257), "too_large"),
        _made("telephone too long", of(telephone="1" * 65), "too_large"),
        _made("contact too long", of(contact="c" * 513), "too_large"),
        _opened("read", "It comes back.", data()),
        _opened("perhaps safe", "A closed list.", data(safe="maybe"), "malformed"),
        _opened("place as bytes", "Text.", data(place=b"here"), "malformed"),
        _opened("a part missing", "Four.", encode("webtherapy/v1/check-in", *list(CHECK_IN.values())[:-1]), "malformed"),
        _opened("trailing byte", "One spelling.", data() + b"\0", "not_canonical"),
        _opened("another label", "Words and asides, nothing else.", data().replace(b"check-in", b"check-im"), "wrong_label"),
    ]  # fmt: skip


def _other_cases() -> list[Case]:
    def word(**changed: Any) -> bytes:
        return encode("webtherapy/v1/code-word", *(CODE_WORD | changed).values())

    plain = CODE_WORD | {"recipient_bundle_hash": CODE_WORD["recipient_bundle_hash"].hex(), "sealed": SEALED.hex()}
    return [
        *(_made(f"asked about {about}", {"about": about}) for about in ("check-in", "code-word")),
        _opened("words", "They are the same as before.", encode("webtherapy/v1/text", "check-in")),
        _opened("a letter", "Its kind says so outside.", encode("webtherapy/v1/letter", "check-in"), "wrong_label"),
        _opened("asked about something else", "A closed list.", encode("webtherapy/v1/question", "age"), "malformed"),
        *(_made(f"a word to {use}", plain | {"use": use}) for use in ("set", "answer")),
        _opened("a word comes back", "As it was sealed.", word()),
        _opened("a word to forget", "A closed list.", word(use="forget"), "malformed"),
        _opened("short bundle hash", "32 bytes.", word(recipient_bundle_hash=bytes(31)), "wrong_length"),
        _opened("a byte short", "No length tells a word.", word(sealed=SEALED[1:]), "wrong_length"),
        _opened("a byte long", "No length tells a word.", word(sealed=SEALED + b"a"), "wrong_length"),
    ]


def _word_cases(maker: str) -> list[Case]:
    file: Json = json.loads((world.FOLDER / f"worded_by_{maker}.json").read_text("utf-8"))
    first, *others = file["words"]
    common = {
        "sealing_seed": world.sealing_seed(TO).hex(),
        "conversation": world.sealed_header().conversation.hex(),
        "sender": world.ACCOUNTS[FROM].hex(),
    }
    good = common | {"message": first["message"], "content": first["content"]}
    said = read(CodeWord, un(first["content"]))

    def of(name: str, why: str, expect: str = "ok", **changed: Any) -> Case:
        return Case(f"{name} ({maker})", why, "open_word", good | changed, expect)

    def bent(**changed: Any) -> str:
        parts = {"use": str(said.use), "hash": said.recipient_bundle_hash, "sealed": said.sealed} | changed
        return encode("webtherapy/v1/code-word", *parts.values()).hex()

    return [
        of("a word", "By whom it is for."),
        *(of(f"another word, {n}", "In any script.", message=each["message"], content=each["content"])
          for n, each in enumerate(others, start=1)),
        of("by its sender", "Who has their account reads no word.", "wrong_key", sealing_seed=world.sealing_seed(FROM).hex()),
        of("in another message", "It opens nowhere else.", "wrong_key", message="00" * 16),
        of("in another conversation", "It opens nowhere else.", "wrong_key", conversation="00" * 16),
        of("as somebody else's", "It opens nowhere else.", "wrong_key", sender=world.ACCOUNTS[TO].hex()),
        of("as an answer", "What was set answers nothing.", "wrong_key", content=bent(use="answer")),
        of("for another bundle", "It names its reader's.", "wrong_key", content=bent(hash=bytes(32))),
        of("altered", "Every bit counts.", "wrong_key", content=bent(sealed=flipped(said.sealed))),
        of("short message id", "16 bytes.", "wrong_length", message="00" * 15),
    ]  # fmt: skip
