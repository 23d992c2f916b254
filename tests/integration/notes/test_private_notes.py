"""The therapist's notes over HTTP (compliance PN-01, PN-02, PN-06; crypto.md §14): their author's, and for everyone else not there."""

import asyncio
import os

import pytest

from server.crypto.account import AccountKeys
from server.crypto.private_note import NotePlace
from server.ids import ConversationId, NoteId
from server.roles import Role
from tests.integration.house import Someone, activate, post
from tests.integration.notes.writing import (
    NOTES,
    change_therapist,
    meeting,
    one,
    opened,
    page,
    places,
    raw,
    sealed,
    text,
    write,
)
from tests.integration.practice.staff import Staffed, vouch
from tests.support.rows import everything


async def colleague(staffed: Staffed) -> Someone:
    """Another therapist of the practice."""
    other = await activate(staffed.home, Role.THERAPIST)
    await other.post_bundle()
    assert (await vouch(staffed.intake, staffed.certifier, other)).status_code == 204
    return other


async def test_a_note_is_there_again_for_its_author(staffed: Staffed) -> None:
    """Version by version, by conversation, newest first; what is kept opens with the author's key alone."""
    author, first, second = staffed.therapist, await meeting(staffed), await meeting(staffed)
    ids = [NoteId(os.urandom(16)) for _ in range(3)]
    for note, conversation in ((ids[0], first), (ids[1], first), (ids[2], second)):
        words = sealed(author, NotePlace(author.account, conversation, note, 1), note.hex(), staffed.client.account)
        assert (await write(author, conversation, note, 1, words)).status_code == 204
        assert (await write(author, conversation, note, 1, words)).status_code == 204
    later = sealed(author, NotePlace(author.account, first, ids[0], 2), "written anew", staffed.client.account)
    assert (await write(author, first, ids[0], 2, later)).status_code == 204
    found = await page(author, first)
    assert {opened(author, each) for each in found} == {ids[1].hex(), "written anew"}
    assert [opened(author, each) for each in await page(author, second)] == [ids[2].hex()]
    listed = await places(author)
    assert [listed[text(each)]["notes"] for each in (first, second)] == [2, 1]
    assert listed[text(first)]["client"] == text(staffed.client.account)
    assert (await one(author, ids[0])).json()["version"] == 2


async def test_no_version_is_written_over_words_that_were_not_seen(staffed: Staffed) -> None:
    """Exactly one above what is kept, and of two at once one; nothing of what is there is lost by whatever is refused."""
    author, conversation, note = staffed.therapist, await meeting(staffed), os.urandom(16)
    kept = os.urandom(100)
    for version, words, status in (
        (2, os.urandom(100), 409),
        (1, None, 409),
        (1, kept, 204),
        (1, kept, 204),
        (1, os.urandom(100), 409),
        (3, os.urandom(100), 409),
    ):
        assert (await write(author, conversation, note, version, words)).status_code == status
    elsewhere = await meeting(staffed)
    assert (await write(author, elsewhere, note, 2, os.urandom(100))).status_code == 409
    assert raw((await one(author, note)).json()["sealed"]) == kept
    both = [os.urandom(100), os.urandom(100)]
    said = await asyncio.gather(*(write(author, conversation, note, 2, words) for words in both))
    assert sorted(each.status_code for each in said) == [204, 409]
    assert raw((await one(author, note)).json()["sealed"]) in both


async def test_a_deleted_note_never_comes_back(staffed: Staffed) -> None:
    """Its bytes are in no table any more; no version is written to it, not even the next; its author finds that it is gone."""
    author, conversation, note, words = staffed.therapist, await meeting(staffed), os.urandom(16), os.urandom(300)
    assert (await write(author, conversation, note, 1, words)).status_code == 204
    assert any(words in value for value in await everything(staffed.home.messaging_database))
    assert (await write(author, conversation, note, 3, None)).status_code == 409
    assert (await write(author, conversation, note, 2, None)).status_code == 204
    assert (await write(author, conversation, note, 2, None)).status_code == 204
    assert not any(words in value for value in await everything(staffed.home.messaging_database))
    for version in (1, 2, 3):
        assert (await write(author, conversation, note, version, os.urandom(100))).status_code == 409
    assert await page(author, conversation) == []
    gone = (await one(author, note)).json()
    assert (gone["version"], gone["sealed"]) == (2, None)
    assert (await places(author))[text(conversation)]["notes"] == 0


async def test_for_everyone_else_there_are_none(staffed: Staffed) -> None:
    """Client, colleague, intake, owner, custodian; with the right ids or with none that ever were: one and the same answer."""
    author, conversation, note = staffed.therapist, await meeting(staffed), os.urandom(16)
    assert (await write(author, conversation, note, 1, os.urandom(100))).status_code == 204
    other, answers = await colleague(staffed), set()
    for someone in (staffed.client, other, staffed.intake, staffed.owner, staffed.custodians[0]):
        for where in (bytes(conversation), os.urandom(16)):
            answers.add((await write(someone, ConversationId(where), note, 2, os.urandom(100))).content)
            answers.add((await someone.browser.get(f"{NOTES}?conversation={text(where)}")).content)
        answers.add((await one(someone, note)).content)
        answers.add((await one(someone, os.urandom(16))).content)
        if someone is not other:
            answers.add((await someone.browser.get(f"{NOTES}/places")).content)
    absent = await author.browser.get(f"{NOTES}?conversation={text(os.urandom(16))}")
    assert answers == {absent.content}
    assert absent.status_code == 404
    assert await places(other) == {}
    assert len(await page(author, conversation)) == 1


async def test_who_once_treated_a_client_keeps_their_own_notes(staffed: Staffed) -> None:
    """After the client has gone on: the author reads, writes and deletes; whoever comes after them has their own, and never theirs."""
    author, conversation, note = staffed.therapist, await meeting(staffed), os.urandom(16)
    assert (await write(author, conversation, note, 1, os.urandom(100))).status_code == 204
    await change_therapist(staffed, conversation)
    listed = (await author.browser.get("/messaging/v1/conversations")).json()["conversations"]
    assert text(conversation) not in {each["conversation"] for each in listed}
    assert [each["note"] for each in await page(author, conversation)] == [text(note)]
    assert (await write(author, conversation, os.urandom(16), 1, os.urandom(100))).status_code == 204
    assert (await write(author, conversation, note, 2, None)).status_code == 204
    assert (await places(author))[text(conversation)]["notes"] == 1
    assert (
        await (await colleague(staffed)).browser.get(f"{NOTES}?conversation={text(conversation)}")
    ).status_code == 404


async def test_notes_outlive_a_rotation_of_their_author_s_keys(staffed: Staffed) -> None:
    """What was sealed under the old secret opens with it, which the new one leads to; what comes after is sealed under the new."""
    author, conversation, note = staffed.therapist, await meeting(staffed), NoteId(os.urandom(16))
    new = AccountKeys.from_secret(os.urandom(32))
    for version, keys in ((1, author.keys), (2, new)):
        place = NotePlace(author.account, conversation, note, version)
        words = sealed(author, place, f"version {version}", staffed.client.account, keys)
        assert (await write(author, conversation, note, version, words)).status_code == 204
        [kept] = await page(author, conversation)
        assert opened(author, kept, keys) == f"version {version}"


async def test_pages_and_bounds(staffed: Staffed, monkeypatch: pytest.MonkeyPatch) -> None:
    """Page by page to the end, whatever is deleted meanwhile; too many, too long, no version at all: refused, and what is there stays."""
    monkeypatch.setattr("server.notes.private_notes.PAGE", 2)
    monkeypatch.setattr("server.notes.private_notes.MOST_NOTES", 5)
    author, conversation, ids = staffed.therapist, await meeting(staffed), [os.urandom(16) for _ in range(6)]
    said = [(await write(author, conversation, note, 1, os.urandom(40))).status_code for note in ids]
    assert said == [204] * 5 + [413]
    found = await page(author, conversation)
    assert len(found) == 2
    assert (await write(author, conversation, raw(found[-1]["note"]), 2, None)).status_code == 204
    seen = [each["note"] for each in found]
    while rest := await page(author, conversation, seen[-1]):
        seen += [each["note"] for each in rest]
    assert sorted(seen) == sorted(text(note) for note in ids[:5])
    for version, length, status in ((0, 100, 400), (2**53, 100, 400), (1, 39, 400), (1, 36_865, 400), (1, 36_864, 204)):
        assert (await write(author, conversation, ids[5], version, os.urandom(length))).status_code == status
    for query in ("", "?conversation=AA", f"?conversation={text(conversation)}&before=x"):
        assert (await author.browser.get(f"{NOTES}{query}")).status_code == 400


async def test_of_deleted_notes_the_newest_are_remembered(staffed: Staffed, monkeypatch: pytest.MonkeyPatch) -> None:
    """Within bounds; notes that are there are never among them."""
    monkeypatch.setattr("server.notes.private_notes.MOST_DELETED", 1)
    author, conversation, ids = staffed.therapist, await meeting(staffed), [os.urandom(16) for _ in range(3)]
    for note in ids:
        assert (await write(author, conversation, note, 1, os.urandom(100))).status_code == 204
        await asyncio.sleep(0.002)
    for note in ids[:2]:
        assert (await write(author, conversation, note, 2, None)).status_code == 204
    assert [(await one(author, note)).status_code for note in ids] == [404, 200, 200]


async def test_a_session_that_is_over_reads_and_writes_nothing(staffed: Staffed) -> None:
    """Nor does who is suspended."""
    conversation, visitor = await meeting(staffed), staffed.home.visitor()
    body = {"note": os.urandom(16), "conversation": bytes(conversation), "version": 1, "sealed": os.urandom(100)}
    assert (await post(visitor, NOTES, body)).status_code == 401
    await staffed.home.sessions.set_suspended(staffed.therapist.account, suspended=True)
    try:
        assert (await post(staffed.therapist.browser, NOTES, body)).status_code == 403
        assert (await staffed.therapist.browser.get(f"{NOTES}/places")).status_code == 403
    finally:
        await staffed.home.sessions.set_suspended(staffed.therapist.account, suspended=False)


async def test_nothing_else_speaks_of_them(staffed: Staffed) -> None:
    """Writing and deleting leave no entry in the record, in the record log or in the audit trail."""
    database = staffed.home.messaging_database

    async def counted() -> list[int]:
        async with database.acquire() as connection:
            return [
                await connection.fetchval(f"SELECT count(*) FROM {table}")  # noqa: S608 - words of this file
                for table in ("record", "log_record", "audit")
            ]

    conversation, note, before = await meeting(staffed), os.urandom(16), await counted()
    assert (await write(staffed.therapist, conversation, note, 1, os.urandom(100))).status_code == 204
    assert (await write(staffed.therapist, conversation, note, 2, None)).status_code == 204
    assert await page(staffed.therapist, conversation) == []
    assert await counted() == before


async def test_the_role_that_serves_does_no_more_than_it_has_to(staffed: Staffed) -> None:
    """It cannot give a note to somebody else, nor put it elsewhere or at another time, nor empty the table."""
    columns = ("author", "note", "conversation", "version", "sealed", "kept_at")
    async with staffed.home.messaging_database.acquire() as connection:
        changing = {
            name
            for name in columns
            if await connection.fetchval("SELECT has_column_privilege('private_note', $1, 'UPDATE')", name)
        }
        emptying = await connection.fetchval("SELECT has_table_privilege('private_note', 'TRUNCATE, TRIGGER')")
    assert (changing, emptying) == ({"version", "sealed"}, False)
