"""A closing that stands in the file of destructions (crypto.md §15.4): taken as its signer's word alone, under keys that lead back to known ones."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from server.crypto.account import AccountKeys
from server.crypto.bundle import make_bundle, make_successor, verify_bundle
from server.crypto.closing import Closing, ClosingReason, make_closing
from server.crypto.signing import SignedBody
from server.ids import AccountId, ConversationId
from server.records.closing_keys import holds, written
from server.records.destroyed_file import ClosedConversation

THERAPIST, CONVERSATION = AccountId(b"t" * 16), ConversationId(b"c" * 16)
KEYS = [AccountKeys.from_secret(bytes([n]) * 32) for n in range(3)]


def bundles() -> list[dict[str, Any]]:
    """The therapist's, twice replaced, as rows of the database."""
    signed: list[tuple[SignedBody, bytes | None]] = [(make_bundle(KEYS[0], THERAPIST, 1), None)]
    for before, after in pairwise(KEYS):
        signed.append(make_successor(after, 1, verify_bundle(signed[-1][0]), before))
    return [
        {"body": each.body, "signature": each.signature, "predecessor_signature": before} for each, before in signed
    ]


def closed(keys: AccountKeys, **changed: Any) -> ClosedConversation:
    """Care ended, under these keys, as a line has it."""
    signed = make_closing(keys.signing, Closing(CONVERSATION, ClosingReason.ENDED, THERAPIST, 5))
    line = ClosedConversation(
        conversation=CONVERSATION,
        reason="ended",
        account=THERAPIST,
        body=signed.body,
        signature=signed.signature,
        closed_at=6,
        keys=written(bundles(), signed.body, signed.signature),
    )
    return replace(line, **changed)


@pytest.mark.parametrize("known", [1, 2, 3])
@pytest.mark.parametrize("under", [0, 1, 2])
def test_it_holds_whatever_the_record_knows_of_the_keys(known: int, under: int) -> None:
    """A record from before keys were replaced finds the way to them on the line, which has no more of them than it needs."""
    line = closed(KEYS[under])
    assert len(line.keys) == under + 1
    assert holds(line, "therapist", bundles()[:known])


def test_what_was_bent_does_not_hold() -> None:
    """Signature, body, reason, account; somebody else's role; keys of a stranger, or out of their chain; nobody known."""
    line, rows = closed(KEYS[1]), bundles()[:1]
    assert holds(line, "therapist", rows)
    for changed in (
        {"signature": bytes(64)},
        {"body": closed(KEYS[1]).body[:-1] + b"\x06"},
        {"reason": "left"},
        {"account": b"x" * 16},
        {"conversation": b"x" * 16},
        {"keys": line.keys[:1]},
        {"keys": ()},
        {"keys": (line.keys[0], (*line.keys[1][:2], bytes(64)))},
        {"keys": (line.keys[0], (line.keys[1][0], bytes(64), line.keys[1][2]))},
    ):
        assert not holds(replace(line, **changed), "therapist", rows), changed
    assert not holds(line, "client", rows)
    assert not holds(line, None, rows)
    assert not holds(line, "therapist", [])


def test_nobodys_signature_has_no_keys() -> None:
    """It is written down as it stands, and proves nothing."""
    assert written(bundles(), b"body", bytes(64)) == ()
