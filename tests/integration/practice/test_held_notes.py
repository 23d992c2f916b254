"""A hold beats a therapist's own deleting and changing, too (crypto.md §15.2)."""

import os

from tests.integration.practice.releasing import ask
from tests.integration.practice.test_retention import Desk
from tests.integration.practice.test_retention import _desk as _desk  # noqa: PLC0414 - the fixture


async def test_no_note_about_a_held_record_is_deleted_or_emptied(desk: Desk) -> None:
    """What was there before a hold stays word for word; new ones are written as ever, until the next hold. All goes on when nothing holds the record any more."""
    case, therapist = desk.release, desk.staffed.therapist
    note, new = ({"note": os.urandom(16), "conversation": bytes(case.conversation)} for _ in range(2))
    sealed = os.urandom(296)
    assert await ask(therapist, "private-notes", note | {"version": 1, "sealed": sealed}) == "done"
    held, word = await desk.hold(case.client.account)
    assert word == "done"
    assert await ask(therapist, "private-notes", note | {"version": 2, "sealed": None}) == "held"
    assert await ask(therapist, "private-notes", note | {"version": 2, "sealed": os.urandom(296)}) == "held"
    assert await ask(therapist, "private-notes", note | {"version": 1, "sealed": sealed}) == "done"
    desk.staffed.home.clock.ahead_ms += 1000
    for version in (1, 2):
        assert await ask(therapist, "private-notes", new | {"version": version, "sealed": sealed}) == "done"
    assert await ask(therapist, "private-notes", new | {"version": 3, "sealed": None}) == "held"
    desk.staffed.home.clock.ahead_ms += 1000
    again, word = await desk.hold(case.client.account)
    assert word == "done"
    assert await ask(therapist, "private-notes", new | {"version": 3, "sealed": os.urandom(296)}) == "held"
    assert [await desk.lift(each) for each in (held, again)] == ["done", "done"]
    assert await ask(therapist, "private-notes", note | {"version": 2, "sealed": os.urandom(296)}) == "done"
    assert await ask(therapist, "private-notes", note | {"version": 3, "sealed": None}) == "done"
