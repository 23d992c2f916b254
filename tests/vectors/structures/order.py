"""Release orders and what custodians give under them (crypto.md §7.3)."""

from typing import Any, Final

from server.crypto.account import AccountKeys
from server.crypto.bundle import Bundle, make_bundle
from server.crypto.canonical import encode, read
from server.crypto.deposit import Deposit
from server.crypto.epoch import EpochHeader
from server.crypto.order import (
    ReleaseOrder,
    check_covered,
    check_ordered,
    contribution_hash,
    contribution_info,
    verify_contribution,
    verify_order,
)
from server.crypto.signing import SignedBody
from server.crypto.trust import CertifiedBundle, Certifier, certify, verify_certificate
from server.ids import AccountId, DepositId
from server.roles import Role
from tests.vectors import world
from tests.vectors.case import Case, Json, Operation, flipped, pair, stream, un, unpair
from tests.vectors.structures.epoch import altered as altered_header
from tests.vectors.structures.trust import ANCHOR, certifier

ABOUT: Final = "crypto.md §7.3: who may have epochs opened, and what custodians give for it."

DAY: Final = 86_400_000
_random = stream("order")
_PEOPLE: Final = {"officer": Role.OFFICER, "owner": Role.OWNER}
_KEYS: Final = {name: AccountKeys.from_secret(_random(32)) for name in _PEOPLE} | {
    "intake": world.KEYS["intake"],
    "client": world.KEYS["client"],
}
_ACCOUNTS: Final = {name: AccountId(_random(16)) for name in _PEOPLE} | {
    "intake": world.ACCOUNTS["intake"],
    "client": world.ACCOUNTS["client"],
}
_SIGNED: Final = {name: make_bundle(_KEYS[name], _ACCOUNTS[name], world.MADE_AT) for name in _ACCOUNTS}
_ORDER_ID: Final = _random(16)
_BASIS_HASH: Final = _random(32)
_FIELDS: Final = (
    "order_id",
    "basis",
    "basis_hash",
    "conversation",
    "headers",
    "recipient",
    "recipient_bundle_hash",
    "manifest_hash",
    "officer",
    "approver",
    "issued_at",
    "expires_at",
)


def _person(given: Json, authority: Certifier) -> CertifiedBundle:
    return verify_certificate(unpair(given["certificate"]), unpair(given["bundle"]), authority)


def _verify(given: Json) -> Json:
    authority = certifier(given)
    officer, approver = _person(given["officer"], authority), _person(given["approver"], authority)
    order = verify_order(unpair(given["order"]), un(given["approval"]), officer, approver, given["now"])
    return {"hash": order.hash.hex(), "basis": order.basis.value, "headers": [each.hex() for each in order.headers]}


def _check_ordered(given: Json) -> Json:
    headers = [read(EpochHeader, un(each)) for each in given["headers"]]
    recipient = read(Bundle, un(given["recipient_bundle"]))
    check_ordered(read(ReleaseOrder, un(given["order"])), un(given["basis_hash"]), recipient, headers)
    return {}


def _check_covered(given: Json) -> Json:
    check_covered(read(ReleaseOrder, un(given["order"])), read(Deposit, un(given["deposit"])))
    return {}


def _info(given: Json) -> Json:
    deposit, custodian = DepositId(un(given["deposit_id"])), AccountId(un(given["custodian"]))
    return {"info": contribution_info(un(given["order_hash"]), deposit, custodian).hex()}


def _verify_contribution(given: Json) -> Json:
    custodian = read(Bundle, un(given["custodian_bundle"]))
    word = verify_contribution(unpair(given["word"]), un(given["sealed"]), custodian, un(given["order_hash"]))
    return {"deposit_id": word.deposit_id.hex(), "contributed_at": word.contributed_at}


OPERATIONS: Final[dict[str, Operation]] = {
    "verify_order": _verify,
    "check_ordered": _check_ordered,
    "check_covered": _check_covered,
    "contribution_info": _info,
    "verify_contribution": _verify_contribution,
}


def cases() -> list[Case]:
    """Orders that hold and orders that do not; what they cover; contributions under them."""
    return [*_order_cases(), *_ordered_cases(), *_contribution_cases()]


def _order(**changed: Any) -> bytes:
    header = world.sealed_header()
    parts: dict[str, Any] = dict.fromkeys(_FIELDS)
    parts |= {
        "order_id": _ORDER_ID,
        "basis": "consent",
        "basis_hash": _BASIS_HASH,
        "conversation": header.conversation,
        "headers": [header.hash],
        "recipient": _ACCOUNTS["officer"],
        "recipient_bundle_hash": _SIGNED["officer"].hash,
        "manifest_hash": world.MANIFEST.hash,
        "officer": _ACCOUNTS["officer"],
        "approver": _ACCOUNTS["owner"],
        "issued_at": world.ISSUED_AT,
        "expires_at": world.ISSUED_AT + 30 * DAY,
    }
    return encode("webtherapy/v1/release-order", *(parts | changed).values())


def _shown(name: str, role: Role | None = None) -> Json:
    said = role or _PEOPLE.get(name) or world.ROLES[name]
    bundle = read(Bundle, _SIGNED[name].body)
    made = certify(world.KEYS["intake"].signing, world.CERTIFIER, bundle, said, world.ISSUED_AT)
    return {"certificate": pair(made), "bundle": pair(_SIGNED[name])}


def _signed(data: bytes, officer: str = "officer", approver: str = "owner") -> Json:
    order = pair(SignedBody(data, _KEYS[officer].signing.sign(data)))
    return ANCHOR | {
        "order": order,
        "approval": _KEYS[approver].signing.sign(data).hex(),
        "officer": _shown(officer),
        "approver": _shown(approver),
        "now": world.ISSUED_AT,
    }


def _order_cases() -> list[Case]:
    good = _signed(_order())
    one, two = sorted([bytes([1]) * 32, bytes([2]) * 32])

    def of(name: str, why: str, given: Json, expect: str = "ok") -> Case:
        return Case(name, why, "verify_order", given, expect)

    def bent(name: str, why: str, expect: str, **changed: Any) -> Case:
        return of(name, why, _signed(_order(**changed)), expect)

    return [
        of("by two", "An officer orders, an owner agrees.", good),
        of("the other way round", "Either may order.", _signed(_order(officer=_ACCOUNTS["owner"], approver=_ACCOUNTS["officer"]), "owner", "officer")),
        of("two epochs", "In rising order.", _signed(_order(headers=[one, two]))),
        of("for an emergency", "A day at most.", _signed(_order(basis="emergency", expires_at=world.ISSUED_AT + DAY))),
        of("on its last day", "Good until it ends.", good | {"now": world.ISSUED_AT + 30 * DAY - 1}),
        of("over", "Its time has passed.", good | {"now": world.ISSUED_AT + 30 * DAY}, "expired_order"),
        of("not yet", "Its time has not come.", good | {"now": world.ISSUED_AT - 1}, "expired_order"),
        of("not approved", "Two people.", good | {"approval": "00" * 64}, "bad_signature"),
        of("approved by the officer again", "Two people.", good | {"approval": good["order"]["signature"]}, "bad_signature"),
        of("bent", "The officer's word.", good | {"order": pair(SignedBody(_order(), flipped(un(good["order"]["signature"]))))}, "bad_signature"),
        of("by intake", "Not theirs to order.", _signed(_order(officer=_ACCOUNTS["intake"]), "intake"), "unlawful_role"),
        of("approved by a client", "Not theirs to approve.", _signed(_order(approver=_ACCOUNTS["client"]), "officer", "client"), "unlawful_role"),
        of("naming another officer", "The signer's own name.", _signed(_order(officer=_ACCOUNTS["client"])), "unknown_member"),
        of("naming another approver", "The signer's own name.", _signed(_order(approver=_ACCOUNTS["client"])), "unknown_member"),
        bent("one person", "Two people.", "one_person", approver=_ACCOUNTS["officer"]),
        bent("too long", "Thirty days at most.", "expired_order", expires_at=world.ISSUED_AT + 30 * DAY + 1),
        bent("an emergency of two days", "A day at most.", "expired_order", basis="emergency", expires_at=world.ISSUED_AT + 2 * DAY),
        bent("over before it begins", "Time runs forward.", "expired_order", expires_at=world.ISSUED_AT),
        bent("another basis", "A closed list.", "malformed", basis="curiosity"),
        bent("no epochs", "Something to open.", "wrong_length", headers=[]),
        bent("many epochs", "256 at most.", "wrong_length", headers=[n.to_bytes(32, "big") for n in range(257)]),
        bent("unsorted", "One spelling.", "unsorted_epochs", headers=[two, one]),
        bent("an epoch twice", "Each once.", "unsorted_epochs", headers=[one, one]),
        bent("short header hash", "32 bytes.", "wrong_length", headers=[one[1:]]),
        bent("short id", "16 bytes.", "wrong_length", order_id=_ORDER_ID[1:]),
        bent("short basis hash", "32 bytes.", "wrong_length", basis_hash=b""),
        bent("short recipient", "16 bytes.", "wrong_length", recipient=b""),
        of("another label", "One purpose.", _signed(_order().replace(b"release-order", b"release-ordeR")), "wrong_label"),
        of("trailing byte", "One spelling.", _signed(_order() + b"\0"), "not_canonical"),
    ]  # fmt: skip


def _ordered_cases() -> list[Case]:
    header = world.sealed_header().encoded()
    good = {
        "order": _order().hex(),
        "basis_hash": _BASIS_HASH.hex(),
        "recipient_bundle": _SIGNED["officer"].body.hex(),
        "headers": [header.hex()],
    }
    covered = {"order": _order().hex(), "deposit": world.sealed_deposit().encoded().hex()}

    def bad(name: str, why: str, expect: str, **changed: Any) -> Case:
        return Case(name, why, "check_ordered", good | changed, expect)

    def uncovered(name: str, why: str, **changed: Any) -> Case:
        return Case(name, why, "check_covered", covered | {"order": _order(**changed).hex()}, "foreign_epoch")

    other = altered_header(OPENED_AT=1)
    return [
        Case("as ordered", "Basis, recipient and epochs.", "check_ordered", good),
        bad("another basis", "The one that was signed.", "wrong_basis", basis_hash=bytes(32).hex()),
        bad("another recipient", "The one named.", "wrong_recipient", recipient_bundle=_SIGNED["client"].body.hex()),
        bad("another bundle of theirs", "These keys.", "wrong_recipient", order=_order(recipient_bundle_hash=bytes(32)).hex()),
        bad("another conversation's", "Of this conversation.", "foreign_conversation", order=_order(conversation=bytes(16)).hex()),
        bad("one epoch more", "Nothing beyond the order.", "foreign_epoch", headers=[header.hex(), other.hex()]),
        bad("another epoch", "Nothing beside the order.", "foreign_epoch", headers=[other.hex()]),
        bad("none", "All of them.", "foreign_epoch", headers=[]),
        Case("a deposit of its epoch", "What the order opens.", "check_covered", covered),
        uncovered("a deposit of another epoch", "Not ordered.", headers=[bytes(32)]),
        uncovered("a deposit of another conversation", "Not ordered.", conversation=bytes(16)),
    ]  # fmt: skip


def _contribution_cases() -> list[Case]:
    random = stream("contribution")
    order_hash, deposit, sealed = random(32), random(16), random(1315)
    custodian, other = "custodian_1", "custodian_2"

    def word(**changed: Any) -> bytes:
        parts: dict[str, Any] = {
            "order_hash": order_hash,
            "deposit_id": deposit,
            "custodian": world.ACCOUNTS[custodian],
            "contribution_hash": contribution_hash(sealed),
            "contributed_at": world.ISSUED_AT,
        }
        return encode("webtherapy/v1/contributed", *(parts | changed).values())

    def of(name: str, why: str, expect: str = "ok", data: bytes = b"", key: str = custodian, **changed: Any) -> Case:
        said = data or word()
        given = {
            "word": pair(SignedBody(said, world.KEYS[key].signing.sign(said))),
            "sealed": sealed.hex(),
            "custodian_bundle": world.SIGNED[custodian].body.hex(),
            "order_hash": order_hash.hex(),
        }
        return Case(name, why, "verify_contribution", given | changed, expect)

    place = {"order_hash": order_hash.hex(), "deposit_id": deposit.hex(), "custodian": world.ACCOUNTS[custodian].hex()}
    return [
        Case("bound to its order", "Under any other it is nothing.", "contribution_info", place),
        of("a custodian's word", "What was given, and under which order."),
        of("by another", "The custodian signs.", "bad_signature", key=other),
        of("naming another", "The signer's own name.", "unknown_member", data=word(custodian=world.ACCOUNTS[other])),
        of("under another order", "One order.", "wrong_order", order_hash=bytes(32).hex()),
        of("another contribution", "These bytes.", "wrong_contribution", sealed=flipped(sealed).hex()),
        of("short deposit id", "16 bytes.", "wrong_length", data=word(deposit_id=b"")),
        of("short hash", "32 bytes.", "wrong_length", data=word(contribution_hash=b"")),
    ]
