"""A hold beats a therapist's own deleting, too (crypto.md §15.2)."""

import os

from tests.integration.practice.releasing import ask
from tests.integration.practice.test_retention import Desk
from tests.integration.practice.test_retention import _desk as _desk  # noqa: PLC0414 - the fixture


async def test_no_note_about_a_held_record_is_deleted(desk: Desk) -> None:
    """It is written and changed as ever; deleted only when nothing holds the client's record any more."""
    case, therapist = desk.release, desk.staffed.therapist
    note = {"note": os.urandom(16), "conversation": bytes(case.conversation)}
    sealed = os.urandom(296)
    assert await ask(therapist, "private-notes", note | {"version": 1, "sealed": sealed}) == "done"
    held, word = await desk.hold(case.client.account)
    assert word == "done"
    assert await ask(therapist, "private-notes", note | {"version": 2, "sealed": None}) == "held"
    assert await ask(therapist, "private-notes", note | {"version": 2, "sealed": sealed}) == "done"
    assert await desk.lift(held) == "done"
    assert await ask(therapist, "private-notes", note | {"version": 3, "sealed": None}) == "done"
