import base64

import httpx
import pytest

from server.errors import EndReason
from server.roles import Role
from server.sessions.device import Browser, Device, System
from server.sessions.scripts import IDLE_MS
from server.sessions.sign_in_session import SecondFactor
from tests.integration.house import House, post
from tests.integration.identity.devices import STRANGER, device_of
from tests.support.valkey_clock import CLOSE_MS, ValkeyClock

PHONE = Device(Browser.SAFARI, System.IOS)
LAPTOP = Device(Browser.FIREFOX, System.LINUX)
SESSION, SESSIONS, END = (f"/identity/v1/{path}" for path in ("session", "sessions", "sessions/end"))
ACTIVITY = "/identity/v1/session/activity"


@pytest.fixture(name="clock")
def _clock(home: House) -> ValkeyClock:
    return ValkeyClock(home.sessions._redis, home.sessions._prefix)


async def listed(browser: httpx.AsyncClient) -> list[dict[str, object]]:
    """The account's sessions as the browser is told of them."""
    said = await browser.get(SESSIONS)
    assert said.status_code == 200
    document = said.json()
    assert set(document) == {"sessions"}
    return list(document["sessions"])


async def named(browser: httpx.AsyncClient) -> bytes:
    """The name of this browser's own session."""
    (own,) = [each for each in await listed(browser) if each["current"]]
    return base64.urlsafe_b64decode(str(own["session"]) + "=")


async def status(browser: httpx.AsyncClient) -> int:
    """Of asking for one's sessions."""
    return (await browser.get(SESSIONS)).status_code


async def test_a_person_sees_where_they_are_signed_in(home: House) -> None:
    """Each session with its device, when it began and was last used, the newest first; which one this is; no token."""
    async with device_of(home, STRANGER, device=PHONE) as phone, device_of(home, STRANGER, device=LAPTOP) as laptop:
        sessions = await listed(phone)
        assert [set(each) for each in sessions] == [{"session", "device", "began", "active", "current"}] * 2
        devices = {each["current"]: each["device"] for each in sessions}
        assert devices[True] == {"browser": "safari", "system": "ios"}
        assert devices[False] == {"browser": "firefox", "system": "linux"}
        assert {each["current"]: each["device"] for each in await listed(laptop)}[True] == devices[False]
        token = phone.headers["Cookie"].partition("=")[2]
        assert token not in (await phone.get(SESSIONS)).text


async def test_any_session_is_ended_from_any_other(home: House) -> None:
    """It is over at once, it is told why, and the one that asked goes on."""
    async with device_of(home, STRANGER) as here, device_of(home, STRANGER) as there:
        assert (await post(here, END, {"session": await named(there)})).status_code == 204
        said = await there.get(SESSION)
        assert (said.status_code, said.json()["type"], said.json()["reason"]) == (
            401,
            "urn:webtherapy:signed_out",
            "elsewhere",
        )
        assert [each["current"] for each in await listed(here)] == [True]


async def test_all_others_are_ended_together(home: House) -> None:
    """Every session of the account but the one that asks; nobody else's."""
    async with (
        device_of(home, STRANGER) as here,
        device_of(home, STRANGER) as there,
        device_of(home, STRANGER) as yonder,
        device_of(home, type(STRANGER)(bytes(16))) as other,
    ):
        assert (await post(here, END, {"session": None})).status_code == 204
        assert [await status(each) for each in (here, there, yonder, other)] == [200, 401, 401, 200]


async def test_nobody_ends_the_sessions_of_others(home: House) -> None:
    """Another account's session and one that never was are refused alike, and the other goes on."""
    async with device_of(home, STRANGER) as here, device_of(home, type(STRANGER)(bytes(16))) as other:
        answers = [await post(here, END, {"session": name}) for name in (await named(other), bytes(32))]
        assert [each.status_code for each in answers] == [404, 404]
        assert answers[0].content == answers[1].content
        assert await status(other) == 200


async def test_what_is_left_is_told_and_asking_uses_nothing_up(home: House, clock: ValkeyClock) -> None:
    """`left` counts down whatever is asked for over HTTP, and at its end the answer is 401 with the reason (SES-03)."""
    async with device_of(home, (await home.issue(Role.CLIENT)).account) as browser:
        await clock.forward(IDLE_MS - CLOSE_MS)
        for _ in range(3):
            assert 0 < (await browser.get(SESSION)).json()["left"] <= CLOSE_MS
            await post(browser, "/identity/v1/session/reload-key", {"next": bytes(32)})
            await listed(browser)
        await clock.forward(CLOSE_MS)
        assert (await browser.get(SESSION)).json()["reason"] == "idle"


async def test_a_page_without_a_socket_says_that_its_person_is_there(home: House, clock: ValkeyClock) -> None:
    """Staff who are setting a second factor up keep their five minutes as everyone does; asking alone gives none."""
    account = (await home.issue(Role.THERAPIST)).account
    async with device_of(home, account, Role.THERAPIST, second_factor=SecondFactor.MISSING) as browser:
        await clock.forward(IDLE_MS - CLOSE_MS)
        assert 0 < (await post(browser, ACTIVITY, {"age": None})).json()["left"] <= CLOSE_MS
        said = (await post(browser, ACTIVITY, {"age": 0})).json()
        assert (said["left"] > CLOSE_MS, said["account"]) == (True, (await browser.get(SESSION)).json()["account"])
        assert (await post(browser, ACTIVITY, {"age": 15_001})).status_code == 400
        await clock.forward(IDLE_MS)
        assert (await post(browser, ACTIVITY, {"age": 0})).json()["reason"] == "idle"


@pytest.mark.parametrize("reason", list(EndReason))
async def test_a_refused_request_is_told_why(home: House, reason: EndReason) -> None:
    """Whoever holds the token of an ended session learns the reason; a made-up token and none at all learn nothing."""
    async with device_of(home, STRANGER) as browser:
        await home.sessions.end_all(STRANGER, reason)
        assert (await browser.get(SESSION)).json()["reason"] == reason
    async with home.visitor(Cookie="webtherapy=" + "A" * 43) as stranger, home.visitor() as nobody:
        for visitor in (stranger, nobody):
            said = await visitor.get(SESSION)
            assert (said.status_code, "reason" in said.json()) == (401, False)


async def test_an_incomplete_session_may_only_set_a_second_factor_up(home: House) -> None:
    """Who one is, and one's sessions, can be asked; nothing of messaging can, until the factor is there."""
    account = (await home.issue(Role.THERAPIST)).account
    async with device_of(home, account, Role.THERAPIST, second_factor=SecondFactor.MISSING) as browser:
        assert (await browser.get(SESSION)).json()["second_factor"] == "missing"
        assert [each["current"] for each in await listed(browser)] == [True]
        refused = await browser.get("/messaging/v1/practice")
        assert (refused.status_code, refused.json()["type"]) == (403, "urn:webtherapy:second_factor_missing")
        (session,) = await home.sessions.list_of(account)
        await home.sessions.complete(session.id)
        assert (await browser.get("/messaging/v1/practice")).status_code == 200
        assert (await browser.get(SESSION)).json()["second_factor"] == "present"
