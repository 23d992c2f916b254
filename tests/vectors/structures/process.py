"""Legal process and warnings (crypto.md §13.3, §13.4)."""

from typing import Any, Final

from server.crypto.account import AccountKeys
from server.crypto.bundle import Bundle, make_bundle
from server.crypto.canonical import encode, read
from server.crypto.countersignature import verify_countersignature
from server.crypto.hashing import sha256
from server.crypto.paper import Paper
from server.crypto.part2 import Part2Status
from server.crypto.process import (
    LONGEST_GAG_MS,
    Process,
    check_opens,
    check_process_paper,
    suspended_until,
    verify_process,
)
from server.crypto.signing import SignedBody
from server.crypto.trust import certify, verify_certificate
from server.crypto.warning import GivenWarning, verify_warning
from server.ids import AccountId
from server.roles import Role
from tests.vectors import world
from tests.vectors.case import Case, Json, Operation, pair, stream, un, unpair
from tests.vectors.structures.consent import CONVERSATION, DAY
from tests.vectors.structures.paper import filled
from tests.vectors.structures.trust import ANCHOR, certifier

ABOUT: Final = "crypto.md §13.3, §13.4: what opens a record without its client's consent, and what does not."

_random = stream("process")
_STAFF: Final = {"officer": Role.OFFICER, "owner": Role.OWNER}
_KEYS: Final = {name: AccountKeys.from_secret(_random(32)) for name in _STAFF} | {"intake": world.KEYS["intake"]}
_ACCOUNTS: Final = {name: AccountId(_random(16)) for name in _STAFF} | {"intake": world.ACCOUNTS["intake"]}
_SIGNED: Final = {name: make_bundle(_KEYS[name], _ACCOUNTS[name], world.MADE_AT) for name in _KEYS}


def _verify(given: Json) -> Json:
    authority = certifier(given)
    officer, approver = (
        verify_certificate(unpair(given[who]["certificate"]), unpair(given[who]["bundle"]), authority)
        for who in ("officer", "approver")
    )
    said = verify_process(unpair(given["process"]), un(given["approval"]), officer, approver)
    return {"hash": said.hash.hex(), "kind": said.kind.value, "section": said.part2_section.value}


def _check_paper(given: Json) -> Json:
    check_process_paper(read(Process, un(given["process"])), read(Paper, un(given["paper"])))
    return {}


def _check_opens(given: Json) -> Json:
    check_opens(read(Process, un(given["process"])), Part2Status(given["status"]))
    return {}


def _suspended(given: Json) -> Json:
    return {"until": suspended_until(read(Process, un(given["process"])), given["produced_at"])}


def _verify_countersignature(given: Json) -> Json:
    authority = certifier(given)
    by = verify_certificate(
        unpair(given["supervisor"]["certificate"]), unpair(given["supervisor"]["bundle"]), authority
    )
    said = verify_countersignature(unpair(given["countersignature"]), by, read(GivenWarning, un(given["warning"])))
    return {"supervisor": said.supervisor.hex(), "warning_hash": said.warning_hash.hex(), "at": said.at}


def _verify_warning(given: Json) -> Json:
    therapist = read(Bundle, un(given["therapist_bundle"]))
    said = verify_warning(unpair(given["warning"]), therapist, Part2Status(given["status"]))
    return {"hash": said.hash.hex(), "basis": said.basis.value, "branch": said.branch.value}


OPERATIONS: Final[dict[str, Operation]] = {
    "verify": _verify,
    "check_paper": _check_paper,
    "check_opens": _check_opens,
    "suspended_until": _suspended,
    "verify_warning": _verify_warning,
    "verify_countersignature": _verify_countersignature,
}


def cases() -> list[Case]:
    """Every kind that is served; what each opens; warnings on every ground."""
    return [*_served(), *_papers(), *_opening(), *_gags(), *_warnings(), *_countersignatures()]


def process_body(kind: str = "order", **changed: Any) -> bytes:
    """A process of this world."""
    parts: dict[str, Any] = {
        "process_id": bytes(range(16)),
        "kind": kind,
        "client": world.ACCOUNTS["client"],
        "conversation": CONVERSATION,
        "kinds": ["text", "letter", "appointment"],
        "scope_from": world.MADE_AT,
        "scope_until": world.MADE_AT + 90 * DAY,
        "part2_section": "none",
        "document_hash": bytes([1]) * 32,
        "paper_hash": filled("process").hash,
        "gag_until": 0,
        "officer": _ACCOUNTS["officer"],
        "approver": _ACCOUNTS["owner"],
        "at": world.ISSUED_AT,
    }
    return encode("webtherapy/v1/process", *(parts | changed).values())


def _shown(name: str) -> Json:
    role = _STAFF.get(name, Role.INTAKE)
    made = certify(
        world.KEYS["intake"].signing, world.CERTIFIER, read(Bundle, _SIGNED[name].body), role, world.ISSUED_AT
    )
    return {"certificate": pair(made), "bundle": pair(_SIGNED[name])}


def _served() -> list[Case]:
    def of(
        name: str, why: str, data: bytes, expect: str = "ok", officer: str = "officer", approver: str = "owner"
    ) -> Case:
        given = ANCHOR | {
            "process": pair(SignedBody(data, _KEYS[officer].signing.sign(data))),
            "approval": _KEYS[approver].signing.sign(data).hex(),
            "officer": _shown(officer),
            "approver": _shown(approver),
        }
        return Case(name, why, "verify", given, expect)

    kinds = (
        "order",
        "warrant",
        "judicial-subpoena",
        "grand-jury",
        "attorney-subpoena",
        "administrative",
        "discovery",
        "preservation",
    )
    return [
        *(of(kind, "What may be served.", process_body(kind)) for kind in kinds),
        of("under 2.63", "An order of a court.", process_body(part2_section="2.63")),
        of("a subpoena under 2.63", "Orders only.", process_body("judicial-subpoena", part2_section="2.63"), "bad_form"),
        of("for notes", "No process opens them here.", process_body(kinds=["notes"]), "bad_form"),
        of("a span backwards", "From, until.", process_body(scope_until=0), "bad_form"),
        of("with a gag", "For a time.", process_body(gag_until=world.ISSUED_AT + DAY)),
        of("with a gag that is over", "A time to come.", process_body(gag_until=world.ISSUED_AT), "bad_form"),
        of("with the longest gag", "Three years.", process_body(gag_until=world.ISSUED_AT + LONGEST_GAG_MS)),
        of("with a gag without end", "No gag is for ever.", process_body(gag_until=world.ISSUED_AT + LONGEST_GAG_MS + 1), "bad_form"),
        of("of nothing", "Something.", process_body(kinds=[]), "bad_form"),
        of("one person", "Two people.", process_body(approver=_ACCOUNTS["officer"]), "one_person"),
        of("approved by another", "Who is named.", process_body(), "unknown_member", approver="intake"),
        of("approved by intake", "Officers and owners.", process_body(approver=_ACCOUNTS["intake"]), "unlawful_role", approver="intake"),
        of("drafted by intake", "Officers and owners.", process_body(officer=_ACCOUNTS["intake"]), "unlawful_role", officer="intake"),
        of("approved by the officer again", "Two people.", process_body(), "unknown_member", approver="officer"),
        of("short document hash", "32 bytes.", process_body(document_hash=b""), "wrong_length"),
        of("no such kind", "A closed list.", process_body("letter"), "malformed"),
    ]  # fmt: skip


def _papers() -> list[Case]:
    def of(name: str, why: str, kind: str, expect: str = "ok", section: str = "none", **changed: str) -> Case:
        paper = filled("process", **changed)
        data = process_body(kind, paper_hash=paper.hash, part2_section=section)
        return Case(name, why, "check_paper", {"process": data.hex(), "paper": paper.encoded().hex()}, expect)

    return [
        of("an order's paper", "Nothing more.", "order"),
        of("a subpoena with assurance", "Notice was given.", "attorney-subpoena", assurance="Notice of 1 May, no objection"),
        of("a subpoena without assurance", "164.512(e)(1)(ii).", "attorney-subpoena", "incomplete_form"),
        of("discovery without assurance", "164.512(e)(1)(ii).", "discovery", "incomplete_form"),
        of("administrative without its test", "164.512(f)(1)(ii)(C).", "administrative", "incomplete_form"),
        of("administrative with its test", "Three parts.", "administrative", three_part_test="Relevant; limited; not de-identified"),
        of("an order under 2.64 without findings", "What the court found.", "order", "incomplete_form", "2.64"),
        of("an order under 2.64 with findings", "What the court found.", "order", section="2.64", part2_findings="No other way"),
        Case("another paper", "The one it names.", "check_paper", {"process": process_body().hex(), "paper": filled("process", docket="26-9").encoded().hex()}, "wrong_paper"),
    ]  # fmt: skip


def _opening() -> list[Case]:
    def of(kind: str, status: str, expect: str = "ok", section: str = "none") -> Case:
        name = f"{kind}, {section}, {status}"
        given = {"process": process_body(kind, part2_section=section).hex(), "status": status}
        return Case(name, "What opens what.", "check_opens", given, expect)

    return [
        of("order", "cleared"),
        of("attorney-subpoena", "cleared"),
        of("order", "confirmed", "part2_order_required"),
        of("order", "pending", "part2_order_required"),
        of("order", "confirmed", section="2.63"),
        of("judicial-subpoena", "confirmed", "part2_order_required"),
        of("attorney-subpoena", "pending", "part2_order_required"),
        of("preservation", "cleared", "opens_nothing"),
        of("preservation", "confirmed", "opens_nothing"),
    ]


def _gags() -> list[Case]:
    until = world.ISSUED_AT + 30 * DAY

    def of(name: str, produced_at: int, gag_until: int = until) -> Case:
        given = {"process": process_body(gag_until=gag_until).hex(), "produced_at": produced_at}
        return Case(name, "As long as it was ordered.", "suspended_until", given)

    return [
        of("produced under a gag", world.ISSUED_AT),
        of("produced in its last moment", until - 1),
        of("produced as it ends", until),
        of("produced without a gag", world.ISSUED_AT, 0),
    ]


def warning_body(**changed: Any) -> bytes:
    """A warning of this world."""
    parts: dict[str, Any] = {
        "warning_id": bytes(range(16)),
        "supplements": b"",
        "client": world.ACCOUNTS["client"],
        "conversation": CONVERSATION,
        "basis": "threat",
        "branch": "not-part2",
        "source": "session",
        "paper_hash": filled("warning").hash,
        "therapist": world.ACCOUNTS["therapist"],
        "at": world.ISSUED_AT,
    }
    return encode("webtherapy/v1/warning", *(parts | changed).values())


def _warnings() -> list[Case]:
    def of(
        name: str, why: str, expect: str = "ok", by: str = "therapist", status: str = "cleared", **changed: Any
    ) -> Case:
        data = warning_body(**changed)
        given = {
            "warning": pair(SignedBody(data, world.KEYS[by].signing.sign(data))),
            "therapist_bundle": world.SIGNED["therapist"].body.hex(),
            "status": status,
        }
        return Case(name, why, "verify_warning", given, expect)

    branches = (
        "consent",
        "medical-personnel",
        "court-order",
        "child-abuse-report",
        "crime-on-premises",
        "not-identifying",
    )
    return [
        of("a threat", "Serious and imminent."),
        of("completed", "The rest of it.", supplements=bytes(32)),
        *(of(branch, "A way that part 2 allows.", status="pending", branch=branch) for branch in branches),
        of("nobody has cleared it", "Part 2 has no duty to warn.", "part2_branch_required", status="pending"),
        of("confirmed", "Part 2 has no duty to warn.", "part2_branch_required", status="confirmed"),
        of("a crime confessed in care", "164.512(j)(2).", "unlawful_basis", basis="past-crime"),
        of("a crime confessed in a letter", "164.512(j)(2).", "unlawful_basis", basis="past-crime", source="mailbox"),
        of("a crime told by the family", "Not in care.", basis="past-crime", source="family"),
        of("by another", "The therapist's word.", "bad_signature", "client"),
        of("in another's name", "The therapist's word.", "unknown_member", therapist=world.ACCOUNTS["client"]),
        of("short hash of what it completes", "32 bytes, or none.", "wrong_length", supplements=b"1"),
        of("no such basis", "A closed list.", "malformed", basis="unease"),
    ]  # fmt: skip


def _countersignatures() -> list[Case]:
    def of(
        name: str, why: str, expect: str = "ok", by: str = "officer", warning: bytes | None = None, **changed: Any
    ) -> Case:
        given_warning = warning_body()
        parts: dict[str, Any] = {
            "warning_id": bytes(range(16)),
            "warning_hash": sha256(given_warning),
            "supervisor": _ACCOUNTS[by],
            "at": world.ISSUED_AT + DAY,
        }
        data = encode("webtherapy/v1/warning-countersignature", *(parts | changed).values())
        given = ANCHOR | {
            "countersignature": pair(SignedBody(data, _KEYS[by].signing.sign(data))),
            "supervisor": _shown(by),
            "warning": (given_warning if warning is None else warning).hex(),
        }
        return Case(name, why, "verify_countersignature", given, expect)

    own = warning_body(therapist=_ACCOUNTS["officer"])
    completed = warning_body(supplements=sha256(warning_body()))
    return [
        of("countersigned by an officer", "After the fact."),
        of("countersigned by an owner", "After the fact.", by="owner"),
        of("countersigned before it was given", "Clocks differ.", at=0),
        of("countersigned by intake", "Officers and owners.", "unlawful_role", by="intake"),
        of("countersigned in another's name", "Whose key it is.", "unknown_member", supervisor=_ACCOUNTS["owner"]),
        of("countersigned by its therapist", "Two people.", "one_person", warning=own, warning_hash=sha256(own)),
        of("countersigned, what completed it is not", "Each by itself.", "wrong_basis", warning=completed),
        of("countersignature of another number", "One warning.", "wrong_basis", warning_id=bytes(16)),
        of("countersignature of other words", "One warning.", "wrong_basis", warning_hash=bytes(32)),
        of("countersignature with a short hash", "32 bytes.", "wrong_length", warning_hash=b"1"),
        _forged(of("countersignature by another key", "The supervisor's.", "bad_signature")),
    ]


def _forged(case: Case) -> Case:
    """The same words, signed by somebody else's key."""
    said = unpair(case.input["countersignature"])
    forged = SignedBody(said.body, _KEYS["owner"].signing.sign(said.body))
    return Case(case.name, case.why, case.operation, case.input | {"countersignature": pair(forged)}, case.expect)
