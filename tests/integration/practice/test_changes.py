"""Requests for another therapist (crypto.md §12.5, protocol.md §1.6): the client's own word, told to intake, until they take it back."""

import os
from typing import Any

import httpx

from server.crypto.change_request import ChangeRequest, History, make_change_request
from server.crypto.notice import NoticeKind, NoticePurpose, make_notice
from server.crypto.notice_content import NoticeContent, NoticeValue
from server.ids import ConversationId, NoticeId, RequestId
from server.roles import Role
from tests.integration.house import Someone, now_ms, pair, post
from tests.integration.practice.staff import Staffed
from tests.integration.practice.test_proposals import (
    answer,
    conversations,
    matched,
    newcomer,
    propose,
    sent,
    state_of,
    text,
    waiting,
)

CHANGES = "/messaging/v1/changes"


def change(
    client: Someone, conversation: ConversationId, history: History = History.SHARE, *notices: dict[str, Any]
) -> dict[str, Any]:
    """A request for another therapist on the wire."""
    request = ChangeRequest(RequestId(os.urandom(16)), conversation, history, now_ms())
    return {"change": pair(make_change_request(client.keys.signing, request)), "notices": list(notices)}


def reasons(client: Someone, reader: Someone, conversation: ConversationId, **changed: Any) -> dict[str, Any]:
    """What a client tells one of intake's staff with it; `changed`: its kind or subject."""
    purpose = NoticePurpose(
        notice_id=NoticeId(os.urandom(16)),
        kind=changed.get("kind", NoticeKind.REQUEST),
        subject=changed.get("subject", bytes(conversation)),
    )
    content = NoticeContent("Another therapist", "We do not fit.", (NoticeValue("history", "share"),))
    made = make_notice(client.keys.signing, client.bundle, reader.bundle, purpose, content, now_ms())
    return {"notice": pair(made.signed), "sealed": made.sealed}


async def asked(client: Someone, body: dict[str, Any]) -> int:
    """Post a request; the status."""
    return (await post(client.browser, CHANGES, body)).status_code


async def withdrawn(client: Someone, conversation: ConversationId) -> httpx.Response:
    """Take a request back."""
    return await post(client.browser, f"{CHANGES}/withdraw", {"conversation": bytes(conversation)})


async def test_a_second_conversation_only_in_place_of_the_first(staffed: Staffed) -> None:
    """Only once the client has asked for it, and only naming what it replaces; then both exist until one is closed."""
    client, first = await matched(staffed)
    other = await newcomer(staffed, Role.THERAPIST)
    assert await sent(staffed, propose(staffed, client, other)) == 409
    assert await sent(staffed, propose(staffed, client, other, replaces=bytes(first))) == 409
    assert text(client.account) not in await waiting(staffed)
    assert (await post(client.browser, "/messaging/v1/changes", change(client, first))).status_code == 204
    assert (await waiting(staffed))[text(client.account)]["change"] is not None
    assert await sent(staffed, propose(staffed, client, other)) == 409
    proposed = propose(staffed, client, other, replaces=bytes(first))
    assert await sent(staffed, proposed) == 204
    assert (await answer(client, proposed, "accept")).status_code == 204
    assert set(await conversations(client)) == {text(first), text(proposed.conversation)}
    listed = (await client.browser.get("/messaging/v1/changes")).json()["changes"]
    assert [each["settled_at"] is None for each in listed] == [False]


async def test_one_request_for_another_therapist_at_a_time(staffed: Staffed) -> None:
    """The same again is fine, a second one a conflict, of another's conversation there is none; a therapist asks for nothing."""
    client, conversation = await matched(staffed)
    other, _ = await matched(staffed)
    first = change(client, conversation)
    for _ in range(2):
        assert (await post(client.browser, "/messaging/v1/changes", first)).status_code == 204
    assert (await post(client.browser, "/messaging/v1/changes", change(client, conversation))).status_code == 409
    assert (await post(other.browser, "/messaging/v1/changes", change(other, conversation))).status_code == 404
    assert (await post(client.browser, "/messaging/v1/changes", change(other, conversation))).status_code == 422
    therapist = staffed.therapist
    said = await post(therapist.browser, "/messaging/v1/changes", change(therapist, conversation))
    assert said.status_code == 404


async def test_intake_is_told_with_the_request_or_not_at_all(staffed: Staffed) -> None:
    """Each intake staff member has the client's words, sealed, once; where the request is refused, nobody has."""
    client, conversation = await matched(staffed)
    before = len((await staffed.intake.browser.get("/messaging/v1/notices")).json()["notices"])
    body = change(client, conversation, History.KEEP, reasons(client, staffed.intake, conversation))
    staffed.home.rung.clear()
    for _ in range(2):
        assert await asked(client, body) == 204
    assert staffed.home.rung == [staffed.intake.account]
    assert (
        await asked(client, change(client, conversation, History.KEEP, reasons(client, staffed.intake, conversation)))
        == 409
    )
    after = (await staffed.intake.browser.get("/messaging/v1/notices")).json()["notices"]
    assert len(after) == before + 1


async def test_what_goes_with_a_request_is_about_it(staffed: Staffed) -> None:
    """Notices of another kind or about something else, two for one reader, and any to who is not intake: nothing is kept."""
    client, conversation = await matched(staffed)
    intake = staffed.intake
    for notices in (
        [reasons(client, intake, conversation, subject=os.urandom(16))],
        [reasons(client, intake, conversation, kind=NoticeKind.UPDATE)],
        [reasons(client, intake, conversation), reasons(client, intake, conversation)],
        [reasons(client, staffed.therapist, conversation)],
    ):
        assert await asked(client, change(client, conversation, History.KEEP, *notices)) == 422
    assert (await client.browser.get(CHANGES)).json()["changes"] == []


async def test_a_request_is_taken_back(staffed: Staffed) -> None:
    """It leaves the queue with what was proposed because of it, and can be made anew; again is fine, and of another's there is none."""
    client, conversation = await matched(staffed)
    stranger, _ = await matched(staffed)
    assert (await withdrawn(client, conversation)).status_code == 404
    first = change(client, conversation)
    assert await asked(client, first) == 204
    proposed = propose(staffed, client, await newcomer(staffed, Role.THERAPIST), replaces=bytes(conversation))
    assert await sent(staffed, proposed) == 204
    assert (await withdrawn(stranger, conversation)).status_code == 404
    for _ in range(2):
        assert (await withdrawn(client, conversation)).status_code == 204
    assert text(client.account) not in await waiting(staffed)
    assert await state_of(staffed, proposed) == "withdrawn"
    assert (await answer(client, proposed, "accept")).status_code == 409
    assert await asked(client, first) == 204
    assert text(client.account) not in await waiting(staffed)
    assert await asked(client, change(client, conversation)) == 204
    assert text(client.account) in await waiting(staffed)


async def test_nothing_is_taken_back_once_somebody_was_accepted(staffed: Staffed) -> None:
    """The new conversation stands."""
    client, conversation = await matched(staffed)
    assert await asked(client, change(client, conversation)) == 204
    proposed = propose(staffed, client, await newcomer(staffed, Role.THERAPIST), replaces=bytes(conversation))
    assert await sent(staffed, proposed) == 204
    assert (await answer(client, proposed, "accept")).status_code == 204
    assert (await withdrawn(client, conversation)).status_code == 409
    assert len(await conversations(client)) == 2
