import asyncio

import pytest

from server.errors import EndReason
from server.identity import history
from server.identity.history import KEPT_MS, MOST_KEPT, SHOWN, Event, write_ended
from server.ids import AccountId, SignInId
from server.roles import Role
from server.sessions.device import Browser, Device, System
from server.sessions.scripts import IDLE_MS
from tests.integration.house import House, now_ms
from tests.integration.identity.devices import STRANGER, device_of
from tests.support.valkey_clock import ValkeyClock

PHONE = Device(Browser.SAFARI, System.IOS)
HOUR_MS = 3_600_000


@pytest.fixture(name="account")
async def _account(home: House) -> AccountId:
    return (await home.issue(Role.CLIENT)).account


async def add(home: House, account: AccountId, event: Event, at: int, session: SignInId | None = None) -> None:
    """One event, in a transaction of its own."""
    async with home.identity_database.transaction() as connection:
        await history.add(connection, account, event, at, session)


async def add_wrong_password(home: House, account: AccountId, at: int) -> None:
    """A wrong password, as it is written down while someone waits for the answer."""
    async with home.identity_database.acquire() as connection:
        await history.add_wrong_password(connection, account, at)


async def events(home: House, account: AccountId) -> list[Event]:
    """What stands in the history, the newest first."""
    async with home.identity_database.transaction() as connection:
        return [each.event for each in await history.newest(connection, account, now_ms())]


async def test_a_person_sees_what_happened(home: House, account: AccountId) -> None:
    """The newest first, each with its time and, where there was one, its device; only their own."""
    now = now_ms()
    async with home.identity_database.transaction() as connection:
        await history.add(connection, account, Event.SIGN_IN, now - 2, SignInId(bytes(32)), PHONE)
        await history.add(connection, account, Event.PASSWORD_CHANGED, now - 1)
    async with device_of(home, account) as browser, device_of(home, STRANGER) as other:
        said = (await browser.get("/identity/v1/history")).json()
        assert said == {
            "events": [
                {"at": now - 1, "event": "password_changed", "device": None},
                {"at": now - 2, "event": "sign_in", "device": {"browser": "safari", "system": "ios"}},
            ]
        }
        assert (await other.get("/identity/v1/history")).json() == {"events": []}


async def test_a_year_and_two_hundred_rows_are_shown(home: House, account: AccountId) -> None:
    """What is older than 400 days goes when something new is added; of the rest the last 200 are shown."""
    now = now_ms()
    await add(home, account, Event.SIGN_IN, now - KEPT_MS - 1)
    for ago in range(SHOWN + 1):
        await add(home, account, Event.RECOVERY_CODE_CHANGED, now - ago)
    assert await events(home, account) == [Event.RECOVERY_CODE_CHANGED] * SHOWN
    async with home.identity_database.transaction() as connection:
        assert await connection.fetchval("SELECT count(*) FROM history WHERE account = $1", account) == SHOWN + 1


async def test_whoever_signs_in_all_day_long_fills_no_disk(home: House, account: AccountId) -> None:
    """Two thousand rows of an account are kept, the newest ones, whatever it is used for."""
    now = now_ms()
    async with home.identity_database.transaction() as connection:
        await connection.execute(
            "INSERT INTO history (account, at, event) SELECT $1, $2::bigint - n, 'sign_in' FROM generate_series(1, $3::bigint) AS n",
            account,
            now,
            MOST_KEPT,
        )
        await history.add(connection, account, Event.SIGNED_OUT, now)
        rows = "SELECT count(*) AS count, min(at) AS oldest FROM history WHERE account = $1"
        kept = await connection.fetchrow(rows, account)
    assert kept is not None
    assert (kept["count"], kept["oldest"]) == (MOST_KEPT, now - MOST_KEPT + 1)


async def test_wrong_passwords_fill_one_row_an_hour(home: House, account: AccountId) -> None:
    """However many are tried at once: nobody can push out of sight what really happened."""
    now = now_ms()
    await asyncio.gather(*(add_wrong_password(home, account, now - HOUR_MS - nth) for nth in range(8)))
    await asyncio.gather(*(add_wrong_password(home, account, now - nth) for nth in range(8)))
    assert await events(home, account) == [Event.WRONG_PASSWORD] * 2


async def test_nobody_waits_for_the_disk_where_only_some_have_something_to_write(
    home: House, account: AccountId
) -> None:
    """A wrong password is committed without waiting, whether there is an account to write it for or not; what happened to someone is waited for."""
    for whose in (account, STRANGER):
        async with home.identity_database.transaction() as connection:
            await history.add(connection, whose, Event.SIGN_IN, now_ms())
            assert await connection.fetchval("SHOW synchronous_commit") == "on"
            await history.add_wrong_password(connection, whose, now_ms())
            assert await connection.fetchval("SHOW synchronous_commit") == "off"


async def test_who_is_not_kept_here_has_no_history(home: House) -> None:
    """A wrong password for nobody's number does the same work and leaves nothing."""
    await add_wrong_password(home, STRANGER, now_ms())
    assert await events(home, STRANGER) == []


@pytest.mark.parametrize(
    ("reason", "event"),
    [
        (EndReason.SIGNED_OUT, Event.SIGNED_OUT),
        (EndReason.ELSEWHERE, Event.ELSEWHERE),
        (EndReason.REPLACED, Event.REPLACED),
        (EndReason.CHANGED, None),
        (EndReason.DEACTIVATED, None),
    ],
)
async def test_each_ending_is_written_down(
    home: House, account: AccountId, reason: EndReason, event: Event | None
) -> None:
    """Under the name of its reason; what ended because of something that has a row already adds none."""
    _, session = await home.sessions.begin(account, Role.CLIENT, device=PHONE)
    await home.sessions.end(session.id, reason)
    await write_ended(home.identity_database, home.sessions.log)
    async with home.identity_database.transaction() as connection:
        rows = await history.newest(connection, account, now_ms())
    assert [(row.event, row.device) for row in rows] == ([] if event is None else [(event, PHONE)])
    assert await home.sessions.log.waiting() == []


async def test_an_idle_log_off_is_one_row(home: House, account: AccountId) -> None:
    """At the moment in which it was due, however many reapers and writers were at it (SES-10)."""
    _, session = await home.sessions.begin(account, Role.CLIENT)
    await ValkeyClock(home.sessions._redis, home.sessions._prefix).forward(IDLE_MS)
    await asyncio.gather(*(home.sessions.reap() for _ in range(4)))
    await asyncio.gather(*(write_ended(home.identity_database, home.sessions.log) for _ in range(4)))
    async with home.identity_database.transaction() as connection:
        (row,) = await history.newest(connection, account, now_ms() + IDLE_MS)
    assert (row.event, row.at) == (Event.IDLE, session.active + IDLE_MS)


async def test_a_crash_in_between_loses_and_doubles_nothing(home: House, account: AccountId) -> None:
    """Written and not forgotten is written again, and stands once; what ended meanwhile is not lost."""
    for _ in range(2):
        await home.sessions.begin(account, Role.CLIENT)
    await home.sessions.end_all(account)
    ended = await home.sessions.log.waiting()
    await write_ended(home.identity_database, home.sessions.log)
    # As a process leaves it that dies after its transaction was committed.
    await home.sessions._redis.rpush(f"{home.sessions._prefix}history", *(each.line() for each in ended))
    _, later = await home.sessions.begin(account, Role.CLIENT)
    await home.sessions.end(later.id)
    await write_ended(home.identity_database, home.sessions.log)
    assert sorted(await events(home, account)) == [Event.ELSEWHERE, Event.ELSEWHERE, Event.SIGNED_OUT]
    assert await home.sessions.log.waiting() == []


async def test_accounts_of_elsewhere_do_not_stand_in_the_way(home: House, account: AccountId) -> None:
    """An ending of an account that identity does not keep is forgotten; those behind it are written down."""
    for each in (STRANGER, account):
        _, session = await home.sessions.begin(each, Role.CLIENT)
        await home.sessions.end(session.id)
    await write_ended(home.identity_database, home.sessions.log)
    assert await events(home, account) == [Event.SIGNED_OUT]
    assert await home.sessions.log.waiting() == []
