"""Acts of staff (crypto.md §9.3, §12.6)."""

from typing import Any, Final

from server.crypto.account import AccountKeys
from server.crypto.bundle import Bundle
from server.crypto.canonical import encode, read
from server.crypto.signing import SignedBody
from server.crypto.staff_act import (
    ActWord,
    ReasonCode,
    StaffAct,
    make_staff_act,
    reason_hash,
    subject_hash,
    verify_staff_act,
)
from server.ids import AccountId
from tests.vectors import world
from tests.vectors.case import Case, Json, Operation, flipped, pair, un, unpair

ABOUT: Final = "crypto.md §12.6: an account is suspended or reinstated, by whom, and why."


def _make(given: Json) -> Json:
    act = ActWord(given["act"])
    body = StaffAct(
        AccountId(un(given["actor"])),
        act,
        subject_hash(AccountId(un(given["account"]))),
        reason_hash(act, ReasonCode(given["code"]), given["words"]),
        given["at"],
    )
    return pair(make_staff_act(AccountKeys.from_secret(un(given["secret"])).signing, body))


def _verify(given: Json) -> Json:
    signer, account = read(Bundle, un(given["signer_bundle"])), AccountId(un(given["account"]))
    said = verify_staff_act(unpair(given["staff_act"]), signer, ActWord(given["act"]), account)
    return {"actor": said.actor.hex(), "reason_hash": said.reason_hash.hex(), "at": said.at}


OPERATIONS: Final[dict[str, Operation]] = {"make": _make, "verify": _verify}

INTAKE, CLIENT = world.ACCOUNTS["intake"], world.ACCOUNTS["client"]


def cases() -> list[Case]:
    """Both acts, their words in several scripts and at their longest, and bodies bent in every place."""
    made = {
        "secret": world.SECRETS["intake"].hex(),
        "actor": INTAKE.hex(),
        "act": "suspend",
        "account": CLIENT.hex(),
        "code": "conduct",
        "words": "Please call us \u2013 \u05e9\u05dc\u05d5\u05dd.",
        "at": world.ISSUED_AT,
    }
    return [
        Case("suspend", "With words.", "make", made),
        Case("reinstate", "Without words.", "make", made | {"act": "reinstate", "code": "resolved", "words": ""}),
        Case("longest words", "1 000 bytes.", "make", made | {"words": "\u00e4" * 500}),
        Case("too many words", "Bytes, not letters.", "make", made | {"words": "\u00e4" * 500 + "a"}, "too_large"),
        Case("short actor", "16 bytes.", "make", made | {"actor": "00" * 15}, "wrong_length"),
        _case("suspended by intake", "As it was signed.", "ok", _body()),
        *_bent(),
    ]


def _body(**changed: Any) -> bytes:
    parts: Json = {
        "actor": INTAKE,
        "act": "suspend",
        "subject": subject_hash(CLIENT),
        "reason": reason_hash(ActWord.SUSPEND, ReasonCode.OTHER, ""),
        "at": world.ISSUED_AT,
    }
    return encode("webtherapy/v1/act", *(parts | changed).values())


def _case(name: str, why: str, expect: str, data: bytes, by: str = "intake", **changed: Any) -> Case:
    given = {
        "staff_act": pair(SignedBody(data, world.KEYS[by].signing.sign(data))),
        "signer_bundle": world.SIGNED["intake"].body.hex(),
        "act": "suspend",
        "account": CLIENT.hex(),
    }
    return Case(name, why, "verify", given | changed, expect)


def _bent() -> list[Case]:
    signature = flipped(world.KEYS["intake"].signing.sign(_body()))
    return [
        _case("signature flipped", "Who did it cannot deny it.", "bad_signature", _body(), staff_act=pair(SignedBody(_body(), signature))),
        _case("by another key", "Nobody acts for another.", "bad_signature", _body(), "stranger"),
        _case("in another's name", "Nobody acts for another.", "unknown_member", _body(actor=world.ACCOUNTS["stranger"])),
        _case("the other act", "A reinstatement suspends nobody.", "wrong_act", _body(act="reinstate")),
        _case("about another", "It is about one account.", "wrong_subject", _body(subject=subject_hash(world.ACCOUNTS["stranger"]))),
        _case("the account itself", "A hash.", "wrong_length", _body(subject=CLIENT)),
        _case("no such act", "Two words.", "malformed", _body(act="forgive")),
        _case("a part too many", "Five parts.", "malformed", _body(more=1)),
        _case("another label", "One label, one purpose.", "wrong_label", encode("webtherapy/v1/closing", 1)),
    ]  # fmt: skip
