"""Change requests (crypto.md §12.5)."""

from typing import Any, Final

from server.crypto.account import AccountKeys
from server.crypto.bundle import Bundle
from server.crypto.canonical import encode, read
from server.crypto.change_request import ChangeRequest, History, make_change_request, verify_change_request
from server.crypto.signing import SignedBody
from server.ids import ConversationId, RequestId
from tests.vectors import world
from tests.vectors.case import Case, Json, Operation, flipped, pair, un, unpair

ABOUT: Final = "crypto.md §12.5: a client asks for another therapist."


def _make(given: Json) -> Json:
    change = ChangeRequest(
        request=RequestId(un(given["request"])),
        conversation=ConversationId(un(given["conversation"])),
        history=History(given["history"]),
        made_at=given["made_at"],
    )
    return pair(make_change_request(AccountKeys.from_secret(un(given["secret"])).signing, change))


def _verify(given: Json) -> Json:
    change = verify_change_request(unpair(given["change"]), read(Bundle, un(given["signer_bundle"])))
    return {
        "request": change.request.hex(),
        "conversation": change.conversation.hex(),
        "history": change.history,
        "made_at": change.made_at,
    }


OPERATIONS: Final[dict[str, Operation]] = {"make": _make, "verify": _verify}

REQUEST: Final = bytes(range(16))
CONVERSATION: Final = bytes(range(16, 32))


def _body(**changed: Any) -> bytes:
    parts: Json = {"request": REQUEST, "conversation": CONVERSATION, "history": "share", "at": world.ISSUED_AT}
    return encode("webtherapy/v1/change-request", *(parts | changed).values())


def cases() -> list[Case]:
    """Both answers about the history, and bodies bent in every place."""
    made = {
        "secret": world.SECRETS["client"].hex(),
        "request": REQUEST.hex(),
        "conversation": CONVERSATION.hex(),
        "history": "share",
        "made_at": world.ISSUED_AT,
    }

    def of(name: str, why: str, expect: str, data: bytes, key: str = "client") -> Case:
        change = pair(SignedBody(data, world.KEYS[key].signing.sign(data)))
        return Case(name, why, "verify", {"change": change, "signer_bundle": bundle}, expect)

    bundle = world.SIGNED["client"].body.hex()
    flipped_signature = flipped(world.KEYS["client"].signing.sign(_body()))
    bent = {"change": pair(SignedBody(_body(), flipped_signature)), "signer_bundle": bundle}
    return [
        Case("shared", "The next one reads.", "make", made),
        Case("kept", "The next one begins anew.", "make", made | {"history": "keep"}),
        Case("short request", "16 bytes.", "make", made | {"request": "00" * 15}, "wrong_length"),
        Case("short conversation", "16 bytes.", "make", made | {"conversation": "00" * 17}, "wrong_length"),
        of("verified", "It is theirs.", "ok", _body()),
        of("verified, kept", "It is theirs.", "ok", _body(history="keep")),
        of("by another", "Nobody asks for another.", "bad_signature", _body(), "stranger"),
        Case("signature flipped", "Nobody asks for another.", "verify", bent, "bad_signature"),
        of("no such answer", "Two words.", "malformed", _body(history="half")),
        of("a part too many", "Four parts.", "malformed", _body(more=1)),
        of("another label", "One label, one purpose.", "wrong_label", encode("webtherapy/v1/closing", 1)),
    ]
