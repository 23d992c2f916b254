"""`webtherapy staff deactivate` and `staff reissue`: an account is shut, and bound anew to who has its recovery code."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.commands.deprovision import deprovision
from server.commands.staff import deactivate, reissue
from server.crypto import activation
from server.errors import ConfigurationError
from server.identity.failures import MOST_IN_A_ROW
from server.roles import Role
from server.settings import Settings
from tests.integration.house import DEVICE, House, house, post
from tests.integration.identity.life import BASE, Holder, fail, holder, kind, new_credentials, raw

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(name="place")
async def _place(shared_urls: tuple[str, str], redis_url: str) -> AsyncIterator[House]:
    """A house whose keys in Valkey are those of the commands."""
    async with house(*shared_urls, redis_url, "webtherapy:") as opened:
        yield opened


@pytest.fixture(name="settings")
def _settings(shared_urls: tuple[str, str], redis_url: str, tmp_path: Path) -> Settings:
    """What the commands are told: the house's databases, and its pepper in a file."""
    pepper = tmp_path / "1.pepper"
    pepper.touch(mode=0o600)
    pepper.write_text(bytes(range(32)).hex())
    return Settings.from_environ(
        {
            "IDENTITY_DATABASE_URL": shared_urls[0],
            "REDIS_URL": redis_url,
            "WEBTHERAPY_PEPPER_DIR": os.fspath(tmp_path),
            "WEBTHERAPY_FORM": "identity",
        }
    )


async def _recovered(client: Holder) -> bytes:
    found = await client.recover(client.browser)
    new = new_credentials(raw(found.json()["ticket"]))
    said = await post(client.browser, BASE + "recovery/complete", new)
    assert said.status_code == 200
    return bytes(new["authentication_key"])


@pytest.mark.parametrize("by", ["number", "pseudonym"])
async def test_an_account_is_shut_and_bound_anew(place: House, settings: Settings, by: str) -> None:
    """Sessions end at once; after `reissue` the old password and second factors are worth nothing, the recovery code is, and nothing is lost."""
    client = await holder(place, code=True)
    await client.set_up_totp()
    made = await client.add_passkey()
    named = client.number if by == "number" else client.someone.account.hex()
    await deactivate(settings, named)
    assert (await client.browser.get(BASE + "session")).json()["reason"] == "deactivated"
    assert kind(await client.sign_in()) == "deactivated"
    assert "recovery code" in await reissue(settings, named)
    assert kind(await client.sign_in()) == "wrong_credentials"
    asked = (await post(client.browser, BASE + "passkey/challenge", {})).json()
    body = {"ticket": raw(asked["ticket"]), "passkey": made.get(asked["passkey"])}
    device = {"browser": "other", "system": "other"}
    assert kind(await post(client.browser, BASE + "passkey/sign-in", body | {"device": device})) == "wrong_code"
    key = await _recovered(client)
    assert (await client.sign_in(key=key)).status_code == 200


async def test_who_stops_working_here_is_out_at_once(place: House, settings: Settings) -> None:
    """Every session ends, and it is said how many, in what time, and what is still to do; that of the other database where it is at hand."""
    therapist = await holder(place, Role.THERAPIST)
    await therapist.sign_in()
    lines = await deprovision(settings, therapist.number)
    assert (await therapist.browser.get(BASE + "session")).json()["reason"] == "deactivated"
    assert kind(await therapist.sign_in()) == "deactivated"
    assert "1 sign-in sessions ended" in lines[0]
    assert any("MESSAGING_DATABASE_URL" in line for line in lines)
    assert any("peppers" in line for line in lines)


async def test_who_is_only_locked_out_signs_in_as_before(place: House, settings: Settings) -> None:
    """Failures are forgotten; an account that was not shut keeps its password."""
    client = await holder(place, code=True)
    await fail(place, client.number, MOST_IN_A_ROW, "127.0.0.1")
    assert kind(await client.sign_in()) == "disabled"
    assert "Sign in as before" in await reissue(settings, client.number)
    assert (await client.sign_in()).status_code == 200


async def test_without_a_code_it_says_that_nothing_opens_the_keys(place: House, settings: Settings) -> None:
    """Nobody is sent home with a promise that cannot be kept."""
    client = await holder(place)
    await deactivate(settings, client.number)
    assert "Issue a new account" in await reissue(settings, client.number)


async def test_a_sheet_that_an_account_was_shut_against_opens_nothing_any_more(
    place: House, settings: Settings
) -> None:
    """Lost before it was used, shut, and bound anew: whoever found the sheet is told what a stranger is told."""
    issued = await place.issue(Role.CLIENT)
    sheet = {"number": issued.number, "activation": activation.read(issued.activation_text).secret}
    await deactivate(settings, issued.number)
    made = {"authentication_key": os.urandom(32), "wrap": os.urandom(170), "device": DEVICE}
    async with place.visitor() as finder:
        assert kind(await post(finder, BASE + "activation/complete", sheet | made)) == "deactivated"
    await reissue(settings, issued.number)
    async with place.visitor() as finder:
        assert kind(await post(finder, BASE + "activation", sheet)) == "wrong_credentials"


@pytest.mark.parametrize("named", ["1234567890", "ab" * 16, "ab", "nobody"])
async def test_an_account_that_is_not_there_is_a_sentence(place: House, settings: Settings, named: str) -> None:
    """A number or a pseudonym of nobody's, and what is neither."""
    assert place.identity.staff_need_second_factor is False
    for command in (deactivate, reissue):
        with pytest.raises(ConfigurationError, match="account"):
            await command(settings, named)


@pytest.mark.parametrize("action", ["deactivate", "reissue"])
def test_the_commands_ask_for_what_they_need(action: str) -> None:
    """An environment without a pepper is a mistake of who calls: exit status 2 and a sentence."""
    words = [sys.executable, "-m", "server", "staff", action, "1234567890"]
    done = subprocess.run(words, cwd=ROOT, env={"PATH": os.defpath}, capture_output=True, check=False)
    assert done.returncode == 2
    assert b"WEBTHERAPY_PEPPER_DIR" in done.stderr
