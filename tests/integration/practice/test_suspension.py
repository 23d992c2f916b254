"""Suspension and reinstatement over HTTP (requirement S18; compliance ST-04, invariant 14)."""

import asyncio
from base64 import urlsafe_b64encode

import httpx
import pytest

from server.crypto.staff_act import ActWord, ReasonCode, StaffAct, make_staff_act, reason_hash, subject_hash
from server.ids import AccountId
from server.practice.suspension import tell_who_is_suspended
from server.roles import Role
from tests.integration.house import DEVICE, Someone, activate, now_ms, pair, post
from tests.integration.practice.staff import Staffed

ACCOUNTS = "/messaging/v1/accounts"


async def act(
    staff: Someone,
    someone: Someone | AccountId,
    word: ActWord = ActWord.SUSPEND,
    *,
    signer: Someone | None = None,
    about: AccountId | None = None,
) -> httpx.Response:
    """What a staff member's browser sends."""
    account = someone if isinstance(someone, bytes) else someone.account
    code, signer = ReasonCode.CONDUCT, signer or staff
    body = StaffAct(
        staff.account, word, subject_hash(about or account), reason_hash(word, code, "Please call us."), now_ms()
    )
    signed = make_staff_act(signer.keys.signing, body)
    path = f"{ACCOUNTS}/{word.value}"
    return await post(staff.browser, path, {"act": pair(signed), "code": code.value, "account": bytes(account)})


async def sign_in(someone: Someone) -> httpx.Response:
    """Again, in the same browser."""
    body = {"number": someone.number, "authentication_key": someone.authentication_key, "device": DEVICE}
    return await post(someone.browser, "/identity/v1/sign-in", body)


async def stands(staffed: Staffed, someone: Someone) -> str:
    """How the desk sees an account."""
    (found,) = (
        row["state"]
        for row in (await staffed.intake.browser.get(ACCOUNTS)).json()
        if row["account"] == _text(someone.account)
    )
    return str(found)


def _text(account: bytes) -> str:
    return urlsafe_b64encode(account).rstrip(b"=").decode()


async def test_a_client_is_out_at_once_and_may_come_back_to_read(staffed: Staffed) -> None:
    """Every session ends, and says why; signed in again, their own things and rights are there; reinstated, all is as it was."""
    client = staffed.client
    assert (await act(staffed.intake, client)).status_code == 204
    ended = await client.browser.get("/identity/v1/session")
    assert (ended.status_code, ended.json()["reason"]) == (401, "suspended")
    said = await sign_in(client)
    assert (said.status_code, said.json()["suspended"]) == (200, True)
    for path in (
        "/identity/v1/session", "/identity/v1/sessions", "/identity/v1/history", "/identity/v1/credentials",
        "/identity/v1/contact-card", "/messaging/v1/practice", "/messaging/v1/bundle", "/messaging/v1/acceptances",
        "/messaging/v1/policies", "/messaging/v1/drafts",
    ):  # fmt: skip
        assert (await client.browser.get(path)).status_code == 200, path
    assert await stands(staffed, client) == "suspended"
    assert (await act(staffed.owner, client, ActWord.REINSTATE)).status_code == 204
    assert (await client.browser.get("/identity/v1/session")).json()["suspended"] is False
    assert await stands(staffed, client) == "active"


async def test_who_is_suspended_is_told(staffed: Staffed) -> None:
    """A notice for each act, once, which a suspended person can read; so are their record and their rights."""
    client = staffed.client
    home = staffed.home
    await home.mail.system.publish(home.messaging_database)
    async with home.messaging_database.acquire() as connection:
        before = await connection.fetchval("SELECT count(*) FROM notice WHERE recipient = $1", client.account)
    for word in (ActWord.SUSPEND, ActWord.REINSTATE):
        assert (await act(staffed.intake, client, word)).status_code == 204
        assert (await act(staffed.intake, client, word)).status_code == 409
    async with home.messaging_database.acquire() as connection:
        rows = await connection.fetch("SELECT kind FROM notice WHERE recipient = $1", client.account)
    assert [row["kind"] for row in rows][before:] == ["update", "update"]
    assert (await act(staffed.intake, client)).status_code == 204
    assert (await sign_in(client)).json()["suspended"] is True
    for path in ("notices", "conversations", "mail", "acceptances", "policies"):
        assert (await client.browser.get(f"/messaging/v1/{path}")).status_code == 200, path
    assert (await act(staffed.intake, client, ActWord.REINSTATE)).status_code == 204


@pytest.mark.parametrize("who", ["therapist", "intake"])
async def test_staff_keep_their_own_things_only(staffed: Staffed, who: str) -> None:
    """Whose work it is to see others see nobody any more; keys, rights and policies stay theirs."""
    someone: Someone = getattr(staffed, who)
    assert (await act(staffed.owner, someone)).status_code == 204
    assert (await sign_in(someone)).json()["suspended"] is True
    for path in ("/identity/v1/session", "/identity/v1/credentials", "/messaging/v1/practice", "/messaging/v1/bundle"):
        assert (await someone.browser.get(path)).status_code == 200, path
    for path in ("people", "uncertified", "accounts", "drafts"):
        said = await someone.browser.get(f"/messaging/v1/{path}")
        assert (said.status_code, said.json()["type"]) == (403, "urn:webtherapy:suspended"), path
    card = await post(someone.browser, "/identity/v1/contact-card/read", {"account": bytes(staffed.client.account)})
    shut = await post(someone.browser, "/identity/v1/accounts/deactivate", {"account": bytes(staffed.client.account)})
    assert {card.status_code, shut.status_code} == {403}


async def test_of_two_at_once_one_is_told(staffed: Staffed) -> None:
    """Both see the state that is; the trail has one act."""
    said = await asyncio.gather(*(act(staff, staffed.client) for staff in (staffed.intake, staffed.owner) * 2))
    assert sorted(each.status_code for each in said) == [204, 409, 409, 409]
    rows = (await staffed.owner.browser.get("/messaging/v1/audit")).json()["rows"]
    assert [row["act"] for row in rows].count("account_suspended") == 1
    assert rows[0]["subject"] == _text(staffed.client.account)


async def test_who_may_do_it_to_whom(staffed: Staffed) -> None:
    """Intake: clients and therapists. Owners: everybody but themselves. Nobody else, and whom nobody knows is not there."""
    custodian = staffed.custodians[0]
    for staff, someone in (
        (staffed.intake, staffed.owner), (staffed.intake, custodian), (staffed.intake, staffed.intake),
        (staffed.owner, staffed.owner), (staffed.therapist, staffed.client), (staffed.client, staffed.therapist),
        (custodian, staffed.client), (staffed.intake, AccountId(bytes(16))),
    ):  # fmt: skip
        said = await act(staff, someone)
        assert (said.status_code, said.json()["type"]) == (404, "urn:webtherapy:not_for_you")
    assert (await act(staffed.intake, staffed.therapist)).status_code == 204
    assert (await act(staffed.owner, custodian)).status_code == 204


async def test_what_is_not_signed_so_is_not_done(staffed: Staffed) -> None:
    """Another's key, another's account, the other act: refused, and nobody is out."""
    for wrong in (
        act(staffed.intake, staffed.client, signer=staffed.owner),
        act(staffed.intake, staffed.client, about=staffed.therapist.account),
    ):
        assert (await wrong).status_code == 422
    assert (await staffed.client.browser.get("/identity/v1/session")).json()["suspended"] is False


async def test_what_valkey_forgot_it_is_told_again(staffed: Staffed) -> None:
    """Also of who is not suspended after all."""
    home, client, therapist = staffed.home, staffed.client, staffed.therapist
    assert (await act(staffed.intake, client)).status_code == 204
    await sign_in(client)
    await home.sessions.set_all_suspended([therapist.account])
    async with home.messaging_database.transaction() as connection:
        await tell_who_is_suspended(connection, home.sessions)
    for someone, suspended in ((client, True), (therapist, False)):
        assert (await someone.browser.get("/identity/v1/session")).json()["suspended"] is suspended


async def test_the_desk_lists_everybody_with_keys(staffed: Staffed) -> None:
    """By pseudonym, role and certificate; for intake, officers and owners; and the identity side says whose account was shut."""
    newcomer = await activate(staffed.home, Role.CLIENT)
    await newcomer.post_bundle()
    listed = {row["account"]: row for row in (await staffed.owner.browser.get(ACCOUNTS)).json()}
    assert len(listed) == 8
    assert listed[_text(newcomer.account)] == {
        "account": _text(newcomer.account), "role": "client", "certified": False, "state": "active", "since": None,
    }  # fmt: skip
    assert listed[_text(staffed.client.account)]["certified"] is True
    await post(staffed.owner.browser, "/identity/v1/accounts/deactivate", {"account": bytes(newcomer.account)})
    issued = {
        row["account"]: row["state"] for row in (await staffed.intake.browser.get("/identity/v1/accounts")).json()
    }
    assert (issued[_text(newcomer.account)], issued[_text(staffed.client.account)]) == ("closed", "active")
    for stranger in (staffed.client, staffed.therapist, staffed.custodians[0]):
        for path in (ACCOUNTS, "/identity/v1/accounts"):
            assert (await stranger.browser.get(path)).status_code == 404
