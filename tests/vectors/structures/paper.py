"""Papers (crypto.md §13.1)."""

import json
from typing import Any, Final

from server.crypto.canonical import encode, read, written
from server.crypto.hashing import sha256
from server.crypto.paper import Element, Paper, check_paper, open_paper, paper_wrap_info, read_paper
from server.crypto.paper_forms import FORMS, Form
from server.crypto.sealing import SealingKey
from tests.vectors import world
from tests.vectors.case import Case, Json, Operation, flipped, un

ABOUT: Final = "crypto.md §13.1: forms that are filled in, and to whom they open."

SALT: Final = bytes(range(32))
VALUES: Final = {
    "patient": "Sam Example",
    "information": "Our text sessions and letters of the spring",
    "discloser": "The practice",
    "recipient": "Dr. No\u00eblle Example",
    "recipient-address": "1 Example Street",
    "recipient-kind": "person",
    "purpose": "To go on with my treatment",
    "purpose-kind": "specific",
    "expiration": "On the day written above",
    "signature": "Sam Example",
    "signed-as": "patient",
    "assurance": "password",
    "locale": "en",
    "issuer": "County court",
    "jurisdiction": "Example",
    "docket": "26-1",
    "served-at": "Monday",
    "authenticity": "Called the clerk",
    "paragraph": "164.512(e)(1)(i)",
    "recipients": "The court",
    "counsel": "A. Counsel",
    "privilege": "A. Counsel",
    "description": "Sessions of the spring",
    "format": "package",
    "transport": "handed over",
    "threat": "As it was said",
    "victims": "A neighbour",
    "notifications": "Police, by telephone",
    "disclosed": "Name and threat",
    "reason": "A suit was announced",
    "where": "The letter of 3 March",
    "says": "That I moved in May",
    "should-say": "That I moved in June",
    "why": "The lease says so",
    "what": "That I am in treatment",
    "from-whom": "Example Health Plan",
    "words": "The letter stands as it was written; what you say stands beside it.",
    "rights": "You may disagree in writing.",
    "statement": "It was June.",
}


def filled(form: str = "general", **changed: str) -> Paper:
    """A form with everything in it that it must have."""
    values = _values(form, changed)
    elements = tuple(Element(name, values.get(name, "")) for name in FORMS[form, 1].elements)
    return Paper(Form(form), 1, SALT, elements)


def _values(form: str, changed: dict[str, str]) -> dict[str, str]:
    """What stands there. The assurance of a process is another one than a signer's, and most need none."""
    common = VALUES | ({"assurance": ""} if form == "process" else {})
    return common | {name.replace("_", "-"): value for name, value in changed.items()}


def _write(given: Json) -> Json:
    elements = tuple(Element(name, value) for name, value in given["elements"])
    data = written(Paper(Form(given["form"]), given["version"], un(given["salt"]), elements))
    return {"bytes": data.hex(), "hash": read(Paper, data).hash.hex()}


def _read(given: Json) -> Json:
    paper = read_paper(un(given["hash"]), un(given["bytes"]))
    return {"form": paper.form.value, "version": paper.version, "patient": paper.value("patient")}


def _check(given: Json) -> Json:
    check_paper(read(Paper, un(given["bytes"])), un(given["hash"]), Form(given["form"]), given["version"])
    return {}


def _open(given: Json) -> Json:
    key = SealingKey(un(given["sealing_seed"]))
    paper = open_paper(key, un(given["bundle_hash"]), un(given["hash"]), un(given["sealed"]), un(given["wrap"]))
    return {"bytes": paper.encoded().hex()}


def _info(given: Json) -> Json:
    return {"info": paper_wrap_info(un(given["hash"]), un(given["bundle_hash"])).hex()}


OPERATIONS: Final[dict[str, Operation]] = {
    "write": _write,
    "read": _read,
    "check": _check,
    "open": _open,
    "wrap_info": _info,
}


def cases() -> list[Case]:
    """Every form; each element that must stand there left out; what may not stand together; what opens for whom."""
    return [*_whole(), *_incomplete(), *_bad(), *_read_cases(), *_open_cases()]


def _given(form: str, version: int = 1, salt: bytes = SALT, **changed: str) -> Json:
    values = _values(form, changed)
    elements = [[name, values.get(name, "")] for name in FORMS[form, 1].elements]
    return {"form": form, "version": version, "salt": salt.hex(), "elements": elements}


def _without(form: str, name: str) -> Json:
    given = _given(form)
    return given | {"elements": [[each, " " if each == name else value] for each, value in given["elements"]]}


def _whole() -> list[Case]:
    return [
        *(Case(f"{form} filled in", "Every form.", "write", _given(form)) for form, _ in FORMS),
        Case("by a representative", "By what authority.", "write", _given("part2", signed_as="representative", authority="Guardian by order 26-2")),
        Case("for proceedings", "Alone.", "write", _given("part2", recipient_kind="proceedings", purpose_kind="proceedings")),
        Case("an intermediary", "Named.", "write", _given("part2", recipient_kind="intermediary", intermediary="Example Exchange; its doctors")),
        Case("treatment, payment, operations", "A single consent.", "write", _given("part2", recipient_kind="treating-provider", purpose_kind="treatment-payment-operations")),
        Case("another salt", "Nobody finds it by guessing.", "write", _given("general", salt=bytes(32))),
        Case("the longest value", "4 096 bytes.", "write", _given("general", purpose="\u00e9" * 2_048)),
    ]  # fmt: skip


def _incomplete() -> list[Case]:
    missing = [
        Case(f"{form} without {name}", "It must stand there.", "write", _without(form, name), "incomplete_form")
        for form, _ in FORMS
        for name in FORMS[form, 1].elements
        if name in FORMS[form, 1].required
    ]
    return [
        *missing,
        *(Case(f"information: {vague}", "Specific and meaningful.", "write", _given("general", information=vague), "incomplete_form") for vague in ("All", "everything.", "entire record")),
        Case("a representative without authority", "By what right.", "write", _given("general", signed_as="representative"), "incomplete_form"),
        Case("a patient with an authority", "One or the other.", "write", _given("general", authority="Guardian"), "incomplete_form"),
        Case("an intermediary without a name", "Named.", "write", _given("part2", recipient_kind="intermediary"), "incomplete_form"),
    ]  # fmt: skip


def _bad() -> list[Case]:
    def elements(change: Any, form: str = "general") -> Json:
        given = _given(form)
        return given | {"elements": change(given["elements"])}

    return [
        Case("two purposes", "A consent for proceedings is for nothing else.", "write", _given("part2", purpose_kind="specific proceedings"), "combined_form"),
        Case("proceedings for another purpose", "Alone.", "write", _given("part2", recipient_kind="proceedings"), "combined_form"),
        Case("a person for proceedings", "Alone.", "write", _given("part2", purpose_kind="proceedings"), "combined_form"),
        Case("no such purpose", "A closed list.", "write", _given("part2", purpose_kind="curiosity"), "bad_form"),
        Case("signed by nobody known", "Two ways.", "write", _given("general", signed_as="friend"), "bad_form"),
        Case("a recipient of no kind", "A closed list.", "write", _given("general", recipient_kind="anyone"), "bad_form"),
        Case("an element left out", "All of them.", "write", elements(lambda rows: rows[:-1]), "bad_form"),
        Case("an element twice", "Each once.", "write", elements(lambda rows: [*rows, rows[-1]]), "bad_form"),
        Case("out of order", "In its order.", "write", elements(lambda rows: rows[::-1]), "bad_form"),
        Case("a version to come", "Known versions only.", "write", _given("general", version=2), "bad_form"),
        Case("a long value", "4 096 bytes.", "write", _given("general", purpose="x" * 4_097), "too_large"),
        Case("a long paper", "32 768 bytes.", "write", elements(lambda rows: [[name, "x" * 4_096] for name, _ in rows], "process"), "too_large"),
        Case("a short salt", "32 bytes.", "write", _given("general", salt=b""), "wrong_length"),
    ]  # fmt: skip


def _read_cases() -> list[Case]:
    data = filled().encoded()
    good = {"bytes": data.hex(), "hash": filled().hash.hex()}
    check = good | {"form": "general", "version": 1}
    other = encode("webtherapy/v1/papeR", 1)
    return [
        Case("the paper named", "Its hash first.", "read", good),
        Case("another paper", "Its hash first.", "read", good | {"bytes": filled(patient="Kim").encoded().hex()}, "wrong_paper"),
        Case("trailing byte", "Its hash first.", "read", good | {"bytes": (data + b"\0").hex()}, "wrong_paper"),
        Case("another label", "One purpose.", "read", {"bytes": other.hex(), "hash": sha256(other).hex()}, "wrong_label"),
        Case("the form that a body says", "Both.", "check", check),
        Case("on another form", "Both.", "check", check | {"form": "part2"}, "wrong_paper"),
        Case("on another version", "Both.", "check", check | {"version": 2}, "wrong_paper"),
        Case("under another hash", "Both.", "check", check | {"hash": bytes(32).hex()}, "wrong_paper"),
    ]  # fmt: skip


def _open_cases() -> list[Case]:
    made = json.loads((world.FOLDER / "papers_by_python.json").read_text("utf-8"))
    good = {
        "sealing_seed": world.sealing_seed("client").hex(),
        "hash": made["hash"],
        "sealed": made["sealed"],
        **made["wraps"]["client"],
    }
    bent = flipped(un(made["sealed"])).hex()
    return [
        Case("to its client", "Sealed for them.", "open", good),
        Case("to the other reader", "Sealed for them too.", "open", good | {"sealing_seed": world.sealing_seed("intake").hex(), **made["wraps"]["intake"]}),
        Case("to a stranger", "For nobody else.", "open", good | {"sealing_seed": world.sealing_seed("stranger").hex()}, "wrong_key"),
        Case("another's wrap", "Each their own.", "open", good | {"wrap": made["wraps"]["intake"]["wrap"]}, "wrong_key"),
        Case("under another bundle", "Bound to these keys.", "open", good | {"bundle_hash": bytes(32).hex()}, "wrong_key"),
        Case("under another hash", "Bound to this paper.", "open", good | {"hash": bytes(32).hex()}, "wrong_key"),
        Case("bent", "As it was sealed.", "open", good | {"sealed": bent}, "wrong_key"),
        Case("what a wrap is bound to", "The paper and the reader's keys.", "wrap_info", {"hash": made["hash"], "bundle_hash": world.BUNDLES["client"].hash.hex()}),
    ]  # fmt: skip
