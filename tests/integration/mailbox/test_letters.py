"""Where letters stand, what was read, what was put away (protocol.md §1.5)."""

import os
from base64 import urlsafe_b64decode
from typing import Any

from server.ids import AccountId
from server.mailbox.unread import unread
from server.roles import Role
from tests.integration.house import Someone, activate, post
from tests.integration.mailbox.test_drafts import meeting
from tests.integration.practice.staff import Staffed

PATH = "/messaging/v1/mail"


async def put_into_record(staffed: Staffed, conversation: bytes, sequence: int, sender: AccountId | None) -> bytes:
    """An envelope as appending leaves it: with its sender where it is a letter. Gives its message id."""
    message = os.urandom(16)
    async with staffed.home.messaging_database.transaction() as connection:
        await connection.execute(
            "INSERT INTO record (conversation, sequence, time, kind, message_id, payload, head, letter_from) "
            "VALUES ($1, $2, $2, 2, $3, '', $4, $5)",
            conversation, sequence, message, bytes(32), sender,
        )  # fmt: skip
    return message


async def mail(reader: Someone) -> list[tuple[int, bool]]:
    """(sequence, read) of each letter, newest first."""
    said: dict[str, Any] = (await reader.browser.get(PATH)).json()
    return [(each["sequence"], each["read"]) for each in said["letters"]]


async def letters_waiting(staffed: Staffed, reader: Someone) -> int:
    """What the frame `unread` would say."""
    async with staffed.home.messaging_database.acquire() as connection:
        return (await unread(connection, [reader.account]))[reader.account].letters


async def test_letters_are_found_and_read_once(staffed: Staffed) -> None:
    """Each by who did not write it; the writer sees that, too. Texts are no letters."""
    conversation, client, therapist = await meeting(staffed), staffed.client, staffed.therapist
    for sequence, sender in ((1, client.account), (2, None), (3, therapist.account), (4, client.account)):
        await put_into_record(staffed, conversation, sequence, sender)
    assert await mail(therapist) == [(4, False), (3, False), (1, False)]
    assert (await letters_waiting(staffed, therapist), await letters_waiting(staffed, client)) == (2, 1)
    staffed.home.rung.clear()
    for _ in range(2):
        said = await post(therapist.browser, f"{PATH}/read", {"conversation": conversation, "sequences": [1, 2, 3]})
        assert said.status_code == 204
    assert set(staffed.home.rung) == {client.account, therapist.account}
    assert await mail(therapist) == [(4, False), (3, False), (1, True)]
    assert await mail(client) == [(4, False), (3, False), (1, True)]
    assert (await letters_waiting(staffed, therapist), await letters_waiting(staffed, client)) == (1, 1)


async def test_who_reads_discreetly_tells_nobody(staffed: Staffed) -> None:
    """What waits for them goes down; the writer learns nothing, and is not rung. Read openly again, it stays untold."""
    conversation, client, therapist = await meeting(staffed), staffed.client, staffed.therapist
    await put_into_record(staffed, conversation, 1, client.account)
    staffed.home.rung.clear()
    body = {"conversation": conversation, "sequences": [1]}
    assert (await post(therapist.browser, f"{PATH}/read", body | {"discreet": True})).status_code == 204
    assert set(staffed.home.rung) == {therapist.account}
    assert (await mail(therapist), await mail(client)) == ([(1, True)], [(1, False)])
    assert await letters_waiting(staffed, therapist) == 0
    assert (await post(therapist.browser, f"{PATH}/read", body)).status_code == 204
    assert await mail(client) == [(1, False)]


async def test_each_puts_away_their_own(staffed: Staffed) -> None:
    """And takes it back; the other's inbox stays as it is. What is no letter of the record leaves no trace."""
    conversation = await meeting(staffed)
    thread = await put_into_record(staffed, conversation, 1, staffed.therapist.account)
    words = await put_into_record(staffed, conversation, 2, None)

    async def archive(archived: bool, thread: bytes = thread) -> int:
        body = {"conversation": conversation, "thread": thread, "archived": archived}
        return (await post(staffed.client.browser, f"{PATH}/archive", body)).status_code

    async def away(someone: Someone) -> list[bytes]:
        said = (await someone.browser.get(PATH)).json()["archived"]
        return [urlsafe_b64decode(each + "==") for each in said]

    for each in (thread, thread, words, os.urandom(16)):
        assert await archive(True, each) == 204
    assert (await away(staffed.client), await away(staffed.therapist)) == ([thread], [])
    assert await archive(False) == 204
    assert await away(staffed.client) == []


async def test_what_was_before_a_reader_waits_for_nobody(staffed: Staffed) -> None:
    """Who may read the letters of the therapist before finds them, none of them unread."""
    conversation, following = await meeting(staffed), await activate(staffed.home, Role.THERAPIST)
    await put_into_record(staffed, conversation, 1, staffed.client.account)
    async with staffed.home.messaging_database.transaction() as connection:
        await connection.execute("INSERT INTO reader VALUES ($1, $2)", conversation, following.account)
    assert await mail(following) == [(1, True)]
    assert await letters_waiting(staffed, following) == 0


async def test_strangers_find_and_change_nothing(staffed: Staffed) -> None:
    """Not there and not yours are one answer; staff are strangers, too."""
    conversation, stranger = await meeting(staffed), await activate(staffed.home, Role.CLIENT)
    await put_into_record(staffed, conversation, 1, staffed.therapist.account)
    said = []
    for who, where in ((stranger, conversation), (staffed.intake, conversation), (staffed.client, os.urandom(16))):
        said.append(await post(who.browser, f"{PATH}/read", {"conversation": where, "sequences": [1]}))
        body = {"conversation": where, "thread": os.urandom(16), "archived": True}
        said.append(await post(who.browser, f"{PATH}/archive", body))
    assert {each.status_code for each in said} == {404}
    assert len({each.content for each in said}) == 1
    assert await mail(stranger) == []
    assert (await staffed.home.visitor().get(PATH)).status_code == 401
