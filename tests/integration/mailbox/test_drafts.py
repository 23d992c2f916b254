import asyncio
import os
from base64 import urlsafe_b64encode
from typing import Any

import httpx
import pytest

from server.roles import Role
from server.sessions.cookie import token_of
from server.sessions.redis import at_once
from tests.integration.house import Someone, activate, post
from tests.integration.practice.staff import Staffed, matched
from tests.support.rows import everything

PATH = "/messaging/v1/drafts"


async def meeting(staffed: Staffed) -> bytes:
    """A conversation of the practice's client and therapist."""
    return bytes(await matched(staffed, staffed.client, staffed.therapist))


async def keep(writer: Someone, conversation: bytes, version: int, sealed: bytes | None) -> httpx.Response:
    """What the writer's page does a moment after a key."""
    return await post(writer.browser, PATH, {"conversation": conversation, "version": version, "sealed": sealed})


async def kept(writer: Someone) -> list[dict[str, Any]]:
    """What it finds after signing in again."""
    drafts: list[dict[str, Any]] = (await writer.browser.get(PATH)).json()["drafts"]
    return drafts


def text(value: bytes) -> str:
    """As in JSON."""
    return urlsafe_b64encode(value).rstrip(b"=").decode()


async def test_what_was_written_is_there_again(staffed: Staffed) -> None:
    """Each writer's own, in each conversation the newest; the same again is fine."""
    first, second = await meeting(staffed), await meeting(staffed)
    older, newer, other = os.urandom(300), os.urandom(300), os.urandom(300)
    for conversation, version, sealed in (
        (first, 1000, older),
        (first, 1000, older),
        (first, 2000, newer),
        (second, 1500, other),
    ):
        assert (await keep(staffed.client, conversation, version, sealed)).status_code == 204
    expected = [
        {"slot": text(first), "conversation": text(first), "version": 2000, "sealed": text(newer)},
        {"slot": text(second), "conversation": text(second), "version": 1500, "sealed": text(other)},
    ]
    assert sorted(await kept(staffed.client), key=lambda each: each["version"], reverse=True) == expected
    assert await kept(staffed.therapist) == []


async def test_an_older_draft_never_comes_back(staffed: Staffed) -> None:
    """Not over a newer one, not over one that was sent: nothing is kept under a version that is not above."""
    conversation = await meeting(staffed)
    sent = {"slot": text(conversation), "conversation": text(conversation), "version": 3000, "sealed": None}
    for version, sealed, status in (
        (2000, os.urandom(300), 204),
        (1999, os.urandom(300), 409),
        (2000, os.urandom(300), 409),
        (2000, None, 409),
        (3000, None, 204),
        (3000, None, 204),
        (2500, os.urandom(300), 409),
        (3000, os.urandom(300), 409),
    ):
        assert (await keep(staffed.client, conversation, version, sealed)).status_code == status
    assert await kept(staffed.client) == [sent]


async def test_of_many_at_once_the_newest_stands(staffed: Staffed) -> None:
    """Two tabs that keep at the same moment, in whatever order they arrive."""
    conversation = await meeting(staffed)
    drafts = {version: os.urandom(100) for version in range(1, 11)}
    said = await asyncio.gather(*(keep(staffed.client, conversation, *draft) for draft in drafts.items()))
    assert {each.status_code for each in said} <= {204, 409}
    assert await kept(staffed.client) == [
        {"slot": text(conversation), "conversation": text(conversation), "version": 10, "sealed": text(drafts[10])}
    ]


async def test_nobody_writes_where_they_do_not_take_part(staffed: Staffed) -> None:
    """A conversation of others and one that is not there are the same answer."""
    conversation, stranger = await meeting(staffed), await activate(staffed.home, Role.CLIENT)
    answers = [
        await keep(stranger, conversation, 1, os.urandom(100)),
        await keep(staffed.intake, conversation, 1, os.urandom(100)),
        await keep(staffed.client, os.urandom(16), 1, os.urandom(100)),
    ]
    assert {each.status_code for each in answers} == {404}
    assert len({each.content for each in answers}) == 1


async def test_a_draft_has_its_bounds(staffed: Staffed) -> None:
    """From what an empty seal has to what a request holds; the longest text pads to less."""
    conversation = await meeting(staffed)
    for version, length, status in (
        (0, 100, 400),
        (2**53, 100, 400),
        (1, 39, 400),
        (1, 40, 204),
        (2, 49_000, 204),
        (3, 49_153, 413),
    ):
        assert (await keep(staffed.client, conversation, version, os.urandom(length))).status_code == status


async def test_a_session_that_is_over_keeps_and_shows_nothing(staffed: Staffed) -> None:
    """Past its idle deadline, whether anyone has ended it yet or not."""
    home, client, conversation = staffed.home, staffed.client, await meeting(staffed)
    assert (await keep(client, conversation, 1, os.urandom(100))).status_code == 204
    token = token_of(client.browser.cookies["webtherapy"])
    assert token is not None
    session = await home.sessions.find(token)
    prefix = home.sessions._prefix
    await at_once(home.sessions._redis, ("HSET", f"{prefix}session:{session.id.hex()}", "active", 0))
    assert (await keep(client, conversation, 2, os.urandom(100))).status_code == 401
    assert (await client.browser.get(PATH)).status_code == 401


async def test_a_draft_that_was_sent_is_gone_from_every_row(staffed: Staffed) -> None:
    """Its bytes are in no table any more; that there was one, and when, is."""
    conversation, sealed = await meeting(staffed), os.urandom(300)
    assert (await keep(staffed.client, conversation, 1, sealed)).status_code == 204
    assert any(sealed in value for value in await everything(staffed.home.messaging_database))
    assert (await keep(staffed.client, conversation, 2, None)).status_code == 204
    assert not any(sealed in value for value in await everything(staffed.home.messaging_database))


async def test_letters_in_the_making_have_slots_of_their_own(staffed: Staffed) -> None:
    """Any number in a conversation, beside what is said live; a slot stays where it was made."""
    first, second = await meeting(staffed), await meeting(staffed)
    slot, sealed = os.urandom(16), os.urandom(300)

    async def put(conversation: bytes, version: int) -> int:
        body = {"slot": slot, "conversation": conversation, "version": version, "sealed": sealed}
        return (await post(staffed.client.browser, PATH, body)).status_code

    assert (await keep(staffed.client, first, 1000, sealed)).status_code == 204
    assert [await put(first, 5), await put(first, 5), await put(first, 4), await put(second, 6)] == [204, 204, 409, 409]
    found = {(each["slot"], each["conversation"], each["version"]) for each in await kept(staffed.client)}
    assert found == {(text(first), text(first), 1000), (text(slot), text(first), 5)}


async def test_letters_in_the_making_have_a_bound(staffed: Staffed, monkeypatch: pytest.MonkeyPatch) -> None:
    """One more than anyone writes at a time is refused; those that are there go on, and one that was sent makes room."""
    monkeypatch.setattr("server.mailbox.drafts.MOST_LETTERS", 2)
    conversation, slots = await meeting(staffed), [os.urandom(16) for _ in range(3)]
    asked = (
        (0, 1, True, 204),
        (1, 1, True, 204),
        (2, 1, True, 413),
        (0, 2, True, 204),
        (0, 3, False, 204),
        (2, 1, True, 204),
    )
    for slot, version, full, status in asked:
        sealed = os.urandom(300) if full else None
        body = {"slot": slots[slot], "conversation": conversation, "version": version, "sealed": sealed}
        assert (await post(staffed.client.browser, PATH, body)).status_code == status


async def test_slots_that_were_emptied_are_remembered_within_bounds(
    staffed: Staffed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newest of them stay, so that no older draft comes back; what is full stays whatever is emptied."""
    monkeypatch.setattr("server.mailbox.drafts.MOST_EMPTIED", 2)
    conversation, slots = await meeting(staffed), [os.urandom(16) for _ in range(4)]
    for version, slot in enumerate(slots, start=1):
        sealed = os.urandom(300) if version == 1 else None
        body = {"slot": slot, "conversation": conversation, "version": version, "sealed": sealed}
        assert (await post(staffed.client.browser, PATH, body)).status_code == 204
    async with staffed.home.messaging_database.acquire() as connection:
        kept = await connection.fetch("SELECT slot FROM letter_draft WHERE conversation = $1", conversation)
    assert {row["slot"] for row in kept} == {slots[0], slots[2], slots[3]}
