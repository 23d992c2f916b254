import asyncio
from pathlib import Path

import pytest

from server.crypto.canonical import read
from server.crypto.notice import Notice, NoticeKind, make_notice_answer, open_notice
from server.errors import ConfigurationError, Refusal, RefusalCode
from server.ids import NoticeId
from server.mailbox.unread import unread
from server.practice.notices import Answered
from server.practice.sayings import SAYINGS, Event
from server.practice.system_notices import SystemNotices
from server.roles import Role
from server.storage.database import Connection
from server.storage.system_key import ensure_system_key
from tests.integration.house import House, Someone, activate, now_ms, pair, post
from tests.integration.mailbox.post import PATH, certify_system, found, made_by, raw, send, signed_of
from tests.integration.practice.staff import Staffed


async def tell(home: House, someone: Someone, event: Event, notice_id: NoticeId | None = None) -> bool:
    """The service tells somebody; whether it is shown at once."""
    async with home.messaging_database.transaction() as connection:
        return bool(await home.mail.system.tell(connection, someone.account, event, now_ms(), notice_id=notice_id))


async def count(home: House, someone: Someone) -> int:
    """How many notices somebody has not read."""
    async with home.messaging_database.acquire() as connection:
        return (await unread(connection, [someone.account]))[someone.account].notices


async def test_what_is_written_before_the_certificate_is_shown_after_it(staffed: Staffed) -> None:
    """It is neither shown nor counted until the practice vouches for the system's key; then its reader is rung for."""
    home = staffed.home
    await home.mail.system.publish(home.messaging_database)
    assert not await tell(home, staffed.client, Event.PASSWORD_CHANGED)
    assert (await found(staffed.client), await count(home, staffed.client)) == ([], 0)
    await certify_system(staffed)
    assert home.rung == [staffed.client.account]
    assert await tell(home, staffed.client, Event.SUSPENDED)
    kinds = {read(Notice, signed_of(each["notice"]).body).kind for each in await found(staffed.client)}
    assert kinds == {NoticeKind.SECURITY, NoticeKind.UPDATE}
    assert await count(home, staffed.client) == 2
    people = (await staffed.client.browser.get(PATH)).json()["people"]
    assert [person["role"] for person in people] == ["system"]


async def test_the_services_notice_opens_for_whom_it_is_for(certified: Staffed, reader: Someone) -> None:
    """It says what happened in the catalogue's words, and names the event for other catalogues."""
    home = certified.home
    await tell(home, reader, Event.KEYS_ROTATED)
    (shown,) = await found(reader)
    content = open_notice(reader.keys.sealing, read(Notice, signed_of(shown["notice"]).body), raw(shown["sealed"]))
    assert content.title == SAYINGS[Event.KEYS_ROTATED].title
    assert [(each.name, each.value) for each in content.values] == [("event", "keys-rotated")]


async def test_telling_twice_under_one_id_tells_once(certified: Staffed, reader: Someone) -> None:
    """Whoever cannot know whether it has told already tells again, even at the same moment."""
    home, notice_id = certified.home, NoticeId(bytes(range(16)))
    told = [tell(home, reader, Event.FACTOR_ADDED, notice_id) for _ in range(3)]
    assert sorted(await asyncio.gather(*told)) == [False, False, True]
    assert await count(home, reader) == 1


async def test_somebody_without_keys_is_told_nothing(certified: Staffed) -> None:
    """There is nothing to seal to; whoever waits for a certificate is sealed to their own keys."""
    home = certified.home
    newcomer = await activate(home, Role.CLIENT)
    assert not await tell(home, newcomer, Event.PASSWORD_CHANGED)
    await newcomer.post_bundle()
    assert await tell(home, newcomer, Event.PASSWORD_CHANGED)
    assert len(await found(newcomer)) == 1


async def test_an_answer_takes_effect_with_its_keeping(certified: Staffed, reader: Someone) -> None:
    """Once, in one transaction: what refuses the effect undoes the answer."""
    seen: list[str] = []

    async def hook(connection: Connection, answered: Answered, _: int) -> list[bytes]:
        assert await connection.fetchval("SELECT 1") == 1
        seen.append(answered.said.answer)
        if answered.said.answer == "decline":
            raise Refusal(RefusalCode.CONFLICT)
        return [certified.therapist.account]

    certified.home.mail.hooks[NoticeKind.APPOINTMENT] = hook  # type: ignore[index]
    made = made_by(certified.intake, reader, NoticeKind.APPOINTMENT, answers=("accept", "decline"))
    assert (await send(certified.intake, made)).status_code == 204
    certified.home.rung.clear()
    for word, status in (("decline", 409), ("accept", 204), ("accept", 204), ("decline", 409)):
        said = make_notice_answer(reader.keys.signing, read(Notice, made.signed.body), word, now_ms())
        assert (await post(reader.browser, f"{PATH}/answer", pair(said))).status_code == status
    assert seen == ["decline", "accept"]
    assert set(certified.home.rung) == {reader.account, certified.therapist.account}


async def test_processes_that_begin_at_once_have_one_key(home: House, tmp_path: Path) -> None:
    """One makes the file, all publish the same bundle, and it waits for a certificate once."""
    path = tmp_path / "keys" / "system.key"
    kept = await asyncio.gather(*(asyncio.to_thread(ensure_system_key, path, now_ms()) for _ in range(8)))
    assert len({(each.account, each.secret, each.made_at) for each in kept}) == 1
    assert [each.name for each in path.parent.iterdir()] == ["system.key"]
    assert path.stat().st_mode & 0o777 == 0o600
    systems = [SystemNotices(each, bytes) for each in kept]
    await asyncio.gather(*(each.publish(home.messaging_database) for each in systems))
    async with home.messaging_database.acquire() as connection:
        assert await connection.fetchval("SELECT count(*) FROM bundle WHERE role = 'system'") == 1


@pytest.mark.parametrize(("text", "mode"), [("00", 0o600), ("00 11 22 33", 0o600), ("zz zz 1", 0o600), (None, 0o644)])
def test_a_damaged_or_open_key_stops_the_start(tmp_path: Path, text: str | None, mode: int) -> None:
    """Nothing is signed with half a key, and nothing with one that others can read."""
    path = tmp_path / "system.key"
    ensure_system_key(path, 1)
    if text is not None:
        path.write_text(text)
    path.chmod(mode)
    with pytest.raises(ConfigurationError):
        ensure_system_key(path, 1)
