import asyncio
import os
from typing import Any

import httpx
import pytest

from server.crypto import activation
from server.crypto.trust import root_fingerprint
from server.identity.issuing import ACTIVATION_MS, Issued
from server.roles import Role
from tests.integration.house import DEVICE, House, activate, post

LOOK, COMPLETE = "/identity/v1/activation", "/identity/v1/activation/complete"


def sheet(issued: Issued) -> dict[str, Any]:
    """What a registration sheet says, as a request."""
    return {"number": issued.number, "activation": activation.read(issued.activation_text).secret}


def completion(issued: Issued) -> dict[str, Any]:
    """What its holder adds."""
    return sheet(issued) | {"authentication_key": os.urandom(32), "wrap": os.urandom(170), "device": DEVICE}


async def test_a_sheet_shows_whose_it_is_and_of_which_practice(home: House) -> None:
    """Account, role and the root key whose fingerprint is printed on the sheet; looking changes nothing."""
    issued = await home.issue(Role.THERAPIST)
    async with home.visitor() as browser:
        first = await post(browser, LOOK, sheet(issued))
        again = await post(browser, LOOK, sheet(issued))
    assert first.status_code == 200
    assert first.content == again.content
    assert first.json()["role"] == "therapist"
    activation.read(issued.activation_text).check_root(root_fingerprint(home.root.public))


async def test_an_activation_is_used_once(home: House) -> None:
    """The first completion signs in; after it the sheet is worthless for looking and for completing."""
    issued = await home.issue(Role.CLIENT)
    async with home.visitor() as browser:
        assert (await post(browser, COMPLETE, completion(issued))).status_code == 200
        assert (await browser.get("/identity/v1/session")).status_code == 200
    async with home.visitor() as finder:
        assert (await post(finder, COMPLETE, completion(issued))).status_code == 401
        assert (await post(finder, LOOK, sheet(issued))).status_code == 401


async def test_of_two_at_once_one_succeeds(home: House) -> None:
    """Concurrent completions: one session, the others refused like strangers, one verifier in the database."""
    issued = await home.issue(Role.CLIENT)

    async def attempt() -> int:
        async with home.visitor() as browser:
            return (await post(browser, COMPLETE, completion(issued))).status_code

    assert sorted(await asyncio.gather(*(attempt() for _ in range(5)))) == [200, 401, 401, 401, 401]
    async with home.identity_database.acquire() as connection:
        assert await connection.fetchval("SELECT count(*) FROM verifier WHERE account = $1", issued.account) == 1


async def test_all_wrong_sheets_look_alike(home: House) -> None:
    """Unknown number, wrong secret, used sheet: the same bytes as at sign-in."""
    issued, used = await home.issue(Role.CLIENT), await activate(home, Role.CLIENT)
    wrong = [
        sheet(issued) | {"activation": os.urandom(16)},
        sheet(issued) | {"number": "1234567890"},
        {"number": used.number, "activation": os.urandom(16)},
    ]
    async with home.visitor() as browser:
        answers: list[httpx.Response] = [await post(browser, LOOK, body) for body in wrong]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1


@pytest.mark.parametrize("path", [LOOK, COMPLETE])
async def test_a_sheet_expires(home: House, path: str) -> None:
    """After a fortnight it is as unknown as any other."""
    issued = await home.issue(Role.CLIENT)
    home.clock.ahead_ms = ACTIVATION_MS + 1
    async with home.visitor() as browser:
        assert (await post(browser, path, completion(issued) if path == COMPLETE else sheet(issued))).status_code == 401


async def test_guessing_sheets_slows_down(home: House) -> None:
    """Five wrong secrets, then 429."""
    issued = await home.issue(Role.CLIENT)
    async with home.visitor() as browser:
        body = sheet(issued) | {"activation": os.urandom(16)}
        statuses = [(await post(browser, LOOK, body)).status_code for _ in range(6)]
    assert statuses == [401] * 5 + [429]
