"""Whom this account takes for whom (crypto.md §4): everything is proved from the root that the vault pins."""

from client_py.documents import Manifest as ManifestDocument
from client_py.documents import Person, Practice, Signed
from server.crypto.canonical import read
from server.crypto.manifest import Manifest, verify_manifest
from server.crypto.match import Match, verify_match
from server.crypto.signing import SignedBody
from server.crypto.trust import (
    Certificate,
    CertifiedBundle,
    Certifier,
    Delegation,
    PinnedRoot,
    pin_root,
    verify_certificate,
    verify_delegation,
)
from server.errors import ProofError
from server.ids import AccountId


class Trust:
    """What has been proved so far. Documents come from the server and prove nothing until they are taken here."""

    def __init__(self, fingerprint: bytes) -> None:
        """`fingerprint` is the practice's root, 32 bytes, from the vault."""
        self._fingerprint = fingerprint
        self._root: PinnedRoot | None = None
        self._certifiers: dict[bytes, Certifier] = {}
        self._people: dict[AccountId, CertifiedBundle] = {}
        self._manifests: dict[bytes, Manifest] = {}
        self._generation = 0
        self.manifest: Manifest | None = None
        """The custodian manifest in force."""

    def take_practice(self, practice: Practice) -> None:
        """Proves the practice's document, or ProofError: another root, a foreign delegation, an older manifest."""
        if practice.root is None:
            return
        self._root = pin_root(bytes(practice.root), self._fingerprint)
        bundles = {bytes(person.account): person.bundle.proof for person in practice.certifiers}
        for signed in practice.delegations:
            self._take_delegation(signed.proof, bundles)
        self.take_people(practice.certifiers)
        self.take_people(practice.custodians)
        if practice.manifest is not None:
            self._take_manifest(practice.manifest)

    def take_people(self, people: list[Person]) -> None:
        """Proves certificates; people who are not certified yet are passed over."""
        for person in people:
            if person.certificate is not None:
                certificate = person.certificate.proof
                certifier = self.certifier(read(Certificate, certificate.body).delegation_hash)
                certified = verify_certificate(certificate, person.bundle.proof, certifier)
                self._people[certified.account] = certified

    def certifier(self, delegation_hash: bytes) -> Certifier:
        """Who certifies by this delegation; ProofError("unknown_delegation")."""
        try:
            return self._certifiers[delegation_hash]
        except KeyError:
            raise ProofError("unknown_delegation") from None

    def certifiers_of(self, account: AccountId) -> list[Certifier]:
        """The delegations that an account holds."""
        return [certifier for certifier in self._certifiers.values() if certifier.bundle.account == account]

    def person(self, account: AccountId) -> CertifiedBundle:
        """The certified bundle of an account; ProofError("unknown_member")."""
        try:
            return self._people[account]
        except KeyError:
            raise ProofError("unknown_member") from None

    def match(self, signed: Signed) -> tuple[Match, dict[AccountId, CertifiedBundle]]:
        """A match, proved, and those whom it names."""
        certifier = self.certifier(read(Match, signed.proof.body).delegation_hash)
        match = verify_match(signed.proof, certifier, self._people)
        return match, {row.account: self._people[row.account] for row in match.participants}

    def manifest_of(self, manifest_hash: bytes) -> Manifest | None:
        """A proved manifest; None when the practice's document has not shown it yet."""
        return self._manifests.get(manifest_hash)

    def _take_delegation(self, signed: SignedBody, bundles: dict[bytes, SignedBody]) -> None:
        root = self._pinned()
        bundle = bundles.get(signed.verified(Delegation, root.public).certifier)
        if bundle is not None:
            self._certifiers[signed.hash] = verify_delegation(signed, bundle, root)

    def _take_manifest(self, document: ManifestDocument) -> None:
        manifest = verify_manifest(document.proof, self._pinned(), self._generation)
        self._generation = manifest.generation
        self._manifests[manifest.hash] = manifest
        self.manifest = manifest

    def _pinned(self) -> PinnedRoot:
        if self._root is None:
            raise ProofError("not_the_pinned_root")
        return self._root
