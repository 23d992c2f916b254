"""Retention, holds and destruction (crypto.md §15)."""

from datetime import UTC, datetime
from typing import Any, Final

from server.crypto.account import AccountKeys
from server.crypto.bundle import Bundle, make_bundle
from server.crypto.canonical import encode, read
from server.crypto.destruction import verify_destroyed, verify_destruction
from server.crypto.hashing import sha256
from server.crypto.hold import Hold, HoldCause, hold_id_of, verify_hold, verify_lift
from server.crypto.retention import (
    Applies,
    RetentionRule,
    RetentionSchedule,
    until,
    verify_retention,
    verify_schedule,
)
from server.crypto.signing import SignedBody
from server.crypto.trust import CertifiedBundle, certify, verify_certificate
from server.ids import AccountId
from server.roles import Role
from tests.vectors import world
from tests.vectors.case import Case, Json, Operation, flipped, pair, stream, un, unpair
from tests.vectors.structures.consent import CONVERSATION
from tests.vectors.structures.paper import filled
from tests.vectors.structures.trust import ANCHOR, certifier

ABOUT: Final = "crypto.md §15: how long a record is kept, what holds it, and how it is destroyed."

_random = stream("retention")
_STAFF: Final = {"officer": Role.OFFICER, "owner": Role.OWNER, "system": Role.SYSTEM, "therapist": Role.THERAPIST}
_KEYS: Final = {name: AccountKeys.from_secret(_random(32)) for name in _STAFF}
_ACCOUNTS: Final = {name: AccountId(_random(16)) for name in _STAFF}
_SIGNED: Final = {name: make_bundle(_KEYS[name], _ACCOUNTS[name], world.MADE_AT) for name in _STAFF}
_CLIENT: Final = world.ACCOUNTS["client"]
_AT: Final = world.ISSUED_AT
_BASIC: Final = [["guideline", "everyone", 7, 18, 3], ["another state", "named", 10, 18, 7]]


def _person(given: Json, shown: Json) -> CertifiedBundle:
    return verify_certificate(unpair(shown["certificate"]), unpair(shown["bundle"]), certifier(given))


def _shown(name: str) -> Json:
    made = certify(world.KEYS["intake"].signing, world.CERTIFIER, read(Bundle, _SIGNED[name].body), _STAFF[name], _AT)
    return {"certificate": pair(made), "bundle": pair(_SIGNED[name])}


def _verify_schedule(given: Json) -> Json:
    said = verify_schedule(unpair(given["schedule"]), _person(given, given["owner"]))
    return {"hash": said.hash.hex(), "rules": [rule.name for rule in said.rules]}


def _verify_retention(given: Json) -> Json:
    schedule = read(RetentionSchedule, un(given["schedule"]))
    officer = _person(given, given["officer"])
    said = verify_retention(unpair(given["retention"]), officer, schedule, given["last_service"])
    return {"hash": said.hash.hex(), "until": said.retain_until}


def _until(given: Json) -> Json:
    rules = [RetentionRule(name, Applies(applies), *numbers) for name, applies, *numbers in given["rules"]]
    birth = given["birth"] if given["known"] else None
    return {"until": until(rules, given["named"], given["last_service"], birth)}


def _verify_hold(given: Json) -> Json:
    said = verify_hold(unpair(given["hold"]), _person(given, given["by"]))
    return {"hash": said.hash.hex(), "cause": said.cause.value}


def _verify_lift(given: Json) -> Json:
    said = verify_lift(unpair(given["lift"]), _person(given, given["by"]), read(Hold, un(given["hold"])))
    return {"at": said.at}


def _verify_destruction(given: Json) -> Json:
    by, approver = _person(given, given["by"]), _person(given, given["approver"])
    said = verify_destruction(unpair(given["destruction"]), un(given["approval"]), by, approver)
    return {"hash": said.hash.hex(), "sequences": [each.sequence for each in said.conversations]}


def _verify_destroyed(given: Json) -> Json:
    system, destruction = _person(given, given["system"]), unpair(given["destruction"])
    said = verify_destroyed(unpair(given["destroyed"]), system, destruction)
    return {"counts": [each.count for each in said.erased]}


OPERATIONS: Final[dict[str, Operation]] = {
    "verify_schedule": _verify_schedule,
    "verify_retention": _verify_retention,
    "until": _until,
    "verify_hold": _verify_hold,
    "verify_lift": _verify_lift,
    "verify_destruction": _verify_destruction,
    "verify_destroyed": _verify_destroyed,
}


def cases() -> list[Case]:
    """Who may say what, and what does not hold together; years by the calendar."""
    return [
        *_schedules(),
        *_retentions(),
        *_years(),
        *_holds(),
        *_lifts(),
        *_destructions(),
        *_certificates(),
    ]


def _signed(name: str, data: bytes) -> Json:
    return pair(SignedBody(data, _KEYS[name].signing.sign(data)))


def _schedule_body(**changed: Any) -> bytes:
    parts: Json = {"version": 1, "rules": _BASIC, "owner": _ACCOUNTS["owner"], "at": _AT}
    return encode("webtherapy/v1/retention-schedule", *(parts | changed).values())


def _schedules() -> list[Case]:
    def of(name: str, why: str, expect: str = "ok", by: str = "owner", **changed: Any) -> Case:
        given = ANCHOR | {"schedule": _signed(by, _schedule_body(**changed)), "owner": _shown(by)}
        return Case(f"schedule: {name}", why, "verify_schedule", given, expect)

    rule = _BASIC[0]
    return [
        of("two rules", "An owner's."),
        of("by an officer", "Owners alone.", "unlawful_role", "officer", owner=_ACCOUNTS["officer"]),
        of("in another's name", "Its owner.", "unknown_member", owner=_ACCOUNTS["officer"]),
        of("no rules", "One at least.", "wrong_length", rules=[]),
        of("none for everyone", "One at least.", "bad_form", rules=_BASIC[1:]),
        of("a name twice", "Each once.", "bad_form", rules=[rule, rule]),
        of("a rule without a name", "Named.", "bad_form", rules=[[" ", *rule[1:]]]),
        of("no years", "One at least.", "bad_form", rules=[[*rule[:2], 0, 18, 3]]),
        of("too many years", "A hundred.", "bad_form", rules=[[*rule[:2], 101, 18, 3]]),
        of("a late majority", "Thirty.", "bad_form", rules=[[*rule[:2], 7, 31, 3]]),
        of("long after majority", "A hundred.", "bad_form", rules=[[*rule[:2], 7, 18, 101]]),
        of("a long name", "100 bytes.", "too_large", rules=[["x" * 101, *rule[1:]]]),
        of("for somebody", "Two words.", "malformed", rules=[[rule[0], "somebody", *rule[2:]]]),
        of("version 0", "From 1.", "malformed", version=0),
    ]


def _ms(year: int, month: int, day: int) -> int:
    return round(datetime(year, month, day, tzinfo=UTC).timestamp()) * 1000


def _retentions() -> list[Case]:
    schedule = _schedule_body()
    seven = _ms(2033, 3, 1)

    def of(
        name: str, why: str, expect: str = "ok", by: str = "officer", last: int = _ms(2026, 3, 1), **changed: Any
    ) -> Case:
        parts: Json = {
            "client": _CLIENT,
            "schedule_hash": sha256(schedule),
            "rules": [],
            "retain_until": seven,
            "officer": _ACCOUNTS["officer"],
            "at": _AT,
        }
        body = encode("webtherapy/v1/retention", *(parts | changed).values())
        given = {"retention": _signed(by, body), "officer": _shown(by), "schedule": schedule.hex()}
        return Case(f"retention: {name}", why, "verify_retention", ANCHOR | given | {"last_service": last}, expect)

    return [
        of("seven years", "Everyone's rule."),
        of("longer", "As long as one likes.", retain_until=_ms(2090, 1, 1)),
        of("a day too early", "Never earlier.", "bad_form", retain_until=seven - 1),
        of("a named rule", "The longest wins.", rules=["another state"], retain_until=_ms(2036, 3, 1)),
        of("too early for a named rule", "The longest wins.", "bad_form", rules=["another state"]),
        of("no such rule", "Of this schedule.", "bad_form", rules=["no state"]),
        of("rules out of order", "Sorted.", "bad_form", rules=["guideline", "another state"]),
        of("after a later service", "It counts on.", "bad_form", last=_ms(2026, 3, 2)),
        of("of another schedule", "The newest.", "wrong_basis", schedule_hash=bytes(32)),
        of("by a therapist", "Officers and owners.", "unlawful_role", "therapist", officer=_ACCOUNTS["therapist"]),
        of("in another's name", "Who says it.", "unknown_member", officer=_ACCOUNTS["owner"]),
    ]


def _years() -> list[Case]:
    def of(name: str, last: int, *named: str, birth: int | None = None, expect: str = "ok", rules: Any = None) -> Case:
        given: Json = {
            "rules": rules or _BASIC,
            "named": list(named),
            "last_service": last,
            "known": birth is not None,
            "birth": birth or 0,
        }
        return Case(f"until: {name}", "By the calendar; the longest wins.", "until", given, expect)

    leap = [["leap", "everyone", 1, 18, 3]]
    return [
        of("an adult", _ms(2026, 3, 1)),
        of("a minor", _ms(2026, 3, 1), birth=_ms(2020, 6, 15)),
        of("a minor, in another state", _ms(2026, 3, 1), "another state", birth=_ms(2020, 6, 15)),
        of("of age by then", _ms(2026, 3, 1), birth=_ms(2000, 1, 1)),
        of("born before 1970", _ms(2026, 3, 1), birth=_ms(1950, 1, 1)),
        of("a leap day", _ms(2024, 2, 29), rules=leap),
        of("born on a leap day", _ms(2026, 3, 1), rules=leap, birth=_ms(2012, 2, 29)),
        of("born on a leap day, of age on one", _ms(2026, 3, 1), rules=[["x", "everyone", 1, 20, 1]], birth=_ms(2012, 2, 29)),
        of("the last millisecond of a year", _ms(2027, 1, 1) - 1),
        of("served again", _ms(2030, 3, 1), birth=_ms(2005, 6, 15)),
        of("no such rule", _ms(2026, 3, 1), "no state", expect="bad_form"),
    ]  # fmt: skip


def _hold_body(**changed: Any) -> bytes:
    parts: Json = {
        "hold_id": bytes(range(16)),
        "client": _CLIENT,
        "cause": "officer",
        "reason_hash": filled("hold").hash,
        "placed_by": _ACCOUNTS["officer"],
        "at": _AT,
    }
    return encode("webtherapy/v1/hold", *(parts | changed).values())


def _holds() -> list[Case]:
    def of(name: str, why: str, expect: str = "ok", by: str = "officer", **changed: Any) -> Case:
        given = ANCHOR | {"hold": _signed(by, _hold_body(**changed)), "by": _shown(by)}
        return Case(f"hold: {name}", why, "verify_hold", given, expect)

    served: Json = {"cause": "process", "reason_hash": bytes([7]) * 32, "placed_by": _ACCOUNTS["system"]}
    process_id = hold_id_of(HoldCause.PROCESS, bytes([7]) * 32)
    warning_id = hold_id_of(HoldCause.WARNING, bytes([7]) * 32)
    return [
        of("by an officer", "An officer's word."),
        of("by an owner", "An owner's too.", by="owner", placed_by=_ACCOUNTS["owner"]),
        of("by a therapist", "Officers and owners.", "unlawful_role", "therapist", placed_by=_ACCOUNTS["therapist"]),
        of("with a process", "By the system key.", by="system", hold_id=process_id, **served),
        of("with a warning", "By the system key.", by="system", hold_id=warning_id, **(served | {"cause": "warning"})),
        of("under another id", "One for each process.", "wrong_basis", "system", **served),
        of("under a warning's id", "One for each process.", "wrong_basis", "system", hold_id=warning_id, **served),
        of("with a process, by an officer", "By the system key.", "unlawful_role", hold_id=process_id, **(served | {"placed_by": _ACCOUNTS["officer"]})),
        of("of the system's own", "With something.", "unlawful_role", "system", placed_by=_ACCOUNTS["system"]),
        of("in another's name", "Who placed it.", "unknown_member", placed_by=_ACCOUNTS["owner"]),
        of("for no reason", "A hash.", "wrong_length", reason_hash=b""),
        of("no such cause", "A closed list.", "malformed", cause="whim"),
    ]  # fmt: skip


def _lifts() -> list[Case]:
    hold = _hold_body()

    def of(name: str, why: str, expect: str = "ok", by: str = "owner", **changed: Any) -> Case:
        parts: Json = {
            "hold_id": bytes(range(16)),
            "hold_hash": sha256(hold),
            "reason_hash": filled("hold", reason="Settled").hash,
            "lifted_by": _ACCOUNTS["owner"],
            "at": _AT + 1,
        }
        body = encode("webtherapy/v1/lift", *(parts | changed).values())
        given = ANCHOR | {"lift": _signed(by, body), "by": _shown(by), "hold": hold.hex()}
        return Case(f"lift: {name}", why, "verify_lift", given, expect)

    return [
        of("by an owner", "Who may place one."),
        of("by a therapist", "Officers and owners.", "unlawful_role", "therapist", lifted_by=_ACCOUNTS["therapist"]),
        of("by the system key", "People alone.", "unlawful_role", "system", lifted_by=_ACCOUNTS["system"]),
        of("of another hold", "The one it names.", "wrong_basis", hold_hash=bytes(32)),
        of("under another id", "The one it names.", "wrong_basis", hold_id=bytes(16)),
        of("in another's name", "Who lifted it.", "unknown_member", lifted_by=_ACCOUNTS["officer"]),
    ]


def _place(conversation: bytes = CONVERSATION) -> list[Any]:
    return [conversation, 12, bytes([3]) * 32]


def _destruction_body(**changed: Any) -> bytes:
    parts: Json = {
        "destruction_id": bytes(range(16)),
        "client": _CLIENT,
        "conversations": [_place()],
        "retention_hash": bytes([4]) * 32,
        "retain_until": _AT,
        "by": _ACCOUNTS["officer"],
        "approved_by": _ACCOUNTS["owner"],
        "at": _AT,
    }
    return encode("webtherapy/v1/destruction", *(parts | changed).values())


def _destructions() -> list[Case]:
    def of(
        name: str, why: str, expect: str = "ok", proposer: str = "officer", approver: str = "owner", **changed: Any
    ) -> Case:
        body = _destruction_body(**changed)
        given = {
            "destruction": _signed(proposer, body),
            "approval": _KEYS[approver].signing.sign(body).hex(),
            "by": _shown(proposer),
            "approver": _shown(approver),
        }
        return Case(f"destruction: {name}", why, "verify_destruction", ANCHOR | given, expect)

    first, second = _place(bytes(16)), _place(bytes([1]) * 16)
    many = [_place(number.to_bytes(16, "big")) for number in range(257)]
    return [
        of("two people", "Proposed and approved."),
        of("two conversations", "Sorted.", conversations=[first, second]),
        of("one person", "Two people.", "one_person", approved_by=_ACCOUNTS["officer"]),
        of("approved by the proposer", "Two people.", "unknown_member", approver="officer"),
        of("approved by a therapist", "Officers and owners.", "unlawful_role", approver="therapist", approved_by=_ACCOUNTS["therapist"]),
        of("proposed by a therapist", "Officers and owners.", "unlawful_role", "therapist", by=_ACCOUNTS["therapist"]),
        of("proposed in another's name", "Who proposes.", "unknown_member", "therapist"),
        of("not due", "Its time has come.", "bad_form", retain_until=_AT + 1),
        of("of nothing", "One at least.", "wrong_length", conversations=[]),
        of("of too many", "256.", "wrong_length", conversations=many),
        of("out of order", "Sorted.", "unsorted_members", conversations=[second, first]),
        of("one twice", "Each once.", "duplicate_member", conversations=[first, first]),
        of("a short head", "32 bytes.", "wrong_length", conversations=[[CONVERSATION, 1, b""]]),
    ]  # fmt: skip


def _certificates() -> list[Case]:
    destruction = _destruction_body()
    erased = [["wraps", 4], ["shares", 12], ["contributions", 0], ["entries", 12], ["files", 1]]

    def of(name: str, why: str, expect: str = "ok", by: str = "system", **changed: Any) -> Case:
        parts: Json = {
            "destruction_id": bytes(range(16)),
            "destruction_hash": sha256(destruction),
            "erased": erased,
            "backups_end_at": _AT + 35 * 86_400_000,
            "at": _AT,
        }
        body = encode("webtherapy/v1/destroyed", *(parts | changed).values())
        given = {
            "destroyed": _signed(by, body),
            "system": _shown(by),
            "destruction": _signed("officer", destruction),
        }
        return Case(f"certificate: {name}", why, "verify_destroyed", ANCHOR | given, expect)

    good = of("by the system key", "The service's word.")
    shown = good.input["destroyed"]
    bent = good.input | {"destroyed": shown | {"signature": flipped(un(shown["signature"])).hex()}}
    return [
        good,
        of("by an officer", "The service's alone.", "unlawful_role", "officer"),
        of("of another destruction", "The one it names.", "wrong_basis", destruction_hash=bytes(32)),
        of("under another id", "The one it names.", "wrong_basis", destruction_id=bytes(16)),
        of("not of everything", "All five.", "bad_form", erased=erased[:-1]),
        of("out of order", "In its order.", "bad_form", erased=erased[::-1]),
        of("backups that ended before", "Later.", "bad_form", backups_end_at=_AT - 1),
        Case("certificate: bent", "As it was signed.", "verify_destroyed", bent, "bad_signature"),
    ]
