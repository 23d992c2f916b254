"""What orders rest on, and what becomes of them (crypto.md §7.3, §13.1, §13.4): drills, emergencies, answers, outcomes; what is given of a record."""

from dataclasses import dataclass
from typing import Any, Final

from server.crypto.bundle import Bundle
from server.crypto.canonical import encode, read
from server.crypto.consent import ScopeKind
from server.crypto.content import EnvelopeKind
from server.crypto.drill import drill_hash, verify_drill, verify_drill_header
from server.crypto.emergency import nature_hash, verify_emergency
from server.crypto.envelope import read_outside, verify_outside
from server.crypto.hashing import sha256
from server.crypto.order_answer import verify_order_answer, verify_outcome
from server.crypto.release_scope import covers
from server.crypto.signing import SignedBody
from server.crypto.staff_act import ActWord, ReasonCode, reason_hash
from server.ids import AccountId, ConversationId, EmergencyId
from tests.vectors import world
from tests.vectors.case import Case, Json, Operation, flipped, pair, stream, un, unpair
from tests.vectors.structures import envelope

ABOUT: Final = "crypto.md §7.3, §13.4: drills, emergencies, and what is said of orders."

_random = stream("release")
_CONVERSATION: Final = ConversationId(_random(16))
_EMERGENCY: Final = EmergencyId(_random(16))
_ORDER: Final = _random(32)
_DEPOSIT, _OTHER_DEPOSIT = sorted([_random(16), _random(16)])
_OFFICER: Final = "intake"
"""Whoever signs: any keys will do here."""

_SPOKEN: Final = ("text", "letter", "appointment")
_SILENT: Final = ("opening", "end", "seal")
_ONE, _TWO = sorted([_random(32), _random(32)])


def _bundle(given: Json) -> Bundle:
    return read(Bundle, un(given["bundle"]))


def _drill(given: Json) -> Json:
    said = verify_drill(unpair(given["act"]), _bundle(given), ConversationId(un(given["conversation"])))
    return {"subject_hash": said.subject_hash.hex(), "at": said.at}


def _drill_header(given: Json) -> Json:
    header = verify_drill_header(unpair(given["header"]), _bundle(given), ConversationId(un(given["conversation"])))
    return {"hash": header.hash.hex()}


def _nature(given: Json) -> Json:
    return {"hash": nature_hash(EmergencyId(un(given["emergency_id"])), given["words"]).hex()}


def _emergency(given: Json) -> Json:
    conversation, client = ConversationId(un(given["conversation"])), AccountId(un(given["client"]))
    said = verify_emergency(unpair(given["emergency"]), _bundle(given), conversation, client)
    return {"hash": said.hash.hex(), "at": said.at}


def _answer(given: Json) -> Json:
    said = verify_order_answer(unpair(given["answer"]), _bundle(given), un(given["order_hash"]))
    return {"answer": said.answer.value, "answered_at": said.answered_at}


def _outcome(given: Json) -> Json:
    headers = [un(each) for each in given["headers"]]
    said = verify_outcome(unpair(given["outcome"]), _bundle(given), un(given["order_hash"]), headers)
    return {"opened": [each.hex() for each in said.opened], "named": len(said.named)}


@dataclass(frozen=True, slots=True)
class _Scope:
    kinds: tuple[ScopeKind, ...]
    scope_from: int
    scope_until: int


def _covers(given: Json) -> Json:
    scope = _Scope(tuple(ScopeKind(each) for each in given["kinds"]), *given["span"])
    kind = None if given["kind"] == "opening" else EnvelopeKind(given["kind"])
    return {"covers": covers(scope, given["time"], kind)}


def _verify_outside(given: Json) -> Json:
    outside = read_outside(*(un(given[name]) for name in ("header", "nonce", "hash", "signature")))
    verify_outside(outside, un(given["signing_public"]))
    return {"kind": outside.header.kind.value, "sequence": outside.header.seen_sequence}


OPERATIONS: Final[dict[str, Operation]] = {
    "covers": _covers,
    "verify_outside": _verify_outside,
    "verify_drill": _drill,
    "verify_drill_header": _drill_header,
    "nature_hash": _nature,
    "verify_emergency": _emergency,
    "verify_order_answer": _answer,
    "verify_outcome": _outcome,
}


def cases() -> list[Case]:
    """Each as it should be, and bent in every place."""
    return [*_drills(), *_headers(), *_emergencies(), *_answers(), *_outcomes(), *_scopes(), *_outsides()]


def _scopes() -> list[Case]:
    def of(kind: str, time: int, why: str, *kinds: str) -> Case:
        given = {"kinds": list(kinds), "span": [10, 20], "kind": kind, "time": time}
        return Case(f"{kind} at {time} of {' '.join(kinds)}", why, "covers", given)

    within = [of(kind, 15, "Of its kinds alone, and what says nothing.", "letter") for kind in (*_SPOKEN, *_SILENT)]
    ends = [of("letter", time, "Both ends are in it.", "text", "letter") for time in (9, 10, 20, 21)]
    silent = [
        of(kind, time, "Seals come later than what they seal, and nothing else does.", "text")
        for kind in _SILENT
        for time in (9, 21)
    ]
    return [*within, *ends, *silent]


def _outsides() -> list[Case]:
    header, nonce, ciphertext, signature = envelope.GOOD
    good = {"header": header, "nonce": nonce, "hash": sha256(ciphertext), "signature": signature}

    def of(name: str, expect: str, **changed: bytes) -> Case:
        given = {part: value.hex() for part, value in (good | changed).items()}
        given["signing_public"] = envelope.SIGNER.public.hex()
        return Case(
            name, "The sender signed the hash, so that nobody needs the words.", "verify_outside", given, expect
        )

    return [
        of("an outside", "ok"),
        *(
            of(f"another {part}", "bad_signature", **{part: flipped(good[part])})
            for part in ("nonce", "hash", "signature")
        ),
        of("another header", "bad_signature", header=envelope.header(counter=2)),
        of("no header", "malformed", header=b""),
        of("the words in the place of their hash", "wrong_length", hash=ciphertext),
        of("a short nonce of an outside", "wrong_length", nonce=nonce[1:]),
        of("a short signature of an outside", "wrong_length", signature=signature[1:]),
    ]


def _signed(data: bytes, by: str = _OFFICER) -> Json:
    return pair(SignedBody(data, world.KEYS[by].signing.sign(data)))


def _beside() -> Json:
    return {"bundle": world.SIGNED[_OFFICER].body.hex(), "conversation": _CONVERSATION.hex()}


def _drills() -> list[Case]:
    def act(**changed: Any) -> bytes:
        parts: Json = {
            "actor": world.ACCOUNTS[_OFFICER],
            "act": "drill",
            "subject": drill_hash(_CONVERSATION),
            "reason": reason_hash(ActWord.DRILL, ReasonCode.OTHER, ""),
            "at": world.ISSUED_AT,
        }
        return encode("webtherapy/v1/act", *(parts | changed).values())

    def of(name: str, why: str, expect: str, data: bytes, by: str = _OFFICER, **changed: Any) -> Case:
        return Case(name, why, "verify_drill", _beside() | {"act": _signed(data, by)} | changed, expect)

    return [
        of("a drill", "The officer's act.", "ok", act()),
        of("a drill by another", "Their own act.", "bad_signature", act(), "stranger"),
        of("in another's name", "Their own act.", "unknown_member", act(actor=world.ACCOUNTS["client"])),
        of("another act", "A suspension is no drill.", "wrong_act", act(act="suspend")),
        of("over another conversation", "This one.", "wrong_subject", act(), conversation=bytes(16).hex()),
    ]


def _headers() -> list[Case]:
    def header(**changed: Any) -> bytes:
        bundle = world.BUNDLES[_OFFICER]
        parts: Json = {
            "conversation": _CONVERSATION,
            "epoch": 1,
            "kind": "thread",
            "session": b"",
            "previous": drill_hash(_CONVERSATION),
            "opener": bundle.account,
            "members": [[bundle.account, bundle.hash, bytes(32)]],
            "manifest": world.MANIFEST.hash,
            "commitment": bytes(32),
            "at": world.ISSUED_AT,
        }
        return encode("webtherapy/v1/epoch", *(parts | changed).values())

    def of(name: str, why: str, expect: str, data: bytes, by: str = _OFFICER) -> Case:
        return Case(name, why, "verify_drill_header", _beside() | {"header": _signed(data, by)}, expect)

    members = sorted(
        [[each.account, each.hash, bytes(32)] for each in (world.BUNDLES[_OFFICER], world.BUNDLES["client"])]
    )
    return [
        of("a drill's epoch", "The officer alone.", "ok", header()),
        of("with a client in it", "What people say is no drill.", "not_a_drill", header(members=members)),
        of("after a head of a transcript", "Of no conversation.", "stale_previous", header(previous=bytes(32))),
        of("the second epoch", "A drill has one.", "wrong_epoch", header(epoch=2)),
        of("a drill's epoch of another conversation", "This one.", "foreign_conversation", header(conversation=bytes(16))),
        of("opened by another", "The officer.", "bad_signature", header(), "client"),
    ]  # fmt: skip


def _emergencies() -> list[Case]:
    client = world.ACCOUNTS["client"]

    def body(**changed: Any) -> bytes:
        parts: Json = {
            "id": _EMERGENCY,
            "client": client,
            "conversation": _CONVERSATION,
            "nature": nature_hash(_EMERGENCY, "unconscious"),
            "officer": world.ACCOUNTS[_OFFICER],
            "at": world.ISSUED_AT,
        }
        return encode("webtherapy/v1/emergency", *(parts | changed).values())

    def of(name: str, why: str, expect: str, data: bytes, by: str = _OFFICER) -> Case:
        given = _beside() | {"emergency": _signed(data, by), "client": client.hex()}
        return Case(name, why, "verify_emergency", given, expect)

    said = {"emergency_id": _EMERGENCY.hex(), "words": "Taken to hospital, medication unknown."}
    return [
        Case("the nature of an emergency", "Bound to its id.", "nature_hash", said),
        Case("a long story", "1 000 bytes.", "nature_hash", said | {"words": "ä" * 500 + "a"}, "too_large"),
        of("an emergency", "The officer's word.", "ok", body()),
        of("an emergency by another", "Their own word.", "bad_signature", body(), "stranger"),
        of("an emergency in another's name", "Their own word.", "unknown_member", body(officer=client)),
        of("of another conversation", "This one.", "foreign_conversation", body(conversation=bytes(16))),
        of("of another client", "The conversation's.", "wrong_client", body(client=bytes(16))),
        of("the words themselves", "A hash.", "wrong_length", body(nature=b"unconscious")),
        of("a short emergency id", "16 bytes.", "wrong_length", body(id=b"")),
    ]


def _answers() -> list[Case]:
    def body(**changed: Any) -> bytes:
        parts: Json = {
            "order": _ORDER,
            "account": world.ACCOUNTS[_OFFICER],
            "answer": "declined",
            "at": world.ISSUED_AT,
        }
        return encode("webtherapy/v1/order-answer", *(parts | changed).values())

    def of(name: str, why: str, expect: str, data: bytes, by: str = _OFFICER, **changed: Any) -> Case:
        given = _beside() | {"answer": _signed(data, by), "order_hash": _ORDER.hex()}
        return Case(name, why, "verify_order_answer", given | changed, expect)

    return [
        of("declined", "Nothing is given.", "ok", body()),
        of("withdrawn", "It is over.", "ok", body(answer="withdrawn")),
        of("an answer by another", "Their own word.", "bad_signature", body(), "stranger"),
        of("an answer in another's name", "Their own word.", "unknown_member", body(account=bytes(16))),
        of("of another order", "This one.", "wrong_order", body(), order_hash=bytes(32).hex()),
        of("no such answer", "Two words.", "malformed", body(answer="maybe")),
    ]


def _outcomes() -> list[Case]:
    custodian = world.ACCOUNTS["custodian_1"]

    def body(**changed: Any) -> bytes:
        parts: Json = {
            "order": _ORDER,
            "recipient": world.ACCOUNTS[_OFFICER],
            "opened": [_ONE, _TWO],
            "named": [[_DEPOSIT, b""], [_OTHER_DEPOSIT, custodian]],
            "at": world.ISSUED_AT,
        }
        return encode("webtherapy/v1/order-outcome", *(parts | changed).values())

    def of(name: str, why: str, expect: str, data: bytes, by: str = _OFFICER, **changed: Any) -> Case:
        given = _beside() | {
            "outcome": _signed(data, by),
            "order_hash": _ORDER.hex(),
            "headers": [_ONE.hex(), _TWO.hex()],
        }
        return Case(name, why, "verify_outcome", given | changed, expect)

    signature = flipped(world.KEYS[_OFFICER].signing.sign(body()))
    return [
        of("two epochs opened", "And a deposit and a share named.", "ok", body()),
        of("nothing opened", "That is an outcome, too.", "ok", body(opened=[], named=[])),
        of("an outcome flipped", "The recipient's word.", "bad_signature", body(), outcome=pair(SignedBody(body(), signature))),
        of("an outcome in another's name", "Their own word.", "unknown_member", body(recipient=bytes(16))),
        of("an outcome of another order", "This one.", "wrong_order", body(), order_hash=bytes(32).hex()),
        of("an epoch beside the order", "Its epochs only.", "foreign_epoch", body(), headers=[_ONE.hex()]),
        of("opened out of order", "One spelling.", "unsorted_epochs", body(opened=[_TWO, _ONE])),
        of("named out of order", "One spelling.", "unsorted_members", body(named=[[_OTHER_DEPOSIT, b""], [_DEPOSIT, b""]])),
        of("a deposit named twice", "Each once.", "unsorted_members", body(named=[[_DEPOSIT, b""], [_DEPOSIT, b""]])),
        of("a short custodian", "16 bytes, or none.", "wrong_length", body(named=[[_DEPOSIT, b"1"]])),
    ]  # fmt: skip
