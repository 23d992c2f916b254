"""Password, recovery code, account secret: replaced one version after the other, by who has just shown the password."""

import asyncio
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from server.crypto.number import generate
from server.errors import DoorbellFault, Refusal
from server.identity.deactivation import deactivate
from server.identity.opened import open_session
from server.identity.password import NewPassword, change_password
from server.identity.standing import standing_of
from server.identity.totp import STEP_MS
from server.ids import AccountId
from server.roles import Role
from server.sessions.device import UNKNOWN_DEVICE
from tests.integration.house import House, house, post
from tests.integration.identity.life import BASE, Holder, holder, kind, raw, wrapped
from tests.integration.sessions.cable import Cable


@pytest.fixture(name="client")
async def _client(home: House) -> Holder:
    return await holder(home, code=True)


def new_password(client: Holder, version: int = 2, **more: Any) -> dict[str, Any]:
    """A change of the password."""
    body = {"step_up": client.step_up, "authentication_key": os.urandom(32), "wrap": wrapped()}
    return body | {"version": version, "passkey": None} | more


def rotation(client: Holder, **more: Any) -> dict[str, Any]:
    """A new account secret."""
    return {
        "step_up": client.step_up,
        "generation": 1,
        "predecessor": os.urandom(72),
        "authentication_key": client.key,
        "wrap": wrapped(),
        "version": 2,
        "passkey": None,
        "recovery_key": os.urandom(32),
        "recovery_wrap": wrapped(),
        "recovery_version": 2,
    } | more


async def test_a_new_password_takes_the_old_ones_place(client: Holder) -> None:
    """The new one opens the new wrap, the old one nothing; this session goes on, all others end; it is written down."""
    async with client.home.visitor() as other:
        assert (await client.sign_in(other)).status_code == 200
        body = new_password(client)
        assert (await client.say("password", **body)).status_code == 204
        assert (await other.get(BASE + "session")).json()["reason"] == "changed"
    assert (await client.browser.get(BASE + "session")).status_code == 200
    assert kind(await client.sign_in()) == "wrong_credentials"
    said = await client.sign_in(key=body["authentication_key"])
    assert (raw(said.json()["wrap"]), said.json()["version"]) == (body["wrap"], 2)
    assert said.json()["versions"] == {"password": 2, "recovery": 1}
    assert "password_changed" in await client.events()


@pytest.mark.parametrize("version", [1, 3])
async def test_only_the_next_version_is_kept(client: Holder, version: int) -> None:
    """Anything else is a conflict, and changes nothing."""
    assert kind(await client.say("password", **new_password(client, version))) == "conflict"
    code = {"recovery_key": os.urandom(32), "wrap": wrapped(), "version": version}
    assert kind(await client.say("recovery-code", step_up=client.step_up, **code)) == "conflict"
    assert (await client.credentials())["password"]["version"] == 1
    assert (await client.sign_in()).status_code == 200


async def test_of_two_changes_at_once_one_is_kept(client: Holder) -> None:
    """Both shown the right password for the same version."""
    bodies = [new_password(client) for _ in range(2)]
    said = await asyncio.gather(*(client.say("password", **body) for body in bodies))
    assert sorted(each.status_code for each in said) in ([204, 401], [204, 409])
    kept = bodies[[each.status_code for each in said].index(204)]
    assert (await client.sign_in(key=kept["authentication_key"])).status_code == 200


async def test_a_session_alone_changes_nothing(client: Holder) -> None:
    """A wrong password and another person's are one refusal, counted like a sign-in: five, then one waits."""
    other, told = await holder(client.home), []
    wrong = client.step_up | {"authentication_key": os.urandom(32)}
    told.append(kind(await client.say("password", **new_password(client, step_up=other.step_up))))
    told.append(kind(await client.say("rotation", **rotation(client, step_up=wrong))))
    code = {"recovery_key": os.urandom(32), "wrap": wrapped(), "version": 2}
    told.append(kind(await client.say("recovery-code", step_up=wrong, **code)))
    told += [kind(await client.say("password", **new_password(client, step_up=wrong))) for _ in range(4)]
    assert told == ["wrong_credentials"] * 6 + ["too_fast"]
    assert (await client.credentials())["password"]["version"] == 1


async def test_a_step_up_by_itself_says_whether_it_is_right(client: Holder) -> None:
    """Right is 204, wrong is `wrong_credentials` and counts; nothing changes by either."""
    wrong = client.step_up | {"authentication_key": os.urandom(32)}
    assert (await client.say("step-up", step_up=client.step_up)).status_code == 204
    told = [kind(await client.say("step-up", step_up=wrong)) for _ in range(6)]
    assert told == ["wrong_credentials"] * 5 + ["too_fast"]


async def test_a_new_code_takes_the_old_ones_place(client: Holder) -> None:
    """The old code opens nothing; the first one of an account without has version 1."""
    without, before = await holder(client.home), client.code
    assert (await without.credentials())["recovery"] is None
    await without.set_code()
    assert (await without.credentials())["recovery"]["version"] == 1
    await client.set_code()
    assert (await client.recover(client.browser)).status_code == 200
    client.code = before
    assert kind(await client.recover(client.browser)) == "wrong_credentials"


async def test_a_rotation_replaces_everything_in_one_step(client: Holder) -> None:
    """New wraps, a new code, the old secret behind the new one, newest first; other sessions end, passkeys but the one at hand go."""
    kept, _ = await client.add_passkey("at hand"), await client.add_passkey("at home")
    listed = {each["name"]: raw(each["passkey"]) for each in (await client.credentials())["passkeys"]}
    again = {"passkey": listed["at hand"], "wrap": wrapped()}
    first = rotation(client, passkey=again)
    assert (await client.say("rotation", **first)).status_code == 204
    second = rotation(client, generation=2, version=3, recovery_version=3, passkey=again | {"wrap": wrapped()})
    assert (await client.say("rotation", **second)).status_code == 204
    asked = await client.sign_in()
    said = (await client.second(asked, passkey=kept.get(asked.json()["passkey"]))).json()
    assert (said["generation"], raw(said["wrap"])) == (2, second["wrap"])
    assert [(each["generation"], raw(each["sealed"])) for each in said["predecessors"]] == [
        (2, second["predecessor"]),
        (1, first["predecessor"]),
    ]
    reloaded = (await client.browser.get(BASE + "session")).json()
    assert (reloaded["generation"], reloaded["predecessors"]) == (2, said["predecessors"])
    assert [each["name"] for each in (await client.credentials())["passkeys"]] == ["at hand"]
    client.code = first["recovery_key"]
    assert kind(await client.recover(client.browser)) == "wrong_credentials"
    client.code = second["recovery_key"]
    assert kind(await client.recover(client.browser)) == "second_factor"


async def test_a_session_says_that_the_second_factor_went_with_the_old_keys(client: Holder) -> None:
    """A client who rotates without their only passkey at hand is told that none is left, here and at the next sign-in."""
    await client.add_passkey()
    assert (await client.say("rotation", **rotation(client))).status_code == 204
    assert (await client.browser.get(BASE + "session")).json()["second_factor"] == "none"
    assert (await client.sign_in()).json()["second_factor"] == "none"


@pytest.mark.parametrize(
    "wrong",
    [{"generation": 2}, {"version": 3}, {"recovery_version": 3}, {"wrap": None}, {"generation": 1, "version": 1}],
)
async def test_a_rotation_is_all_or_nothing(client: Holder, wrong: dict[str, Any]) -> None:
    """One thing that is not the next: a conflict, and everything is as before."""
    before = await client.credentials()
    assert kind(await client.say("rotation", **rotation(client, **wrong))) == "conflict"
    assert await client.credentials() == before
    assert (await client.recover(client.browser)).status_code == 200
    assert (await client.sign_in()).json()["predecessors"] == []


async def test_of_two_rotations_at_once_one_is_kept(client: Holder) -> None:
    """The other is refused, and the ring has one secret more."""
    said = await asyncio.gather(*(client.say("rotation", **rotation(client)) for _ in range(2)))
    assert sorted(each.status_code for each in said) in ([204, 401], [204, 409])
    assert (await client.credentials())["generation"] == 1


async def test_a_deactivated_account_is_shut(client: Holder) -> None:
    """All sessions end with the reason, the right password is told so, a wrong one is told nothing."""
    async with client.home.visitor() as other:
        await client.sign_in(other)
        assert (await client.say("deactivate", step_up=client.step_up)).status_code == 204
        for browser in (other, client.browser):
            assert (await browser.get(BASE + "session")).json()["reason"] == "deactivated"
    said = await client.sign_in()
    assert (said.status_code, kind(said)) == (403, "deactivated")
    assert kind(await client.sign_in(key=os.urandom(32))) == "wrong_credentials"


async def test_owner_and_intake_shut_an_account(client: Holder) -> None:
    """By its pseudonym; one that nobody has is not for you."""
    for role in (Role.OWNER, Role.INTAKE):
        staff, victim = await holder(client.home, role), await holder(client.home)
        assert (await staff.say("accounts/deactivate", account=victim.someone.account)).status_code == 204
        assert (await victim.browser.get(BASE + "session")).json()["reason"] == "deactivated"
        assert kind(await staff.say("accounts/deactivate", account=os.urandom(16))) == "not_for_you"


async def test_one_stolen_sign_in_does_not_stop_a_practice(home: House) -> None:
    """Intake shuts clients and therapists, as it suspends them, and nobody else; an owner everyone; nobody themselves without their password."""
    intake, owner = await holder(home, Role.INTAKE), await holder(home, Role.OWNER)
    for role in (Role.OWNER, Role.OFFICER, Role.CUSTODIAN, Role.INTAKE):
        victim = await holder(home, role)
        refused = await intake.say("accounts/deactivate", account=victim.someone.account)
        assert (refused.status_code, kind(refused)) == (404, "not_for_you")
        assert (await owner.say("accounts/deactivate", account=victim.someone.account)).status_code == 204
    therapist = await holder(home, Role.THERAPIST)
    assert (await intake.say("accounts/deactivate", account=therapist.someone.account)).status_code == 204
    for staff in (intake, owner):
        assert kind(await staff.say("accounts/deactivate", account=staff.someone.account)) == "not_for_you"


@pytest.mark.parametrize("change", ["deactivate", "password"])
async def test_a_sign_in_that_raced_a_change_leaves_no_session(client: Holder, change: str) -> None:
    """The password was right when it was checked; before the session began, everything changed: it is refused, and nothing lives on."""
    rooms = client.home.identity
    async with rooms.database.acquire() as connection:
        before = await standing_of(connection, client.someone.account)
    assert before is not None
    if change == "deactivate":
        await client.say("deactivate", step_up=client.step_up)
    else:
        await client.say("password", **new_password(client))
    living = len(await rooms.sessions.list_of(client.someone.account))
    with pytest.raises(Refusal):
        await open_session(rooms, before, device=UNKNOWN_DEVICE, network="none")
    assert len(await rooms.sessions.list_of(client.someone.account)) == living


async def test_without_valkey_nothing_is_replaced(shared_urls: tuple[str, str], redis_url: str, tmp_path: Path) -> None:
    """What cannot end the other sessions does not change the password: all of it or nothing."""
    cable = Cable(redis_url, tmp_path)
    await cable.mend()
    async with house(*shared_urls, cable.url, "cut:") as home:
        client = await holder(home)
        (session,) = await home.sessions.list_of(client.someone.account)
        owner = replace(session, account=AccountId(os.urandom(16)), role=Role.OWNER)
        new = NewPassword(authentication_key=os.urandom(32), wrap=wrapped(), version=2, passkey=None)
        await cable.cut()
        for change in (
            change_password(home.identity, session, 1, new),
            deactivate(home.identity, client.someone.account, owner),
        ):
            with pytest.raises(DoorbellFault):
                await change
        await cable.mend()
        assert (await client.sign_in()).status_code == 200
        assert (await client.credentials())["password"]["version"] == 1
    await cable.cut()


async def test_a_ticket_of_before_is_worth_nothing(client: Holder) -> None:
    """A second factor that was asked for by the old password lets nobody in once there is a new one."""
    await client.set_up_totp()
    asked = await client.sign_in()
    assert (await client.say("password", **new_password(client))).status_code == 204
    client.home.clock.ahead_ms += STEP_MS
    assert kind(await client.second(asked, totp=client.totp_now())) == "wrong_code"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("password", {"authentication_key": bytes(31)}),
        ("password", {"wrap": bytes(1025)}),
        ("password", {"version": 0}),
        ("password", {"version": "2"}),
        ("password", {"step_up": {"number": "1"}}),
        ("password", {"more": 1}),
        ("rotation", {"predecessor": bytes(71)}),
        ("rotation", {"generation": -1}),
        ("recovery", {"number": generate(os.urandom), "recovery_key": bytes(33)}),
        ("totp/confirm", {"code": "12 456"}),
        ("passkeys", {"ticket": bytes(32), "passkey": [], "name": "x", "wrap": bytes(170)}),
        ("passkeys", {"ticket": bytes(32), "passkey": {}, "name": "x" * 41, "wrap": bytes(170)}),
        ("passkeys/remove", {"passkey": bytes(15)}),
        ("accounts/deactivate", {"account": bytes(17)}),
    ],
)
async def test_bad_shapes_are_malformed(home: House, path: str, body: dict[str, Any]) -> None:
    """Lengths, ranges, types and names that are not the protocol's are refused before anything is looked up."""
    owner = await holder(home, Role.OWNER)
    lawful: dict[str, dict[str, Any]] = {"password": new_password(owner), "rotation": rotation(owner)}
    said = await post(owner.browser, BASE + path, lawful.get(path, {}) | body)
    assert (said.status_code, kind(said)) == (400, "malformed")
