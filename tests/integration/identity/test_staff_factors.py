"""Staff and their second factor: without one nothing is answered, and password and passkey only open together."""

import pytest

from server.roles import Role
from tests.integration.house import House, post
from tests.integration.identity.life import BASE, Holder, holder, kind, raw, wrapped
from tests.integration.rules import PEOPLE

STAFF = sorted(PEOPLE - {Role.CLIENT})


@pytest.mark.parametrize("role", STAFF)
async def test_staff_without_a_second_factor_can_only_set_one_up(strict: House, role: Role) -> None:
    """Signed in says "missing"; the messaging side and all that changes anything is refused until a code was confirmed."""
    staff = await holder(strict, role)
    said = await staff.sign_in()
    assert (said.status_code, said.json()["second_factor"]) == (200, "missing")
    for path in ("/messaging/v1/practice", "/messaging/v1/bundle", "/messaging/v1/intake", "/messaging/v1/drafts"):
        refused = await staff.browser.get(path)
        assert (refused.status_code, kind(refused)) == (403, "second_factor_missing"), path
    for path in ("password", "recovery-code", "rotation", "accounts/deactivate", "totp/remove", "passkeys/remove"):
        refused = await staff.say(path)
        assert (refused.status_code, kind(refused)) == (403, "second_factor_missing"), path
    await staff.set_up_totp()
    assert (await staff.browser.get(BASE + "session")).json()["second_factor"] == "present"
    assert (await staff.browser.get("/messaging/v1/practice")).status_code == 200


async def test_a_passkey_completes_the_session_too(strict: House) -> None:
    """The first passkey is as good as the first code."""
    staff = await holder(strict, Role.INTAKE)
    assert (await staff.browser.get("/messaging/v1/practice")).status_code == 403
    await staff.add_passkey()
    assert (await staff.browser.get("/messaging/v1/practice")).status_code == 200


async def test_a_session_that_never_had_a_second_factor_replaces_none(strict: House) -> None:
    """Whoever knew the password before its holder set a factor up is out from then on, and sets up none of their own."""
    staff = await holder(strict, Role.THERAPIST)
    async with strict.visitor() as other:
        said = await staff.sign_in(other)
        assert said.json()["second_factor"] == "missing"
        await post(other, BASE + "totp", {"step_up": staff.step_up})
        await staff.set_up_totp()
        for path, body in (("totp/confirm", {"code": "123456"}), ("totp", {"step_up": staff.step_up})):
            refused = await post(other, BASE + path, body)
            assert (refused.status_code, refused.json()["reason"]) == (401, "changed"), path


async def test_clients_need_none(strict: House) -> None:
    """Their session says "none" and everything is answered."""
    client = await holder(strict)
    assert (await client.browser.get(BASE + "session")).json()["second_factor"] == "none"
    assert (await client.browser.get("/messaging/v1/practice")).status_code == 200


async def test_with_staffs_first_passkey_the_password_opens_nothing_alone(strict: House) -> None:
    """The wrap of kind "password" and the codes are gone in the same step; sign-in hands over the passkey's wrap."""
    staff = await holder(strict, Role.THERAPIST)
    await staff.set_up_totp()
    made = await staff.add_passkey()
    async with strict.identity_database.acquire() as connection:
        account = staff.someone.account
        assert await connection.fetchval("SELECT count(*) FROM wrap WHERE account = $1", account) == 0
        assert await connection.fetchval("SELECT count(*) FROM totp WHERE account = $1", account) == 0
    asked = await staff.sign_in()
    assert (kind(asked), asked.json()["totp"]) == ("second_factor", False)
    said = await staff.second(asked, passkey=made.get(asked.json()["passkey"]))
    assert (said.status_code, said.json()["kind"], said.json()["version"]) == (200, "passkey", 1)
    assert said.json()["versions"] == {"password": 1, "recovery": 0}


async def test_staffs_passkey_alone_signs_nobody_in(strict: House) -> None:
    """What is enough for a client is one of two for everyone else."""
    staff = await holder(strict, Role.OWNER)
    made = await staff.add_passkey()
    asked = (await post(staff.browser, BASE + "passkey/challenge", {})).json()
    device = {"browser": "chrome", "system": "linux"}
    body = {"ticket": raw(asked["ticket"]), "passkey": made.get(asked["passkey"]), "device": device}
    assert kind(await post(staff.browser, BASE + "passkey/sign-in", body)) == "wrong_code"


async def test_staff_keep_a_second_factor(strict: House) -> None:
    """The last one is not given up: codes only beside a passkey, the last passkey only for codes and a wrap of the password's next version."""
    staff = await holder(strict, Role.INTAKE)
    await staff.set_up_totp()
    assert kind(await staff.say("totp/remove", step_up=staff.step_up)) == "conflict"
    await staff.add_passkey()
    passkey = raw((await staff.credentials())["passkeys"][0]["passkey"])
    remove = {"step_up": staff.step_up, "passkey": passkey}
    assert kind(await staff.say("passkeys/remove", **remove, wrap=wrapped())) == "conflict"
    await staff.set_up_totp()
    assert kind(await staff.say("passkeys/remove", **remove, wrap=None)) == "conflict"
    asked = await _signs_in_by_passkey(staff)
    assert asked["totp"] is False
    assert (await staff.say("passkeys/remove", **remove, wrap=wrapped())).status_code == 204
    said = await staff.second(await staff.sign_in(), totp=staff.totp_now())
    assert (said.json()["kind"], said.json()["version"], said.json()["versions"]["password"]) == ("password", 2, 2)


async def test_where_it_is_offered_staff_may_give_it_up(home: House) -> None:
    """On loopback, where the setting says so, the last passkey goes for a wrap and the codes for nothing."""
    staff = await holder(home, Role.OWNER)
    assert (await staff.browser.get(BASE + "session")).json()["second_factor"] == "none"
    await staff.set_up_totp()
    assert (await staff.say("totp/remove", step_up=staff.step_up)).status_code == 204
    await staff.add_passkey()
    passkey = raw((await staff.credentials())["passkeys"][0]["passkey"])
    said = await staff.say("passkeys/remove", step_up=staff.step_up, passkey=passkey, wrap=wrapped())
    assert said.status_code == 204
    assert (await staff.sign_in()).status_code == 200


async def test_staff_with_a_passkey_change_their_password_by_its_wrap(strict: House) -> None:
    """That passkey's wrap is kept, the others go; a wrap of kind "password" is refused, and so is a foreign passkey."""
    staff = await holder(strict, Role.THERAPIST)
    first, _ = await staff.add_passkey("one"), await staff.add_passkey("two")
    listed = {each["name"]: raw(each["passkey"]) for each in (await staff.credentials())["passkeys"]}
    new = {"step_up": staff.step_up, "authentication_key": bytes(32), "version": 2}
    own = {"passkey": listed["one"], "wrap": wrapped()}
    assert kind(await staff.say("password", **new, wrap=wrapped(), passkey=None)) == "conflict"
    assert kind(await staff.say("password", **new, wrap=wrapped(), passkey=own)) == "conflict"
    assert kind(await staff.say("password", **new, wrap=None, passkey=None)) == "conflict"
    assert kind(await staff.say("password", **new, wrap=None, passkey=own | {"passkey": bytes(16)})) == "not_for_you"
    assert (await staff.say("password", **new, wrap=None, passkey=own)).status_code == 204
    assert [each["name"] for each in (await staff.credentials())["passkeys"]] == ["one"]
    asked = await staff.sign_in(key=bytes(32))
    said = await staff.second(asked, passkey=first.get(asked.json()["passkey"]))
    assert (said.status_code, raw(said.json()["wrap"])) == (200, own["wrap"])


async def _signs_in_by_passkey(staff: Holder) -> dict[str, object]:
    asked = await staff.sign_in()
    said = await staff.second(asked, passkey=staff.passkeys[0].get(asked.json()["passkey"]))
    assert said.status_code == 200
    return dict(asked.json())
