"""The intake questionnaire (crypto.md §12.1): that of sealed_by_python.json, and what it is not.

What it has in common with the contact card is held to the paper by contact_card.json.
"""

from typing import Any, Final

from server.crypto.aead import seal_box
from server.crypto.bundle import Bundle
from server.crypto.canonical import encode, read
from server.crypto.intake import Intake, open_intake, verify_intake
from server.crypto.padding import pad
from server.crypto.sealing import SealingKey
from server.crypto.signing import SignedBody
from server.ids import AccountId
from tests.vectors import world
from tests.vectors.case import Case, Json, Operation, flipped, pair, stream, un, unpair

ABOUT: Final = "crypto.md §12.1: what a client tells before the first session, and who may know."


def _verify(given: Json) -> Json:
    holder = read(Bundle, un(given["holder_bundle"]))
    said = verify_intake(unpair(given["intake"]), un(given["sealed_fields"]), holder)
    return {"version": said.version, "recipients": [row.account.hex() for row in said.recipients]}


def _check_wraps(given: Json) -> Json:
    read(Intake, un(given["intake"])).check_wraps([un(wrap) for wrap in given["wraps"]])
    return {}


def _open(given: Json) -> Json:
    key, recipient = SealingKey(un(given["sealing_seed"])), AccountId(un(given["recipient"]))
    said = read(Intake, un(given["intake"]))
    opened = open_intake(key, recipient, said, un(given["sealed_fields"]), un(given["wrap"]))
    return {
        "form": opened.form,
        "fields": [[field.question, field.standing, field.value] for field in opened.fields],
    }


OPERATIONS: Final[dict[str, Operation]] = {"verify": _verify, "check_wraps": _check_wraps, "open": _open}


def cases() -> list[Case]:
    """Intakes, wraps, answers."""
    return [*_intake_cases(), *_wrap_cases(), *_place_cases(), *_field_cases()]


def _chain() -> Json:
    said: Json = world.chain()["intake"]
    return said


def _intake_cases() -> list[Case]:
    chain, card = _chain(), world.chain()["contact_card"]
    holder = world.SIGNED["client"].body.hex()
    good = {"intake": chain["intake"], "sealed_fields": chain["sealed_fields"], "holder_bundle": holder}
    body = unpair(chain["intake"]).body
    forged = good | {"intake": pair(SignedBody(body, world.KEYS["therapist"].signing.sign(body)))}
    as_intake = good | {"intake": card["card"], "sealed_fields": card["sealed_fields"]}
    bent = good | {"sealed_fields": flipped(un(chain["sealed_fields"])).hex()}
    return [
        Case("verified", "The client's word.", "verify", good),
        Case("by another", "Nobody answers for another.", "verify", forged, "bad_signature"),
        Case("a contact card", "One label, one purpose.", "verify", as_intake, "wrong_label"),
        Case("other fields", "What is signed is what was sealed.", "verify", bent, "wrong_fields_hash"),
    ]


def _wrap_cases() -> list[Case]:
    chain = _chain()
    names = sorted(("therapist", "client"), key=world.ACCOUNTS.__getitem__)
    wraps = [chain["wraps"][name] for name in names]

    def of(name: str, expect: str, listed: list[str]) -> Case:
        given = {"intake": chain["intake"]["body"], "wraps": listed}
        return Case(name, "The server keeps no wrap that opens nothing.", "check_wraps", given, expect)

    return [of("wraps", "ok", wraps), of("changed about", "wrong_wrap_hash", wraps[::-1])]


def _opened_by(name: str) -> Json:
    chain = _chain()
    return {
        "sealing_seed": world.sealing_seed(name).hex(),
        "recipient": world.ACCOUNTS[name].hex(),
        "intake": chain["intake"]["body"],
        "sealed_fields": chain["sealed_fields"],
        "wrap": chain["wraps"][name],
    }


def _place_cases() -> list[Case]:
    good = _opened_by("therapist")

    def bad(name: str, expect: str, **changed: str) -> Case:
        return Case(name, "Nobody else.", "open", good | changed, expect)

    return [
        Case("opened by its holder", "Their own answers.", "open", _opened_by("client")),
        Case("opened by a reader", "Who may know.", "open", good),
        bad("by no recipient", "unknown_member", recipient=world.ACCOUNTS["stranger"].hex()),
        bad("with another key", "wrong_key", sealing_seed=world.sealing_seed("stranger").hex()),
        bad("with another's wrap", "wrong_wrap_hash", wrap=_opened_by("client")["wrap"]),
    ]


def _key() -> bytes:
    said = read(Intake, unpair(_chain()["intake"]).body)
    bundle_hash = said.recipient(world.ACCOUNTS["client"]).bundle_hash
    info = encode("webtherapy/v1/intake-wrap", said.account, said.version, bundle_hash)
    return world.KEYS["client"].sealing.open_sealed(info, un(_chain()["wraps"]["client"]))


def _field_cases() -> list[Case]:
    said = read(Intake, unpair(_chain()["intake"]).body)
    rows = [list(field) for field in _chain()["fields"]]

    def inside(name: str, expect: str, fields: list[Any], form: int = 1, seal_label: str = "intake") -> Case:
        context = encode(f"webtherapy/v1/{seal_label}-seal", said.account, said.version)
        data = pad(encode("webtherapy/v1/intake-fields", form, fields))
        given = _opened_by("client") | {"sealed_fields": seal_box(_key(), data, context, stream(name)).hex()}
        return Case(name, "Read as strictly as what others wrote.", "open", given, expect)

    def with_first(*row: object) -> list[Any]:
        return [list(row), *rows[1:]]

    def filled(count: int, value: str) -> list[Any]:
        return [[row[0], "given", value] if place < count else [row[0], "open", ""] for place, row in enumerate(rows)]

    most = filled(8, "\u00e9" * 2048)
    return [
        inside("all open", "ok", [[row[0], "open", ""] for row in rows]),
        inside("all declined", "ok", [[row[0], "declined", ""] for row in rows]),
        inside("as much as can be", "ok", most),
        inside("a word more", "too_large", [*most[:8], [rows[8][0], "given", "x"], *most[9:]]),
        inside("an answer too long", "too_large", with_first(rows[0][0], "given", "\u00e9" * 2048 + ".")),
        inside("in another order", "bad_field", [rows[1], rows[0], *rows[2:]]),
        inside("a question twice", "bad_field", [rows[0], rows[0], *rows[2:]]),
        inside("a question missing", "wrong_length", rows[:-1]),
        inside("another question", "bad_field", with_first("shoe-size", "given", "44")),
        inside("open with a value", "bad_field", with_first(rows[0][0], "open", "maybe")),
        inside("declined with a value", "bad_field", with_first(rows[0][0], "declined", "no")),
        inside("given without a value", "bad_field", with_first(rows[0][0], "given", "")),
        inside("another standing", "malformed", with_first(rows[0][0], "unsure", "")),
        inside("a form that never was", "bad_field", rows, form=9),
        inside("sealed as a contact card", "wrong_key", rows, seal_label="contact-card"),
    ]
