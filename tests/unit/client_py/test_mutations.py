"""Whoever changes the record, or the log, behind everyone's back is named by the Python client (tests/vectors/mutations.json).

The browser's worker is held to the same list (client_web/tests/unit/worker/mutations.test.ts), and so is `webtherapy verify`
(tests/acceptance/test_verify.py).
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import pytest

from client_py.conversation import Conversation
from client_py.documents import Person, Practice, Signed, read
from client_py.record_log import ORIGIN, LogSeen, prove_head, prove_leaf
from client_py.transcript import StopError
from client_py.trust import Trust
from server.crypto.account import AccountKeys
from server.crypto.bundle import Bundle, make_bundle, verify_bundle
from server.crypto.hashing import sha256
from server.crypto.note import Checkpoint, sign_note
from server.crypto.transcript import EntryKind, next_head
from server.crypto.tree import completed, consistency_proof, inclusion_proof, leaf_hash, root
from server.errors import ProofError
from server.ids import AccountId, InstanceId
from server.protocol import frames
from tests.unit.client_py.cast import NOW, seeded
from tests.unit.client_py.test_kept_record import KEPT, account, frame_of
from tests.vectors.case import un
from tests.vectors.mutations_anew import FILE, applied, written

MUTATIONS: Final[dict[str, Any]] = json.loads(FILE.read_text("utf-8"))
RECORD: Final = {each["name"]: each for each in MUTATIONS["mutations"]}
SYSTEM: Final = AccountKeys.from_secret(b"y" * 32)
STRANGER: Final = AccountKeys.from_secret(b"x" * 32)
SEEN: Final = 21


def test_the_committed_list_is_what_is_written() -> None:
    """Nobody mends a mutation by hand."""
    assert FILE.read_text("utf-8") == written()


def verdict(name: str, rows: list[Any]) -> str:
    """What the client says to a record that it sees for the first time."""
    own = account(name)
    trust = Trust(own.vault.root_fingerprint)
    trust.take_practice(read(Practice, json.dumps(KEPT["practice"]).encode()))
    trust.take_people([read(Person, json.dumps(each).encode()) for each in KEPT["people"]])
    match = read(Signed, json.dumps(KEPT["match"]).encode())
    conversation = Conversation(lambda: own, trust, match, InstanceId(bytes(16)), seeded("reader"))
    head = conversation.transcript.head
    try:
        for entry in applied(rows, KEPT["entries"]):
            payload = un(entry["payload"])
            head = next_head(head, entry["sequence"], entry["time"], EntryKind(entry["kind"]), payload)
            conversation.take([frames.Entry(**{**entry, "payload": payload})], head)
            epoch = conversation.transcript.epoch
            if entry["kind"] == 1:
                conversation.learn(frame_of(conversation, epoch, un(KEPT["epochs"][epoch - 1][name])))
    except StopError as stop:
        return stop.reason.value
    return "ok"


@pytest.mark.parametrize("name", KEPT["accounts"])
def test_the_record_as_it_is_raises_nothing(name: str) -> None:
    """The same way, unchanged: what follows is not for show."""
    assert verdict(name, list(range(1, len(KEPT["entries"]) + 1))) == "ok"


@pytest.mark.parametrize("name", KEPT["accounts"])
@pytest.mark.parametrize("mutation", RECORD)
def test_a_record_that_was_changed_is_named(mutation: str, name: str) -> None:
    """With every head made to fit, by each of the two who read it."""
    assert verdict(name, RECORD[mutation]["rows"]) == RECORD[mutation]["python"]


@dataclass(slots=True)
class MemoryLog:
    """A log in memory: what a service that keeps its word would answer, and one that does not."""

    leaves: list[bytes] = field(default_factory=lambda: [b"leaf %d" % n for n in range(SEEN)])
    key: AccountKeys = SYSTEM
    origin: str = ORIGIN

    @property
    def nodes(self) -> dict[tuple[int, int], bytes]:
        """All complete subtrees."""
        found: dict[tuple[int, int], bytes] = {}
        for place, record in enumerate(self.leaves):
            leaf = leaf_hash(sha256(bytes(32) + record))
            for level, index, each in completed(place, leaf, lambda *at: found[at]):
                found[level, index] = each
        return found

    def head(self) -> LogSeen:
        """How far it has come."""
        nodes = self.nodes
        return LogSeen(len(self.leaves), root(len(self.leaves), lambda *at: nodes[at]))

    def answer(self, seen: LogSeen) -> tuple[str, list[bytes]]:
        """Its newest head as a signed note, and what shows that it begins with what somebody saw, if it does."""
        nodes, size, head = self.nodes, len(self.leaves), self.head()
        note = sign_note(Checkpoint(self.origin, size, head.root).text, ORIGIN, self.key.signing).written
        return note, consistency_proof(seen.size, size, lambda *at: nodes[at]) if 0 < seen.size <= size else []

    def check(self, seen: LogSeen) -> LogSeen:
        """What a client makes of its newest head, having seen this much."""
        return prove_head(*self.answer(seen), ORIGIN, [_system()], seen)

    def check_own(self, place: int, record: bytes, seen: LogSeen) -> None:
        """Whether one's own stands there."""
        nodes = self.nodes
        prove_leaf(bytes(32), record, place, inclusion_proof(place, seen.size, lambda *at: nodes[at]), seen)


def _system() -> Bundle:
    return verify_bundle(make_bundle(SYSTEM, AccountId(b"y" * 16), NOW))


def grown(leaves: Sequence[bytes]) -> MemoryLog:
    """These leaves, and two more."""
    return MemoryLog([*leaves, b"more", b"and more"])


def _attest(log: MemoryLog) -> None:
    """A browser without any memory, to which one's own envelope says what one had seen."""
    log.check(LogSeen())
    log.check(HONEST.head())


def _own(log: MemoryLog) -> None:
    seen = log.check(HONEST.head())
    log.check_own(7, b"my own", seen)


HONEST: Final = MemoryLog()
L: Final = HONEST.leaves

Try = Callable[[], object]
CHANGES: Final[dict[str, Try]] = {
    "forked": lambda: grown([*L[:9], *(b"other %d" % n for n in range(12))]).check(HONEST.head()),
    "cut off": lambda: MemoryLog(L[:15]).check(HONEST.head()),
    "flipped": lambda: grown([*L[:5], b"bent", *L[6:]]).check(HONEST.head()),
    "dropped": lambda: grown([*L[:5], *L[6:]]).check(HONEST.head()),
    "swapped": lambda: grown([*L[:5], L[6], L[5], *L[7:]]).check(HONEST.head()),
    "duplicated": lambda: grown([*L[:5], L[5], *L[5:]]).check(HONEST.head()),
    "re-signed by another": lambda: MemoryLog(key=STRANGER).check(HONEST.head()),
    "another log's": lambda: _foreign().check(HONEST.head()),
    "one's own left out": lambda: _own(grown(L)),
    "rolled back with the settings": lambda: _attest(MemoryLog(L[:15])),
}


def _foreign() -> MemoryLog:
    return MemoryLog(origin="elsewhere/record-log")


def test_a_log_that_only_grew_is_one() -> None:
    """Unchanged, and grown: what follows is not for show."""
    assert grown(L).check(HONEST.head()).size == SEEN + 2
    grown(L).check_own(7, L[7], grown(L).check(LogSeen()))


def test_each_change_of_the_log_is_tried_here() -> None:
    """A change that one language knows is tried by the other."""
    assert {each["name"] for each in MUTATIONS["log"]} == set(CHANGES)


@pytest.mark.parametrize("change", MUTATIONS["log"], ids=lambda change: change["name"])
def test_a_log_that_was_changed_is_named(change: dict[str, str]) -> None:
    """By who saw 21 leaves of it."""
    with pytest.raises(ProofError, match=f"^{change['python']}$"):
        CHANGES[change["name"]]()
