"""The transcript (crypto.md §8)."""

from typing import Final

from server.crypto.transcript import Entry, EntryKind, Position, check_head, next_head, verify_run
from tests.vectors.case import Case, Json, Operation, stream, un

ABOUT: Final = "crypto.md §8: heads, and runs of entries."


def _next(given: Json) -> Json:
    kind = EntryKind(given["kind"])
    return {"head": next_head(un(given["head"]), given["sequence"], given["time"], kind, un(given["payload"])).hex()}


def _run(given: Json) -> Json:
    entries = [Entry(row[0], row[1], EntryKind(row[2]), un(row[3])) for row in given["entries"]]
    position = verify_run(Position(given["sequence"], given["time"], un(given["head"])), entries)
    if "claimed" in given:
        check_head(position, un(given["claimed"]))
    return {"sequence": position.sequence, "time": position.time, "head": position.head.hex()}


OPERATIONS: Final[dict[str, Operation]] = {"next_head": _next, "verify_run": _run}


def cases() -> list[Case]:
    """Three entries in a row, and rows with something wrong."""
    random = stream("transcript")
    head = random(32).hex()
    rows = [[1, 1000, 1, random(40).hex()], [2, 1000, 2, random(300).hex()], [3, 1005, 2, ""]]
    start = {"sequence": 0, "time": 0, "head": head}
    good = start | {"entries": rows}
    ended = _run(good)["head"]
    entry = {"head": head, "sequence": 1, "time": 1000, "kind": 1, "payload": "00ff"}

    def headed(name: str, why: str, **changed: object) -> Case:
        return Case(name, why, "next_head", entry | changed)

    def bad(name: str, why: str, expect: str, **changed: object) -> Case:
        return Case(name, why, "verify_run", good | changed, expect)

    return [
        headed("head", "An entry moves the head."),
        headed("another sequence", "Another head.", sequence=2),
        headed("another time", "Another head.", time=1001),
        headed("another kind", "Another head.", kind=2),
        headed("another payload", "Another head.", payload="00fe"),
        headed("another head before", "Another head.", head="00" * 32),
        Case("short head", "32 bytes.", "next_head", entry | {"head": "00" * 31}, "wrong_length"),
        Case("sequence beyond 2^53", "Integers have one form.", "next_head", entry | {"sequence": 2**53}, "malformed"),
        Case("run", "In order, without gaps.", "verify_run", good),
        Case("run that ends as claimed", "The head is the proof.", "verify_run", good | {"claimed": ended}),
        Case("empty run", "Where it was.", "verify_run", start | {"entries": []}),
        Case("from the middle", "A page is bound by its anchor.", "verify_run",
             {"sequence": 1, "time": 1000, "head": head, "entries": rows[1:]}),
        bad("gap", "Nothing is left out.", "gap", entries=[rows[0], rows[2]]),
        bad("gap at the start", "Nothing is left out.", "gap", entries=rows[1:]),
        bad("an entry twice", "Nothing comes twice.", "gap", entries=[rows[0], rows[0]]),
        bad("swapped", "In order.", "gap", entries=[rows[1], rows[0]]),
        bad("time went back", "Never.", "time_went_back", entries=[rows[0], [2, 999, 2, ""]]),
        bad("time before the start", "Never.", "time_went_back", time=1001),
        bad("another head claimed", "A fork shows.", "wrong_head", claimed="00" * 32),
        bad("an entry exchanged", "A fork shows.", "wrong_head", claimed=ended, entries=[rows[0], [2, 1000, 2, ""], rows[2]]),
        bad("short head to start from", "32 bytes.", "wrong_length", head="00" * 31, entries=[]),
    ]  # fmt: skip
