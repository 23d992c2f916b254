"""Recovering by the printed code: it opens its wrap, once."""

import asyncio
import os
from typing import Literal

import pytest

from server.crypto import activation
from server.crypto.number import generate
from server.crypto.vault import WrapKind
from server.identity.beginning_anew import begin_anew
from server.identity.failures import MOST_IN_A_ROW
from server.identity.standing import hold
from server.identity.verifier import Verifiers
from server.roles import Role
from tests.integration.house import DEVICE, House, post
from tests.integration.identity.life import (
    BASE,
    Holder,
    fail,
    holder,
    kind,
    new_credentials,
    raw,
    wrapped,
)


@pytest.fixture(name="client")
async def _client(home: House) -> Holder:
    return await holder(home, code=True)


async def test_a_code_opens_its_wrap_and_is_replaced_by_its_use(client: Holder) -> None:
    """Wrap, versions and a ticket; with it a new password and a new code, under the next versions. The old ones open nothing."""
    async with client.home.visitor("198.51.100.1") as browser:
        found = await client.recover(browser)
        assert found.status_code == 200
        assert found.json()["versions"] == {"password": 1, "recovery": 1}
        assert (raw(found.json()["account"]), found.json()["role"]) == (client.someone.account, "client")
        new = new_credentials(raw(found.json()["ticket"]))
        said = await post(browser, BASE + "recovery/complete", new)
        assert said.status_code == 200
        assert said.json()["versions"] == {"password": 2, "recovery": 2}
        assert (said.json()["kind"], said.json()["version"], raw(said.json()["wrap"])) == ("password", 2, new["wrap"])
        assert (await browser.get(BASE + "session")).status_code == 200
        assert (await client.browser.get(BASE + "session")).json()["reason"] == "changed"
        assert kind(await client.sign_in()) == "wrong_credentials"
        assert kind(await client.recover(client.browser)) == "wrong_credentials"
        assert (await client.sign_in(key=new["authentication_key"])).status_code == 200
        assert "recovered" in await client.events()


async def test_of_two_completes_at_once_one_succeeds(client: Holder) -> None:
    """By one ticket or by several: the code is good once."""
    tickets = [raw((await client.recover(client.browser)).json()["ticket"]) for _ in range(2)]

    async def complete(ticket: bytes) -> int:
        async with client.home.visitor() as browser:
            return (await post(browser, BASE + "recovery/complete", new_credentials(ticket))).status_code

    statuses = sorted(await asyncio.gather(*(complete(ticket) for ticket in (*tickets, *tickets))))
    assert statuses[0] == 200
    assert set(statuses[1:]) <= {401, 409}


async def test_who_begins_anew_leaves_no_recovery_under_way(client: Holder) -> None:
    """Whoever has shown a lost code takes over nothing that its holder has made since, though versions count from 1 again (crypto.md §4.7)."""
    rooms, account = client.home.identity, client.someone.account
    async with client.home.visitor() as thief:
        ticket = raw((await client.recover(thief)).json()["ticket"])
        async with rooms.database.transaction() as connection:
            issued = await begin_anew(
                connection,
                rooms.accounts,
                rooms.passkeys,
                rooms.failures,
                account,
                client.home.root.public,
                rooms.now(),
                os.urandom,
            )
        client.someone.browser, client.key, client.recovery_version = client.home.visitor(), os.urandom(32), 0
        sheet = activation.read(issued.activation_text)
        made = {"authentication_key": client.key, "wrap": wrapped(), "device": DEVICE}
        said = await post(
            client.browser,
            BASE + "activation/complete",
            {"number": issued.number, "activation": sheet.secret, **made},
        )
        assert said.status_code == 200
        await client.set_code()
        said = await post(thief, BASE + "recovery/complete", new_credentials(ticket))
        assert kind(said) == "wrong_credentials"
    assert (await client.sign_in()).status_code == 200


async def test_an_unknown_or_foreign_ticket_completes_nothing(client: Holder) -> None:
    """Made up, from another network, or of another door: all of it is to begin again (`wrong_credentials`)."""
    ticket = raw((await client.recover(client.browser)).json()["ticket"])
    async with client.home.visitor("198.51.100.9") as elsewhere:
        assert kind(await post(elsewhere, BASE + "recovery/complete", new_credentials(ticket))) == "wrong_credentials"
    said = await post(client.browser, BASE + "recovery/complete", new_credentials(os.urandom(32)))
    assert kind(said) == "wrong_credentials"
    said = await post(client.browser, BASE + "sign-in/second", {"ticket": ticket, "totp": "123456"})
    assert kind(said) == "wrong_credentials"
    assert (await post(client.browser, BASE + "recovery/complete", new_credentials(ticket))).status_code == 200


async def test_the_second_factor_is_asked_of_the_code_too(client: Holder) -> None:
    """The code alone hands nothing over where there is a second factor (ASVS 6.4.3); the factor stays."""
    await client.set_up_totp()
    async with client.home.visitor() as browser:
        asked = await client.recover(browser)
        assert (asked.status_code, kind(asked), asked.json()["totp"]) == (401, "second_factor", True)
        assert "wrap" not in asked.json()
        body = {"ticket": raw(asked.json()["ticket"]), "totp": client.totp_now()}
        assert kind(await post(browser, BASE + "sign-in/second", body)) == "wrong_credentials"
        found = await post(browser, BASE + "recovery/second", body)
        assert found.status_code == 200
        new = new_credentials(raw(found.json()["ticket"]))
        said = await post(browser, BASE + "recovery/complete", new)
        assert (said.status_code, said.json()["second_factor"]) == (200, "present")


async def test_a_factor_that_is_set_up_while_somebody_recovers_has_to_be_shown(client: Holder) -> None:
    """Who showed the code before it was set up does not get past it (ASVS 6.4.3); who shows both does."""
    async with client.home.visitor() as browser:
        found = await client.recover(browser)
        await client.set_up_totp()
        early = await post(browser, BASE + "recovery/complete", new_credentials(raw(found.json()["ticket"])))
        assert kind(early) == "wrong_credentials"
        body = {"ticket": raw((await client.recover(browser)).json()["ticket"]), "totp": client.totp_now()}
        found = await post(browser, BASE + "recovery/second", body)
        said = await post(browser, BASE + "recovery/complete", new_credentials(raw(found.json()["ticket"])))
        assert said.status_code == 200


@pytest.mark.parametrize("door", ["deactivate", "lost-factor"])
async def test_a_code_that_is_replaced_meanwhile_does_nothing(client: Holder, door: str) -> None:
    """An old code on its way when the new one is kept: a stranger's, when its turn comes."""
    rooms, account = client.home.identity, client.someone.account
    body: dict[str, object] = {"number": client.number, "recovery_key": client.code}
    if door == "lost-factor":
        body["authentication_key"] = client.key
    async with client.home.visitor() as browser:
        async with rooms.database.transaction() as connection:
            await hold(connection, account)
            late = asyncio.create_task(post(browser, BASE + "recovery/" + door, body))
            while not await connection.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):
                pass
            verifier = await rooms.verifiers.make(os.urandom(32))
            await rooms.accounts.keep_verifier(connection, account, WrapKind.RECOVERY, 2, verifier, client.home.clock())
        assert kind(await late) == "wrong_credentials"
    assert (await client.browser.get(BASE + "session")).status_code == 200


async def test_a_code_that_is_replaced_while_it_is_checked_opens_nothing(
    client: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was right when the slow work began: no ticket is given for it once its holder has made another."""
    check, old = Verifiers.check, client.code

    async def late(verifiers: Verifiers, verifier: bytes, key: bytes) -> Literal[True]:
        monkeypatch.undo()
        right = await check(verifiers, verifier, key)
        await client.set_code()
        return right

    monkeypatch.setattr(Verifiers, "check", late)
    async with client.home.visitor() as thief:
        body = {"number": client.number, "recovery_key": old, "device": DEVICE}
        assert kind(await post(thief, BASE + "recovery", body)) == "wrong_credentials"
    assert client.recovery_version == 2


async def test_who_is_shut_out_by_strangers_can_still_drop_lost_factors(client: Holder) -> None:
    """A hundred wrong passwords shut the way in, not what takes password and code."""
    await client.set_up_totp()
    await fail(client.home, client.number, MOST_IN_A_ROW)
    async with client.home.visitor("203.0.113.5") as away:
        assert kind(await client.sign_in(away)) == "disabled"
        body = {"number": client.number, "authentication_key": client.key, "recovery_key": client.code}
        assert (await post(away, BASE + "recovery/lost-factor", body)).status_code == 204


async def test_a_clients_passkeys_outlive_a_recovery_and_staffs_do_not(strict: House) -> None:
    """Staff's are wrapped together with the password that was forgotten: they have to set a second factor up again."""
    for role, left, factor in ((Role.CLIENT, 1, "present"), (Role.THERAPIST, 0, "missing")):
        person = await holder(strict, role)
        await person.set_up_totp()
        await person.set_code()
        if role is not Role.CLIENT:
            assert (await person.say("totp/remove", step_up=person.step_up)).status_code == 409
        made = await person.add_passkey()
        asked = (await person.recover(person.browser)).json()
        body = {"ticket": raw(asked["ticket"]), "passkey": made.get(asked["passkey"])}
        found = (await post(person.browser, BASE + "recovery/second", body)).json()
        new = new_credentials(raw(found["ticket"]))
        said = await post(person.browser, BASE + "recovery/complete", new)
        assert (said.status_code, said.json()["second_factor"], said.json()["kind"]) == (200, factor, "password")
        assert len((await person.credentials())["passkeys"]) == left


async def test_wrong_codes_and_unknown_numbers_look_alike(client: Holder) -> None:
    """Wrong code, no code, unknown number, no number: the same bytes, at every door that takes a code."""
    without, key = await holder(client.home), os.urandom(32)
    for path, more in (
        ("recovery", {"device": DEVICE}),
        ("recovery/deactivate", {}),
        ("recovery/lost-factor", {"authentication_key": client.key}),
    ):
        answers = []
        for number in (client.number, without.number, generate(os.urandom), "1234567890"):
            body = {"number": number, "recovery_key": key, **more}
            answers.append(await post(client.browser, BASE + path, body))
        assert {answer.status_code for answer in answers} == {401}
        assert len({answer.content for answer in answers}) == 1
    assert (await client.browser.get(BASE + "session")).status_code == 200


async def test_guessing_codes_slows_down(client: Holder) -> None:
    """Five, then 429 (NIST SP 800-63B-4 §4.2)."""
    right, client.code = client.code, os.urandom(32)
    statuses = [(await client.recover(client.browser)).status_code for _ in range(6)]
    assert statuses == [401] * 5 + [429]
    client.code = right
    assert (await client.recover(client.browser)).status_code == 429


async def test_who_is_shut_out_by_strangers_recovers_from_anywhere(client: Holder) -> None:
    """A hundred wrong passwords shut the way in, not the recovery; after it every way is open again."""
    await fail(client.home, client.number, MOST_IN_A_ROW)
    async with client.home.visitor("203.0.113.5") as away:
        assert kind(await client.sign_in(away)) == "disabled"
        found = await client.recover(away)
        new = new_credentials(raw(found.json()["ticket"]))
        assert (await post(away, BASE + "recovery/complete", new)).status_code == 200
    async with client.home.visitor("203.0.114.5") as elsewhere:
        assert (await client.sign_in(elsewhere, new["authentication_key"])).status_code == 200


async def test_no_stranger_stands_between_a_code_and_its_holder(client: Holder) -> None:
    """However many networks try whatever they like at every door: from a strange place, code and second factor recover the account."""
    await client.set_up_totp()
    doors: dict[str, dict[str, object]] = {
        "sign-in": {"authentication_key": os.urandom(32), "device": DEVICE},
        "recovery": {"recovery_key": os.urandom(32), "device": DEVICE},
        "recovery/lost-factor": {"recovery_key": os.urandom(32), "authentication_key": os.urandom(32)},
    }
    for door, body in doors.items():
        for network in range(MOST_IN_A_ROW + 1):
            async with client.home.visitor(f"10.{network}.{len(door)}.1") as stranger:
                said = await post(stranger, BASE + door, {"number": client.number, **body})
                assert said.status_code in {401, 403, 429}
    async with client.home.visitor("203.0.113.5") as away:
        body = {"ticket": raw((await client.recover(away)).json()["ticket"]), "totp": client.totp_now()}
        assert (await post(away, BASE + "recovery/second", body)).status_code == 200


async def test_lost_factors_are_forgotten_for_password_and_code_together(client: Holder) -> None:
    """Neither alone is enough; afterwards the password lets in by itself, and all sessions are over."""
    await client.set_up_totp()
    body = {"number": client.number, "authentication_key": client.key, "recovery_key": client.code}
    async with client.home.visitor() as browser:
        for wrong in ({"authentication_key": os.urandom(32)}, {"recovery_key": os.urandom(32)}):
            assert kind(await post(browser, BASE + "recovery/lost-factor", body | wrong)) == "wrong_credentials"
        assert (await post(browser, BASE + "recovery/lost-factor", body)).status_code == 204
    assert (await client.browser.get(BASE + "session")).json()["reason"] == "changed"
    assert (await client.sign_in()).status_code == 200
    assert "factors_lost" in await client.events()


async def test_staff_who_lost_their_passkey_recover(strict: House) -> None:
    """Their password alone opens nothing (`disabled`: recover); the code does, and a new second factor is asked for."""
    staff = await holder(strict, Role.INTAKE)
    await staff.set_up_totp()
    await staff.set_code()
    await staff.add_passkey()
    body = {"number": staff.number, "authentication_key": staff.key, "recovery_key": staff.code}
    assert (await post(staff.browser, BASE + "recovery/lost-factor", body)).status_code == 204
    assert kind(await staff.sign_in()) == "disabled"
    found = await staff.recover(staff.browser)
    new = new_credentials(raw(found.json()["ticket"]))
    said = await post(staff.browser, BASE + "recovery/complete", new)
    assert (said.status_code, said.json()["second_factor"]) == (200, "missing")


async def test_whoever_has_the_code_can_shut_the_account(client: Holder) -> None:
    """Signed out or not: all sessions end, the right password is told `deactivated`, a wrong one nothing; again is no mistake."""
    body = {"number": client.number, "recovery_key": client.code}
    async with client.home.visitor() as browser:
        assert (await post(browser, BASE + "recovery/deactivate", body)).status_code == 204
        assert (await post(browser, BASE + "recovery/deactivate", body)).status_code == 204
        assert (await client.browser.get(BASE + "session")).json()["reason"] == "deactivated"
        assert kind(await client.sign_in(browser)) == "deactivated"
        assert kind(await client.recover(browser)) == "deactivated"
        unknown = {"number": generate(os.urandom), "authentication_key": os.urandom(32), "device": DEVICE}
        assert (await client.sign_in(browser, os.urandom(32))).content == (
            await post(browser, BASE + "sign-in", unknown)
        ).content
