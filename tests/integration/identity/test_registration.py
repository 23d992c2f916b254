import asyncio
import os
from dataclasses import replace
from typing import Any

import pytest

from server.crypto.number import check
from server.crypto.vault import WrapKind
from server.errors import Refusal, RefusalCode, StorageFault
from server.identity.registration import Made, begin, complete
from server.identity.reservations import ALTOGETHER, KEPT_MS, PER_NEIGHBOURHOOD, PER_NETWORK
from server.identity.verifier import FOR_TESTS, Verifiers
from server.sessions.device import UNKNOWN_DEVICE
from server.sessions.redis import at_once
from server.storage.database import Database
from tests.integration.house import DEVICE, House, now_ms, post

BEGIN, COMPLETE, SIGN_IN = (f"/identity/v1/{name}" for name in ("registration", "registration/complete", "sign-in"))
TABLES = ("account", "verifier", "wrap", "history", "familiar", "activation")


def made(begun: dict[str, Any]) -> dict[str, Any]:
    """What a browser makes of a number."""
    return {
        "registration": begun["registration"],
        "authentication_key": os.urandom(32),
        "wrap": os.urandom(170),
        "recovery_key": os.urandom(32),
        "recovery_wrap": os.urandom(170),
        "device": DEVICE,
    }


async def begun_at(home: House, address: str = "127.0.0.1") -> dict[str, Any]:
    """A number that is kept free."""
    async with home.visitor(address) as browser:
        said = await post(browser, BEGIN, {})
    assert said.status_code == 200, said.text
    answer: dict[str, Any] = said.json()
    return answer


async def rows(home: House) -> dict[str, int]:
    """How many rows each table has."""
    async with home.identity_database.acquire() as connection:
        return {table: await connection.fetchval(f"SELECT count(*) FROM {table}") for table in TABLES}  # noqa: S608


async def test_who_registers_is_in_and_comes_back(home: House) -> None:
    """A number with a right check digit, an hour's time; completed it is a client's account with password and recovery code, signed in."""
    begun = await begun_at(home)
    check(begun["number"])
    assert abs(begun["expires"] - now_ms() - KEPT_MS) < 60_000
    body = made(begun)
    async with home.visitor() as browser:
        said = await post(browser, COMPLETE, body)
        assert said.status_code == 200, said.text
        assert (said.json()["role"], said.json()["account"]) == ("client", begun["account"])
        assert said.json()["versions"] == {"password": 1, "recovery": 1}
        assert (await browser.get("/identity/v1/session")).json()["account"] == begun["account"]
        [event] = (await browser.get("/identity/v1/history")).json()["events"]
        assert (event["event"], event["device"]) == ("registered", DEVICE)
    async with home.visitor() as browser:
        shown = {"number": begun["number"], "authentication_key": body["authentication_key"], "device": DEVICE}
        assert (await post(browser, SIGN_IN, shown)).json()["account"] == begun["account"]


async def test_password_and_recovery_code_are_each_their_own(home: House) -> None:
    """Each key is checked against its own verifier, and each wrap comes back as it was."""
    begun = await begun_at(home)
    body, rooms = made(begun), home.identity
    async with home.visitor() as browser:
        assert (await post(browser, COMPLETE, body)).status_code == 200
    for kind, key, wrap in (
        (WrapKind.PASSWORD, "authentication_key", "wrap"),
        (WrapKind.RECOVERY, "recovery_key", "recovery_wrap"),
    ):
        credentials = await rooms.accounts.credentials(begun["number"], kind)
        await rooms.verifiers.check(credentials.verifier, body[key])
        async with home.identity_database.acquire() as connection:
            kept = await rooms.accounts.wrap(connection, credentials.account, kind)
        assert kept is not None
        assert (kept.version, kept.bytes) == (1, body[wrap])


async def test_nothing_of_an_unfinished_registration_is_kept(home: House) -> None:
    """No table has a row more, and what Valkey has of it says neither number nor token, and goes within the hour."""
    before = await rows(home)
    begun = await begun_at(home)
    assert await rows(home) == before
    redis, prefix = home.identity.reservations._redis, home.identity.reservations._prefix
    (keys,) = await at_once(redis, ("KEYS", f"{prefix}*"))
    for key in keys:
        kind, left, value = await at_once(redis, ("TYPE", key), ("PTTL", key), ("DUMP", key))
        assert kind == b"string"
        assert 0 < left <= KEPT_MS
        assert begun["number"].encode() not in key + value
        assert begun["registration"].encode() not in key + value


async def test_a_token_is_used_once(home: House) -> None:
    """After it, and for any other, the answer is that for wrong credentials."""
    begun = await begun_at(home)
    async with home.visitor() as browser:
        assert (await post(browser, COMPLETE, made(begun))).status_code == 200
        again = await post(browser, COMPLETE, made(begun))
        unknown = await post(browser, COMPLETE, made({"registration": os.urandom(32)}))
    assert again.status_code == unknown.status_code == 401
    assert again.content == unknown.content
    assert again.json()["type"] == "urn:webtherapy:wrong_credentials"


async def test_of_two_completions_one_wins(home: House) -> None:
    """At the same moment: one account, one password."""
    begun = await begun_at(home)

    async def attempt() -> int:
        async with home.visitor() as browser:
            return (await post(browser, COMPLETE, made(begun))).status_code

    assert sorted(await asyncio.gather(*(attempt() for _ in range(5)))) == [200, 401, 401, 401, 401]


async def test_a_registration_expires(home: House) -> None:
    """When Valkey has forgotten it, the token is worth nothing."""
    begun = await begun_at(home)
    redis, prefix = home.identity.reservations._redis, home.identity.reservations._prefix
    (keys,) = await at_once(redis, ("KEYS", f"{prefix}registration:*"))
    await at_once(redis, *(("PEXPIRE", key, 0) for key in keys))
    async with home.visitor() as browser:
        assert (await post(browser, COMPLETE, made(begun))).status_code == 401


async def test_a_number_is_given_to_one_only(home: House) -> None:
    """Neither a number that somebody has, nor one that is kept free for somebody, is given a second time."""
    one, other, third = (os.urandom(3) for _ in range(3))
    draws = iter([one, one, other, other, third])
    rooms = replace(home.identity, random=lambda size: b"\0" + next(draws) if size == 4 else os.urandom(size))
    first = await begin(rooms, "192.0.2.0/24")
    async with home.visitor() as browser:
        assert (await post(browser, COMPLETE, made({"registration": first.token}))).status_code == 200
    redis, prefix = home.identity.reservations._redis, home.identity.reservations._prefix
    (reserved,) = await at_once(redis, ("KEYS", f"{prefix}reserved:*"))
    await at_once(redis, ("DEL", *reserved))
    second, last = await begin(rooms, "192.0.2.0/24"), await begin(rooms, "192.0.2.0/24")
    assert len({first.number, second.number, last.number}) == 3
    assert next(draws, None) is None


async def test_one_network_begins_ten_times_an_hour(home: House) -> None:
    """The eleventh waits, and is told how long; another network does not."""
    for _ in range(PER_NETWORK):
        await begun_at(home, "192.0.2.7")
    async with home.visitor("192.0.2.99") as browser:
        refused = await post(browser, BEGIN, {})
    assert (refused.status_code, refused.json()["type"]) == (429, "urn:webtherapy:too_fast")
    assert 0 < int(refused.headers["retry-after"]) <= 3600
    await begun_at(home, "198.51.100.1")


@pytest.mark.parametrize(("rented", "elsewhere"), [("2001:db8:0:{:x}00::1", "2001:db9::1"), ("10.0.{}.1", "10.1.0.1")])
async def test_who_rents_networks_by_the_hundred_shuts_nobody_out(home: House, rented: str, elsewhere: str) -> None:
    """A hundred beginnings from one provider's networks, then these wait, and are told how long; everyone else registers."""
    for network in range(PER_NEIGHBOURHOOD):
        await begun_at(home, rented.format(network))
    async with home.visitor(rented.format(PER_NEIGHBOURHOOD)) as browser:
        said = await post(browser, BEGIN, {})
        assert (said.status_code, 0 < int(said.headers["retry-after"]) <= KEPT_MS // 1000) == (429, True)
    await begun_at(home, elsewhere)


async def test_all_networks_together_are_bounded(home: House) -> None:
    """A crowd of networks cannot fill the practice with accounts."""
    redis, prefix = home.identity.reservations._redis, home.identity.reservations._prefix
    await at_once(redis, ("SET", f"{prefix}begun", ALTOGETHER - 1, "PX", KEPT_MS))
    await begun_at(home, "192.0.2.7")
    async with home.visitor("198.51.100.1") as browser:
        assert (await post(browser, BEGIN, {})).status_code == 429


async def test_our_own_fault_costs_nobody_their_number(home: House) -> None:
    """While the database is away the answer is a fault, and the same token is good when it is back."""
    begun = await begin(home.identity, "192.0.2.0/24")
    keys = Made(
        authentication_key=os.urandom(32), wrap=b"w" * 170, recovery_key=os.urandom(32), recovery_wrap=b"r" * 170
    )
    async with Database("postgresql://nobody@127.0.0.1:1/nothing") as away:
        with pytest.raises(StorageFault):
            await complete(replace(home.identity, database=away), begun.token, keys, UNKNOWN_DEVICE, "192.0.2.0/24")
    opened = await complete(home.identity, begun.token, keys, UNKNOWN_DEVICE, "192.0.2.0/24")
    assert opened.session.account == begun.account


async def test_strangers_cannot_ask_for_slow_work(home: House) -> None:
    """Argon2 begins only after the token was right."""
    closed = Verifiers(FOR_TESTS, os.urandom)
    closed.close()
    keys = Made(
        authentication_key=os.urandom(32), wrap=b"w" * 170, recovery_key=os.urandom(32), recovery_wrap=b"r" * 170
    )
    with pytest.raises(Refusal) as refused:
        await complete(replace(home.identity, verifiers=closed), os.urandom(32), keys, UNKNOWN_DEVICE, "192.0.2.0/24")
    assert refused.value.code is RefusalCode.WRONG_CREDENTIALS
