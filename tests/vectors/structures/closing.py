"""Closings (crypto.md §12.4)."""

from typing import Any, Final

from server.crypto.account import AccountKeys
from server.crypto.bundle import Bundle
from server.crypto.canonical import encode, read
from server.crypto.closing import Closing, ClosingReason, make_closing, verify_closing
from server.crypto.signing import SignedBody
from server.ids import AccountId, ConversationId
from server.roles import Role
from tests.vectors import world
from tests.vectors.case import Case, Json, Operation, flipped, pair, un, unpair

ABOUT: Final = "crypto.md §12.4: a conversation takes no entry any more."


def _make(given: Json) -> Json:
    closing = Closing(
        conversation=ConversationId(un(given["conversation"])),
        reason=ClosingReason(given["reason"]),
        account=AccountId(un(given["account"])),
        closed_at=given["closed_at"],
    )
    return pair(make_closing(AccountKeys.from_secret(un(given["secret"])).signing, closing))


def _verify(given: Json) -> Json:
    signer, conversation = read(Bundle, un(given["signer_bundle"])), ConversationId(un(given["conversation"]))
    closing = verify_closing(unpair(given["closing"]), signer, Role(given["role"]), conversation)
    return {"reason": closing.reason, "account": closing.account.hex(), "closed_at": closing.closed_at}


OPERATIONS: Final[dict[str, Operation]] = {"make": _make, "verify": _verify}

CONVERSATION: Final = bytes(range(16))


def cases() -> list[Case]:
    """Every reason by everyone who might give it, and bodies bent in every place."""
    made = {
        "secret": world.SECRETS["client"].hex(),
        "conversation": CONVERSATION.hex(),
        "reason": "changed",
        "account": world.ACCOUNTS["client"].hex(),
        "closed_at": world.ISSUED_AT,
    }
    return [
        Case("changed", "The client goes on with somebody else.", "make", made),
        Case("left", "The client closes the account.", "make", made | {"reason": "left"}),
        Case("short conversation", "16 bytes.", "make", made | {"conversation": "00" * 15}, "wrong_length"),
        Case("short account", "16 bytes.", "make", made | {"account": "00" * 17}, "wrong_length"),
        *_who_may(),
        *_bent(),
    ]


def _body(**changed: Any) -> bytes:
    parts: Json = {
        "conversation": CONVERSATION,
        "reason": "changed",
        "account": world.ACCOUNTS["client"],
        "at": world.ISSUED_AT,
    }
    return encode("webtherapy/v1/closing", *(parts | changed).values())


def _case(name: str, why: str, expect: str, data: bytes, by: str = "client", **changed: Any) -> Case:
    given = {
        "closing": pair(SignedBody(data, world.KEYS[by].signing.sign(data))),
        "signer_bundle": world.SIGNED[by].body.hex(),
        "role": world.ROLES[by].value,
        "conversation": CONVERSATION.hex(),
    }
    return Case(name, why, "verify", given | changed, expect)


def _who_may() -> list[Case]:
    lawful = {("changed", "client"), ("changed", "intake"), ("ended", "therapist"), ("left", "client")}
    return [
        _case(
            f"{reason} by the {by}",
            "Each reason is given by those whom it concerns.",
            "ok" if (reason, by) in lawful else "unlawful_role",
            _body(reason=reason, account=world.ACCOUNTS[by]),
            by,
        )
        for reason in ("changed", "ended", "left")
        for by in ("client", "therapist", "intake", "custodian_1")
    ]


def _bent() -> list[Case]:
    signature = world.KEYS["client"].signing.sign(_body())
    return [
        _case("signature flipped", "Nobody closes for another.", "bad_signature", _body(), closing=pair(SignedBody(_body(), flipped(signature)))),
        _case("by another key", "Nobody closes for another.", "bad_signature", _body(), "stranger", signer_bundle=world.SIGNED["client"].body.hex()),
        _case("in another's name", "Nobody closes for another.", "unknown_member", _body(account=world.ACCOUNTS["stranger"])),
        _case("of another conversation", "It closes one.", "foreign_conversation", _body(conversation=bytes(16))),
        _case("no such reason", "Three words.", "malformed", _body(reason="tired")),
        _case("a part too many", "Four parts.", "malformed", _body(more=1)),
        _case("time as text", "A number.", "malformed", _body(at="now")),
        _case("another label", "One label, one purpose.", "wrong_label", encode("webtherapy/v1/act", 1)),
    ]  # fmt: skip
