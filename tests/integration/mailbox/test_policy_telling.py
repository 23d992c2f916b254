"""A revised policy is told to everyone (S20), in batches, by whichever process is there."""

import asyncio

import pytest

from server.crypto.acceptance import Policy
from server.crypto.canonical import read
from server.crypto.notice import Notice, NoticeKind, open_notice
from server.practice.policies import post, post_first
from server.practice.policy_telling import tell_some
from server.roles import Role
from tests.integration.house import House, Someone, now_ms
from tests.integration.mailbox.post import certify_system, found, newcomer, raw, signed_of
from tests.integration.practice.staff import Staffed


async def revise(home: House, policy: Policy = Policy.TERMS) -> None:
    """What an owner's page or `webtherapy policy post` does."""
    async with home.messaging_database.transaction() as connection:
        await post_first(connection, now_ms())
        await post(connection, policy, "Terms", "New words.", now_ms())


async def told(home: House) -> bool:
    """What a process does next."""
    return await tell_some(home.messaging_database, home.mail.system, home.mail.ring, now_ms())


def said(reader: Someone, shown: dict[str, object]) -> dict[str, str]:
    """Which policy and version a notice names; it opens for whom it is for."""
    signed = signed_of(shown["notice"])  # type: ignore[arg-type]
    notice = read(Notice, signed.body)
    assert notice.kind is NoticeKind.POLICY
    content = open_notice(reader.keys.sealing, notice, raw(str(shown["sealed"])))
    return {each.name: each.value for each in content.values}


@pytest.fixture(name="ready")
async def _ready(staffed: Staffed) -> Staffed:
    await staffed.home.mail.system.publish(staffed.home.messaging_database)
    await certify_system(staffed)
    return staffed


async def test_everyone_is_told_once_in_batches(ready: Staffed, monkeypatch: pytest.MonkeyPatch) -> None:
    """Staff and clients, two at a time, each once, whoever goes on where another stopped; then there is nothing left to tell."""
    monkeypatch.setattr("server.practice.policy_telling.AT_ONCE", 2)
    home = ready.home
    assert not await told(home)
    await revise(home)
    rounds = 0
    while await told(home):
        rounds += 1
    people = [ready.owner, ready.intake, ready.therapist, ready.client, *ready.custodians]
    assert rounds == len(people) // 2 + 1
    for each in people:
        (shown,) = await found(each)
        assert said(each, shown) == {"event": "policy-revised", "policy": "terms", "version": "2"}
    assert sorted(home.rung) == sorted(each.account for each in people)


async def test_processes_at_once_tell_nobody_twice(ready: Staffed, monkeypatch: pytest.MonkeyPatch) -> None:
    """One takes it, the others find nothing to do meanwhile; two revisions are two notices."""
    monkeypatch.setattr("server.practice.policy_telling.AT_ONCE", 3)
    home = ready.home
    await revise(home)
    await revise(home, Policy.PRIVACY_POLICY)
    while any(await asyncio.gather(*(told(home) for _ in range(3)))):
        pass
    policies = {said(ready.client, each)["policy"] for each in await found(ready.client)}
    assert policies == {"terms", "privacy-policy"}
    assert len(await found(ready.client)) == 2


async def test_first_versions_are_told_to_nobody(ready: Staffed) -> None:
    """They are there before anyone is; and who comes after a revision has accepted it already."""
    home = ready.home
    async with home.messaging_database.transaction() as connection:
        await post_first(connection, now_ms())
    assert not await told(home)
    await revise(home)
    while await told(home):
        pass
    late = await newcomer(ready, Role.CLIENT)
    assert not await told(home)
    assert await found(late) == []


async def test_what_staff_agree_to_is_told_to_staff(ready: Staffed) -> None:
    """To everyone who works here, and to no client."""
    home = ready.home
    await revise(home, Policy.CONFIDENTIALITY_AGREEMENT)
    while await told(home):
        pass
    assert await found(ready.client) == []
    staff = [ready.owner, ready.intake, ready.therapist, *ready.custodians]
    assert sorted(home.rung) == sorted(each.account for each in staff)
