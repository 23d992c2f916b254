from typing import Any

import httpx
import pytest

from server.crypto.canonical import read
from server.crypto.notice import Notice, NoticeAnswer, NoticeKind, make_notice_answer
from server.crypto.signing import SignedBody
from server.ids import NoticeId
from server.roles import Role
from tests.integration.house import Someone, activate, now_ms, pair, post
from tests.integration.mailbox.post import PATH, found, made_by, opened, send, signed_of, text
from tests.integration.practice.staff import Staffed, rotate, vouch


async def test_what_staff_post_its_recipient_reads(lasting: Staffed, reader: Someone) -> None:
    """Sealed to them, signed by its sender, whose keys come with it; nobody else finds it; the bell was rung once."""
    made = made_by(lasting.intake, reader)
    for _ in range(2):
        assert (await send(lasting.intake, made)).status_code == 204
    (shown,) = await found(reader)
    assert opened(reader, shown, lasting.intake).title == "Opening hours"
    assert (shown["read_at"], shown["answer"]) == (None, None)
    people = (await reader.browser.get(PATH)).json()["people"]
    assert [person["role"] for person in people] == ["intake"]
    assert await found(lasting.therapist) == []
    assert lasting.home.rung == [reader.account]


async def test_an_id_stands_once(lasting: Staffed, reader: Someone) -> None:
    """Another notice under the same id is refused, whoever sends it; what stands, stands."""
    first = made_by(lasting.intake, reader)
    assert (await send(lasting.intake, first)).status_code == 204
    notice_id = read(Notice, first.signed.body).notice_id
    for sender, recipient in ((lasting.intake, reader), (lasting.owner, lasting.therapist)):
        said = await send(sender, made_by(sender, recipient, notice_id=notice_id))
        assert (said.status_code, said.json()["type"]) == (409, "urn:webtherapy:id_conflict")
    assert len(await found(reader)) == 1


async def test_who_may_say_what_to_whom(lasting: Staffed, reader: Someone) -> None:
    """Staff tell; clients and therapists ask intake; custodians are silent."""
    lawful = [
        (lasting.intake, reader, NoticeKind.APPOINTMENT),
        (lasting.owner, lasting.therapist, NoticeKind.POLICY),
        (reader, lasting.intake, NoticeKind.REQUEST),
        (lasting.therapist, lasting.intake, NoticeKind.REQUEST),
    ]
    unlawful = [
        (reader, lasting.therapist, NoticeKind.UPDATE),
        (reader, lasting.therapist, NoticeKind.REQUEST),
        (lasting.therapist, reader, NoticeKind.SECURITY),
        (lasting.custodians[0], reader, NoticeKind.UPDATE),
        (lasting.intake, reader, NoticeKind.REQUEST),
        # Comes with its proposal only.
        (lasting.intake, reader, NoticeKind.MATCH),
        (lasting.owner, reader, NoticeKind.MATCH),
    ]
    for sender, recipient, kind in lawful:
        assert (await send(sender, made_by(sender, recipient, kind))).status_code == 204
    for sender, recipient, kind in unlawful:
        assert (await send(sender, made_by(sender, recipient, kind))).status_code == 422


async def test_what_does_not_hold_is_refused(lasting: Staffed, reader: Someone) -> None:
    """Unsigned, altered, cut off, in another's name, or replayed by another: nothing of it is kept."""
    made = made_by(lasting.intake, reader)
    signed, sealed = pair(made.signed), made.sealed
    bent = bytes([made.signed.body[-1] ^ 1])
    attempts: list[tuple[Someone, dict[str, Any], int]] = [
        (lasting.intake, {"notice": signed | {"signature": bytes(64)}, "sealed": sealed}, 422),
        (lasting.intake, {"notice": signed | {"body": made.signed.body[:-1] + bent}, "sealed": sealed}, 422),
        (lasting.intake, {"notice": signed, "sealed": sealed[:-1]}, 422),
        (lasting.intake, {"notice": signed, "sealed": bytes(len(sealed))}, 422),
        (lasting.owner, {"notice": signed, "sealed": sealed}, 422),
        (lasting.intake, {"notice": signed, "sealed": b""}, 400),
        (lasting.intake, {"notice": signed, "sealed": bytes(36_000)}, 400),
        (lasting.intake, {"notice": signed}, 400),
        (lasting.intake, {"notice": {"body": b"\xc1", "signature": bytes(64)}, "sealed": sealed}, 422),
    ]
    for sender, body, status in attempts:
        assert (await post(sender.browser, PATH, body)).status_code == status
    assert await found(reader) == []


async def test_nobody_uncertified_sends_or_is_sent_to(lasting: Staffed, reader: Someone) -> None:
    """Whoever nobody has vouched for may not sign, and is nobody whom staff could seal to."""
    waiting = await activate(lasting.home, Role.INTAKE)
    await waiting.post_bundle()
    assert (await send(waiting, made_by(waiting, reader))).status_code == 403
    assert (await send(lasting.intake, made_by(lasting.intake, waiting))).status_code == 404


async def test_newer_keys_are_sealed_to(lasting: Staffed, reader: Someone) -> None:
    """What was sealed to keys that their holder has replaced is refused, with a word that says so."""
    stale = made_by(lasting.intake, reader)
    await rotate(reader)
    assert (await vouch(lasting.intake, lasting.certifier, reader)).status_code == 204
    said = await send(lasting.intake, stale)
    assert (said.status_code, said.json()["type"]) == (409, "urn:webtherapy:stale_keys")
    assert (await send(lasting.intake, made_by(lasting.intake, reader))).status_code == 204


async def test_reading_is_marked_once(lasting: Staffed, reader: Someone) -> None:
    """By who it is for; what is another's stays as it is."""
    made = made_by(lasting.intake, reader)
    assert (await send(lasting.intake, made)).status_code == 204
    notice_id = bytes(read(Notice, made.signed.body).notice_id)
    lasting.home.rung.clear()
    for someone in (lasting.therapist, reader, reader):
        assert (await post(someone.browser, f"{PATH}/read", {"notices": [notice_id]})).status_code == 204
    assert (await found(reader))[0]["read_at"] is not None
    assert lasting.home.rung == [reader.account]


async def test_pages_follow_one_another(lasting: Staffed, reader: Someone) -> None:
    """Fifty at a time, none twice, none missing."""
    ids = []
    for _ in range(53):
        made = made_by(lasting.intake, reader)
        ids.append(read(Notice, made.signed.body).notice_id)
        assert (await send(lasting.intake, made)).status_code == 204
    first = await found(reader)
    last = read(Notice, signed_of(first[-1]["notice"]).body).notice_id
    second = await found(reader, text(last))
    seen = [read(Notice, signed_of(each["notice"]).body).notice_id for each in [*first, *second]]
    assert (len(first), len(second)) == (50, 3)
    assert sorted(seen) == sorted(ids)
    assert (await reader.browser.get(PATH, params={"before": "nonsense!"})).status_code == 400


async def answer(reader: Someone, signed: SignedBody, word: str, key: Someone | None = None) -> httpx.Response:
    """What the reader's page does with a button; `key` signs, the reader when nobody is named."""
    said = make_notice_answer((key or reader).keys.signing, read(Notice, signed.body), word, now_ms())
    return await post(reader.browser, f"{PATH}/answer", pair(said))


async def test_an_answer_is_given_once(lasting: Staffed, reader: Someone) -> None:
    """From two pages at once it is one answer; another one later is a conflict; whoever answers has read it."""
    made = made_by(lasting.intake, reader, NoticeKind.RELEASE, answers=("accept", "decline"))
    assert (await send(lasting.intake, made)).status_code == 204
    for word, status in (("accept", 204), ("accept", 204), ("decline", 409)):
        assert (await answer(reader, made.signed, word)).status_code == status
    (shown,) = await found(reader)
    assert read(NoticeAnswer, signed_of(shown["answer"]).body).answer == "accept"
    assert shown["read_at"] is not None


async def test_nobody_answers_for_another(lasting: Staffed, reader: Someone) -> None:
    """Neither from another's page nor with another's key, nor what was not asked for."""
    made = made_by(lasting.intake, reader, answers=("accept",))
    assert (await send(lasting.intake, made)).status_code == 204
    assert (await answer(lasting.therapist, made.signed, "accept")).status_code == 404
    assert (await answer(reader, made.signed, "accept", lasting.therapist)).status_code == 422
    other = made_by(lasting.intake, reader, answers=("perhaps",), notice_id=_id_of(made.signed))
    assert (await answer(reader, other.signed, "perhaps")).status_code == 422
    unknown = made_by(lasting.intake, reader, answers=("accept",))
    assert (await answer(reader, unknown.signed, "accept")).status_code == 404
    theirs, nowhere = [await answer(lasting.therapist, each.signed, "accept") for each in (made, unknown)]
    assert (theirs.status_code, theirs.content, theirs.headers) == (404, nowhere.content, nowhere.headers)


@pytest.mark.parametrize(
    "path_and_body",
    [
        (PATH, None),
        (PATH, {"notice": {"body": b"x", "signature": bytes(64)}, "sealed": bytes(1392)}),
        (f"{PATH}/read", {"notices": [bytes(16)]}),
        (f"{PATH}/answer", {"body": b"x", "signature": bytes(64)}),
    ],
)
async def test_nobody_signed_out_has_mail(lasting: Staffed, path_and_body: tuple[str, dict[str, Any] | None]) -> None:
    """Every door asks who is there."""
    path, body = path_and_body
    async with lasting.home.visitor() as visitor:
        said = await (visitor.get(path) if body is None else post(visitor, path, body))
        assert said.status_code == 401


def _id_of(signed: SignedBody) -> NoticeId:
    return read(Notice, signed.body).notice_id


async def test_requests_have_a_bound(lasting: Staffed, reader: Someone, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody fills intake's mailbox; one that is kept is fine again, and staff are told as ever."""
    monkeypatch.setattr("server.practice.notices.REQUESTS_PER_DAY", 2)
    made = [made_by(reader, lasting.intake, NoticeKind.REQUEST) for _ in range(3)]
    assert [(await send(reader, each)).status_code for each in (*made, made[0])] == [204, 204, 429, 204]
    assert (await send(lasting.intake, made_by(lasting.intake, reader))).status_code == 204
