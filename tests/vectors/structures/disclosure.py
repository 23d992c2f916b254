"""Disclosures (crypto.md §13.3)."""

from typing import Any, Final

from server.crypto.bundle import Bundle
from server.crypto.canonical import encode, read
from server.crypto.disclosure import verify_disclosure
from server.crypto.part2 import Part2Status
from server.crypto.signing import SignedBody
from tests.vectors import world
from tests.vectors.case import Case, Json, Operation, pair, un, unpair
from tests.vectors.structures.consent import CONVERSATION, DAY
from tests.vectors.structures.paper import filled

ABOUT: Final = "crypto.md §13.3: that something was let out."


def _verify(given: Json) -> Json:
    said = verify_disclosure(
        unpair(given["disclosure"]), read(Bundle, un(given["by_bundle"])), Part2Status(given["status"])
    )
    return {"hash": said.hash.hex(), "basis": said.basis.value, "runs": [list(run) for run in said.runs]}


OPERATIONS: Final[dict[str, Operation]] = {"verify": _verify}


def _of(
    name: str, why: str, expect: str = "ok", signer: str = "client", status: str = "cleared", **changed: Any
) -> Case:
    parts: dict[str, Any] = {
        "disclosure_id": bytes(range(16)),
        "basis": "consent",
        "basis_hash": bytes([1]) * 32,
        "client": world.ACCOUNTS["client"],
        "conversation": CONVERSATION,
        "runs": [[1, 9], [12, 12]],
        "paper_hash": filled("disclosure").hash,
        "package_hash": bytes([2]) * 32,
        "statement": "none",
        "by": world.ACCOUNTS["client"],
        "approver": b"",
        "produced_at": world.ISSUED_AT,
        "suspended_until": 0,
    }
    data = encode("webtherapy/v1/disclosure", *(parts | changed).values())
    given = {
        "disclosure": pair(SignedBody(data, world.KEYS[signer].signing.sign(data))),
        "by_bundle": world.SIGNED["client"].body.hex(),
        "status": status,
    }
    return Case(name, why, "verify", given, expect)


def cases() -> list[Case]:
    """What is let out by whom; runs; notices; what is kept back and for how long."""
    other = world.ACCOUNTS["intake"]
    legal: Json = {"basis": "order", "approver": other}
    gag: Json = legal | {"suspended_until": world.ISSUED_AT + 30 * DAY}
    return [
        _of("by consent", "The client lets it out."),
        _of("with the long notice", "42 CFR 2.32.", status="confirmed", statement="part2-long"),
        _of("with the short notice", "42 CFR 2.32.", status="pending", statement="part2-short"),
        _of("without a notice", "42 CFR 2.32.", "missing_statement", status="pending"),
        _of("words, and no package", "A call has no pages.", status="pending", basis="threat", runs=[], package_hash=b""),
        _of("under an order", "Two people.", **legal),
        _of("under an order, by one", "Two people.", "one_person", basis="order"),
        _of("approved by oneself", "Two people.", "one_person", basis="order", approver=world.ACCOUNTS["client"]),
        _of("kept back", "For a time.", **gag),
        _of("kept back until now", "A time to come.", "bad_form", **(gag | {"suspended_until": world.ISSUED_AT})),
        _of("kept back without a process", "Only a process can.", "bad_form", suspended_until=world.ISSUED_AT + DAY),
        _of("a package of notes", "By a form of their own.", runs=[]),
        _of("a package of nothing, under an order", "Something.", "bad_form", **legal, runs=[]),
        _of("a package of nothing, because of a threat", "Something.", "bad_form", basis="threat", runs=[]),
        _of("something, and no package", "In a package.", "bad_form", package_hash=b""),
        _of("runs that overlap", "Rising.", "unsorted_runs", runs=[[1, 9], [9, 12]]),
        _of("a run backwards", "Rising.", "unsorted_runs", runs=[[2, 1]]),
        _of("a run from nothing", "From one.", "unsorted_runs", runs=[[0, 1]]),
        _of("many runs", "1 024 at most.", "wrong_length", runs=[[n, n] for n in range(1, 1_026)]),
        _of("a run of three", "First and last.", "malformed", runs=[[1, 2, 3]]),
        _of("by another", "Who let it out.", "bad_signature", "stranger"),
        _of("in another's name", "Who let it out.", "unknown_member", signer="client", by=other),
        _of("no such basis", "A closed list.", "malformed", basis="kindness"),
        _of("short package hash", "32 bytes.", "wrong_length", package_hash=b"1"),
    ]  # fmt: skip
