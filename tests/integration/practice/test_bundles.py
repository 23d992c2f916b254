import os

from server.crypto.account import AccountKeys
from server.crypto.bundle import make_bundle
from server.roles import Role
from tests.integration.house import House, activate, now_ms, pair, post
from tests.integration.practice.staff import succeed

PATH = "/messaging/v1/bundle"


async def test_ones_own_keys_are_kept_with_the_role_one_signed_in_with(home: House) -> None:
    """What was published comes back as it was, uncertified, with the session's role; the same again is fine."""
    someone = await activate(home, Role.THERAPIST)
    assert (await someone.browser.get(PATH)).status_code == 404
    await someone.post_bundle()
    await someone.post_bundle()
    person = (await someone.browser.get(PATH)).json()
    assert (person["role"], person["certificate"]) == ("therapist", None)


async def test_nobody_publishes_keys_for_another(home: House) -> None:
    """A bundle of another account is not the caller's to publish."""
    someone, other = await activate(home, Role.CLIENT), await activate(home, Role.CLIENT)
    said = await post(someone.browser, PATH, {"bundle": pair(other.signed_bundle)})
    assert (said.status_code, said.json()["type"]) == (404, "urn:webtherapy:not_for_you")


async def test_a_bundle_that_its_key_did_not_sign_is_refused(home: House) -> None:
    """Bytes that prove nothing never get in."""
    someone = await activate(home, Role.CLIENT)
    body = pair(someone.signed_bundle) | {"signature": os.urandom(64)}
    assert (await post(someone.browser, PATH, {"bundle": body})).status_code == 422


async def test_new_keys_come_from_the_old_ones(home: House) -> None:
    """A successor is taken with its predecessor's signature only; a second first bundle is a conflict."""
    someone = await activate(home, Role.CLIENT)
    await someone.post_bundle()
    rival = make_bundle(AccountKeys.from_secret(os.urandom(32)), someone.account, now_ms())
    assert (await post(someone.browser, PATH, {"bundle": pair(rival)})).status_code == 409
    body = succeed(someone)
    forged = body | {"predecessor_signature": os.urandom(64)}
    assert (await post(someone.browser, PATH, forged)).status_code == 422
    assert (await post(someone.browser, PATH, body)).status_code == 204
    # The old bundle is history now: publishing it again would turn the clock back.
    assert (await post(someone.browser, PATH, {"bundle": pair(someone.signed_bundle)})).status_code == 409


async def test_the_first_bundle_is_generation_0(home: House) -> None:
    """Nobody begins in the middle."""
    someone = await activate(home, Role.CLIENT)
    body = succeed(someone)
    del body["predecessor_signature"]
    assert (await post(someone.browser, PATH, body)).status_code == 422
