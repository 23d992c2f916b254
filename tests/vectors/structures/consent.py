"""Consents, what takes them back, what is decided on them, and whether a record is one of 42 CFR part 2 (crypto.md §13.1, §13.2)."""

from typing import Any, Final

from server.crypto.bundle import Bundle
from server.crypto.canonical import encode, read
from server.crypto.consent import (
    Consent,
    check_consent_paper,
    check_effective,
    decision_reason_hash,
    verify_consent,
    verify_decision,
    verify_revocation,
)
from server.crypto.paper import Paper
from server.crypto.paper_forms import FORMS
from server.crypto.part2 import STATEMENTS, Part2Status, Statement, verify_marking
from server.crypto.signing import SignedBody
from server.ids import AccountId, ConsentId
from tests.vectors import world
from tests.vectors.case import Case, Json, Operation, flipped, pair, stream, un, unpair
from tests.vectors.structures.paper import filled

ABOUT: Final = "crypto.md §13.1, §13.2: what a client lets out, and what takes it back."

_random = stream("consent")
CONSENT_ID: Final = ConsentId(_random(16))
CONVERSATION: Final = _random(16)
DAY: Final = 86_400_000
CLIENT: Final = world.ACCOUNTS["client"]


def consent_body(form: str = "general", **changed: Any) -> bytes:
    """A consent of the client of this world."""
    parts: dict[str, Any] = {
        "consent_id": CONSENT_ID,
        "form": form,
        "form_version": 1,
        "form_text_hash": FORMS[form, 1].text_hash,
        "client": CLIENT,
        "conversation": CONVERSATION,
        "kinds": ["notes"] if form == "notes" else ["text", "letter"],
        "scope_from": world.MADE_AT,
        "scope_until": world.MADE_AT + 90 * DAY,
        "maker": "practice" if form == "notes" else "client",
        "paper_hash": filled(form).hash,
        "signer": CLIENT,
        "signed_at": world.ISSUED_AT,
        "expires_at": world.ISSUED_AT + 365 * DAY,
    }
    return encode("webtherapy/v1/consent", *(parts | changed).values())


def _verify(given: Json) -> Json:
    said = verify_consent(unpair(given["consent"]), read(Bundle, un(given["signer_bundle"])))
    return {"hash": said.hash.hex(), "form": said.form.value, "kinds": list(said.kinds), "maker": said.maker.value}


def _check_paper(given: Json) -> Json:
    check_consent_paper(read(Consent, un(given["consent"])), read(Paper, un(given["paper"])))
    return {}


def _check_effective(given: Json) -> Json:
    consent = read(Consent, un(given["consent"]))
    check_effective(consent, Part2Status(given["status"]), given["now"], revoked=bool(given["revoked"]))
    return {}


def _verify_revocation(given: Json) -> Json:
    consent = read(Consent, un(given["consent"]))
    said = verify_revocation(unpair(given["revocation"]), read(Bundle, un(given["signer_bundle"])), consent)
    return {"signed_at": said.signed_at}


def _verify_decision(given: Json) -> Json:
    consent = read(Consent, un(given["consent"]))
    said = verify_decision(unpair(given["decision"]), read(Bundle, un(given["officer_bundle"])), consent)
    return {"decision": said.decision.value, "ground": said.ground.value, "until": said.until}


def _reason_hash(given: Json) -> Json:
    return {"hash": decision_reason_hash(ConsentId(un(given["consent_id"])), given["words"]).hex()}


def _verify_marking(given: Json) -> Json:
    reviewer = read(Bundle, un(given["reviewer_bundle"]))
    said = verify_marking(unpair(given["marking"]), reviewer, AccountId(un(given["client"])))
    return {"status": said.status.value, "ground": said.ground.value}


def _statement(given: Json) -> Json:
    return {"text": STATEMENTS[Statement(given["statement"])]}


OPERATIONS: Final[dict[str, Operation]] = {
    "verify": _verify,
    "check_paper": _check_paper,
    "check_effective": _check_effective,
    "verify_revocation": _verify_revocation,
    "verify_decision": _verify_decision,
    "decision_reason_hash": _reason_hash,
    "verify_marking": _verify_marking,
    "statement": _statement,
}


def cases() -> list[Case]:
    """Consents that hold and that do not; when they open anything; what is said of them afterwards."""
    return [
        *_consents(),
        *_papers(),
        *_effective(),
        *_revocations(),
        *_decisions(),
        *_markings(),
        Case("the long notice", "Byte for byte.", "statement", {"statement": "part2-long"}),
        Case("the short notice", "Byte for byte.", "statement", {"statement": "part2-short"}),
    ]


def _signed(data: bytes, by: str = "client") -> Json:
    return pair(SignedBody(data, world.KEYS[by].signing.sign(data)))


def _consents() -> list[Case]:
    bundle = world.SIGNED["client"].body.hex()

    def of(name: str, why: str, data: bytes, expect: str = "ok", by: str = "client") -> Case:
        return Case(name, why, "verify", {"consent": _signed(data, by), "signer_bundle": bundle}, expect)

    good, stranger = consent_body(), world.ACCOUNTS["stranger"]
    return [
        *(of(form, "The client lets something out.", consent_body(form)) for form in ("general", "part2", "notes")),
        *(of(f"made by {maker}", "Who makes the package.", consent_body(maker=maker)) for maker in ("practice", "return")),
        of("of one moment", "A span may be short.", consent_body(scope_until=world.MADE_AT)),
        of("by another", "The client's own word.", good, "bad_signature", "stranger"),
        of("about another", "About themselves.", consent_body(client=stranger), "unknown_member"),
        of("in another's name", "About themselves.", consent_body(client=stranger, signer=stranger), "unknown_member"),
        of("not a consent's form", "Three forms.", _on_another_form(), "bad_form"),
        of("a form to come", "Known versions.", consent_body(form_version=2), "bad_form"),
        of("another text", "What was shown is what was signed.", consent_body(form_text_hash=bytes(32)), "bad_form"),
        of("the text of another form", "What was shown is what was signed.", consent_body(form_text_hash=FORMS["part2", 1].text_hash), "bad_form"),
        of("without an end", "It ends.", consent_body(expires_at=0), "bad_form"),
        of("over before it begins", "It ends afterwards.", consent_body(expires_at=world.ISSUED_AT), "bad_form"),
        of("a span backwards", "From, until.", consent_body(scope_from=world.MADE_AT + 1, scope_until=world.MADE_AT), "bad_form"),
        of("of nothing", "Something.", consent_body(kinds=[]), "bad_form"),
        of("a kind twice", "Each once.", consent_body(kinds=["text", "text"]), "bad_form"),
        of("kinds out of order", "One spelling.", consent_body(kinds=["letter", "text"]), "bad_form"),
        of("no such kind", "A closed list.", consent_body(kinds=["thoughts"]), "malformed"),
        of("notes with letters", "Notes alone.", consent_body("notes", kinds=["letter", "notes"]), "combined_form"),
        of("notes on a general form", "Notes alone.", consent_body(kinds=["notes"]), "combined_form"),
        of("letters on the form for notes", "Notes alone.", consent_body("notes", kinds=["letter"]), "combined_form"),
        *(of(f"notes made by {maker}", "Only their author can.", consent_body("notes", maker=maker), "bad_form") for maker in ("client", "return")),
        of("a maker unknown", "Three ways.", consent_body(maker="friend"), "malformed"),
        of("short id", "16 bytes.", consent_body(consent_id=b""), "wrong_length"),
        of("short paper hash", "32 bytes.", consent_body(paper_hash=b""), "wrong_length"),
        of("another label", "One purpose.", good.replace(b"/consent", b"/consenT"), "wrong_label"),
        of("trailing byte", "One spelling.", good + b"\0", "not_canonical"),
        Case("bent", "The client's own word.", "verify", {"consent": pair(SignedBody(good, flipped(world.KEYS["client"].signing.sign(good)))), "signer_bundle": bundle}, "bad_signature"),
    ]  # fmt: skip


def _papers() -> list[Case]:
    good = {"consent": consent_body().hex(), "paper": filled().encoded().hex()}
    return [
        Case("its paper", "The one it names.", "check_paper", good),
        Case("another paper", "The one it names.", "check_paper", good | {"paper": filled(patient="Kim").encoded().hex()}, "wrong_paper"),
        Case("a paper of another form", "The form that it says.", "check_paper", {"consent": consent_body("part2", paper_hash=filled().hash).hex(), "paper": good["paper"]}, "wrong_paper"),
    ]  # fmt: skip


def _effective() -> list[Case]:
    begin, end = world.ISSUED_AT, world.ISSUED_AT + 365 * DAY

    def at(name: str, why: str, expect: str = "ok", form: str = "part2", **changed: Any) -> Case:
        given = {"consent": consent_body(form).hex(), "status": "pending", "now": begin, "revoked": 0}
        return Case(name, why, "check_effective", given | changed, expect)

    return [
        at("from its signing", "Good at once."),
        at("on its last day", "Good until it ends.", now=end - 1),
        at("over", "It has ended.", "expired_consent", now=end),
        at("not begun", "It has not begun.", "expired_consent", now=begin - 1),
        at("taken back", "From that moment on.", "revoked_consent", revoked=1),
        at("the form for it, of a record confirmed", "Made for it.", status="confirmed"),
        at("the form for it, of a record cleared", "It is a general one too.", status="cleared"),
        at("a general form, cleared", "A reviewer has said so.", form="general", status="cleared"),
        at("a general form, confirmed", "Never.", "part2_consent_deficient", "general", status="confirmed"),
        at("a general form, nobody has said", "As good as confirmed.", "part2_consent_deficient", "general"),
        at("notes, nobody has said", "As good as confirmed.", "part2_consent_deficient", "notes"),
    ]


def _revocations() -> list[Case]:
    consent = consent_body()

    def body(**changed: Any) -> bytes:
        parts: dict[str, Any] = {
            "consent_id": CONSENT_ID,
            "consent_hash": read(Consent, consent).hash,
            "signer": CLIENT,
            "signed_at": world.ISSUED_AT,
        }
        return encode("webtherapy/v1/revocation", *(parts | changed).values())

    def of(name: str, why: str, expect: str = "ok", data: bytes = b"", by: str = "client", **changed: Any) -> Case:
        given = {
            "revocation": _signed(data or body(), by),
            "signer_bundle": world.SIGNED[by].body.hex(),
            "consent": consent.hex(),
        }
        return Case(name, why, "verify_revocation", given | changed, expect)

    stranger = body(signer=world.ACCOUNTS["stranger"])
    return [
        of("taken back", "By who signed."),
        of("by a stranger", "By who signed.", "unknown_member", stranger, "stranger"),
        of("in another's name", "By who signed.", "unknown_member", stranger),
        of("by another key", "By who signed.", "bad_signature", signer_bundle=world.SIGNED["stranger"].body.hex()),
        of("of another consent", "This one.", "wrong_basis", body(consent_id=bytes(16))),
        of("of another body", "This one.", "wrong_basis", body(consent_hash=bytes(32))),
        of("short hash", "32 bytes.", "wrong_length", body(consent_hash=b"")),
    ]


def _decisions() -> list[Case]:
    consent, officer = consent_body(maker="practice"), "intake"

    def body(**changed: Any) -> bytes:
        parts: dict[str, Any] = {
            "consent_id": CONSENT_ID,
            "consent_hash": read(Consent, consent).hash,
            "decision": "deny",
            "ground": "incomplete",
            "reason_hash": decision_reason_hash(CONSENT_ID, "Something is missing."),
            "until": 0,
            "officer": world.ACCOUNTS[officer],
            "at": world.ISSUED_AT,
        }
        return encode("webtherapy/v1/decision", *(parts | changed).values())

    def of(name: str, why: str, expect: str = "ok", by: str = officer, **changed: Any) -> Case:
        given = {
            "decision": _signed(body(**changed), by),
            "officer_bundle": world.SIGNED[officer].body.hex(),
            "consent": consent.hex(),
        }
        return Case(name, why, "verify_decision", given, expect)

    later: Json = {"decision": "extend", "ground": "longer", "until": world.ISSUED_AT + 30 * DAY}
    return [
        of("a no", "With its ground."),
        of("later", "With a date.", **later),
        of("later without a date", "With a date.", "bad_form", **(later | {"until": world.ISSUED_AT})),
        of("a no with a date", "A no is a no.", "bad_form", until=world.ISSUED_AT + 1),
        of("later because of a gap", "Its own ground.", "bad_form", **(later | {"ground": "incomplete"})),
        of("no because it takes longer", "Its own ground.", "bad_form", ground="longer"),
        of("no ground known", "A closed list.", "malformed", ground="upsetting"),
        of("by another", "The officer's word.", "bad_signature", "client"),
        of("in another's name", "The officer's word.", "unknown_member", officer=CLIENT),
        of("on another consent", "This one.", "wrong_basis", consent_id=bytes(16)),
        of("on another body", "This one.", "wrong_basis", consent_hash=bytes(32)),
        Case("of a reason", "For who was told.", "decision_reason_hash", {"consent_id": CONSENT_ID.hex(), "words": "Something is missing."}),
    ]  # fmt: skip


def _markings() -> list[Case]:
    reviewer = "therapist"

    def of(name: str, why: str, expect: str = "ok", by: str = reviewer, **changed: Any) -> Case:
        parts: dict[str, Any] = {
            "client": CLIENT,
            "status": "cleared",
            "ground": "not-a-programme",
            "reviewer": world.ACCOUNTS[reviewer],
            "at": world.ISSUED_AT,
        }
        given = {
            "marking": _signed(encode("webtherapy/v1/part2-marking", *(parts | changed).values()), by),
            "reviewer_bundle": world.SIGNED[reviewer].body.hex(),
            "client": CLIENT.hex(),
        }
        return Case(name, why, "verify_marking", given, expect)

    return [
        of("cleared", "A named reviewer says so."),
        of("confirmed", "A named reviewer says so.", status="confirmed", ground="programme"),
        of("cleared because of a programme", "It would not be.", "bad_form", ground="programme"),
        of("confirmed without one", "It would not be.", "bad_form", status="confirmed"),
        of("pending", "Nobody needs to say that.", "bad_form", status="pending", ground="programme"),
        of("by another", "The reviewer's word.", "bad_signature", "client"),
        of("in another's name", "The reviewer's word.", "unknown_member", reviewer=CLIENT),
        of("of another client", "This one.", "wrong_subject", client=world.ACCOUNTS["stranger"]),
    ]


def _on_another_form() -> bytes:
    """A form that no client signs, in a consent."""
    return consent_body().replace(b"\xa7general", b"\xa7process", 1)
