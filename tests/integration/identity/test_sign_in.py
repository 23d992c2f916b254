import asyncio
import base64
import os
from contextlib import AsyncExitStack
from dataclasses import replace

import httpx
import pytest
from argon2 import extract_parameters

from server.crypto import activation
from server.crypto.number import generate
from server.crypto.vault import WrapKind
from server.errors import Refusal, RefusalCode
from server.identity import sign_in as signing_in
from server.identity.accounts import Accounts
from server.identity.verifier import CROWDED_RETRY_SECONDS, MOST_WAITING, SIGN_IN, Verifiers
from server.ids import SignInId
from server.roles import Role
from server.sessions.cookie import token_of
from server.sessions.device import UNKNOWN_DEVICE
from server.sessions.redis import at_once
from server.sessions.scripts import DAY_MS
from server.sessions.sign_in_session import CLIENT_LIFE_MS, STAFF_LIFE_MS
from server.storage.database import Database
from tests.integration.house import DEVICE, House, activate, now_ms, post
from tests.support.rows import everything

PATH = "/identity/v1/sign-in"


async def sign_in(house: House, number: str, key: bytes, address: str = "127.0.0.1") -> httpx.Response:
    """One attempt from a fresh browser."""
    async with house.visitor(address) as browser:
        return await post(browser, PATH, {"number": number, "authentication_key": key, "device": DEVICE})


async def test_the_right_key_opens_a_session_and_hands_the_wrap_over(home: House) -> None:
    """Number and key give account, role, wrap with its version, the end of the session, and a cookie that works."""
    someone = await activate(home, Role.CLIENT)
    async with home.visitor() as browser:
        said = await post(
            browser,
            PATH,
            {"number": someone.number, "authentication_key": someone.authentication_key, "device": DEVICE},
        )
        assert said.status_code == 200
        document = said.json()
        assert document["versions"] == {"password": 1, "recovery": 0}
        assert (document["role"], document["kind"], document["version"]) == ("client", "password", 1)
        assert (document["generation"], document["predecessors"], document["second_factor"]) == (0, [], "none")
        session = (await browser.get("/identity/v1/session")).json()
    assert session.items() >= {name: document[name] for name in ("account", "role", "expires")}.items()


async def test_unknown_numbers_and_wrong_keys_look_alike(home: House) -> None:
    """Wrong key, unknown number, wrong check digit, not yet activated: the same status, headers and bytes."""
    someone = await activate(home, Role.CLIENT)
    issued = await home.issue(Role.CLIENT)
    misspelt = someone.number[:-1] + str((int(someone.number[-1]) + 1) % 10)
    answers = [
        await sign_in(home, number, os.urandom(32))
        for number in (someone.number, generate(os.urandom), misspelt, issued.number)
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1
    assert len({str(sorted(answer.headers.items())) for answer in answers}) == 1
    assert "set-cookie" not in answers[0].headers
    assert answers[0].json()["type"] == "urn:webtherapy:wrong_credentials"


async def test_unknown_numbers_cost_the_same_work(home: House) -> None:
    """Behind an unknown number stands a verifier that asks exactly as much of Argon2 as a known one does."""
    someone = await activate(home, Role.CLIENT)
    accounts = home.identity.accounts
    known, unknown = [
        await accounts.credentials(number, WrapKind.PASSWORD) for number in (someone.number, generate(os.urandom))
    ]
    assert unknown.verifier != known.verifier
    cost = [extract_parameters(each.verifier.decode()) for each in (known, unknown)]
    assert cost[0] == cost[1]


@pytest.mark.parametrize(
    ("role", "life"), [(Role.CLIENT, CLIENT_LIFE_MS), (Role.THERAPIST, STAFF_LIFE_MS), (Role.OWNER, STAFF_LIFE_MS)]
)
async def test_sessions_have_a_longest_life(home: House, role: Role, life: int) -> None:
    """24 h for clients, 12 h for everyone else, and Valkey forgets them by itself a day later (SES-11)."""
    someone = await activate(home, role)
    expires = (await someone.browser.get("/identity/v1/session")).json()["expires"]
    assert abs(expires - now_ms() - life) < 60_000
    keys = await home.sessions._redis.keys(f"{home.sessions._prefix}session:*")
    assert (await at_once(home.sessions._redis, ("PEXPIRETIME", keys[0]))) == [expires + DAY_MS]


async def test_signing_in_again_ends_the_session_before(home: House) -> None:
    """A token never serves two sign-ins of one browser (ASVS 7.2.4)."""
    someone = await activate(home, Role.CLIENT)
    before = someone.browser.cookies["webtherapy"]
    said = await post(
        someone.browser,
        PATH,
        {"number": someone.number, "authentication_key": someone.authentication_key, "device": DEVICE},
    )
    assert said.status_code == 200
    assert someone.browser.cookies["webtherapy"] != before
    async with home.visitor(Cookie=f"webtherapy={before}") as thief:
        assert (await thief.get("/identity/v1/session")).status_code == 401


async def test_signing_out_ends_the_session_everywhere(home: House) -> None:
    """After sign-out the cookie is worthless, other sessions go on, and whoever watches the session hears of it at once."""
    someone = await activate(home, Role.CLIENT)
    async with home.visitor() as other:
        await post(
            other, PATH, {"number": someone.number, "authentication_key": someone.authentication_key, "device": DEVICE}
        )
        token = someone.browser.cookies["webtherapy"]
        watched = (await _session_id(home, token), await _session_id(home, other.cookies["webtherapy"]))
        listening = asyncio.create_task(home.endings.run())
        await home.endings.listening.wait()
        with home.endings.watching(watched[0]) as over, home.endings.watching(watched[1]) as still:
            said = await post(someone.browser, "/identity/v1/sign-out", {})
            assert said.status_code == 204
            assert "Max-Age=0" in said.headers["set-cookie"]
            await asyncio.wait_for(over.wait(), 1.0)
            assert not still.is_set()
        listening.cancel()
        assert (await other.get("/identity/v1/session")).status_code == 200
    async with home.visitor(Cookie=f"webtherapy={token}") as thief:
        assert (await thief.get("/identity/v1/session")).status_code == 401
    assert (await post(someone.browser, "/identity/v1/sign-out", {})).status_code == 204


async def test_the_reload_key_is_swapped_and_dies_with_the_session(home: House) -> None:
    """Each reload takes the last key and leaves the next; without a session there is none (crypto.md §3.7)."""
    someone = await activate(home, Role.CLIENT)
    first, second = os.urandom(32), os.urandom(32)
    path = "/identity/v1/session/reload-key"
    assert (await post(someone.browser, path, {"next": first})).json() == {"current": None}
    swapped = (await post(someone.browser, path, {"next": second})).json()["current"]
    assert swapped is not None
    async with home.visitor() as stranger:
        assert (await post(stranger, path, {"next": first})).status_code == 401


async def test_guessing_slows_down_where_it_comes_from(home: House) -> None:
    """Five wrong keys from one network, then 429 with a time to wait, even for the right key; from elsewhere it still opens."""
    someone = await activate(home, Role.CLIENT)
    statuses = [(await sign_in(home, someone.number, os.urandom(32), "192.0.2.1")).status_code for _ in range(5)]
    assert statuses == [401] * 5
    refused = await sign_in(home, someone.number, someone.authentication_key, "192.0.2.99")
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 2
    assert (await sign_in(home, someone.number, someone.authentication_key, "198.51.100.1")).status_code == 200


async def test_a_success_forgives(home: House) -> None:
    """Four mistakes and a success, again and again, never have to wait."""
    someone = await activate(home, Role.CLIENT)
    for _ in range(3):
        for _ in range(4):
            assert (await sign_in(home, someone.number, os.urandom(32))).status_code == 401
        assert (await sign_in(home, someone.number, someone.authentication_key)).status_code == 200


async def test_guessing_all_at_once_is_no_way_around(home: House) -> None:
    """Of thirty wrong keys at the same moment five are tried."""
    someone = await activate(home, Role.CLIENT)
    answers = await asyncio.gather(*(sign_in(home, someone.number, os.urandom(32)) for _ in range(30)))
    assert sorted(answer.status_code for answer in answers) == [401] * 5 + [429] * 25


async def test_unknown_numbers_slow_down_alike(home: House) -> None:
    """Delays do not tell which numbers exist."""
    number = generate(os.urandom)
    statuses = [(await sign_in(home, number, os.urandom(32))).status_code for _ in range(6)]
    assert statuses == [401] * 5 + [429]


async def test_a_crowd_is_turned_away_before_anything_is_asked(home: House) -> None:
    """Where no more may wait, nothing is looked up or counted, and who is turned away is not told to come again when all others do."""
    async with Database("postgresql://nobody@127.0.0.1:1/nothing") as away, AsyncExitStack() as crowd:
        for _ in range(MOST_WAITING):
            await crowd.enter_async_context(home.identity.verifiers.room())
        accounts = Accounts(away, home.identity.peppers, os.urandom, b"")
        crowded = replace(home.identity, database=away, accounts=accounts)
        waits = set()
        for _ in range(40):
            with pytest.raises(Refusal) as refused:
                await signing_in.sign_in(crowded, generate(os.urandom), os.urandom(32), UNKNOWN_DEVICE, "192.0.2.0/24")
            assert refused.value.code is RefusalCode.TRY_AGAIN
            waits.add(refused.value.retry_after)
    least, most = CROWDED_RETRY_SECONDS
    assert len(waits) > 1
    assert least <= min(waits) <= max(waits) <= most


async def test_a_verifier_of_an_older_profile_is_renewed(home: House) -> None:
    """At the next right key it is made anew, and the key still opens."""
    someone = await activate(home, Role.CLIENT)
    before = await home.identity.accounts.credentials(someone.number, WrapKind.PASSWORD)
    slow = Verifiers(SIGN_IN, os.urandom)
    await home.identity.accounts.renew_verifier(before, slow.make_now(someone.authentication_key))
    slow.close()
    assert (await sign_in(home, someone.number, someone.authentication_key)).status_code == 200
    after = await home.identity.accounts.credentials(someone.number, WrapKind.PASSWORD)
    assert after.version == before.version
    assert not home.identity.verifiers.outdated(after.verifier)


async def test_neither_database_holds_a_number_or_a_key_in_clear(home: House) -> None:
    """No value in either database contains the number, the key or the activation secret, as text, bytes or base64."""
    someone, issued = await activate(home, Role.CLIENT), await home.issue(Role.CLIENT)
    await someone.post_bundle()
    kept = await everything(home.identity_database) + await everything(home.messaging_database)
    secret = activation.read(issued.activation_text).secret
    for raw in (someone.number.encode(), issued.number.encode(), someone.authentication_key, secret):
        for spelling in (
            raw,
            base64.b64encode(raw).rstrip(b"="),
            base64.urlsafe_b64encode(raw).rstrip(b"="),
            raw.hex().encode(),
        ):
            assert not any(spelling in value for value in kept)
    assert someone.account in kept


async def _session_id(home: House, cookie: str) -> SignInId:
    token = token_of(cookie)
    assert token is not None
    return (await home.sessions.find(token)).id
