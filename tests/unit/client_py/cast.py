"""A practice in memory: root, certifier, custodians, members, all with real keys and real proofs."""

import dataclasses
from dataclasses import dataclass
from hashlib import shake_256

from msgspec.structs import replace

from client_py.account import Account
from client_py.conversation import Conversation
from client_py.documents import Cosignature, KeptBundle, Manifest, Octets, Person, Practice, Signed
from client_py.trust import Trust
from server.crypto.bundle import Bundle, make_anew, make_bundle, make_successor, verify_bundle
from server.crypto.canonical import read
from server.crypto.checks import Random
from server.crypto.manifest import Manifest as ManifestBody
from server.crypto.manifest import cosign_manifest, make_manifest, make_next_manifest
from server.crypto.match import make_match
from server.crypto.signing import SignedBody, SigningKey
from server.crypto.trust import (
    Certifier,
    certify,
    certify_anew,
    delegate,
    pin_root,
    root_fingerprint,
    verify_certificate,
    verify_delegation,
)
from server.crypto.vault import Vault
from server.ids import AccountId, ConversationId, InstanceId
from server.roles import Role

FOREVER = 2**52
NOW = 1_000_000


def seeded(name: str) -> Random:
    """A reproducible source: every call gives other bytes, every run the same."""
    calls = 0

    def draw(length: int) -> bytes:
        nonlocal calls
        calls += 1
        return shake_256(f"{name}/{calls}".encode()).digest(length)

    return draw


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody, and the documents that a server would show of them."""

    practice: Practice
    people: list[Person]
    accounts: dict[str, Account]
    match: Signed
    conversation: ConversationId
    root: SigningKey

    @property
    def manifest(self) -> ManifestBody:
        """The custodian manifest in force."""
        assert self.practice.manifest is not None
        return read(ManifestBody, bytes(self.practice.manifest.body))

    def custodians(self) -> list[Bundle]:
        """The custodians' bundles."""
        return [verify_bundle(person.bundle.proof) for person in self.practice.custodians]

    def successor(self, k: int = 3) -> Practice:
        """The practice after a change of custodians, to which two of the old ones agreed."""
        signed = make_next_manifest(self.root, self.custodians(), k, NOW, self.manifest)
        agreed = [
            cosign_manifest(self.accounts[name].keys.signing, self.accounts[name].identity, signed)
            for name in ("custodian0", "custodian1")
        ]
        return replace(
            self.practice,
            manifest=Manifest(
                body=Octets(signed.body),
                signature=Octets(signed.signature),
                cosignatures=[Cosignature(account=Octets(c.account), signature=Octets(c.signature)) for c in agreed],
            ),
            earlier=[] if self.practice.manifest is None else [Signed.of(self.practice.manifest.proof)],
        )

    def rotated(self, name: str, seed: str = "") -> "Cast":
        """The same after somebody took new keys, others with each seed, and intake vouched for them."""
        account = self.accounts[name]
        [before] = [person for person in self.people if bytes(person.account) == account.identity]
        ring = account.ring.rotated(seeded(f"{name}/{account.ring.generation + 1}{seed}")(32))
        signed, signature = make_successor(ring.newest, NOW, verify_bundle(before.bundle.proof), account.keys)
        certificate = certify(
            self.accounts["intake"].keys.signing, self._certifier(), verify_bundle(signed), Role(account.role), NOW
        )
        return self._with(name, before, dataclasses.replace(account, ring=ring), signed, certificate, signature)

    def begun_anew(self, name: str) -> "Cast":
        """The same after somebody lost every key and began anew, and intake vouched for what they made."""
        random, known = seeded(f"{name}/anew"), self.accounts[name]
        [before] = [person for person in self.people if bytes(person.account) == known.identity]
        vault = Vault(random(32), root_fingerprint(self.root.public))
        account = Account.opened(known.identity, known.role, vault)
        signed = make_anew(account.keys, NOW, verify_bundle(before.bundle.proof))
        certificate = certify_anew(
            self.accounts["intake"].keys.signing, self._certifier(), verify_bundle(signed), Role(account.role), NOW
        )
        return self._with(name, before, account, signed, certificate, None)

    def _certifier(self) -> Certifier:
        [of_intake] = self.practice.certifiers
        pinned = pin_root(self.root.public, root_fingerprint(self.root.public))
        return verify_delegation(self.practice.delegations[0].proof, of_intake.bundle.proof, pinned)

    def _with(
        self,
        name: str,
        before: Person,
        account: Account,
        signed: SignedBody,
        certificate: SignedBody,
        signature: bytes | None,
    ) -> "Cast":
        after = Person(
            account=before.account,
            role=before.role,
            bundle=Signed.of(signed),
            certificate=Signed.of(certificate),
            predecessor_signature=None if signature is None else Octets(signature),
            earlier=[_kept(before), *before.earlier],
        )
        return dataclasses.replace(
            self,
            people=[after if person is before else person for person in self.people],
            accounts={**self.accounts, name: account},
        )

    def trust(self, name: str) -> Trust:
        """What one of them has proved after signing in."""
        trust = Trust(self.accounts[name].vault.root_fingerprint)
        trust.take_practice(self.practice)
        trust.take_people(self.people)
        return trust

    def seat_at(self, name: str, instance: InstanceId, random: Random) -> Conversation:
        """The conversation as one of them begins it."""
        return Conversation(lambda: self.accounts[name], self.trust(name), self.match, instance, random)


def make_cast(seed: str = "cast") -> Cast:
    """A client, a therapist, an intake coordinator who certifies, three custodians of whom two are needed, an officer and an owner."""
    random = seeded(seed)
    root = SigningKey(random(32))
    roles = {"client": Role.CLIENT, "therapist": Role.THERAPIST, "intake": Role.INTAKE}
    roles |= {f"custodian{n}": Role.CUSTODIAN for n in range(3)} | {"officer": Role.OFFICER, "owner": Role.OWNER}
    vaults = {name: Vault(random(32), root_fingerprint(root.public)) for name in roles}
    accounts = {name: Account.opened(AccountId(random(16)), role.value, vaults[name]) for name, role in roles.items()}
    bundles = {name: make_bundle(account.keys, account.identity, NOW) for name, account in accounts.items()}
    delegation = delegate(root, verify_bundle(bundles["intake"]), 0, FOREVER)
    certifier = verify_delegation(delegation, bundles["intake"], pin_root(root.public, root_fingerprint(root.public)))
    signer = accounts["intake"].keys.signing
    certificates = {
        name: certify(signer, certifier, verify_bundle(bundles[name]), role, NOW) for name, role in roles.items()
    }
    proved = {name: verify_certificate(certificates[name], bundles[name], certifier) for name in roles}
    custodians = [verify_bundle(bundles[f"custodian{n}"]) for n in range(3)]
    manifest = make_manifest(root, custodians, 2, NOW)
    conversation = ConversationId(random(16))
    members = [proved["client"], proved["therapist"]]
    match = make_match(signer, certifier, conversation, members, manifest.hash, NOW)
    people = {name: _person(accounts[name], bundles[name], certificates[name]) for name in roles}
    practice = Practice(
        root=Octets(root.public),
        delegations=[Signed.of(delegation)],
        certifiers=[people["intake"]],
        manifest=Manifest(body=Octets(manifest.body), signature=Octets(manifest.signature)),
        earlier=[],
        custodians=[people[f"custodian{n}"] for n in range(3)],
    )
    shown = [people[name] for name in ("client", "therapist", "officer", "owner")]
    return Cast(practice, shown, accounts, Signed.of(match), conversation, root)


def _kept(person: Person) -> KeptBundle:
    return KeptBundle(
        bundle=person.bundle,
        certificate=person.certificate,
        predecessor_signature=person.predecessor_signature,
    )


def _person(account: Account, bundle: SignedBody, certificate: SignedBody) -> Person:
    return Person(
        account=Octets(account.identity),
        role=account.role,
        bundle=Signed.of(bundle),
        certificate=Signed.of(certificate),
    )
