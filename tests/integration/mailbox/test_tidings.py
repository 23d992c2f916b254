import asyncio
import os
import secrets
from collections.abc import AsyncIterator

import pytest

from server.crypto.canonical import read
from server.crypto.hashing import hash_of
from server.crypto.notice import Notice, NoticeKind, open_notice
from server.identity import history, tidings
from server.identity.beginning_anew import begin_anew
from server.ids import NoticeId
from server.practice.tidings import EVENTS, tell
from server.roles import Role
from server.sessions.redis import connected
from server.sessions.tidings import Tidings
from server.storage.embedded.stack import EmbeddedStack
from tests.integration.house import Someone, now_ms, post
from tests.integration.mailbox.post import found, made_by, newcomer, raw, send, signed_of, text
from tests.integration.practice.staff import Staffed
from tests.integration.practice.test_profiles import publish
from tests.integration.practice.test_profiles import send as write_profile
from tests.integration.practice.test_proposals import propose


@pytest.fixture(name="between")
async def _between(stack: EmbeddedStack) -> AsyncIterator[Tidings]:
    """What lies between the two applications."""
    async with connected(stack.valkey_url(1)) as redis:
        yield Tidings(redis, f"test-{secrets.token_hex(8)}:")


async def happen(staffed: Staffed, someone: Someone, event: history.Event, at: int) -> None:
    """Something happens to an account; identity writes it down."""
    async with staffed.home.identity_database.transaction() as connection:
        await history.add(connection, someone.account, event, at)


async def take(staffed: Staffed, between: Tidings) -> None:
    """What a messaging process does twice a second."""
    home = staffed.home
    await tell(home.messaging_database, between, home.mail.system, home.mail.ring, now_ms())


def titles(reader: Someone, shown: list[dict[str, dict[str, str]]]) -> list[str]:
    """What the notices are called."""
    opened = []
    for each in shown:
        notice = read(Notice, signed_of(each["notice"]).body)
        assert notice.kind is NoticeKind.SECURITY
        opened.append(open_notice(reader.keys.sealing, notice, raw(str(each["sealed"]))).title)
    return opened


async def test_what_happens_to_an_account_its_holder_is_told(
    certified: Staffed, reader: Someone, between: Tidings
) -> None:
    """Once, sealed, in the mailbox, however often and by however many it is taken; what is no change is not told."""
    database = certified.home.identity_database
    await happen(certified, reader, history.Event.SIGN_IN, 1)
    await happen(certified, reader, history.Event.PASSWORD_CHANGED, 2)
    await tidings.put(database, between)
    waiting = await between.waiting()
    assert [(each.account, each.event) for each in waiting] == [(reader.account, "password_changed")]
    await asyncio.gather(*(take(certified, between) for _ in range(3)))
    await between.put(waiting)
    await take(certified, between)
    assert titles(reader, await found(reader)) == ["Your password was changed"]
    assert certified.home.rung.count(reader.account) == 1
    assert await between.waiting() == []


async def test_nobody_keeps_a_tiding_back(certified: Staffed, reader: Someone, between: Tidings) -> None:
    """Whoever has taken an account over posts under every id that they can work out: its holder is told all the same."""
    name = hash_of("webtherapy/v1/tiding", reader.account, EVENTS["password_changed"].value, 0)
    forestalled = made_by(reader, certified.intake, NoticeKind.REQUEST, notice_id=NoticeId(name[:16]))
    assert (await send(reader, forestalled)).status_code == 204
    await happen(certified, reader, history.Event.PASSWORD_CHANGED, 2)
    await tidings.put(certified.home.identity_database, between)
    await take(certified, between)
    assert titles(reader, await found(reader)) == ["Your password was changed"]


async def test_sessions_that_end_together_are_one_notice(certified: Staffed, reader: Someone, between: Tidings) -> None:
    """Whoever signs everyone else out is told so once."""
    for at in (60_000, 60_001, 60_002):
        await happen(certified, reader, history.Event.ELSEWHERE, at)
    await tidings.put(certified.home.identity_database, between)
    await take(certified, between)
    assert titles(reader, await found(reader)) == ["Other devices were signed out"]


def test_both_sides_know_the_same_words() -> None:
    """Whatever identity tells has its saying, and is an event of the history."""
    assert set(EVENTS) == tidings.TOLD
    assert {history.Event(word).value for word in tidings.TOLD} == tidings.TOLD


async def test_whose_account_is_shut_is_shown_to_nobody_and_proposed_to_nobody(
    certified: Staffed, between: Tidings
) -> None:
    """Not by intake either, whatever is told late of before; once they have recovered it they may be shown again, and wait again."""
    home, intake = certified.home, certified.intake
    therapist, client = await newcomer(certified, Role.THERAPIST), await newcomer(certified, Role.CLIENT)
    assert await write_profile(therapist, 1) == 204

    async def shown() -> tuple[int, bool, bool]:
        status = (await publish(intake, therapist, 1)).status_code
        directory = (await home.visitor().get("/messaging/v1/directory")).json()["therapists"]
        queue = (await intake.browser.get("/messaging/v1/queue")).json()
        return status, bool(directory), text(client.account) in [each["account"] for each in queue]

    async def told(event: history.Event, at: int, *people: Someone) -> None:
        for each in people:
            await happen(certified, each, event, at)
        await tidings.put(home.identity_database, between)
        await take(certified, between)

    assert await shown() == (204, True, True)
    await told(history.Event.DEACTIVATED, 100, therapist, client)
    assert await shown() == (403, False, False)
    for pair_of in ((client, certified.therapist), (certified.client, therapist)):
        said = await post(intake.browser, "/messaging/v1/proposals", propose(certified, *pair_of).body)
        assert (said.status_code, said.json()["type"]) == (403, "urn:webtherapy:deactivated")
    await told(history.Event.RECOVERED, 99, therapist, client)
    assert await shown() == (403, False, False)
    await told(history.Event.RECOVERED, 101, therapist, client)
    await told(history.Event.DEACTIVATED, 100, therapist)
    assert (await home.visitor().get("/messaging/v1/directory")).json()["therapists"] == []
    assert await shown() == (204, True, True)


async def test_who_begins_anew_is_open_again(certified: Staffed, between: Tidings) -> None:
    """An account that was shut waits for a therapist again once the practice gave its client a new sheet, and on both sides (crypto.md §4.7)."""
    home, rooms = certified.home, certified.home.identity
    client = await newcomer(certified, Role.CLIENT)

    async def told() -> bool:
        await tidings.put(home.identity_database, between)
        await take(certified, between)
        queue = (await certified.intake.browser.get("/messaging/v1/queue")).json()
        return text(client.account) in [each["account"] for each in queue]

    await happen(certified, client, history.Event.DEACTIVATED, 100)
    assert not await told()
    async with home.identity_database.transaction() as connection:
        await begin_anew(
            connection,
            rooms.accounts,
            rooms.passkeys,
            rooms.failures,
            client.account,
            home.root.public,
            rooms.now(),
            os.urandom,
        )
    assert await told()
    assert await between.waiting() == []
