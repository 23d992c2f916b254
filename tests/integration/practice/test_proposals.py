"""Proposals (crypto.md §12.3, protocol.md §1.6): a match takes effect when its client accepts, once, and if it still holds then."""

import asyncio
import os
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from typing import Any

import httpx

from server.crypto.canonical import read
from server.crypto.match import Match
from server.crypto.notice import Notice, NoticeAnswer, NoticeKind, NoticePurpose, make_notice
from server.crypto.notice_content import NoticeContent, NoticeValue
from server.crypto.signing import SignedBody
from server.ids import ConversationId, NoticeId
from server.roles import Role
from tests.integration.house import Someone, activate, now_ms, pair, post
from tests.integration.practice.staff import Staffed, rotate, vouch
from tests.integration.practice.test_suspension import act as suspend

PROPOSALS = "/messaging/v1/proposals"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """What intake signed, and its body on the wire."""

    conversation: ConversationId
    match: SignedBody
    notice: SignedBody
    body: dict[str, Any]


def propose(staffed: Staffed, client: Someone, therapist: Someone, **changed: Any) -> Proposed:
    """A proposal as intake's browser makes it; `changed`: parts of the notice, or `replaces`."""
    match = staffed.match(client, therapist)
    conversation = read(Match, match.body).conversation
    purpose = NoticePurpose(
        notice_id=NoticeId(os.urandom(16)),
        kind=changed.get("kind", NoticeKind.MATCH),
        subject=changed.get("subject", conversation),
        answers=changed.get("answers", ("accept", "decline")),
    )
    recipient = changed.get("recipient", client)
    content = NoticeContent("We found someone", "Dr Ada", (NoticeValue("account", therapist.account.hex()),))
    intake = staffed.intake
    made = make_notice(intake.keys.signing, intake.bundle, recipient.bundle, purpose, content, now_ms())
    body = {
        "match": pair(match),
        "notices": [{"notice": pair(made.signed), "sealed": made.sealed}],
        "replaces": changed.get("replaces"),
    }
    return Proposed(conversation=conversation, match=match, notice=made.signed, body=body)


async def newcomer(staffed: Staffed, role: Role = Role.CLIENT) -> Someone:
    """One more person of the practice, certified."""
    someone = await activate(staffed.home, role)
    await someone.post_bundle()
    assert (await vouch(staffed.intake, staffed.certifier, someone)).status_code == 204
    return someone


async def answer(someone: Someone, proposed: Proposed, word: str) -> httpx.Response:
    """Somebody's answer to the notice of a proposal."""
    notice = read(Notice, proposed.notice.body)
    said = NoticeAnswer(notice.notice_id, notice.hash, someone.account, word, now_ms())
    return await post(someone.browser, "/messaging/v1/notices/answer", pair(someone.keys.signing.sign_body(said)))


async def sent(staffed: Staffed, proposed: Proposed) -> int:
    """Post a proposal as intake; the status."""
    return (await post(staffed.intake.browser, PROPOSALS, proposed.body)).status_code


async def conversations(someone: Someone) -> list[str]:
    """The ids of somebody's conversations, as the wire has them."""
    listed = (await someone.browser.get("/messaging/v1/conversations")).json()["conversations"]
    return [each["conversation"] for each in listed]


async def state_of(staffed: Staffed, proposed: Proposed) -> str:
    """How a proposal stands for intake."""
    rows = (await staffed.intake.browser.get(PROPOSALS)).json()
    return next(str(row["state"]) for row in rows if row["conversation"] == text(proposed.conversation))


async def waiting(staffed: Staffed) -> dict[str, Any]:
    """The queue, by account."""
    rows = (await staffed.intake.browser.get("/messaging/v1/queue")).json()
    return {row["account"]: row for row in rows}


def text(value: bytes) -> str:
    """Bytes as the wire has them."""
    return urlsafe_b64encode(value).rstrip(b"=").decode()


async def test_an_accepted_proposal_is_a_conversation(staffed: Staffed) -> None:
    """Before, there is none; the client leaves the queue; therapist and client both have it; the same answer again is fine."""
    client = await newcomer(staffed)
    assert text(client.account) in await waiting(staffed)
    proposed = propose(staffed, client, staffed.therapist)
    assert await sent(staffed, proposed) == 204
    assert await sent(staffed, proposed) == 204
    assert await conversations(client) == []
    assert (await waiting(staffed))[text(client.account)]["proposal"]["state"] == "proposed"
    assert (await answer(client, proposed, "accept")).status_code == 204
    assert (await answer(client, proposed, "accept")).status_code == 204
    assert await conversations(client) == [text(proposed.conversation)]
    assert text(proposed.conversation) in await conversations(staffed.therapist)
    assert text(client.account) not in await waiting(staffed)
    assert await state_of(staffed, proposed) == "accepted"


async def test_a_declined_proposal_is_nothing(staffed: Staffed) -> None:
    """The client stays in the queue; another answer later is a conflict; another proposal is fine."""
    client = await newcomer(staffed)
    proposed = propose(staffed, client, staffed.therapist)
    assert await sent(staffed, proposed) == 204
    assert (await answer(client, proposed, "decline")).status_code == 204
    assert (await answer(client, proposed, "accept")).status_code == 409
    assert await conversations(client) == []
    assert await state_of(staffed, proposed) == "declined"
    again = propose(staffed, client, staffed.therapist)
    assert await sent(staffed, again) == 204
    assert (await answer(client, again, "accept")).status_code == 204


async def test_a_withdrawn_proposal_is_not_accepted_any_more(staffed: Staffed) -> None:
    """Taken back twice is fine; what is settled is not taken back; nobody but intake takes back."""
    client = await newcomer(staffed)
    proposed = propose(staffed, client, staffed.therapist)
    body = {"conversation": bytes(proposed.conversation)}
    assert await sent(staffed, proposed) == 204
    for someone in (client, staffed.therapist, staffed.owner):
        assert (await post(someone.browser, f"{PROPOSALS}/withdraw", body)).status_code == 404
    for _ in range(2):
        assert (await post(staffed.intake.browser, f"{PROPOSALS}/withdraw", body)).status_code == 204
    assert (await answer(client, proposed, "accept")).status_code == 409
    assert await conversations(client) == []
    again = propose(staffed, client, staffed.therapist)
    assert await sent(staffed, again) == 204
    assert (await answer(client, again, "accept")).status_code == 204
    late = {"conversation": bytes(again.conversation)}
    assert (await post(staffed.intake.browser, f"{PROPOSALS}/withdraw", late)).status_code == 409


async def test_of_two_proposals_at_once_one_stands(staffed: Staffed) -> None:
    """Two staff act on one person at once."""
    client = await newcomer(staffed)
    both = [propose(staffed, client, staffed.therapist) for _ in range(2)]
    assert sorted(await asyncio.gather(*(sent(staffed, each) for each in both))) == [204, 409]


async def test_accepting_and_withdrawing_at_once_ends_in_one_state(staffed: Staffed) -> None:
    """Either there is a conversation and the proposal is accepted, or there is none and it is withdrawn."""
    for _ in range(4):
        client = await newcomer(staffed)
        proposed = propose(staffed, client, staffed.therapist)
        assert await sent(staffed, proposed) == 204
        body = {"conversation": bytes(proposed.conversation)}
        said = await asyncio.gather(
            answer(client, proposed, "accept"),
            answer(client, proposed, "accept"),
            post(staffed.intake.browser, f"{PROPOSALS}/withdraw", body),
        )
        accepted = [each.status_code for each in said[:2]]
        state, open_now = await state_of(staffed, proposed), await conversations(client)
        if state == "accepted":
            assert (accepted, said[2].status_code, len(open_now)) == ([204, 204], 409, 1)
        else:
            assert (state, accepted, said[2].status_code, open_now) == ("withdrawn", [409, 409], 204, [])


async def test_nobody_answers_for_another(staffed: Staffed) -> None:
    """The notice is its recipient's own; for everyone else there is none."""
    client, other = await newcomer(staffed), await newcomer(staffed)
    proposed = propose(staffed, client, staffed.therapist)
    assert await sent(staffed, proposed) == 204
    assert (await answer(other, proposed, "accept")).status_code == 404
    assert await state_of(staffed, proposed) == "proposed"


async def test_what_does_not_hold_any_more_is_stale(staffed: Staffed) -> None:
    """The therapist's keys were replaced between proposal and answer: no conversation, and intake sees why."""
    client, therapist = await newcomer(staffed), await newcomer(staffed, Role.THERAPIST)
    proposed = propose(staffed, client, therapist)
    assert await sent(staffed, proposed) == 204
    await rotate(therapist)
    assert (await vouch(staffed.intake, staffed.certifier, therapist)).status_code == 204
    assert (await answer(client, proposed, "accept")).status_code == 204
    assert await conversations(client) == []
    assert await state_of(staffed, proposed) == "stale"
    assert text(client.account) in await waiting(staffed)


async def test_a_proposal_asks_its_own_client(staffed: Staffed) -> None:
    """A notice to somebody else, about something else, that asks otherwise or is of another kind comes with no match."""
    client, other = await newcomer(staffed), await newcomer(staffed)
    for changed in (
        {"recipient": other},
        {"subject": os.urandom(16)},
        {"answers": ("accept",)},
        {"kind": NoticeKind.UPDATE},
    ):
        assert await sent(staffed, propose(staffed, client, staffed.therapist, **changed)) == 422
    assert (await waiting(staffed))[text(client.account)]["proposal"] is None


async def test_nobody_but_a_certifier_proposes(staffed: Staffed) -> None:
    """Therapists, clients and owners are told that there is nothing here."""
    client = await newcomer(staffed)
    proposed = propose(staffed, client, staffed.therapist)
    for someone in (client, staffed.therapist, staffed.owner):
        assert (await post(someone.browser, PROPOSALS, proposed.body)).status_code == 404
        for path in ("queue", "proposals", "caseload"):
            assert (await someone.browser.get(f"/messaging/v1/{path}")).status_code == 404


async def matched(staffed: Staffed) -> tuple[Someone, ConversationId]:
    """A client with a conversation, the way that it comes about."""
    client = await newcomer(staffed)
    proposed = propose(staffed, client, staffed.therapist)
    assert await sent(staffed, proposed) == 204
    assert (await answer(client, proposed, "accept")).status_code == 204
    return client, proposed.conversation


async def test_nothing_is_proposed_to_who_may_not_write(staffed: Staffed) -> None:
    """Of who is suspended neither a proposal nor an acceptance that came before takes effect."""
    client = await newcomer(staffed)
    proposed = propose(staffed, client, staffed.therapist)
    assert await sent(staffed, proposed) == 204
    assert (await suspend(staffed.intake, client)).status_code == 204
    body = {"conversation": bytes(proposed.conversation)}
    assert (await post(staffed.intake.browser, f"{PROPOSALS}/withdraw", body)).status_code == 204
    again = propose(staffed, client, staffed.therapist)
    said = await post(staffed.intake.browser, PROPOSALS, again.body)
    assert (said.status_code, said.json()["type"]) == (403, "urn:webtherapy:suspended")


async def test_caseload_counts_open_conversations(staffed: Staffed) -> None:
    """Of every certified therapist, those without any too."""
    therapist = await newcomer(staffed, Role.THERAPIST)
    rows = (await staffed.intake.browser.get("/messaging/v1/caseload")).json()
    assert {"account": text(therapist.account), "open": 0} in rows
    client = await newcomer(staffed)
    proposed = propose(staffed, client, therapist)
    assert await sent(staffed, proposed) == 204
    assert (await answer(client, proposed, "accept")).status_code == 204
    rows = (await staffed.intake.browser.get("/messaging/v1/caseload")).json()
    assert {"account": text(therapist.account), "open": 1} in rows


async def test_therapist_and_intake_are_told(staffed: Staffed) -> None:
    """The service's own notices ring for both as soon as its key is certified; before that they wait."""
    home = staffed.home
    await home.mail.system.publish(home.messaging_database)
    people = (await staffed.intake.browser.get("/messaging/v1/uncertified")).json()
    assert any(person["role"] == "system" for person in people)
    client = await newcomer(staffed)
    proposed = propose(staffed, client, staffed.therapist)
    assert await sent(staffed, proposed) == 204
    home.rung.clear()
    assert (await answer(client, proposed, "accept")).status_code == 204
    assert client.account in home.rung
    async with home.messaging_database.acquire() as connection:
        count = await connection.fetchval(
            "SELECT count(*) FROM notice WHERE subject = $1 AND kind = 'update'", proposed.conversation
        )
    assert count == 2


async def test_a_match_comes_with_the_notice_that_asks_about_it(staffed: Staffed) -> None:
    """As it was signed, with the keys of whom it names; other notices come with none."""
    client = await newcomer(staffed)
    proposed = propose(staffed, client, staffed.therapist)
    assert await sent(staffed, proposed) == 204
    shown = (await client.browser.get("/messaging/v1/notices")).json()
    [asking] = [each for each in shown["notices"] if each["match"] is not None]
    assert asking["match"]["body"] == text(proposed.match.body)
    accounts = {person["account"] for person in shown["people"]}
    assert {text(each.account) for each in (staffed.intake, client, staffed.therapist)} <= accounts
