"""Requests about the record (crypto.md §13.5)."""

from typing import Any, Final

from server.crypto.account import AccountKeys
from server.crypto.bundle import Bundle, make_bundle
from server.crypto.canonical import encode, read
from server.crypto.hashing import sha256
from server.crypto.paper import Paper
from server.crypto.record_request import (
    Disagreement,
    RecordAnswer,
    RecordRequest,
    check_answer_paper,
    check_disagreement_paper,
    check_request_paper,
    verify_disagreement,
    verify_record_answer,
    verify_record_request,
)
from server.crypto.signing import SignedBody
from server.crypto.trust import certify, verify_certificate
from server.ids import AccountId
from server.roles import Role
from tests.vectors import world
from tests.vectors.case import Case, Json, Operation, pair, stream, un, unpair
from tests.vectors.structures.consent import CONVERSATION, DAY
from tests.vectors.structures.paper import filled
from tests.vectors.structures.trust import ANCHOR, certifier

ABOUT: Final = (
    "crypto.md §13.5: what a client asks to have done with their record, what is answered, and what they say to a no."
)

_random = stream("record_request")
_REQUEST: Final = _random(16)
_CLIENT: Final = world.ACCOUNTS["client"]
_ROLES: Final = {"officer": Role.OFFICER, "owner": Role.OWNER, "intake": Role.INTAKE, "therapist": Role.THERAPIST}
_KEYS: Final = {name: AccountKeys.from_secret(_random(32)) for name in _ROLES}
_ACCOUNTS: Final = {name: AccountId(_random(16)) for name in _ROLES}
_SIGNED: Final = {name: make_bundle(_KEYS[name], _ACCOUNTS[name], world.MADE_AT) for name in _ROLES}


def _verify(given: Json) -> Json:
    said = verify_record_request(unpair(given["request"]), read(Bundle, un(given["signer_bundle"])))
    return {"hash": said.hash.hex(), "kind": said.kind.value, "conversation": said.conversation.hex()}


def _verify_answer(given: Json) -> Json:
    shown = given["officer"]
    by = verify_certificate(unpair(shown["certificate"]), unpair(shown["bundle"]), certifier(given))
    said = verify_record_answer(unpair(given["answer"]), by, read(RecordRequest, un(given["request"])))
    return {"hash": said.hash.hex(), "answer": said.answer.value, "ground": said.ground.value, "until": said.until}


def _verify_disagreement(given: Json) -> Json:
    request, answer = read(RecordRequest, un(given["request"])), read(RecordAnswer, un(given["answer"]))
    signer = read(Bundle, un(given["signer_bundle"]))
    return {"made_at": verify_disagreement(unpair(given["disagreement"]), signer, request, answer).made_at}


def _check_paper(given: Json) -> Json:
    check_request_paper(read(RecordRequest, un(given["request"])), read(Paper, un(given["paper"])))
    return {}


def _check_answer_paper(given: Json) -> Json:
    check_answer_paper(read(RecordAnswer, un(given["answer"])), read(Paper, un(given["paper"])))
    return {}


def _check_disagreement_paper(given: Json) -> Json:
    check_disagreement_paper(read(Disagreement, un(given["disagreement"])), read(Paper, un(given["paper"])))
    return {}


OPERATIONS: Final[dict[str, Operation]] = {
    "verify": _verify,
    "verify_answer": _verify_answer,
    "verify_disagreement": _verify_disagreement,
    "check_paper": _check_paper,
    "check_answer_paper": _check_answer_paper,
    "check_disagreement_paper": _check_disagreement_paper,
}


def cases() -> list[Case]:
    """Both kinds of request; every ground; who may answer; what may be said to which answer."""
    return [*_requests(), *_answers(), *_disagreements(), *_papers()]


def _request(kind: str = "amendment", **changed: Any) -> bytes:
    parts: dict[str, Any] = {
        "request_id": _REQUEST,
        "kind": kind,
        "client": _CLIENT,
        "conversation": CONVERSATION,
        "paper_hash": filled("amendment" if kind == "amendment" else "restriction").hash,
        "made_at": world.ISSUED_AT,
    }
    return encode("webtherapy/v1/record-request", *(parts | changed).values())


def _answer(answer: str = "deny", ground: str = "accurate", of: bytes = b"", **changed: Any) -> bytes:
    parts: dict[str, Any] = {
        "request_id": _REQUEST,
        "request_hash": sha256(of or _request()),
        "answer": answer,
        "ground": ground,
        "paper_hash": filled("record-answer").hash,
        "until": world.ISSUED_AT + 90 * DAY if answer == "extend" else 0,
        "officer": _ACCOUNTS["officer"],
        "at": world.ISSUED_AT + 1,
    }
    return encode("webtherapy/v1/record-answer", *(parts | changed).values())


def _disagreement(of: bytes = b"", **changed: Any) -> bytes:
    parts: dict[str, Any] = {
        "request_id": _REQUEST,
        "answer_hash": sha256(of or _answer()),
        "client": _CLIENT,
        "paper_hash": filled("disagreement").hash,
        "made_at": world.ISSUED_AT + 2,
    }
    return encode("webtherapy/v1/disagreement", *(parts | changed).values())


def _by_client(data: bytes, by: str = "client") -> Json:
    return pair(SignedBody(data, world.KEYS[by].signing.sign(data)))


def _shown(name: str) -> Json:
    bundle = read(Bundle, _SIGNED[name].body)
    made = certify(world.KEYS["intake"].signing, world.CERTIFIER, bundle, _ROLES[name], world.ISSUED_AT)
    return {"certificate": pair(made), "bundle": pair(_SIGNED[name])}


def _requests() -> list[Case]:
    def of(name: str, why: str, data: bytes, expect: str = "ok", by: str = "client", of: str = "client") -> Case:
        given = {"request": _by_client(data, by), "signer_bundle": world.SIGNED[of].body.hex()}
        return Case(name, why, "verify", given, expect)

    return [
        of("an amendment", "45 CFR 164.526.", _request()),
        of("a restriction", "45 CFR 164.522(a).", _request("restriction")),
        of("about no conversation", "A card, or an intake.", _request(conversation=b"")),
        of("another kind", "These two.", _request("erasure"), "malformed"),
        of("by another", "One's own record.", _request(), "bad_signature", by="stranger"),
        of("in another's name", "One's own record.", _request(), "unknown_member", by="stranger", of="stranger"),
        of("half a conversation", "16 bytes, or none.", _request(conversation=bytes(15)), "wrong_length"),
        of("a short request id", "16 bytes.", _request(request_id=b""), "wrong_length"),
        of("the words themselves", "A hash.", _request(paper_hash=b"May"), "wrong_length"),
        of("a part too many", "Six parts.", _request(more=0), "malformed"),
        of("another label", "One label, one purpose.", encode("webtherapy/v1/consent", 0), "wrong_label"),
    ]


def _answers() -> list[Case]:
    def of(
        name: str, why: str, data: bytes, expect: str = "ok", *, by: str = "officer", signer: str = "", to: bytes = b""
    ) -> Case:
        given = ANCHOR | {
            "answer": pair(SignedBody(data, _KEYS[signer or by].signing.sign(data))),
            "officer": _shown(by),
            "request": (to or _request()).hex(),
        }
        return Case(name, why, "verify_answer", given, expect)

    restriction, at = _request("restriction"), world.ISSUED_AT + 1
    grounds = ("accurate", "not-ours", "not-record", "not-open")
    return [
        of("accepted", "It stands beside the record.", _answer("accept", "agreed")),
        *(of(f"denied: {ground}", "One of four grounds.", _answer(ground=ground)) for ground in grounds),
        of("more time", "Until a day.", _answer("extend", "longer")),
        of("by an owner", "They too.", _answer(officer=_ACCOUNTS["owner"]), by="owner"),
        of("a restriction agreed to", "It binds.", _answer("accept", "agreed", restriction), to=restriction),
        of("a restriction not agreed to", "No ground is asked.", _answer(ground="not-agreed", of=restriction), to=restriction),
        of("an amendment not agreed to", "One of four grounds.", _answer(ground="not-agreed"), "bad_form"),
        of("a restriction denied as accurate", "No such ground.", _answer(of=restriction), "bad_form", to=restriction),
        of("accepted with a ground against it", "One word.", _answer("accept", "accurate"), "bad_form"),
        of("denied as agreed", "One word.", _answer(ground="agreed"), "bad_form"),
        of("denied for more time", "One word.", _answer(ground="longer"), "bad_form"),
        of("more time without a day", "Until when.", _answer("extend", "longer", until=0), "bad_form"),
        of("more time until now", "Later.", _answer("extend", "longer", until=at), "bad_form"),
        of("denied until a day", "A no is a no.", _answer(until=1), "bad_form"),
        of("another answer", "These three.", _answer("ignore"), "malformed"),
        *(
            of(f"by {role}", "Who speaks for the practice.", _answer(officer=_ACCOUNTS[role]), "unlawful_role", by=role)
            for role in ("intake", "therapist")
        ),
        of("by another key", "The officer's.", _answer(), "bad_signature", signer="owner"),
        of("in another's name", "Whose key it is.", _answer(officer=_ACCOUNTS["owner"]), "unknown_member"),
        of("on another request", "This one.", _answer(request_id=bytes(16)), "wrong_basis"),
        of("on other words", "This one.", _answer(request_hash=bytes(32)), "wrong_basis"),
        of("moved to another request", "This one.", _answer(), "wrong_basis", to=restriction),
        of("a short officer", "16 bytes.", _answer(officer=b""), "wrong_length"),
        of("the words themselves", "A hash.", _answer(paper_hash=b"no"), "wrong_length"),
    ]  # fmt: skip


def _disagreements() -> list[Case]:
    def of(
        name: str, why: str, data: bytes, expect: str = "ok", *, by: str = "client", to: bytes = b"", on: bytes = b""
    ) -> Case:
        given = {
            "disagreement": _by_client(data, by),
            "signer_bundle": world.SIGNED[by].body.hex(),
            "request": (on or _request()).hex(),
            "answer": (to or _answer()).hex(),
        }
        return Case(name, why, "verify_disagreement", given, expect)

    accepted, restriction = _answer("accept", "agreed"), _request("restriction")
    refused = _answer(ground="not-agreed", of=restriction)
    bent = of("by another key", "Their own statement.", _disagreement(), "bad_signature")
    bent.input["signer_bundle"] = world.SIGNED["stranger"].body.hex()
    return [
        of("a disagreement", "45 CFR 164.526(d)(2).", _disagreement()),
        bent,
        of("in another's name", "Their own statement.", _disagreement(), "unknown_member", by="stranger"),
        of("by somebody else", "Who asked.", _disagreement(client=world.ACCOUNTS["stranger"]), "unknown_member", by="stranger"),
        of("with another request", "This one.", _disagreement(request_id=bytes(16)), "wrong_basis"),
        of("with another answer", "This one.", _disagreement(answer_hash=bytes(32)), "wrong_basis"),
        of("with a yes", "There is nothing to disagree with.", _disagreement(accepted), "bad_form", to=accepted),
        of("of a restriction", "The law knows none.", _disagreement(refused), "bad_form", to=refused, on=restriction),
        of("the words themselves", "A hash.", _disagreement(paper_hash=b"June"), "wrong_length"),
    ]  # fmt: skip


def _papers() -> list[Case]:
    def of(name: str, operation: str, given: Json, expect: str = "ok") -> Case:
        return Case(name, "What was signed is what stands on the form.", operation, given, expect)

    def request(kind: str, **changed: Any) -> str:
        return _request(kind, **changed).hex()

    def paper(form: str, **changed: str) -> str:
        return filled(form, **changed).encoded().hex()

    bare = filled("record-answer", rights="")
    mixed = request("restriction", paper_hash=filled("amendment").hash)
    denied, agreed = _answer(paper_hash=bare.hash).hex(), _answer("accept", "agreed", paper_hash=bare.hash).hex()
    said = _disagreement().hex()
    return [
        of("an amendment's", "check_paper", {"request": request("amendment"), "paper": paper("amendment")}),
        of("a restriction's", "check_paper", {"request": request("restriction"), "paper": paper("restriction")}),
        of("another's", "check_paper", {"request": request("amendment"), "paper": paper("amendment", why="No")}, "wrong_paper"),
        of("of the other kind", "check_paper", {"request": mixed, "paper": paper("amendment")}, "wrong_paper"),
        of("an answer's", "check_answer_paper", {"answer": _answer().hex(), "paper": paper("record-answer")}),
        of("a yes without rights", "check_answer_paper", {"answer": agreed, "paper": bare.encoded().hex()}),
        of("a no without rights", "check_answer_paper", {"answer": denied, "paper": bare.encoded().hex()}, "incomplete_form"),
        of("another answer's", "check_answer_paper", {"answer": _answer().hex(), "paper": bare.encoded().hex()}, "wrong_paper"),
        of("a statement", "check_disagreement_paper", {"disagreement": said, "paper": paper("disagreement")}),
        of("another statement", "check_disagreement_paper", {"disagreement": said, "paper": paper("disagreement", statement="July")}, "wrong_paper"),
    ]  # fmt: skip
