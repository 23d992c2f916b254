"""The second factor: asked for, shown, once."""

import asyncio
import os

import pytest

from server.identity.tickets import LIFE_MS, MOST_SHOWN
from server.identity.totp import STEP_MS
from server.sessions.redis import at_once
from tests.integration.house import DEVICE, House, post
from tests.integration.identity.life import BASE, Holder, holder, kind, raw, wrapped
from tests.support.authenticator import PRESENT, Authenticator


@pytest.fixture(name="client")
async def _client(home: House) -> Holder:
    made = await holder(home)
    await made.set_up_totp()
    return made


async def test_after_the_password_a_code_is_asked_for_and_lets_in(client: Holder) -> None:
    """401 `second_factor` with a ticket and no session; the code gives *signed in* with the password's wrap."""
    async with client.home.visitor() as browser:
        asked = await client.sign_in(browser)
        assert (asked.status_code, kind(asked)) == (401, "second_factor")
        assert asked.headers["content-type"] == "application/problem+json"
        assert "set-cookie" not in asked.headers
        assert (asked.json()["totp"], asked.json()["passkey"]) == (True, None)
        assert (await browser.get(BASE + "session")).status_code == 401
        said = await client.second(asked, browser, totp=client.totp_now())
        assert said.status_code == 200
        assert (said.json()["kind"], said.json()["version"], said.json()["second_factor"]) == ("password", 1, "present")
        assert (await browser.get(BASE + "session")).json()["second_factor"] == "present"


async def test_a_secret_is_in_force_once_confirmed(home: House) -> None:
    """A secret that was handed out and never confirmed is asked of nobody, and a wrong code confirms nothing."""
    client = await holder(home)
    secret = raw((await client.say("totp", step_up=client.step_up)).json()["secret"])
    assert len(secret) == 20
    client.totp = secret
    assert (
        kind(await client.say("totp/confirm", code="000000" if client.totp_now() != "000000" else "000001"))
        == "wrong_code"
    )
    assert (await client.sign_in()).status_code == 200
    assert (await client.credentials())["totp"] is None


async def test_a_code_is_used_once(client: Holder) -> None:
    """The code that just let in, the one that confirmed, and any of an earlier step are wrong; the next one is right."""
    for step, lets_in in ((0, True), (0, False), (-1, False), (1, True)):
        asked = await client.sign_in()
        said = await client.second(asked, totp=client.totp_now(step))
        assert (said.status_code == 200) is lets_in, step


async def test_of_two_uses_at_once_one_is_let_in(client: Holder) -> None:
    """The same code on two tickets at the same moment, and the same ticket twice: one session."""
    tickets = [await client.sign_in() for _ in range(3)]
    code = client.totp_now()

    async def show(number: int) -> int:
        async with client.home.visitor() as browser:
            return (await client.second(tickets[number], browser, totp=code)).status_code

    assert sorted(await asyncio.gather(show(0), show(1), show(2), show(2))) == [200, 401, 401, 401]


async def test_the_clock_of_the_app_may_be_a_step_off(client: Holder) -> None:
    """One step early or late is taken, two are not."""
    client.home.clock.ahead_ms += 10 * STEP_MS
    for step, status in ((2, 401), (-2, 401), (-1, 200), (1, 200)):
        assert (await client.second(await client.sign_in(), totp=client.totp_now(step))).status_code == status


async def test_a_ticket_is_good_for_five_wrong_codes(client: Holder) -> None:
    """After them one begins again, with number and password: this ticket is worth nothing, whatever is shown with it."""
    asked = await client.sign_in()
    wrong = f"{(int(client.totp_now()) + 500_000) % 1_000_000:06}"
    for _ in range(MOST_SHOWN):
        assert kind(await client.second(asked, totp=wrong)) == "wrong_code"
    client.home.clock.ahead_ms += 24 * 3_600_000  # the counters' names change, and with them the delays
    assert kind(await client.second(asked, totp=client.totp_now())) == "wrong_credentials"
    assert (await client.second(await client.sign_in(), totp=client.totp_now())).status_code == 200


async def test_a_ticket_is_good_where_it_was_given_and_for_what(client: Holder) -> None:
    """From another network, at another door, made up, or after five minutes, there is no such ticket."""
    asked, code = await client.sign_in(), client.totp_now()
    async with client.home.visitor("198.51.100.7") as elsewhere:
        assert kind(await client.second(asked, elsewhere, totp=code)) == "wrong_credentials"
    body = {"ticket": raw(asked.json()["ticket"]), "totp": code}
    assert kind(await post(client.browser, BASE + "recovery/second", body)) == "wrong_credentials"
    made_up = body | {"ticket": os.urandom(32)}
    assert kind(await post(client.browser, BASE + "sign-in/second", made_up)) == "wrong_credentials"
    redis, prefix = client.home.sessions._redis, client.home.sessions._prefix
    names = await redis.keys(f"{prefix}ticket:*")
    assert names
    assert all(0 < left <= LIFE_MS for left in await at_once(redis, *(("PTTL", name) for name in names)))
    assert (await client.second(asked, totp=code)).status_code == 200


async def test_what_is_shown_is_a_code_or_a_passkey(client: Holder) -> None:
    """Neither, both, or a code of another shape is malformed."""
    ticket = os.urandom(32)
    for shown in ({}, {"totp": "123456", "passkey": {}}, {"totp": "12345"}, {"totp": "१२३४५६"}, {"totp": 123456}):
        said = await post(client.browser, BASE + "sign-in/second", {"ticket": ticket, **shown})
        assert (said.status_code, kind(said)) == (400, "malformed")


async def test_a_wrong_code_is_a_failure_and_the_right_password_forgives_none(client: Holder) -> None:
    """Whoever knows the password cannot start afresh by showing it: five codes, then one waits."""
    statuses = []
    for _ in range(6):
        asked = await client.sign_in()
        if asked.status_code == 429:
            statuses.append(429)
            break
        wrong = f"{(int(client.totp_now()) + 500_000) % 1_000_000:06}"
        statuses.append((await client.second(asked, totp=wrong)).status_code)
    assert statuses[-1] == 429
    assert set(statuses[:-1]) == {401}


async def test_a_wrong_second_factor_is_written_down_once_an_hour(client: Holder) -> None:
    """Whoever fails there knows the password: its holder is to see that. The next hour has a row of its own."""
    for _ in range(2):
        asked = await client.sign_in()
        wrong = f"{(int(client.totp_now()) + 500_000) % 1_000_000:06}"
        said = await asyncio.gather(*(client.second(asked, totp=wrong) for _ in range(2)))
        assert [kind(each) for each in said] == ["wrong_code"] * 2
        assert (await client.second(asked, totp=client.totp_now())).status_code == 200
        client.home.clock.ahead_ms += 3_600_000
    assert (await client.events()).count("wrong_second_factor") == 2
    assert "wrong_password" not in await client.events()


async def test_codes_are_replaced_and_given_up(client: Holder) -> None:
    """A new secret takes the place of the old one once confirmed; given up, the password is enough. Other sessions end; all is written down."""
    async with client.home.visitor() as other:
        assert (await client.second(await client.sign_in(other), other, totp=client.totp_now())).status_code == 200
        before = client.totp
        await client.set_up_totp()
        assert client.totp != before
        assert (await client.browser.get(BASE + "session")).json()["second_factor"] == "present"
        assert (await client.say("totp/remove", step_up=client.step_up)).status_code == 204
        assert (await client.browser.get(BASE + "session")).json()["second_factor"] == "none"
        assert (await other.get(BASE + "session")).json()["reason"] == "changed"
    assert (await client.sign_in()).status_code == 200
    assert [each for each in await client.events() if "totp" in each] == ["totp_removed", "totp_added", "totp_added"]


@pytest.mark.parametrize("factor", ["code", "passkey"])
async def test_the_first_second_factor_ends_every_session_that_never_showed_it(home: House, factor: str) -> None:
    """Who came in by the password alone before it was set up cannot take it off again; with the next one all sessions have shown one."""
    client = await holder(home)
    async with home.visitor() as before, home.visitor() as after:
        assert (await client.sign_in(before)).status_code == 200
        await (client.set_up_totp() if factor == "code" else client.add_passkey())
        assert (await client.browser.get(BASE + "session")).json()["second_factor"] == "present"
        said = await post(before, BASE + "totp/remove", {"step_up": client.step_up})
        assert (said.status_code, said.json()["reason"]) == (401, "changed")
        asked = await client.sign_in(after)
        shown: dict[str, object] = (
            {"totp": client.totp_now()}
            if factor == "code"
            else {"passkey": client.passkeys[0].get(asked.json()["passkey"])}
        )
        assert (await client.second(asked, after, **shown)).status_code == 200
        await client.add_passkey("another")
        assert (await after.get(BASE + "session")).status_code == 200


async def test_a_passkey_is_created_shown_and_listed(home: House) -> None:
    """User verification, a discoverable key and PRF are asked for; the credential is found again under its account."""
    client = await holder(home)
    asked = (await client.say("passkeys/challenge", step_up=client.step_up)).json()
    options = asked["passkey"]
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert len(raw(options["extensions"]["prf"]["eval"]["first"])) == 32
    assert raw(options["user"]["id"]) == client.someone.account
    assert options["rp"]["id"] == "localhost"
    made = await client.add_passkey("phone")
    (listed,) = (await client.credentials())["passkeys"]
    assert (listed["name"], raw(listed["credential"]), listed["used_at"]) == ("phone", made.id, None)
    asked_again = (await client.say("passkeys/challenge", step_up=client.step_up)).json()["passkey"]
    assert [raw(each["id"]) for each in asked_again["excludeCredentials"]] == [made.id]
    assert (await client.events())[0] == "passkey_added"


async def test_a_passkey_is_a_clients_second_factor(home: House) -> None:
    """It is asked for after the password, by name; the answer hands over the password's wrap."""
    client = await holder(home)
    made = await client.add_passkey()
    asked = await client.sign_in()
    options = asked.json()["passkey"]
    assert [raw(each["id"]) for each in options["allowCredentials"]] == [made.id]
    assert (asked.json()["totp"], options["userVerification"], options["rpId"]) == (False, "required", "localhost")
    said = await client.second(asked, passkey=made.get(options))
    assert (said.status_code, said.json()["kind"]) == (200, "password")
    assert (await client.credentials())["passkeys"][0]["used_at"] is not None


async def test_a_passkey_that_was_shown_after_the_password_is_not_shown_again(home: House) -> None:
    """The same ticket with the same answer, as somebody has it who listened: nothing, also of an authenticator that does not count."""
    client = await holder(home)
    made = await client.add_passkey("phone", Authenticator(counts=False))
    asked = await client.sign_in()
    shown = made.get(asked.json()["passkey"])
    assert (await client.second(asked, passkey=shown)).status_code == 200
    async with home.visitor() as listener:
        assert kind(await client.second(asked, listener, passkey=shown)) == "wrong_credentials"


async def test_a_client_signs_in_by_a_passkey_alone(home: House) -> None:
    """The answer is *signed in* of kind "passkey" with that passkey's wrap, version 1."""
    client = await holder(home)
    made = await client.add_passkey()
    async with home.visitor() as browser:
        asked = (await post(browser, BASE + "passkey/challenge", {})).json()
        assert asked["passkey"]["allowCredentials"] == []
        body = {
            "ticket": raw(asked["ticket"]),
            "passkey": made.get(asked["passkey"]),
            "device": DEVICE,
        }
        said = await post(browser, BASE + "passkey/sign-in", body)
        assert (said.status_code, said.json()["kind"], said.json()["version"]) == (200, "passkey", 1)
        assert raw(said.json()["account"]) == client.someone.account
        assert kind(await post(browser, BASE + "passkey/sign-in", body)) == "wrong_credentials"


async def test_challenges_that_lead_to_nothing_slow_down(home: House) -> None:
    """Two hundred from one network, then 429; other networks, and sign-ins by password, are not held up."""
    client = await holder(home)
    made = await client.add_passkey()
    for _ in range(198):
        await home.identity.attempts.count_challenge("203.0.113.0/24")
    async with home.visitor("203.0.113.8") as browser:
        for _ in range(3):  # what leads to a sign-in is given back
            asked = (await post(browser, BASE + "passkey/challenge", {})).json()
            shown = {"ticket": raw(asked["ticket"]), "passkey": made.get(asked["passkey"]), "device": DEVICE}
            assert (await post(browser, BASE + "passkey/sign-in", shown)).status_code == 200
        told = [(await post(browser, BASE + "passkey/challenge", {})).status_code for _ in range(3)]
        assert told == [200, 200, 429]
        assert kind(await client.sign_in(browser)) == "second_factor"
    assert (await post(client.browser, BASE + "passkey/challenge", {})).status_code == 200


@pytest.mark.parametrize("flaw", ["origin", "unverified", "stranger", "count", "holder", "challenge", "garbage"])
async def test_a_passkey_that_does_not_hold_lets_nobody_in(home: House, flaw: str) -> None:
    """Another page's, an unverified user's, an unknown one, a copy, another person's, an old challenge's, no credential at all."""
    client = await holder(home)
    made = await client.add_passkey("phone", Authenticator(count=7))
    asked = (await post(client.browser, BASE + "passkey/challenge", {})).json()
    options = asked["passkey"]
    match flaw:
        case "origin":
            made.origin = "https://localhost.example"
        case "unverified":
            made.flags = PRESENT
        case "stranger":
            made = Authenticator(user=client.someone.account)
        case "count":
            made.count = 3
        case "holder":
            made.user = os.urandom(16)
        case "challenge":
            options = (await post(client.browser, BASE + "passkey/challenge", {})).json()["passkey"]
    shown = made.get(options) if flaw != "garbage" else {"rawId": "AAAA", "response": {"clientDataJSON": 7}, "id": []}
    said = await post(
        client.browser,
        BASE + "passkey/sign-in",
        {"ticket": raw(asked["ticket"]), "passkey": shown, "device": DEVICE},
    )
    assert (said.status_code, kind(said)) == (401, "wrong_code")


async def test_somebody_elses_passkey_is_nobodys_second_factor(home: House) -> None:
    """Right password, and a passkey that holds and is another account's: a wrong one, whoever it says that it belongs to."""
    client, other = await holder(home), await holder(home)
    await client.add_passkey()
    theirs = await other.add_passkey()
    for user in (theirs.user, client.someone.account):
        theirs.user = user
        asked = await client.sign_in()
        assert kind(await client.second(asked, passkey=theirs.get(asked.json()["passkey"]))) == "wrong_code"


@pytest.mark.parametrize("flaw", ["origin", "unverified", "challenge", "host"])
async def test_a_passkey_that_was_not_made_as_asked_is_not_kept(home: House, flaw: str) -> None:
    """By another page, without its user verified, for another challenge or another host."""
    client = await holder(home)
    asked, stale = [(await client.say("passkeys/challenge", step_up=client.step_up)).json() for _ in range(2)]
    made, options = Authenticator(), asked["passkey"]
    match flaw:
        case "origin":
            made.origin = "https://localhost.example"
        case "unverified":
            made.flags = PRESENT
        case "challenge":
            options = stale["passkey"]
        case "host":
            options = options | {"rp": {"id": "localhost.example"}}
    body = {"ticket": raw(asked["ticket"]), "passkey": made.create(options), "name": "x", "wrap": wrapped()}
    assert kind(await client.say("passkeys", **body)) == "wrong_code"
    assert (await client.credentials())["passkeys"] == []


async def test_a_second_factor_is_not_kept_for_a_password_of_before(client: Holder) -> None:
    """What was begun with the password that somebody else knew is worth nothing once it is changed."""
    secret = raw((await client.say("totp", step_up=client.step_up)).json()["secret"])
    asked = (await client.say("passkeys/challenge", step_up=client.step_up)).json()
    new = {"authentication_key": os.urandom(32), "wrap": wrapped(), "version": 2, "passkey": None}
    assert (await client.say("password", step_up=client.step_up, **new)).status_code == 204
    client.totp = secret
    assert kind(await client.say("totp/confirm", code=client.totp_now())) == "wrong_credentials"
    body = {"ticket": raw(asked["ticket"]), "passkey": Authenticator().create(asked["passkey"]), "name": "x"}
    assert kind(await client.say("passkeys", **body, wrap=wrapped())) == "wrong_credentials"
    assert (await client.credentials())["passkeys"] == []


async def test_a_ticket_for_a_passkey_is_its_owners(home: House) -> None:
    """Another session of another person cannot keep a passkey with it."""
    client, other = await holder(home), await holder(home)
    asked = (await client.say("passkeys/challenge", step_up=client.step_up)).json()
    body = {
        "ticket": raw(asked["ticket"]),
        "passkey": Authenticator().create(asked["passkey"]),
        "name": "x",
        "wrap": wrapped(),
    }
    assert kind(await other.say("passkeys", **body)) == "wrong_code"
    assert (await client.say("passkeys", **body)).status_code == 204
    assert kind(await client.say("passkeys", **body)) == "wrong_credentials"


@pytest.mark.parametrize("name", ["", "a\0b", "phone\n", "\x7f", "\x85", "x" * 41])
async def test_a_name_is_a_line_of_text(home: House, name: str) -> None:
    """Neither empty nor longer than forty characters, none of them for control: malformed, and never a fault of ours."""
    client = await holder(home)
    body = {"ticket": bytes(32), "passkey": {}, "wrap": wrapped()}
    assert kind(await client.say("passkeys", **body, name=name)) == "malformed"
    assert kind(await client.say("passkeys", **body, name="Zoë’s 📱")) == "wrong_credentials"


async def test_a_client_gives_a_passkey_up(home: House) -> None:
    """It lets nobody in any more, other sessions end; another's passkey is not for you, and no wrap is brought."""
    client, other = await holder(home), await holder(home)
    made = await client.add_passkey()
    await other.add_passkey()
    (listed,), (foreign,) = (await client.credentials())["passkeys"], (await other.credentials())["passkeys"]
    remove = {"step_up": client.step_up, "wrap": None}
    assert kind(await client.say("passkeys/remove", **remove, passkey=raw(foreign["passkey"]))) == "not_for_you"
    wrong = remove | {"wrap": wrapped()}
    assert kind(await client.say("passkeys/remove", **wrong, passkey=raw(listed["passkey"]))) == "conflict"
    assert (await client.say("passkeys/remove", **remove, passkey=raw(listed["passkey"]))).status_code == 204
    asked = (await post(client.browser, BASE + "passkey/challenge", {})).json()
    body = {
        "ticket": raw(asked["ticket"]),
        "passkey": made.get(asked["passkey"]),
        "device": DEVICE,
    }
    assert kind(await post(client.browser, BASE + "passkey/sign-in", body)) == "wrong_code"
    assert (await client.sign_in()).status_code == 200


async def test_setting_up_needs_the_password_again(home: House) -> None:
    """A session alone adds nothing: a wrong password and another person's are one refusal."""
    client, other = await holder(home), await holder(home)
    wrong = [client.step_up | {"authentication_key": os.urandom(32)}, other.step_up]
    for path in ("totp", "passkeys/challenge", "totp/remove", "deactivate"):
        for step_up in wrong:
            said = await client.say(path, step_up=step_up)
            assert (said.status_code, kind(said)) == (401, "wrong_credentials"), path
        client.home.clock.ahead_ms += 24 * 3_600_000
    assert (await client.browser.get(BASE + "session")).status_code == 200
