"""A practice at work, made over HTTP from its first key to its custodians."""

import os
from dataclasses import dataclass
from typing import Any

import httpx

from server.crypto.account import AccountKeys
from server.crypto.bundle import make_anew, make_successor
from server.crypto.manifest import Manifest, cosign_manifest, make_manifest, verify_manifest
from server.crypto.match import make_match
from server.crypto.signing import SignedBody
from server.crypto.trust import (
    CertifiedBundle,
    Certifier,
    certify,
    certify_anew,
    delegate,
    verify_certificate,
    verify_delegation,
)
from server.ids import ConversationId
from server.practice.matches import begin, verified_match
from server.practice.root import install_root
from server.roles import Role
from tests.integration.house import House, Someone, activate, now_ms, pair, post

YEAR_MS = 366 * 24 * 3_600_000


@dataclass(slots=True, kw_only=True)
class Staffed:
    """A practice at work: its people, certified, and the custodians in force."""

    home: House
    owner: Someone
    intake: Someone
    therapist: Someone
    client: Someone
    custodians: list[Someone]
    certifier: Certifier
    manifest: Manifest

    def certified(self, someone: Someone) -> CertifiedBundle:
        """Somebody's certified bundle, as anyone can verify it."""
        signed = certify(self.intake.keys.signing, self.certifier, someone.bundle, someone.role, now_ms())
        return verify_certificate(signed, someone.signed_bundle, self.certifier)

    def match(self, *people: Someone, conversation: ConversationId | None = None) -> SignedBody:
        """A match of people, as intake signs it."""
        return make_match(
            self.intake.keys.signing,
            self.certifier,
            conversation or ConversationId(os.urandom(16)),
            [self.certified(each) for each in people],
            self.manifest.hash,
            now_ms(),
        )


async def matched(staffed: Staffed, *people: Someone, conversation: ConversationId | None = None) -> ConversationId:
    """A conversation of theirs, begun as an acceptance begins it, whatever else they have."""
    return await begun(staffed, staffed.match(*people, conversation=conversation))


async def begun(staffed: Staffed, signed: SignedBody, certifier: Someone | None = None) -> ConversationId:
    """The conversation of a match, signed by intake unless somebody else says so, as an acceptance begins it."""
    async with staffed.home.messaging_database.transaction() as connection:
        found = await verified_match(connection, (certifier or staffed.intake).account, signed, now_ms())
        await begin(connection, found)
    return found.match.conversation


async def appoint(home: House, owner: Someone, intake: Someone) -> Certifier:
    """Delegate to intake for a year."""
    signed = delegate(home.root, intake.bundle, now_ms() - 1000, now_ms() + YEAR_MS)
    assert (await deliver(owner, signed)).status_code == 204
    return verify_delegation(signed, intake.signed_bundle, home.pinned)


async def deliver(owner: Someone, delegation: SignedBody) -> httpx.Response:
    """What the owner's session does with what the root signed."""
    return await post(owner.browser, "/messaging/v1/delegations", pair(delegation))


async def vouch(intake: Someone, certifier: Certifier, someone: Someone, role: Role | None = None) -> httpx.Response:
    """Certify somebody."""
    signed = certify(intake.keys.signing, certifier, someone.bundle, role or someone.role, now_ms())
    return await post(intake.browser, "/messaging/v1/certificates", pair(signed))


def with_cosignatures(signed: SignedBody, *cosigners: Someone) -> dict[str, Any]:
    """A manifest on the wire."""
    signatures = [cosign_manifest(each.keys.signing, each.account, signed) for each in cosigners]
    return pair(signed) | {
        "cosignatures": [{"account": bytes(each.account), "signature": each.signature} for each in signatures]
    }


async def found(home: House, *, kept: bool = True) -> Staffed:
    """Install the root and take everyone into office: owner, intake, therapist, client, three custodians, two of whom open.

    Without `kept` the custodians are named in a manifest that nobody has published.
    """
    await install_root(home.messaging_database, home.root.public)
    owner, intake = await activate(home, Role.OWNER), await activate(home, Role.INTAKE)
    therapist, client = await activate(home, Role.THERAPIST), await activate(home, Role.CLIENT)
    custodians = [await activate(home, Role.CUSTODIAN) for _ in range(3)]
    everyone = [owner, intake, therapist, client, *custodians]
    for each in everyone:
        await each.post_bundle()
    certifier = await appoint(home, owner, intake)
    for each in everyone:
        assert (await vouch(intake, certifier, each)).status_code == 204
    return Staffed(
        home=home,
        owner=owner,
        intake=intake,
        therapist=therapist,
        client=client,
        custodians=custodians,
        certifier=certifier,
        manifest=await install_custodians(home, owner, custodians) if kept else _unpublished(home, custodians),
    )


async def install_custodians(home: House, owner: Someone, custodians: list[Someone]) -> Manifest:
    """The first manifest: two of them open."""
    signed = make_manifest(home.root, [each.bundle for each in custodians], 2, now_ms())
    said = await post(owner.browser, "/messaging/v1/custodian-manifests", with_cosignatures(signed))
    assert said.status_code == 204
    return verify_manifest(signed, home.pinned)


def _unpublished(home: House, custodians: list[Someone]) -> Manifest:
    return verify_manifest(make_manifest(home.root, [each.bundle for each in custodians], 2, now_ms()), home.pinned)


def succeed(someone: Someone) -> dict[str, Any]:
    """New keys for somebody: their bundle on the wire, signed by the old ones too."""
    keys = AccountKeys.from_secret(os.urandom(32))
    signed, predecessor = make_successor(keys, now_ms(), someone.bundle, someone.keys)
    return {"bundle": pair(signed), "predecessor_signature": predecessor}


async def rotate(someone: Someone) -> None:
    """Somebody takes new keys and publishes them."""
    keys = AccountKeys.from_secret(os.urandom(32))
    signed, predecessor = make_successor(keys, now_ms(), someone.bundle, someone.keys)
    body = {"bundle": pair(signed), "predecessor_signature": predecessor}
    assert (await post(someone.browser, "/messaging/v1/bundle", body)).status_code == 204
    someone.keys, someone.signed_bundle = keys, signed


async def begin_anew(staffed: Staffed) -> None:
    """From a new sheet of the practice's."""
    client = staffed.client
    await staffed.home.sessions.let_begin_anew(client.account, 60_000)
    keys = AccountKeys.from_secret(os.urandom(32))
    signed = make_anew(keys, now_ms(), client.bundle)
    assert (await post(client.browser, "/messaging/v1/bundle", {"bundle": pair(signed)})).status_code == 204
    client.keys, client.signed_bundle = keys, signed


async def vouch_anew(staffed: Staffed) -> None:
    """Intake takes what the client began anew for theirs."""
    signing = staffed.intake.keys.signing
    signed = certify_anew(signing, staffed.certifier, staffed.client.bundle, Role.CLIENT, now_ms())
    assert (await post(staffed.intake.browser, "/messaging/v1/certificates", pair(signed))).status_code == 204
