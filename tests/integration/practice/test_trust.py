import pytest

from server.crypto.signing import SigningKey
from server.crypto.trust import certify, delegate, verify_delegation
from server.errors import ConfigurationError
from server.practice.root import install_root
from server.roles import Role
from tests.integration.house import House, activate, now_ms, pair, post
from tests.integration.practice.staff import YEAR_MS, Staffed, appoint, deliver, succeed, vouch


async def test_a_practice_has_one_root_for_good(home: House) -> None:
    """The same root again is fine; another one is refused, and the first stands."""
    fingerprint = await install_root(home.messaging_database, home.root.public)
    assert await install_root(home.messaging_database, home.root.public) == fingerprint
    with pytest.raises(ConfigurationError):
        await install_root(home.messaging_database, SigningKey(bytes(32)).public)
    someone = await activate(home, Role.CLIENT)
    practice = (await someone.browser.get("/messaging/v1/practice")).json()
    assert practice["root"] is not None
    assert (practice["manifest"], practice["delegations"], practice["custodians"]) == (None, [], [])


async def test_everyone_signed_in_sees_what_the_practice_is(staffed: Staffed) -> None:
    """Root, delegations, certifiers, manifest and custodians, each with what proves it."""
    practice = (await staffed.client.browser.get("/messaging/v1/practice")).json()
    assert len(practice["delegations"]) == 1
    assert [person["role"] for person in practice["certifiers"]] == ["intake"]
    assert practice["certifiers"][0]["certificate"] is not None
    assert [person["role"] for person in practice["custodians"]] == ["custodian"] * 3
    assert practice["manifest"]["cosignatures"] == []


async def test_a_delegation_needs_the_root_and_an_owner(staffed: Staffed) -> None:
    """Another root's word is 422, another role's delivery 404, an unknown bundle 404; the right one again is fine."""
    stranger = SigningKey(bytes(32))
    until = now_ms() + YEAR_MS
    forged = delegate(stranger, staffed.intake.bundle, 0, until)
    assert (await deliver(staffed.owner, forged)).status_code == 422
    right = delegate(staffed.home.root, staffed.therapist.bundle, 0, until)
    assert (await deliver(staffed.intake, right)).status_code == 404
    unknown = delegate(staffed.home.root, (await activate(staffed.home, Role.INTAKE)).bundle, 0, until)
    assert (await deliver(staffed.owner, unknown)).status_code == 404
    assert (await deliver(staffed.owner, right)).status_code == 204
    assert (await deliver(staffed.owner, right)).status_code == 204


async def test_nobody_certifies_without_a_delegation(staffed: Staffed) -> None:
    """A therapist who signs certificates with a borrowed delegation is told that there is nothing here."""
    newcomer = await activate(staffed.home, Role.CLIENT)
    await newcomer.post_bundle()
    assert (await vouch(staffed.therapist, staffed.certifier, newcomer)).status_code == 404
    assert (await vouch(staffed.owner, staffed.certifier, newcomer)).status_code == 404


async def test_an_expired_delegation_certifies_nobody(staffed: Staffed) -> None:
    """When it has run out its holder is no certifier; what was certified before stands."""
    newcomer = await activate(staffed.home, Role.CLIENT)
    await newcomer.post_bundle()
    staffed.home.clock.ahead_ms = 2 * YEAR_MS
    assert (await vouch(staffed.intake, staffed.certifier, newcomer)).status_code == 404
    person = (await staffed.client.browser.get("/messaging/v1/bundle")).json()
    assert person["certificate"] is not None


async def test_a_certificate_from_before_its_delegation_is_refused(staffed: Staffed) -> None:
    """Issued outside of the delegation's validity: the bytes do not prove what they claim."""
    newcomer = await activate(staffed.home, Role.CLIENT)
    await newcomer.post_bundle()
    early = staffed.certifier.delegation.valid_from
    wide = delegate(staffed.home.root, staffed.intake.bundle, 0, now_ms() + YEAR_MS)
    elsewhere = verify_delegation(wide, staffed.intake.signed_bundle, staffed.home.pinned)
    signed = certify(staffed.intake.keys.signing, elsewhere, newcomer.bundle, Role.CLIENT, early - 1)
    assert (await post(staffed.intake.browser, "/messaging/v1/certificates", pair(signed))).status_code == 422


async def test_nobody_is_certified_as_more_than_they_are(staffed: Staffed) -> None:
    """The role in a certificate is the one the account was issued with."""
    newcomer = await activate(staffed.home, Role.CLIENT)
    await newcomer.post_bundle()
    assert (await vouch(staffed.intake, staffed.certifier, newcomer, Role.OWNER)).status_code == 422


async def test_one_bundle_has_one_certificate(staffed: Staffed) -> None:
    """The same bytes again are fine, a second opinion is a conflict, and who is certified waits no longer."""
    newcomer = await activate(staffed.home, Role.CLIENT)
    await newcomer.post_bundle()
    waiting = (await staffed.intake.browser.get("/messaging/v1/uncertified")).json()
    assert [person["role"] for person in waiting] == ["client"]
    signer, certifier = staffed.intake.keys.signing, staffed.certifier
    first, second = (certify(signer, certifier, newcomer.bundle, Role.CLIENT, now_ms() + late) for late in (0, 1))
    for signed, status in ((first, 204), (first, 204), (second, 409)):
        said = await post(staffed.intake.browser, "/messaging/v1/certificates", pair(signed))
        assert said.status_code == status
    assert (await staffed.intake.browser.get("/messaging/v1/uncertified")).json() == []
    assert len((await staffed.intake.browser.get("/messaging/v1/people")).json()) == 8


async def test_replaced_keys_certify_no_more(staffed: Staffed) -> None:
    """A certifier whose bundle was succeeded needs a new delegation first."""
    body = succeed(staffed.intake)
    assert (await post(staffed.intake.browser, "/messaging/v1/bundle", body)).status_code == 204
    newcomer = await activate(staffed.home, Role.CLIENT)
    await newcomer.post_bundle()
    assert (await vouch(staffed.intake, staffed.certifier, newcomer)).status_code == 404


async def test_a_second_certifier_can_be_appointed(staffed: Staffed) -> None:
    """Several may certify, each with their own delegation, and none with another's."""
    second = await activate(staffed.home, Role.INTAKE)
    await second.post_bundle()
    certifier = await appoint(staffed.home, staffed.owner, second)
    newcomer = await activate(staffed.home, Role.CLIENT)
    await newcomer.post_bundle()
    assert (await vouch(second, staffed.certifier, newcomer)).status_code == 422
    assert (await vouch(second, certifier, newcomer)).status_code == 204


async def test_intake_and_owners_see_everybody(staffed: Staffed) -> None:
    """Who signs for people can find them, certified or waiting; for anyone else there is nothing here."""
    for path in ("/messaging/v1/people", "/messaging/v1/uncertified"):
        for person, status in ((staffed.intake, 200), (staffed.owner, 200), (staffed.therapist, 404)):
            assert (await person.browser.get(path)).status_code == status
