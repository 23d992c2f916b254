"""A browser's warning, reported by anyone, reaches the staff who can act on it, and stays nowhere in the clear (S16)."""

from typing import Any

import httpx
import pytest

from server.crypto.canonical import read
from server.crypto.notice import Notice, open_notice
from server.roles import Role
from tests.integration.house import DEVICE, House, Someone
from tests.integration.mailbox.post import certify_system, found, newcomer, raw, signed_of
from tests.integration.practice.staff import Staffed

PATH = "/messaging/v1/warnings"
SAID = {"wording": "Your connection is not private.", "place": "when signing in", "browser": DEVICE}


@pytest.fixture(scope="module", name="certified")
async def _certified(lasting: Staffed) -> Staffed:
    await lasting.home.mail.system.publish(lasting.home.messaging_database)
    await certify_system(lasting)
    return lasting


async def tell(home: House, address: str, **changed: Any) -> httpx.Response:
    """Somebody who is signed out reports."""
    async with home.visitor(address) as visitor:
        return await visitor.post(PATH, json=SAID | changed)


async def told(reader: Someone) -> list[dict[str, str]]:
    """What the notices of a person say, newest first."""
    contents = [
        open_notice(reader.keys.sealing, read(Notice, signed_of(each["notice"]).body), raw(each["sealed"]))
        for each in await found(reader)
    ]
    return [{value.name: value.value for value in content.values} for content in contents]


async def test_a_report_reaches_intake_and_owners_and_nobody_else(certified: Staffed, reader: Someone) -> None:
    """Sealed to each of them; the database holds none of its words."""
    home = certified.home
    owner = await newcomer(certified, Role.OWNER)
    home.rung.clear()
    assert (await tell(home, "203.0.113.1")).status_code == 204
    expected = {
        "event": "warning-reported",
        "wording": "Your connection is not private.",
        "place": "when signing in",
        "browser": "firefox linux",
    }
    assert (await told(certified.intake))[0] == expected
    assert (await told(owner))[0] == expected
    assert (await found(reader), await found(certified.therapist)) == ([], [])
    assert set(home.rung) >= {certified.intake.account, owner.account}
    async with home.messaging_database.acquire() as connection:
        rows = await connection.fetch("SELECT body, sealed FROM notice")
    assert rows
    assert not any(b"not private" in row["body"] + row["sealed"] for row in rows)


async def test_who_is_signed_in_is_named_and_can_be_answered(certified: Staffed, reader: Someone) -> None:
    """By their pseudonym; whose session is over reports like everyone."""
    assert (await reader.browser.post(PATH, json=SAID)).status_code == 204
    assert (await told(certified.intake))[0]["account"] == reader.account.hex()
    async with certified.home.visitor("203.0.115.1", Cookie="webtherapy=" + "A" * 43) as stranger:
        assert (await stranger.post(PATH, json=SAID)).status_code == 204
    assert "account" not in (await told(certified.intake))[0]


async def test_a_network_that_goes_on_has_to_wait(certified: Staffed) -> None:
    """After three reports; another network has not. What is refused reaches nobody."""
    home = certified.home
    said = [await tell(home, f"198.51.100.{at}") for at in range(4)]
    assert [each.status_code for each in said] == [204, 204, 204, 429]
    assert int(said[3].headers["retry-after"]) >= 1
    before = len(await told(certified.intake))
    assert (await tell(home, "198.51.100.9")).status_code == 429
    assert len(await told(certified.intake)) == before
    assert (await tell(home, "198.51.101.9")).status_code == 204


@pytest.mark.parametrize(
    "changed",
    [
        {"wording": ""},
        {"wording": "   "},
        {"wording": "é" * 501},
        {"place": "x" * 301},
        {"browser": {"browser": "netscape", "system": "linux"}},
        {"card_number": "4242424242424242"},
    ],
)
async def test_what_is_out_of_bounds_is_refused(certified: Staffed, changed: dict[str, Any]) -> None:
    """Empty, too long, of an unknown browser, or with something that nobody asked for: `malformed`, and it counts for nothing."""
    for _ in range(4):
        said = await tell(certified.home, "192.0.2.1", **changed)
        assert (said.status_code, said.json()["type"]) == (400, "urn:webtherapy:malformed")


async def test_without_staff_nobody_is_thanked(home: House) -> None:
    """There is nobody to seal it to yet, and the page says that it did not arrive."""
    said = await tell(home, "203.0.113.9")
    assert (said.status_code, said.json()["type"]) == (503, "urn:webtherapy:try_again")
