"""Failures in a row: what shuts a way in, for whom, and until when (NIST SP 800-63B-4 §3.2.2)."""

import asyncio
import os

import httpx
import pytest

from server.crypto.number import generate
from server.crypto.vault import WrapKind
from server.errors import DoorbellFault, Refusal, RefusalCode, StorageFault
from server.identity.failures import FAMILIAR_MS, MOST_FAMILIAR, MOST_IN_A_ROW, UNKNOWN_KEPT_MS, Way
from server.identity.totp import STEP_MS
from server.identity.trying import trying
from server.identity.verifier import Verifiers
from server.storage.database import Connection
from tests.integration.house import DEVICE, House, post
from tests.integration.identity.life import BASE, fail, forget_delays, holder, kind, new_credentials, raw

HOME, STRANGE = "127.0.0.1", "203.0.113.7"
DAY_MS = 24 * 3_600_000


async def sign_in(home: House, number: str, key: bytes, address: str) -> httpx.Response:
    """One attempt from a fresh browser."""
    async with home.visitor(address) as browser:
        body = {"number": number, "authentication_key": key, "device": DEVICE}
        return await post(browser, BASE + "sign-in", body)


async def test_the_hundred_and_first_is_refused_to_strangers_and_not_at_home(home: House) -> None:
    """A right password after a hundred wrong ones from all over the world: `disabled` from a strange place, let in from the
    familiar one, which opens the strangers' way again.
    """
    client = await holder(home)
    assert MOST_IN_A_ROW == 100  # NIST allows no more
    for attempt in range(MOST_IN_A_ROW):
        if attempt % 10 == 0:
            await forget_delays(home)
        told = await sign_in(home, client.number, os.urandom(32), f"10.{attempt % 20}.0.1")
        assert kind(told) == "wrong_credentials"
    await forget_delays(home)
    refused = await sign_in(home, client.number, client.key, STRANGE)
    assert (refused.status_code, kind(refused)) == (403, "disabled")
    assert (await sign_in(home, client.number, client.key, HOME)).status_code == 200
    assert (await sign_in(home, client.number, client.key, STRANGE)).status_code == 200


async def test_unknown_numbers_are_shut_alike(home: House) -> None:
    """The same refusals in the same order, byte for byte: a number that nobody has tells nothing."""
    client, nobodys = await holder(home), generate(os.urandom)
    told = [await fail(home, number, MOST_IN_A_ROW + 1) for number in (client.number, nobodys)]
    assert told[0] == told[1]
    assert told[0][-1] == "disabled"
    known, unknown = [await sign_in(home, number, client.key, STRANGE) for number in (client.number, nobodys)]
    assert known.content == unknown.content


async def test_failures_at_home_shut_home_only(home: House) -> None:
    """Whoever guesses within the holder's own network does not shut the strangers' way; a sign-in there does not open this one."""
    client = await holder(home)
    assert set(await fail(home, client.number, MOST_IN_A_ROW, HOME)) == {"wrong_credentials"}
    assert kind(await sign_in(home, client.number, client.key, HOME)) == "disabled"
    assert (await sign_in(home, client.number, client.key, STRANGE)).status_code == 200
    assert kind(await sign_in(home, client.number, client.key, HOME)) == "disabled"


async def test_codes_that_strangers_guess_are_not_forgiven_at_home(home: House) -> None:
    """Who guesses codes knows the password: a hundred of them shut that way for strangers until the account is recovered,
    however often its holder signs in at home.
    """
    client, rooms = await holder(home, code=True), home.identity
    await client.set_up_totp()
    lookup, account = rooms.accounts.number_lookups(client.number)[0], client.someone.account
    async with rooms.database.transaction() as connection:
        place = await rooms.failures.place(connection, account, "203.0.113.0/24", Way.CODE, home.clock())
        for _ in range(MOST_IN_A_ROW):
            await rooms.failures.count(connection, lookup, place, home.clock())
    async with home.visitor(STRANGE) as browser:
        for _ in range(2):
            asked = await client.sign_in(browser)
            assert kind(await client.second(asked, browser, totp=client.totp_now())) == "disabled"
            home.clock.ahead_ms += STEP_MS
            said = await client.second(await client.sign_in(), totp=client.totp_now())
            assert said.status_code == 200
            home.clock.ahead_ms += STEP_MS
        asked = (await client.recover(browser)).json()
        shown = {"ticket": raw(asked["ticket"]), "totp": client.totp_now()}
        found = (await post(browser, BASE + "recovery/second", shown)).json()
        new = new_credentials(raw(found["ticket"]))
        assert (await post(browser, BASE + "recovery/complete", new)).status_code == 200
        home.clock.ahead_ms += STEP_MS
        asked = await client.sign_in(browser, new["authentication_key"])
        assert (await client.second(asked, browser, totp=client.totp_now())).status_code == 200


async def test_a_success_ends_the_row(home: House) -> None:
    """Ninety-nine, the right one, ninety-nine again."""
    client = await holder(home)
    for network in (1, 2):
        await fail(home, client.number, MOST_IN_A_ROW - 1, f"10.{network}.0.1")
        assert (await sign_in(home, client.number, client.key, STRANGE)).status_code == 200


async def test_many_at_once_do_not_slip_through(home: House) -> None:
    """Of forty at the same moment, ten before the hundredth: ten are tried."""
    client = await holder(home)
    await fail(home, client.number, MOST_IN_A_ROW - 10)
    told = await asyncio.gather(
        *(sign_in(home, client.number, os.urandom(32), f"10.200.{number}.1") for number in range(40))
    )
    assert sorted(kind(said) for said in told) == ["disabled"] * 30 + ["wrong_credentials"] * 10


async def test_delays_from_anywhere_are_not_for_familiar_networks(home: House) -> None:
    """A crowd of strangers that keeps guessing makes strangers wait, and not who sits at home."""
    client = await holder(home)
    lookup = home.identity.accounts.number_lookups(client.number)[0]
    for number in range(100):
        with pytest.raises(Refusal):
            async with home.identity.attempts.counted(lookup, f"10.{number}.0.0/24"):
                raise Refusal(RefusalCode.WRONG_CREDENTIALS)
    assert kind(await sign_in(home, client.number, client.key, STRANGE)) == "too_fast"
    assert (await sign_in(home, client.number, client.key, HOME)).status_code == 200


async def test_a_network_is_familiar_for_ninety_days_and_ten_are(home: House) -> None:
    """The eleventh takes the place of the one longest unused; three months without a sign-in make a stranger."""
    client = await holder(home)
    for number in range(MOST_FAMILIAR):
        home.clock.ahead_ms += 1000
        assert (await sign_in(home, client.number, client.key, f"172.16.{number}.1")).status_code == 200
    async with home.identity_database.acquire() as connection:
        query = "SELECT count(*) FROM familiar WHERE account = $1"
        assert await connection.fetchval(query, client.someone.account) == MOST_FAMILIAR
    await fail(home, client.number, MOST_IN_A_ROW)
    assert kind(await sign_in(home, client.number, client.key, HOME)) == "disabled"
    home.clock.ahead_ms += FAMILIAR_MS + DAY_MS
    assert kind(await sign_in(home, client.number, client.key, "172.16.5.1")) == "disabled"


async def test_what_is_kept_of_numbers_that_nobody_has_is_forgotten(home: House) -> None:
    """After four hundred days, when somebody else fails; those of people stay."""
    client, nobodys = await holder(home), generate(os.urandom)
    for number in (client.number, nobodys):
        await sign_in(home, number, os.urandom(32), STRANGE)
    home.clock.ahead_ms += UNKNOWN_KEPT_MS + DAY_MS
    await sign_in(home, generate(os.urandom), os.urandom(32), STRANGE)
    known, unknown = [home.identity.accounts.number_lookups(number)[0] for number in (client.number, nobodys)]
    async with home.identity_database.acquire() as connection:
        kept = {row["number_lookup"] for row in await connection.fetch("SELECT number_lookup FROM failure")}
    assert known in kept
    assert unknown not in kept


@pytest.fixture(name="work")
def _work(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the database is asked and how often Argon2 runs, in order."""
    done: list[str] = []
    for name in ("execute", "fetch", "fetchrow", "fetchval"):
        original = getattr(Connection, name)

        def asked(one: Connection, query: str, *values: object, _original: object = original) -> object:
            done.append(query)
            return _original(one, query, *values)  # type: ignore[operator]

        monkeypatch.setattr(Connection, name, asked)
    matches = Verifiers.matches

    async def matched(one: Verifiers, verifier: bytes, key: bytes) -> bool:
        done.append("argon2")
        return await matches(one, verifier, key)

    monkeypatch.setattr(Verifiers, "matches", matched)
    return done


@pytest.mark.parametrize("door", ["sign-in", "recovery", "recovery/lost-factor", "recovery/deactivate"])
async def test_every_wrong_way_in_costs_the_same_work(home: House, work: list[str], door: str) -> None:
    """Unknown number, wrong check digit, wrong key, with a second factor, deactivated: the same statements and as many Argon2 runs."""
    plain, guarded, shut = [await holder(home, code=True) for _ in range(3)]
    await guarded.set_up_totp()
    await shut.say("deactivate", step_up=shut.step_up)
    misspelt = plain.number[:-1] + str((int(plain.number[-1]) + 1) % 10)
    bodies: dict[str, dict[str, object]] = {
        "sign-in": {"authentication_key": os.urandom(32), "device": DEVICE},
        "recovery": {"recovery_key": os.urandom(32), "device": DEVICE},
        "recovery/lost-factor": {"recovery_key": os.urandom(32), "authentication_key": os.urandom(32)},
        "recovery/deactivate": {"recovery_key": os.urandom(32)},
    }
    costs, contents = [], set()
    for number in (generate(os.urandom), misspelt, plain.number, guarded.number, shut.number):
        async with home.visitor("203.0.113.9") as browser:
            work.clear()
            said = await post(browser, BASE + door, {"number": number, **bodies[door]})
        costs.append(list(work))
        contents.add(said.content)
        await forget_delays(home)
    assert all(cost == costs[0] for cost in costs)
    assert costs[0].count("argon2") == (2 if door == "recovery/lost-factor" else 1)
    assert len(contents) == 1


async def test_what_fails_by_our_fault_is_nobodys_failure(home: House) -> None:
    """An attempt that met a fault of ours is given back; a refusal stays counted."""
    client, rooms = await holder(home), home.identity
    credentials = await rooms.accounts.credentials(client.number, WrapKind.PASSWORD)
    for raised, counted in ((StorageFault(), 0), (Refusal(RefusalCode.WRONG_CODE), 1), (DoorbellFault(), 1)):
        with pytest.raises(type(raised)):
            async with trying(rooms, credentials.lookup, credentials.account, "203.0.113.0/24"):
                raise raised
        async with rooms.database.acquire() as connection:
            query = "SELECT coalesce(sum(count), 0) FROM failure WHERE number_lookup = $1"
            assert await connection.fetchval(query, credentials.lookup) == counted
