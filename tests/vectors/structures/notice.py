"""Notices and answers (crypto.md §11): those of notices_by_python.json, and what is none."""

import json
from typing import Any, Final

from server.crypto.account import AccountKeys
from server.crypto.bundle import Bundle
from server.crypto.canonical import encode, read
from server.crypto.hashing import sha256
from server.crypto.notice import Notice, make_notice_answer, open_notice, verify_notice, verify_notice_answer
from server.crypto.notice_content import NoticeContent, NoticeValue, pad_content, read_content
from server.crypto.padding import pad
from server.crypto.sealing import OVERHEAD_BYTES, SealingKey
from server.crypto.signing import SignedBody
from server.crypto.trust import certify, verify_certificate
from server.ids import AccountId
from server.roles import Role
from tests.vectors import world
from tests.vectors.case import Case, Json, Operation, flipped, pair, stream, un, unpair
from tests.vectors.structures.trust import ANCHOR, certifier

ABOUT: Final = "crypto.md §11: what the practice tells one person, and what they answer."


def _write(given: Json) -> Json:
    values = tuple(NoticeValue(name, value) for name, value in given["values"])
    return {"padded": pad_content(NoticeContent(given["title"], given["text"], values)).hex()}


def _read(given: Json) -> Json:
    content = read_content(un(given["padded"]))
    values = [[each.name, each.value] for each in content.values]
    return {"title": content.title, "text": content.text, "values": values}


def _verify(given: Json) -> Json:
    sender = verify_certificate(unpair(given["certificate"]), unpair(given["bundle"]), certifier(given))
    recipient, role = AccountId(un(given["recipient"])), Role(given["recipient_role"])
    notice = verify_notice(unpair(given["notice"]), un(given["sealed"]), sender, recipient, role)
    return {
        "hash": notice.hash.hex(),
        "notice_id": notice.notice_id.hex(),
        "kind": notice.kind.value,
        "subject": notice.subject.hex(),
        "answers": list(notice.answers),
        "made_at": notice.made_at,
    }


def _open(given: Json) -> Json:
    notice = read(Notice, un(given["notice"]))
    content = open_notice(SealingKey(un(given["sealing_seed"])), notice, un(given["sealed"]))
    return {"title": content.title, "text": content.text}


def _answer(given: Json) -> Json:
    signer = AccountKeys.from_secret(un(given["secret"])).signing
    return pair(make_notice_answer(signer, read(Notice, un(given["notice"])), given["answer"], given["answered_at"]))


def _verify_answer(given: Json) -> Json:
    notice, recipient = read(Notice, un(given["notice"])), read(Bundle, un(given["recipient_bundle"]))
    said = verify_notice_answer(unpair(given["said"]), notice, recipient)
    return {"answer": said.answer, "answered_at": said.answered_at}


OPERATIONS: Final[dict[str, Operation]] = {
    "write": _write,
    "read": _read,
    "verify": _verify,
    "open": _open,
    "answer": _answer,
    "verify_answer": _verify_answer,
}


def cases() -> list[Case]:
    """Contents, notices, seals, answers."""
    return [*_content_cases(), *_notice_cases(), *_role_cases(), *_seal_cases(), *_answer_cases()]


def _content_cases() -> list[Case]:
    good = {"title": "Hours", "text": "We open at nine.", "values": [["place", "1 Example Street"], ["since", "nine"]]}
    label = "webtherapy/v1/notice-content"

    def of(name: str, why: str, expect: str, **changed: Any) -> Case:
        return Case(name, why, "write", good | changed, expect)

    def inside(name: str, expect: str, data: bytes) -> Case:
        return Case(name, "Read as strictly as what others wrote.", "read", {"padded": data.hex()}, expect)

    many = [[f"name-{chr(97 + n)}", ""] for n in range(17)]
    return [
        of("a notice's content", "What is sealed.", "ok"),
        of("a title alone", "Enough is said.", "ok", text="", values=[]),
        of("sixteen values", "At most so many.", "ok", values=many[:16]),
        of("seventeen values", "At most sixteen.", "wrong_length", values=many),
        of("no title", "A list shows titles.", "malformed", title=""),
        of("a title of 200 bytes", "As long as can be.", "ok", title="\u00e9" * 100),
        of("a title of 201 bytes", "At most 200.", "too_large", title="\u00e9" * 100 + "."),
        of("a text too long", "At most 16 384.", "too_large", text="\u00e9" * 8_192 + "."),
        of("a value too long", "At most 1 024.", "too_large", values=[["name", "\u00e9" * 512 + "."]]),
        of("a name in capitals", "Words.", "malformed", values=[["Name", ""]]),
        of("a name too long", "At most 32.", "too_large", values=[["n" * 33, ""]]),
        of("unsorted values", "One spelling.", "unsorted_members", values=[["since", ""], ["place", ""]]),
        of("a value twice", "One value each.", "duplicate_member", values=[["place", ""], ["place", ""]]),
        inside("read", "ok", pad(encode(label, "Hours", "", [["place", "here"]]))),
        inside("a value of three parts", "malformed", pad(encode(label, "Hours", "", [["place", "here", ""]]))),
        inside("a part too many", "malformed", pad(encode(label, "Hours", "", [], 1))),
        inside("another label", "wrong_label", pad(encode("webtherapy/v1/text", "Hours"))),
        inside("not padded", "bad_padding", encode(label, "Hours", "", [])),
    ]


SEALED: Final = stream("a sealed notice")(OVERHEAD_BYTES + 256)
NOTICE_ID: Final = stream("a notice")(16)


def _body(**changed: Any) -> bytes:
    parts: Json = {
        "notice_id": NOTICE_ID,
        "kind": "match",
        "sender": world.ACCOUNTS["intake"],
        "sender_bundle_hash": world.BUNDLES["intake"].hash,
        "recipient": world.ACCOUNTS["client"],
        "recipient_bundle_hash": world.BUNDLES["client"].hash,
        "sealed_hash": sha256(SEALED),
        "subject": bytes(16),
        "answers": ["accept", "decline"],
        "made_at": world.ISSUED_AT,
    }
    return encode("webtherapy/v1/notice", *(parts | changed).values())


def _sent(data: bytes, key: str = "intake") -> Json:
    return pair(SignedBody(data, world.KEYS[key].signing.sign(data)))


GOOD: Final[Json] = ANCHOR | {
    "certificate": pair(world.certificate("intake")),
    "bundle": pair(world.SIGNED["intake"]),
    "notice": _sent(_body()),
    "sealed": SEALED.hex(),
    "recipient": world.ACCOUNTS["client"].hex(),
    "recipient_role": "client",
}


def _notice_cases() -> list[Case]:
    def of(name: str, why: str, expect: str, data: bytes, key: str = "intake", **changed: Any) -> Case:
        return Case(name, why, "verify", GOOD | {"notice": _sent(data, key)} | changed, expect)

    unsigned = {"notice": {"body": _body().hex(), "signature": "00" * 64}}
    odd = SEALED + b"."
    longest = bytes(34_816 + OVERHEAD_BYTES + 1)
    return [
        Case("verified", "Intake's word.", "verify", GOOD),
        of("without subject and answers", "Most ask nothing.", "ok", _body(subject=b"", answers=[])),
        of("four answers", "At most so many.", "ok", _body(answers=["a", "b", "c", "d"])),
        Case("unsigned", "Anyone could have written it.", "verify", GOOD | unsigned, "bad_signature"),
        of("by another", "Its sender signs.", "bad_signature", _body(), "stranger"),
        of("in another's name", "Nobody speaks for another.", "unknown_member", _body(sender=world.ACCOUNTS["client"])),
        of("under another bundle", "The keys it names.", "wrong_bundle", _body(sender_bundle_hash=bytes(32))),
        of("for another", "Not theirs to read.", "wrong_recipient", _body(recipient=world.ACCOUNTS["stranger"])),
        Case("put before another", "Not theirs to read.", "verify",
             GOOD | {"recipient": world.ACCOUNTS["stranger"].hex()}, "wrong_recipient"),
        of("of something else", "What is signed is what was sealed.", "wrong_sealed_hash", _body(),
           sealed=flipped(SEALED).hex()),
        of("of a length that no padding gives", "A length says little.", "bad_padding",
           _body(sealed_hash=sha256(odd)), sealed=odd.hex()),
        of("longer than the longest", "There is a longest.", "too_large",
           _body(sealed_hash=sha256(longest)), sealed=longest.hex()),
        of("shorter than a seal", "It seals nothing.", "bad_padding", _body(sealed_hash=sha256(b"")), sealed=""),
        of("another kind", "Seven kinds.", "malformed", _body(kind="advertisement")),
        of("five answers", "At most four.", "wrong_length", _body(answers=["a", "b", "c", "d", "e"])),
        of("unsorted answers", "One spelling.", "unsorted_members", _body(answers=["decline", "accept"])),
        of("an answer twice", "One spelling.", "duplicate_member", _body(answers=["accept", "accept"])),
        of("an answer that is no word", "Words.", "malformed", _body(answers=["Yes!"])),
        of("an answer of bytes", "Words.", "malformed", _body(answers=[b"accept"])),
        of("a short subject", "An id or nothing.", "wrong_length", _body(subject=bytes(15))),
        of("a short id", "16 bytes.", "wrong_length", _body(notice_id=bytes(15))),
        of("a part too many", "Ten parts.", "malformed", _body(more=1)),
        of("another label", "One label, one purpose.", "wrong_label", encode("webtherapy/v1/other", 1)),
    ]  # fmt: skip


def _role_cases() -> list[Case]:
    signer = world.KEYS["intake"].signing

    def by(role: Role, kind: str, to: str, expect: str) -> Case:
        certificate = certify(signer, world.CERTIFIER, world.BUNDLES["stranger"], role, world.ISSUED_AT)
        sender = {"sender": world.ACCOUNTS["stranger"], "sender_bundle_hash": world.BUNDLES["stranger"].hash}
        given = GOOD | {
            "certificate": pair(certificate),
            "bundle": pair(world.SIGNED["stranger"]),
            "notice": _sent(_body(kind=kind, **sender), "stranger"),
            "recipient_role": to,
        }
        return Case(f"{kind}, {role.value} to {to}", "Who may say what to whom.", "verify", given, expect)

    return [
        *(by(role, "update", "client", "ok") for role in (Role.INTAKE, Role.OFFICER, Role.OWNER, Role.SYSTEM)),
        *(by(role, "security", "client", "unlawful_role") for role in (Role.CLIENT, Role.THERAPIST, Role.CUSTODIAN)),
        *(by(role, "request", "intake", "ok") for role in (Role.CLIENT, Role.THERAPIST)),
        *(by(role, "request", "intake", "unlawful_role") for role in (Role.INTAKE, Role.SYSTEM)),
        *(by(Role.SERVICE, kind, "client", "ok") for kind in ("update", "appointment", "policy", "release")),
        by(Role.SERVICE, "security", "therapist", "ok"),
        *(by(Role.SERVICE, kind, "client", "unlawful_role") for kind in ("match", "request")),
        *(by(Role.SERVICE, "update", to, "unlawful_role") for to in ("intake", "owner", "service")),
        *(by(Role.CLIENT, "request", to, "unlawful_role") for to in ("therapist", "owner", "client")),
    ]


def _made() -> list[Json]:
    made: list[Json] = json.loads((world.FOLDER / "notices_by_python.json").read_text("utf-8"))["notices"]
    return made


def _seal_cases() -> list[Case]:
    first, match = _made()[:2]
    good = {
        "sealing_seed": world.sealing_seed("client").hex(),
        "notice": match["notice"]["body"],
        "sealed": match["sealed"],
    }

    def bad(name: str, why: str, **changed: str) -> Case:
        return Case(name, why, "open", good | changed, "wrong_key")

    return [
        Case("opened", "By whom it is for.", "open", good),
        bad("by another", "Nobody else.", sealing_seed=world.sealing_seed("stranger").hex()),
        bad("as another notice", "It is sealed to its id and kind.", notice=first["notice"]["body"]),
        bad("bent", "What was sealed.", sealed=flipped(un(match["sealed"])).hex()),
    ]


def _answer_cases() -> list[Case]:
    made = {
        "secret": world.SECRETS["client"].hex(),
        "notice": _body().hex(),
        "answer": "accept",
        "answered_at": world.ISSUED_AT + 1,
    }
    asked = {"notice": _body().hex(), "recipient_bundle": world.SIGNED["client"].body.hex()}

    def said(name: str, why: str, expect: str, key: str = "client", **changed: Any) -> Case:
        parts: Json = {
            "notice_id": NOTICE_ID,
            "notice_hash": sha256(_body()),
            "account": world.ACCOUNTS["client"],
            "answer": "decline",
            "answered_at": world.ISSUED_AT,
        }
        data = encode("webtherapy/v1/notice-answer", *(parts | changed).values())
        return Case(name, why, "verify_answer", asked | {"said": _sent(data, key)}, expect)

    stranger = {"recipient_bundle": world.SIGNED["stranger"].body.hex()}
    other = said("", "", "", "stranger", account=world.ACCOUNTS["stranger"]).input | stranger
    return [
        Case("accepted", "One of those asked for.", "answer", made),
        Case("not asked for", "Nothing else is an answer.", "answer", made | {"answer": "perhaps"}, "bad_answer"),
        said("verified", "The recipient's word.", "ok"),
        said("by another", "Nobody answers for another.", "bad_signature", "stranger"),
        said("in another's name", "Nobody answers for another.", "unknown_member", account=world.ACCOUNTS["stranger"]),
        Case("by who was not asked", "It was not for them.", "verify_answer", other, "wrong_recipient"),
        said("to another notice", "It answers one.", "wrong_notice", notice_id=bytes(16)),
        said("to another text", "It answers what was read.", "wrong_notice", notice_hash=bytes(32)),
        said("perhaps", "Only what was asked for.", "bad_answer", answer="perhaps"),
        said("no word", "Words.", "malformed", answer="Yes!"),
        said("a part too many", "Five parts.", "malformed", more=1),
    ]
