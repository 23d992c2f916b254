"""A conversation in which each side took new keys twice, as it was sealed once (tests/vectors/record_by_python.json)."""

import json
from typing import Any

import pytest

from client_py.account import Account
from client_py.conversation import Conversation
from client_py.documents import Octets, Person, Practice, Signed, read
from client_py.events import Message
from client_py.trust import Trust
from server.crypto.content import EnvelopeKind
from server.crypto.epoch import EpochHeader
from server.crypto.vault import open_reload
from server.ids import AccountId, InstanceId
from server.protocol import frames
from tests.unit.client_py.cast import seeded
from tests.vectors.case import un
from tests.vectors.world import FOLDER

KEPT: dict[str, Any] = json.loads((FOLDER / "record_by_python.json").read_text("utf-8"))


def account(name: str) -> Account:
    """The account as its client opens it: the newest secret, and the ring behind it."""
    said = KEPT["accounts"][name]
    identity = AccountId(un(said["account"]))
    vault = open_reload(un(said["reload_key"]), un(said["sealed"]), identity)
    generations = range(len(said["predecessors"]), 0, -1)
    predecessors = list(zip(generations, map(un, said["predecessors"]), strict=True))
    return Account.opened(identity, said["role"], vault, predecessors)


@pytest.mark.parametrize("name", KEPT["accounts"])
def test_a_record_across_rotations_stays_readable(name: str) -> None:
    """Every entry proves itself and opens, for a client that knows nothing but its account and the root."""
    own = account(name)
    trust = Trust(own.vault.root_fingerprint)
    trust.take_practice(read(Practice, json.dumps(KEPT["practice"]).encode()))
    trust.take_people([read(Person, json.dumps(each).encode()) for each in KEPT["people"]])
    match = read(Signed, json.dumps(KEPT["match"]).encode())
    conversation = Conversation(lambda: own, trust, match, InstanceId(bytes(16)), seeded("reader"))
    entries = [frames.Entry(**{**entry, "payload": un(entry["payload"])}) for entry in KEPT["entries"]]
    events = conversation.take(entries, un(KEPT["head"]))
    for epoch, wraps in enumerate(KEPT["epochs"], start=1):
        events += conversation.learn(frame_of(conversation, epoch, un(wraps[name])))
    texts = [event.text for event in events if isinstance(event, Message) and event.kind is EnvelopeKind.TEXT]
    assert texts == KEPT["texts"]
    assert conversation.opened == len(entries)


def frame_of(conversation: Conversation, epoch: int, wrap: bytes) -> frames.Epoch:
    """What `learn` is answered with."""
    header: EpochHeader = conversation.transcript.openings[epoch].header
    return frames.Epoch(
        ref=1,
        conversation=conversation.identity,
        epoch=epoch,
        header=header.encoded(),
        signature=Octets(bytes(64)),
        wrap=wrap,
        deposited=True,
    )
