"""What a practice does with its keys: root, delegation, custodians, certificates (crypto.md §4, §7.1).

The root key is a file that never goes near the server; whoever holds it signs with it here, and an owner's session delivers it.
"""

import os
from pathlib import Path
from typing import Final

from client_py.account import root_fingerprint
from client_py.client import Client
from client_py.documents import Cosignature, Manifest, Octets, Person, Signed
from client_py.line import now_ms
from server.crypto.bundle import Bundle, verify_bundle
from server.crypto.checks import KEY_BYTES, Random, drawn
from server.crypto.manifest import Manifest as CustodianManifest
from server.crypto.manifest import cosign_manifest, make_manifest, make_next_manifest
from server.crypto.signing import Signature, SignedBody, SigningKey
from server.crypto.trust import Certifier, certify, certify_anew, delegate
from server.errors import ProofError
from server.roles import Role

YEAR_MS: Final = 366 * 24 * 3600 * 1000
_CLOCK_SKEW_MS: Final = 24 * 3600 * 1000
"""A delegation begins a day early: certifiers' clocks differ from the owner's."""


class RootKey:
    """The practice's root. Secret: its repr shows the type only."""

    __slots__ = ("fingerprint", "public", "signing")

    def __init__(self, seed: bytes) -> None:
        self.signing = SigningKey(seed)
        self.public = self.signing.public
        self.fingerprint = root_fingerprint(self.public)

    def __repr__(self) -> str:
        return "<RootKey>"

    @classmethod
    def made(cls, path: Path, random: Random = os.urandom) -> "RootKey":
        """The ceremony: draws a root and writes its 32-byte seed to a new file that only its owner reads."""
        seed = drawn(random, KEY_BYTES)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(seed)
            file.flush()
            os.fsync(file.fileno())
        return cls(seed)

    @classmethod
    def read(cls, path: Path) -> "RootKey":
        """The root from its file."""
        return cls(path.read_bytes())


async def uncertified(staff: Client) -> list[Person]:
    """Accounts that have published a bundle and wait for a certificate."""
    return await staff.http.get("/messaging/v1/uncertified", list[Person])


async def certified_people(staff: Client) -> list[Person]:
    """Everyone certified, each with the newest certified bundle."""
    return await staff.http.get("/messaging/v1/people", list[Person])


async def publish_delegation(owner: Client, root: RootKey, certifier: Bundle, lasting_ms: int = YEAR_MS) -> None:
    """Lets a bundle certify from now on, for so long."""
    now = now_ms()
    signed = delegate(root.signing, certifier, now - _CLOCK_SKEW_MS, now + lasting_ms)
    await owner.http.tell("/messaging/v1/delegations", Signed.of(signed))


async def publish_custodians(owner: Client, root: RootKey, custodians: list[Bundle], k: int) -> None:
    """Names the first custodians, k of whom open what is entrusted to them."""
    signed = make_manifest(root.signing, custodians, k, now_ms())
    manifest = Manifest(body=Octets(signed.body), signature=Octets(signed.signature), cosignatures=[])
    await owner.http.tell("/messaging/v1/custodian-manifests", manifest)


def name_successors(root: RootKey, custodians: list[Bundle], k: int, before: CustodianManifest) -> SignedBody:
    """Names other custodians; k of those before have to agree (`agree_to_successors`) before anyone takes it."""
    return make_next_manifest(root.signing, custodians, k, now_ms(), before)


async def agree_to_successors(custodian: Client, successors: SignedBody) -> Signature:
    """A custodian's consent to those who come after, by the keys under which they are named themselves, though newer ones may have come; ProofError("unknown_member") for who is none."""
    await custodian.practice()
    account, before = custodian.account, custodian.trust.manifest
    named = [] if before is None else custodian.trust.custodians_of(before)
    own = [each for each in named if each.account == account.identity]
    if not own:
        raise ProofError("unknown_member")
    return cosign_manifest(account.keys_of(own[0]).signing, account.identity, successors)


async def publish_successors(owner: Client, successors: SignedBody, agreed: list[Signature]) -> None:
    """Puts other custodians in force. Members entrust to them anew what those before had, at their next sign-in."""
    cosignatures = [Cosignature(account=Octets(each.account), signature=Octets(each.signature)) for each in agreed]
    body, signature = Octets(successors.body), Octets(successors.signature)
    manifest = Manifest(body=body, signature=signature, cosignatures=cosignatures)
    await owner.http.tell("/messaging/v1/custodian-manifests", manifest)


async def certify_person(intake: Client, person: Person) -> None:
    """Certifies a bundle as what the account was issued as. A person must have checked that it is theirs."""
    bundle = verify_bundle(person.bundle.proof)
    certifier = await own_delegation(intake)
    # Newer keys certify only when the root has delegated to them too.
    signer = intake.account.keys_of(certifier.bundle).signing
    begun_anew = bool(person.earlier) and person.predecessor_signature is None
    sign = certify_anew if begun_anew else certify
    signed = sign(signer, certifier, bundle, Role(person.role), now_ms())
    await intake.http.tell("/messaging/v1/certificates", Signed.of(signed))


async def certify_everybody(intake: Client) -> list[Person]:
    """Certifies all who wait, and returns them."""
    waiting = await uncertified(intake)
    for person in waiting:
        await certify_person(intake, person)
    return waiting


async def own_delegation(intake: Client) -> Certifier:
    """By which this account certifies and matches, the one that lasts longest; ProofError("unknown_delegation")."""
    await intake.practice()
    held = intake.trust.certifiers_of(intake.account.identity)
    if not held:
        raise ProofError("unknown_delegation")
    return max(held, key=lambda certifier: certifier.delegation.valid_until)
