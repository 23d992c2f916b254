"""Papers that are given on (crypto.md §13.1)."""

import json
from typing import Any, Final

from server.crypto.account import AccountKeys
from server.crypto.admission import check_wraps, rewrap, verify_admission
from server.crypto.bundle import Bundle, make_bundle
from server.crypto.canonical import encode, read
from server.crypto.hashing import hash_of
from server.crypto.paper import open_paper
from server.crypto.sealing import SealingKey
from server.crypto.signing import SignedBody
from server.crypto.trust import CertifiedBundle, certify, verify_certificate
from server.ids import AccountId
from server.roles import Role
from tests.vectors import world
from tests.vectors.case import Case, Json, Operation, flipped, pair, stream, un, unpair
from tests.vectors.structures.trust import ANCHOR, certifier

ABOUT: Final = (
    "crypto.md §13.1: papers that are given on to officers and owners who came later, and to whom they never go."
)

_random = stream("admission")
_ROLES: Final = {
    "officer": Role.OFFICER,
    "owner": Role.OWNER,
    "intake": Role.INTAKE,
    "therapist": Role.THERAPIST,
    "client": Role.CLIENT,
    "custodian": Role.CUSTODIAN,
}
_KEYS: Final = {name: AccountKeys.from_secret(_random(32)) for name in _ROLES}
_ACCOUNTS: Final = {name: AccountId(_random(16)) for name in _ROLES}
_SIGNED: Final = {name: make_bundle(_KEYS[name], _ACCOUNTS[name], world.MADE_AT) for name in _ROLES}
_WRAPS: Final = (bytes([1]) * 1168, bytes([2]) * 1168)
_PAPERS: Final = tuple(bytes([place]) * 32 for place in range(40))


def _person(given: Json, name: str) -> CertifiedBundle:
    shown = given[name]
    return verify_certificate(unpair(shown["certificate"]), unpair(shown["bundle"]), certifier(given))


def _verify(given: Json) -> Json:
    said = verify_admission(unpair(given["admission"]), _person(given, "by"), _person(given, "reader"))
    check_wraps(said, [un(each) for each in given["wraps"]])
    return {"reader": said.reader.hex(), "papers": [each.paper_hash.hex() for each in said.papers]}


def _rewrap(given: Json) -> Json:
    """HPKE draws its own randomness: what is given on is opened again."""
    own, reader = SealingKey(un(given["sealing_seed"])), SealingKey(un(given["reader_seed"]))
    bundle, paper, sealed = read(Bundle, un(given["reader_bundle"])), un(given["hash"]), un(given["sealed"])
    wrap = rewrap(own, un(given["bundle_hash"]), paper, sealed, un(given["wrap"]), bundle)
    opened = open_paper(reader, bundle.hash, paper, sealed, wrap)
    return {"bytes": opened.encoded().hex(), "length": len(wrap)}


OPERATIONS: Final[dict[str, Operation]] = {"verify": _verify, "rewrap": _rewrap}


def cases() -> list[Case]:
    """Who may give on what to whom; and what does not open goes nowhere."""
    return [*_words(), *_given_on()]


def _shown(name: str) -> Json:
    made = certify(
        world.KEYS["intake"].signing, world.CERTIFIER, read(Bundle, _SIGNED[name].body), _ROLES[name], world.ISSUED_AT
    )
    return {"certificate": pair(made), "bundle": pair(_SIGNED[name])}


def _rows(count: int) -> list[list[bytes]]:
    return [[_PAPERS[place], _wrap_hash(_WRAPS[place % 2])] for place in range(count)]


def _wrap_hash(wrap: bytes) -> bytes:
    return hash_of("webtherapy/v1/paper-wrap-hash", wrap)


def _words() -> list[Case]:
    def of(
        name: str,
        why: str,
        expect: str = "ok",
        *,
        by: str = "officer",
        to: str = "owner",
        signer: str = "",
        wraps: tuple[bytes, ...] = _WRAPS,
        changed: Json | None = None,
    ) -> Case:
        parts: dict[str, Any] = {
            "reader": _ACCOUNTS[to],
            "reader_bundle_hash": read(Bundle, _SIGNED[to].body).hash,
            "papers": _rows(2),
            "by": _ACCOUNTS[by],
            "at": world.ISSUED_AT,
        }
        data = encode("webtherapy/v1/paper-admission", *(parts | (changed or {})).values())
        given = ANCHOR | {
            "admission": pair(SignedBody(data, _KEYS[signer or by].signing.sign(data))),
            "by": _shown(by),
            "reader": _shown(to),
            "wraps": [each.hex() for each in wraps],
        }
        return Case(name, why, "verify", given, expect)

    rows, clerks, others = _rows(33), ("intake", "therapist"), ("intake", "therapist", "client", "custodian")
    return [
        of("an officer to an owner", "Who came later."),
        of("an owner to an officer", "Who came later.", by="owner", to="officer"),
        of("as many as may be", "32.", changed={"papers": rows[:32]}, wraps=_WRAPS * 16),
        of("one more", "32.", "wrong_length", changed={"papers": rows}, wraps=(*_WRAPS * 16, _WRAPS[0])),
        of("none", "Something.", "wrong_length", changed={"papers": []}, wraps=()),
        *(of(f"to {role}", "Officers and owners alone.", "unlawful_role", to=role) for role in others),
        *(of(f"by {role}", "Officers and owners alone.", "unlawful_role", by=role) for role in clerks),
        of("to oneself", "Two people.", "one_person", to="officer"),
        of("by another key", "The giver's.", "bad_signature", signer="owner"),
        of("in another's name", "Whose key it is.", "unknown_member", changed={"by": _ACCOUNTS["intake"]}),
        of("for another reader", "Whom it is shown for.", "wrong_recipient", changed={"reader": _ACCOUNTS["intake"]}),
        of("for other keys of theirs", "These keys.", "wrong_bundle", changed={"reader_bundle_hash": bytes(32)}),
        of("papers out of order", "Rising.", "unsorted_papers", changed={"papers": _rows(2)[::-1]}),
        of("a paper twice", "Each once.", "unsorted_papers", changed={"papers": [_rows(1)[0], _rows(1)[0]]}),
        of("a wrap that is not named", "What was signed.", "wrong_wrap_hash", wraps=_WRAPS[::-1]),
        of("a bent wrap", "What was signed.", "wrong_wrap_hash", wraps=(flipped(_WRAPS[0]), _WRAPS[1])),
        of("a wrap too few", "What was signed.", "wrong_length", wraps=_WRAPS[:1]),
        of("a short hash", "32 bytes.", "wrong_length", changed={"papers": [[b"1", bytes(32)]]}),
    ]


def _given_on() -> list[Case]:
    made = json.loads((world.FOLDER / "papers_by_python.json").read_text("utf-8"))
    good = {
        "sealing_seed": world.sealing_seed("client").hex(),
        "hash": made["hash"],
        "sealed": made["sealed"],
        **made["wraps"]["client"],
        "reader_seed": world.sealing_seed("therapist").hex(),
        "reader_bundle": world.SIGNED["therapist"].body.hex(),
    }
    return [
        Case("opens for who came later", "The same paper.", "rewrap", good),
        Case("not with another's wrap", "One's own.", "rewrap", good | {"wrap": made["wraps"]["intake"]["wrap"]}, "wrong_key"),
        Case("not as another paper", "The one it is called.", "rewrap", good | {"hash": bytes(32).hex()}, "wrong_key"),
        Case("not what does not open", "First it is opened.", "rewrap", good | {"sealed": flipped(un(made["sealed"])).hex()}, "wrong_key"),
        Case("opens for nobody else", "Sealed to the reader.", "rewrap", good | {"reader_seed": world.sealing_seed("intake").hex()}, "wrong_key"),
    ]  # fmt: skip
