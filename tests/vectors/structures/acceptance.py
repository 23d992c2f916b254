"""Policy acceptances (crypto.md §9.3)."""

from typing import Any, Final

from server.crypto.acceptance import (
    Acceptance,
    Policy,
    PolicyAnswer,
    make_acceptance,
    policy_text_hash,
    verify_acceptance,
)
from server.crypto.account import AccountKeys
from server.crypto.bundle import Bundle
from server.crypto.canonical import encode, read
from server.crypto.signing import SignedBody
from server.ids import AccountId
from tests.vectors import world
from tests.vectors.case import Case, Json, Operation, flipped, pair, un, unpair

ABOUT: Final = "crypto.md §9.3: an answer to one of the practice's texts."


def _text_hash(given: Json) -> Json:
    return {"hash": policy_text_hash(given["text"]).hex()}


def _make(given: Json) -> Json:
    acceptance = Acceptance(
        account=AccountId(un(given["account"])),
        policy=Policy(given["policy"]),
        version=given["version"],
        text_hash=un(given["text_hash"]),
        answer=PolicyAnswer(given["answer"]),
        answered_at=given["answered_at"],
    )
    return pair(make_acceptance(AccountKeys.from_secret(un(given["secret"])).signing, acceptance))


def _verify(given: Json) -> Json:
    said = verify_acceptance(unpair(given["acceptance"]), read(Bundle, un(given["signer_bundle"])))
    return {"account": said.account.hex(), "policy": said.policy, "version": said.version, "answer": said.answer}


OPERATIONS: Final[dict[str, Operation]] = {"text_hash": _text_hash, "make": _make, "verify": _verify}

TEXT_HASH: Final = policy_text_hash("Be kind.")


def cases() -> list[Case]:
    """Answers to all texts, and what no answer is."""
    made = {
        "secret": world.SECRETS["client"].hex(),
        "account": world.ACCOUNTS["client"].hex(),
        "policy": "terms",
        "version": 2,
        "text_hash": TEXT_HASH.hex(),
        "answer": "accepted",
        "answered_at": world.ISSUED_AT,
    }
    notice = made | {"policy": "notice-of-privacy-practices", "answer": "acknowledged"}
    return [
        Case("a text", "As it was shown.", "text_hash", {"text": "Be kind.\n\u00a0שלום"}),
        Case("terms", "Agreed to.", "make", made),
        Case("privacy policy", "Agreed to.", "make", made | {"policy": "privacy-policy"}),
        Case("what staff agree to", "Agreed to.", "make", made | {"policy": "confidentiality-agreement"}),
        Case("notice", "Received.", "make", notice),
        Case("notice, declined", "Nobody has to.", "make", notice | {"answer": "declined"}),
        Case("terms declined", "There is no such answer.", "make", made | {"answer": "declined"}, "bad_answer"),
        Case("notice accepted", "It is no agreement.", "make", notice | {"answer": "accepted"}, "bad_answer"),
        Case("version zero", "Versions count from 1.", "make", made | {"version": 0}, "malformed"),
        Case("short hash", "32 bytes.", "make", made | {"text_hash": "00" * 31}, "wrong_length"),
        *_verify_cases(),
    ]


def _body(**changed: Any) -> bytes:
    parts: Json = {
        "account": world.ACCOUNTS["client"],
        "policy": "terms",
        "version": 2,
        "text_hash": TEXT_HASH,
        "answer": "accepted",
        "at": world.ISSUED_AT,
    }
    return encode("webtherapy/v1/policy-acceptance", *(parts | changed).values())


def _verify_cases() -> list[Case]:
    def of(name: str, why: str, expect: str, data: bytes, key: str = "client") -> Case:
        signed = SignedBody(data, world.KEYS[key].signing.sign(data))
        return Case(name, why, "verify", {"acceptance": pair(signed), "signer_bundle": bundle}, expect)

    bundle = world.SIGNED["client"].body.hex()
    signature = world.KEYS["client"].signing.sign(_body())
    bent = {"acceptance": pair(SignedBody(_body(), flipped(signature))), "signer_bundle": bundle}
    return [
        of("verified", "It is theirs.", "ok", _body()),
        of("by another", "Nobody answers for another.", "bad_signature", _body(), "stranger"),
        Case("signature flipped", "Nobody answers for another.", "verify", bent, "bad_signature"),
        of("in another's name", "Nobody answers for another.", "unknown_member", _body(account=world.ACCOUNTS["stranger"])),
        of("no such policy", "Four texts.", "malformed", _body(policy="cookies")),
        of("agreement declined", "Who declines does not answer.", "bad_answer", _body(policy="confidentiality-agreement", answer="declined")),
        of("no such answer", "Three words.", "malformed", _body(answer="perhaps")),
        of("privacy policy acknowledged", "It asks for agreement.", "bad_answer", _body(policy="privacy-policy", answer="acknowledged")),
        of("a part too many", "Six parts.", "malformed", _body(more=1)),
        of("another label", "One label, one purpose.", "wrong_label", encode("webtherapy/v1/consent", 1)),
    ]  # fmt: skip
