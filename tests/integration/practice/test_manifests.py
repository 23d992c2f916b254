import json

import pytest

from server.crypto.manifest import make_manifest, make_next_manifest
from server.crypto.signing import SigningKey
from server.roles import Role
from tests.integration.house import Someone, activate, now_ms, post, write
from tests.integration.practice.staff import Staffed, vouch, with_cosignatures

PATH = "/messaging/v1/custodian-manifests"


async def newcomers(staffed: Staffed, *roles: Role) -> list[Someone]:
    """People who are certified but keep nothing yet."""
    people = [await activate(staffed.home, role) for role in roles]
    for each in people:
        await each.post_bundle()
        assert (await vouch(staffed.intake, staffed.certifier, each)).status_code == 204
    return people


async def test_successors_need_k_of_their_predecessors(staffed: Staffed) -> None:
    """One signature of three is too few, two are enough; the same manifest again is fine, an older one a conflict."""
    new = await newcomers(staffed, Role.CUSTODIAN, Role.CUSTODIAN)
    bundles = [each.bundle for each in (*new, staffed.custodians[0])]
    signed = make_next_manifest(staffed.home.root, bundles, 2, now_ms(), staffed.manifest)
    first, second, _ = staffed.custodians
    for cosigners, status in (((), 422), ((first,), 422), ((new[0], new[1]), 422), ((first, second), 204), ((), 204)):
        said = await post(staffed.owner.browser, PATH, with_cosignatures(signed, *cosigners))
        assert said.status_code == status
    practice = (await staffed.client.browser.get("/messaging/v1/practice")).json()
    assert len(practice["manifest"]["cosignatures"]) == 2
    assert [each["body"] for each in practice["earlier"]] == [
        json.loads(write({"body": staffed.manifest.encoded()}))["body"]
    ]
    again = make_manifest(staffed.home.root, bundles, 2, now_ms())
    assert (await post(staffed.owner.browser, PATH, with_cosignatures(again))).status_code == 422


async def test_custodians_are_certified_as_such(staffed: Staffed) -> None:
    """Someone uncertified is 403, someone of another role 422."""
    unknown = await activate(staffed.home, Role.CUSTODIAN)
    await unknown.post_bundle()
    cosigners = staffed.custodians[:2]
    for third, status in ((unknown, 403), (staffed.therapist, 422)):
        bundles = [each.bundle for each in (*cosigners, third)]
        signed = make_next_manifest(staffed.home.root, bundles, 2, now_ms(), staffed.manifest)
        assert (await post(staffed.owner.browser, PATH, with_cosignatures(signed, *cosigners))).status_code == status


@pytest.mark.parametrize("who", ["intake", "therapist", "client"])
async def test_only_owners_deliver_manifests(staffed: Staffed, who: str) -> None:
    """The root's word alone is not enough: it comes by an owner's session."""
    bundles = [each.bundle for each in staffed.custodians]
    signed = make_manifest(staffed.home.root, bundles, 2, now_ms())
    assert (await post(getattr(staffed, who).browser, PATH, with_cosignatures(signed))).status_code == 404


async def test_another_root_installs_nobody(staffed: Staffed) -> None:
    """A manifest that the practice's root did not sign is refused."""
    bundles = [each.bundle for each in staffed.custodians]
    signed = make_next_manifest(SigningKey(bytes(32)), bundles, 2, now_ms(), staffed.manifest)
    said = await post(staffed.owner.browser, PATH, with_cosignatures(signed, *staffed.custodians))
    assert said.status_code == 422
