"""Requests about the record over HTTP (compliance §2.2 RA-10, RA-11): who asks, who answers and by when, what stands beside a no, and what is never changed."""

import os
from typing import Any
from urllib.parse import urlsplit

import pytest

from server.crypto.closing import Closing, ClosingReason, make_closing
from server.crypto.paper_forms import Form
from server.crypto.record_request import (
    Disagreement,
    RecordAnswer,
    RecordRequest,
    RequestAnswered,
    RequestGround,
    RequestKind,
)
from server.ids import ConversationId, RecordRequestId
from server.packages.report import Report, Verdict
from server.practice.requesting import ANSWER_DAYS, EXTENSION_DAYS
from server.practice.verifying import verify_database
from server.storage.database import Database
from server.storage.embedded.stack import EmbeddedStack
from tests.integration.house import Someone, now_ms
from tests.integration.practice.releasing import DAY_MS, Release, ask, get, leaves, release, signed, told_of
from tests.integration.practice.staff import Staffed, begin_anew, vouch_anew
from tests.integration.practice.test_suspension import act, sign_in
from tests.support.powerful import bent, powerful
from tests.support.rows import everything

WHERE = "record-requests"
ANSWER = "record-requests/answer"
DISAGREE = "record-requests/disagree"


@pytest.fixture(name="case")
async def _case(staffed: Staffed) -> Release:
    return await release(staffed)


def request(
    case: Release, kind: RequestKind = RequestKind.AMENDMENT, **changed: Any
) -> tuple[RecordRequest, dict[str, Any]]:
    """What the client asks for, and as it goes over the wire."""
    paper, sealed = case.paper(Form(kind.value), case.client, case.officer)
    parts: dict[str, Any] = {
        "request_id": RecordRequestId(os.urandom(16)),
        "kind": kind,
        "client": case.client.account,
        "conversation": case.conversation,
        "paper_hash": paper.hash,
        "made_at": now_ms(),
    }
    said = RecordRequest(**(parts | changed))
    return said, {"signed": signed(case.client, said), "paper": sealed}


async def requested(case: Release, kind: RequestKind = RequestKind.AMENDMENT, **changed: Any) -> RecordRequest:
    """One that is kept."""
    said, body = request(case, kind, **changed)
    assert await ask(case.client, WHERE, body) == "done"
    return said


def answering(
    case: Release,
    said: RecordRequest,
    answer: RequestAnswered = RequestAnswered.DENY,
    ground: RequestGround = RequestGround.ACCURATE,
    by: Someone | None = None,
    **changed: Any,
) -> tuple[RecordAnswer, dict[str, Any]]:
    """What somebody of the practice says to it."""
    officer = by or case.officer
    paper, sealed = case.paper(Form.RECORD_ANSWER, case.client, case.officer)
    parts: dict[str, Any] = {
        "request_id": said.request_id,
        "request_hash": said.hash,
        "answer": answer,
        "ground": ground,
        "paper_hash": paper.hash,
        "until": 0,
        "officer": officer.account,
        "at": now_ms(),
    }
    made = RecordAnswer(**(parts | changed))
    return made, {"signed": signed(officer, made), "paper": sealed}


def extending(case: Release, said: RecordRequest, days: int, **changed: Any) -> dict[str, Any]:
    """An officer asks for so many days, counted from now."""
    later = {"until": now_ms() + days * DAY_MS} | changed
    return answering(case, said, RequestAnswered.EXTEND, RequestGround.LONGER, **later)[1]


def disagreeing(case: Release, said: RecordRequest, answer: RecordAnswer, **changed: Any) -> dict[str, Any]:
    """The client's statement to a no."""
    paper, sealed = case.paper(Form.DISAGREEMENT, case.client, case.officer)
    parts: dict[str, Any] = {
        "request_id": said.request_id,
        "answer_hash": answer.hash,
        "client": case.client.account,
        "paper_hash": paper.hash,
        "made_at": now_ms(),
    }
    return {"signed": signed(case.client, Disagreement(**(parts | changed))), "paper": sealed}


async def own(case: Release) -> list[dict[str, Any]]:
    """The client's list."""
    listed: list[dict[str, Any]] = (await get(case.client, WHERE))["requests"]
    return listed


async def test_a_request_its_no_and_what_the_client_says_to_it(case: Release) -> None:
    """All of it stands in the client's list and at the desk, readable to both; each is told of the other's word, the log has all three; again is fine."""
    said, body = request(case)
    for _ in range(2):
        assert await ask(case.client, WHERE, body) == "done"
    (row,) = await own(case)
    assert row["due"] == row["request"]["kept_at"] + 60 * DAY_MS
    assert (row["answer"], row["extension"], row["disagreement"]) == (None, None, None)
    assert set(await told_of(case.staffed.home, said.request_id)) == {
        case.officer.account,
        case.staffed.owner.account,
    }
    no, denied = answering(case, said)
    for _ in range(2):
        assert await ask(case.officer, ANSWER, denied) == "done"
    statement = disagreeing(case, said, no)
    for _ in range(2):
        assert await ask(case.client, DISAGREE, statement) == "done"
    at_desk = await get(case.officer, "requests")
    shown = await get(case.client, WHERE)
    assert {each["role"] for each in shown["people"]} == {"client", "officer"}
    for (each,) in (at_desk["record_requests"], shown["requests"]):
        assert all(each[name]["paper"] for name in ("request", "answer", "disagreement"))
    told = await told_of(case.staffed.home, said.request_id)
    assert (told.count(case.client.account), told.count(case.officer.account)) == (1, 2)
    kinds = await leaves(case)
    assert [kinds.count(kind) for kind in ("record-request", "record-answer", "disagreement")] == [1, 1, 1]
    acts = [each["act"] for each in (await get(case.staffed.owner, "audit"))["rows"]]
    assert (acts.count("request_denied"), acts.count("requests_read")) == (1, 1)


async def test_nothing_of_the_record_changes_and_nobody_reads_it_in_the_database(case: Release) -> None:
    """A request that is accepted leaves every entry as it stands; what was asked and answered is in no row in the clear, and changes no more."""
    async with case.staffed.home.messaging_database.acquire() as connection:
        before = await connection.fetch("SELECT * FROM record ORDER BY conversation, sequence")
    said = await requested(case)
    _, accepted = answering(case, said, RequestAnswered.ACCEPT, RequestGround.AGREED)
    assert await ask(case.officer, ANSWER, accepted) == "done"
    async with case.staffed.home.messaging_database.acquire() as connection:
        assert await connection.fetch("SELECT * FROM record ORDER BY conversation, sequence") == before
    rows = await everything(case.staffed.home.messaging_database)
    for name in ("I moved in", "The lease says", "stands beside it"):
        assert not any(name.encode() in row for row in rows)


async def test_the_clock_of_an_answer(case: Release, stack: EmbeddedStack, messaging_url: str) -> None:
    """Sixty days for an amendment, thirty for a restriction; thirty more, once, and only asked for in time; late answers are answers."""
    amendment, restriction = await requested(case), await requested(case, RequestKind.RESTRICTION)
    rows = {bool(each["due"] - each["request"]["kept_at"] > 30 * DAY_MS): each for each in await own(case)}
    assert rows[False]["due"] == rows[False]["request"]["kept_at"] + ANSWER_DAYS[RequestKind.RESTRICTION] * DAY_MS
    async with powerful(stack.superuser_url(urlsplit(messaging_url).path.strip("/"))) as connection:
        await connection.execute("UPDATE record_request SET kept_at = kept_at - $1", 59 * DAY_MS)
    assert await ask(case.officer, ANSWER, extending(case, restriction, 1)) == "conflict"
    assert await ask(case.officer, ANSWER, extending(case, amendment, EXTENSION_DAYS + 2)) == "conflict"
    longer = extending(case, amendment, EXTENSION_DAYS)
    assert await ask(case.officer, ANSWER, longer) == "done"
    assert await ask(case.officer, ANSWER, extending(case, amendment, EXTENSION_DAYS)) == "conflict"
    (extended,) = [each for each in await own(case) if each["extension"]]
    assert extended["due"] > extended["request"]["kept_at"] + 88 * DAY_MS
    for said, ground in ((amendment, RequestGround.NOT_OURS), (restriction, RequestGround.NOT_AGREED)):
        assert await ask(case.officer, ANSWER, answering(case, said, ground=ground)[1]) == "done"
    assert await ask(case.officer, ANSWER, longer) == "done"
    assert all(each["answer"] for each in await own(case))


async def test_one_answer_stands(case: Release) -> None:
    """Of a yes and a no the first; and after it there is nothing to wait for any more."""
    said = await requested(case)
    _, accepted = answering(case, said, RequestAnswered.ACCEPT, RequestGround.AGREED, by=case.staffed.owner)
    assert await ask(case.staffed.owner, ANSWER, accepted) == "done"
    no, denied = answering(case, said)
    assert await ask(case.officer, ANSWER, denied) == "conflict"
    assert await ask(case.officer, ANSWER, extending(case, said, 10)) == "conflict"
    assert await ask(case.client, DISAGREE, disagreeing(case, said, no)) == "bad_signature"


async def test_what_does_not_hold_is_refused(case: Release) -> None:
    """Not in another's name, not about another's conversation, not by who may not speak for the practice, not on another ground, not unreadable to the other side."""
    said, body = request(case)
    strange = request(case, conversation=ConversationId(os.urandom(16)))[1]
    assert await ask(case.client, WHERE, strange) == "not_for_you"
    assert await ask(case.client, WHERE, request(case, client=case.officer.account)[1]) == "bad_signature"
    assert await ask(case.client, WHERE, request(case, made_at=now_ms() + DAY_MS)[1]) == "wrong_time"
    alone = case.paper(Form.AMENDMENT, case.client)[1]
    assert await ask(case.client, WHERE, body | {"paper": alone}) == "malformed"
    assert await ask(case.officer, ANSWER, answering(case, said)[1]) == "not_for_you"
    assert await ask(case.client, WHERE, body) == "done"
    changed = request(case, request_id=said.request_id)[1]
    assert await ask(case.client, WHERE, changed) == "id_conflict"
    owner = case.staffed.owner
    assert await ask(owner, ANSWER, answering(case, said)[1]) == "bad_sender"
    assert await ask(case.officer, ANSWER, answering(case, said, request_hash=bytes(32))[1]) == "bad_signature"
    assert await ask(case.officer, ANSWER, answering(case, said, ground=RequestGround.NOT_AGREED)[1]) == "bad_signature"
    no, denied = answering(case, said)
    assert await ask(case.client, DISAGREE, disagreeing(case, said, no)) == "conflict"
    assert await ask(case.officer, ANSWER, denied) == "done"
    assert await ask(case.client, DISAGREE, disagreeing(case, said, no, answer_hash=bytes(32))) == "bad_signature"
    assert await ask(case.client, DISAGREE, disagreeing(case, said, no)) == "done"
    assert await ask(case.client, DISAGREE, disagreeing(case, said, no)) == "conflict"


async def test_keys_begun_anew_ask_for_nothing_until_somebody_vouches(case: Release) -> None:
    """Until then they are nobody's (crypto.md §4.7)."""
    await begin_anew(case.staffed)
    _, body = request(case)
    assert await ask(case.client, WHERE, body) == "bad_signature"
    await vouch_anew(case.staffed)
    assert await ask(case.client, WHERE, request(case)[1]) == "done"


async def test_suspended_or_after_the_end_of_care_a_client_still_asks(case: Release) -> None:
    """RA-06: whoever cannot write any more can still ask, read what was answered, and disagree."""
    therapist = case.staffed.therapist
    over = make_closing(
        therapist.keys.signing, Closing(case.conversation, ClosingReason.ENDED, therapist.account, now_ms())
    )
    async with case.staffed.home.messaging_database.transaction() as connection:
        await connection.execute(
            "UPDATE conversation_head SET closed = true WHERE conversation = $1", case.conversation
        )
        await connection.execute(
            "INSERT INTO closing (conversation, reason, account, body, signature, closed_at) VALUES ($1, 'ended', $2, $3, $4, $5)",
            case.conversation,
            therapist.account,
            over.body,
            over.signature,
            now_ms(),
        )
    said = await requested(case)
    assert (await act(case.staffed.intake, case.client)).status_code == 204
    assert (await sign_in(case.client)).json()["suspended"] is True
    await requested(case, RequestKind.RESTRICTION, conversation=ConversationId(b""))
    no, denied = answering(case, said)
    assert await ask(case.officer, ANSWER, denied) == "done"
    assert await ask(case.client, DISAGREE, disagreeing(case, said, no)) == "done"
    assert len(await own(case)) == 2


_FORGED = r"""UPDATE record_answer SET signature = decode(repeat('00', 64), 'hex'); UPDATE log_record SET record = (SELECT '\x92c4'::bytea ||
set_byte('\x00', 0, octet_length(body)) || body || '\xc440'::bytea || signature FROM record_answer) WHERE kind = 'record-answer'"""

BENT = {
    "an answer forged": ("UPDATE record_answer SET signature = set_byte(signature, 1, get_byte(signature, 1) # 1)", "not in the record log"),
    "an answer taken out": ("DELETE FROM disagreement; DELETE FROM record_answer", "2 words of requests about records that are not there"),
    "a statement taken out": ("DELETE FROM disagreement", "1 words of requests about records that are not there"),
    "not in the log": ("DELETE FROM log_record WHERE kind = 'disagreement'", "not in the record log"),
    "forged in the log, too": (_FORGED, "its answer does not hold"),
}  # fmt: skip


async def test_the_database_is_verified_with_its_requests(
    case: Release, stack: EmbeddedStack, messaging_url: str
) -> None:
    """What holds is counted, and whatever somebody bends afterwards is named."""
    said = await requested(case)
    no, denied = answering(case, said)
    assert await ask(case.officer, ANSWER, denied) == "done"
    assert await ask(case.client, DISAGREE, disagreeing(case, said, no)) == "done"
    async with case.staffed.home.messaging_database.transaction() as connection:
        told = _about(await verify_database(connection))
    assert told == [
        (Verdict.HOLDS, "1 requests about records stand with all that was said to them, in the record log.")
    ]
    async with Database(stack.superuser_url(urlsplit(messaging_url).path.strip("/")), pool_size=1) as database:
        for name, (statements, words) in BENT.items():
            async with bent(database) as connection:
                for statement in statements.split(";"):
                    await connection.execute(statement)
                failed = _about(await verify_database(connection))
                assert any(verdict is Verdict.FAILS and words in each for verdict, each in failed), (name, failed)


def _about(report: Report) -> list[tuple[Verdict, str]]:
    """What is said of requests."""
    return [(each.verdict, each.words) for each in report.sentences if "equest" in each.words]
