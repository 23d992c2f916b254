"""Writes mutations.json: the record of record_by_python.json as somebody with the whole database might change it (README.md).

    python -m tests.vectors.mutations_anew

It draws nothing: a test proves that what is committed is what it writes.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from client_py.ring import KeyRing
from server.crypto.canonical import encode_array, read
from server.crypto.content import Seal
from server.crypto.envelope import Envelope, parse_envelope, seal_envelope
from server.crypto.epoch import EpochHeader, unwrap_epoch
from server.crypto.signing import SignedBody, SigningKey
from server.crypto.vault import open_reload
from server.ids import AccountId, LiveSessionId
from tests.unit.client_py.cast import seeded
from tests.vectors.case import Json, un
from tests.vectors.world import FOLDER

STRANGER: Final = SigningKey(b"s" * 32)
FILE: Final = FOLDER / "mutations.json"

Row = int | Json
"""An entry of the record by its sequence, as it is; or with `of`, and another `time` or `payload`."""


@dataclass(frozen=True, slots=True)
class Mutation:
    """What somebody does, what each client says to it, and why it matters."""

    name: str
    why: str
    rows: list[Row]
    python: str
    browser: str


def written() -> str:
    """The file's text."""
    made = [
        {
            "name": each.name,
            "why": each.why,
            "python": each.python,
            "browser": each.browser,
            "rows": each.rows,
        }
        for each in _mutations(Kept())
    ]
    about = "Changes to record_by_python.json, every head made to fit (README.md)."
    return json.dumps({"about": about, "mutations": made, "log": LOG}, indent=1) + "\n"


LOG: Final[list[Json]] = [
    {"name": "forked", "why": "Others are shown another past.", "python": "wrong_proof", "browser": "changed"},
    {"name": "cut off", "why": "What was noted is gone.", "python": "wrong_proof", "browser": "shorter"},
    {"name": "flipped", "why": "Another leaf stands where one was.", "python": "wrong_proof", "browser": "changed"},
    {"name": "dropped", "why": "A leaf is gone, others came.", "python": "wrong_proof", "browser": "changed"},
    {"name": "swapped", "why": "Order is part of it.", "python": "wrong_proof", "browser": "changed"},
    {"name": "duplicated", "why": "Once is once.", "python": "wrong_proof", "browser": "changed"},
    {"name": "re-signed by another", "why": "The log has a key.", "python": "unsigned", "browser": "unsigned"},
    {"name": "another log's", "why": "The log has a name.", "python": "foreign_log", "browser": "unsigned"},
    {"name": "one's own left out", "why": "It holds what is one's own.", "python": "wrong_proof", "browser": "missing"},
    {
        "name": "rolled back with the settings",
        "why": "One's own envelopes remember what the settings forgot.",
        "python": "wrong_proof",
        "browser": "shorter",
    },
]
"""What is done to a log of 21 leaves that was seen whole; the two languages do it each to their own."""


class Kept:
    """The record as it is, and its members' keys, which a dishonest member has."""

    def __init__(self) -> None:
        self.json: Json = json.loads((FOLDER / "record_by_python.json").read_text("utf-8"))
        self.payloads = [un(entry["payload"]) for entry in self.json["entries"]]
        self.times: list[int] = [entry["time"] for entry in self.json["entries"]]
        self.all: list[Row] = list(range(1, len(self.payloads) + 1))

    def envelope(self, sequence: int) -> Envelope:
        """An entry that is no opening."""
        return parse_envelope(self.payloads[sequence - 1])

    def changed(self, sequence: int, payload: bytes) -> list[Row]:
        """The record with one entry saying something else."""
        return [{"of": n, "payload": payload.hex()} if n == sequence else n for n in self.all]

    def client(self) -> KeyRing:
        """All keys that the client ever had."""
        said = self.json["accounts"]["client"]
        account, sealed = AccountId(un(said["account"])), list(map(un, said["predecessors"]))
        vault = open_reload(un(said["reload_key"]), un(said["sealed"]), account)
        return KeyRing.opened(account, vault.secret, list(zip(range(len(sealed), 0, -1), sealed, strict=True)))

    def header(self, sequence: int) -> EpochHeader:
        """Of the epoch that was opened there."""
        return read(EpochHeader, read(SignedBody, self.payloads[sequence - 1]).body)


def _mutations(kept: Kept) -> list[Mutation]:
    return [*_flips(kept), *_places(kept), *_times(kept), *_forgeries(kept)]


def _flips(kept: Kept) -> list[Mutation]:
    def flip(sequence: int, at: int) -> list[Row]:
        payload = bytearray(kept.payloads[sequence - 1])
        payload[at] ^= 1
        return kept.changed(sequence, bytes(payload))

    middle = kept.payloads[1].index(kept.envelope(2).ciphertext) + 100
    return [
        Mutation("flipped: signature", "Every bit counts.", flip(2, -1), "bad_envelope", "bad_signature"),
        Mutation("flipped: words", "Every bit counts.", flip(2, middle), "bad_envelope", "bad_signature"),
        Mutation("flipped: opening", "Who can read is signed.", flip(4, 100), "bad_opening", "bad_signature"),
    ]


def _places(kept: Kept) -> list[Mutation]:
    def without(*gone: int) -> list[Row]:
        return [n for n in kept.all if n not in gone]

    swapped = [*kept.all]
    swapped[1], swapped[2] = swapped[2], swapped[1]
    seals = [*kept.all]
    seals[10], seals[11] = seals[11], seals[10]
    return [
        Mutation("dropped: words", "Nothing is taken out.", without(2), "seen_differs", "wrong_seen"),
        Mutation("dropped: end", "A session ends once.", without(10), "bad_envelope", "wrong_session"),
        Mutation("dropped: seal", "Nothing is taken out.", without(11), "seen_differs", "wrong_seen"),
        Mutation("dropped: opening", "An epoch begins with its opening.", without(4), "bad_envelope", "wrong_epoch"),
        Mutation("swapped", "Order is part of it.", swapped, "seen_differs", "wrong_seen"),
        Mutation("swapped: seals", "Order is part of it.", seals, "seen_differs", "wrong_seen"),
        Mutation(
            "duplicated", "Once is once.", [*kept.all[:3], 3, *kept.all[3:]], "message_doubled", "duplicate_message"
        ),
        Mutation(
            "duplicated: opening", "Once is once.", [*kept.all[:4], 4, *kept.all[4:]], "bad_opening", "wrong_epoch"
        ),
    ]


def _times(kept: Kept) -> list[Mutation]:
    def at(sequence: int, time: int) -> list[Row]:
        return [{"of": n, "time": time} if n == sequence else n for n in kept.all]

    return [
        Mutation("re-timed: back", "Time only goes on.", at(3, kept.times[1] - 1), "time_ran_back", "time_went_back"),
        Mutation("re-timed: within", "The time is part of what others saw.", at(3, kept.times[3]), "seen_differs", "wrong_seen"),
        Mutation("re-timed: opening", "The time is part of what others saw.", at(4, kept.times[2]), "seen_differs", "wrong_seen"),
    ]  # fmt: skip


def _forgeries(kept: Kept) -> list[Mutation]:
    def resigned(sequence: int) -> list[Row]:
        envelope = kept.envelope(sequence)
        signature = STRANGER.sign(envelope.signed_bytes())
        parts = [envelope.header_bytes, envelope.nonce, envelope.ciphertext, signature]
        return kept.changed(sequence, encode_array(parts))

    opening = read(SignedBody, kept.payloads[3])
    reopened = SignedBody(opening.body, STRANGER.sign(opening.body)).encoded()
    no = ("bad_envelope", "bad_signature")
    return [
        Mutation("re-signed by another", "Nobody speaks for others.", resigned(2), *no),
        Mutation("re-signed by another: opening", "Nobody opens for others.", kept.changed(4, reopened), "bad_opening", "bad_signature"),
        Mutation("forged seal", "Nobody seals for others.", resigned(11), *no),
        Mutation("forged seal: another head", "A seal is upon what was.", _sealed(kept, _another_head), "seen_differs", "wrong_seen"),
        Mutation("forged seal: another end", "A session ends once.", _sealed(kept, _another_end), "seen_differs", "wrong_session"),
    ]  # fmt: skip


def _another_head(_: Kept, session: LiveSessionId) -> Seal:
    return Seal(session, 10, bytes(32))


def _another_end(kept: Kept, session: LiveSessionId) -> Seal:
    return Seal(session, 9, kept.envelope(10).header.seen_head)


def _sealed(kept: Kept, said: Callable[[Kept, LiveSessionId], Seal]) -> list[Row]:
    """The client's own seal, by the keys they had then, upon something that was not so."""
    before, header = kept.envelope(11).header, kept.header(7)
    keys = kept.client().at(1)
    wrap = un(kept.json["epochs"][2]["client"])
    epoch = unwrap_epoch(keys.sealing, before.sender, header, wrap)
    content = said(kept, LiveSessionId(header.session))
    forged = kept.changed(11, seal_envelope(before, content, epoch, keys.signing, seeded("mutations")).raw)
    return forged[:11]


def applied(rows: list[Any], entries: list[Json]) -> list[Json]:
    """The entries as these rows have them, numbered without a gap. Where no time is said, times stay with their places."""
    made = []
    for sequence, row in enumerate(rows, start=1):
        changed = row if isinstance(row, dict) else {"of": row}
        of = entries[changed["of"] - 1]
        time = changed.get("time", entries[min(sequence, len(entries)) - 1]["time"])
        made.append(
            {"sequence": sequence, "time": time, "kind": of["kind"], "payload": changed.get("payload", of["payload"])}
        )
    return made


if __name__ == "__main__":
    FILE.write_text(written(), "utf-8")
