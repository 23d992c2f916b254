import asyncio
import os
from base64 import urlsafe_b64encode

from server.roles import Role
from tests.integration.house import House, activate, post

PATH = "/identity/v1/settings"


async def test_settings_follow_those_before(home: House) -> None:
    """Version 0 and nothing before the first; from then on one above the one kept, everything else is a conflict."""
    someone = await activate(home, Role.CLIENT)
    assert (await someone.browser.get(PATH)).json() == {"version": 0, "sealed": None}
    first, second = os.urandom(300), os.urandom(300)
    for version, sealed, status in (
        (2, first, 409),
        (1, first, 204),
        (1, second, 409),
        (3, second, 409),
        (2, second, 204),
    ):
        assert (await post(someone.browser, PATH, {"version": version, "sealed": sealed})).status_code == status
    text = urlsafe_b64encode(second).rstrip(b"=").decode()
    assert (await someone.browser.get(PATH)).json() == {"version": 2, "sealed": text}


async def test_of_two_browsers_at_once_one_is_kept(home: House) -> None:
    """The other learns it, and reads first what it would have lost."""
    someone = await activate(home, Role.THERAPIST)
    said = await asyncio.gather(
        *(post(someone.browser, PATH, {"version": 1, "sealed": os.urandom(100)}) for _ in range(5))
    )
    assert sorted(each.status_code for each in said) == [204, 409, 409, 409, 409]


async def test_everybody_has_their_own(home: House) -> None:
    """Nobody is given another's."""
    someone, other = await activate(home, Role.CLIENT), await activate(home, Role.CLIENT)
    assert (await post(someone.browser, PATH, {"version": 1, "sealed": os.urandom(100)})).status_code == 204
    assert (await other.browser.get(PATH)).json() == {"version": 0, "sealed": None}


async def test_settings_have_their_bounds(home: House) -> None:
    """A version counts from 1; more than fits a request is too large."""
    someone = await activate(home, Role.CLIENT)
    assert (await post(someone.browser, PATH, {"version": 0, "sealed": os.urandom(100)})).status_code == 400
    assert (await post(someone.browser, PATH, {"version": 1, "sealed": os.urandom(39)})).status_code == 400
    assert (await post(someone.browser, PATH, {"version": 1, "sealed": os.urandom(48_000)})).status_code == 204
    assert (await post(someone.browser, PATH, {"version": 2, "sealed": os.urandom(49_153)})).status_code == 413
