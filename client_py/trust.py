"""Whom this account takes for whom (crypto.md §4): everything is proved from the root that the vault pins."""

from client_py.documents import KeptBundle, Person, Practice, Signed
from client_py.documents import Manifest as ManifestDocument
from client_py.record_log import LogSeen
from server.crypto.bundle import Bundle, verify_bundle
from server.crypto.canonical import read
from server.crypto.checks import same
from server.crypto.epoch import EpochHeader
from server.crypto.manifest import Manifest, verify_manifest, verify_next_manifest
from server.crypto.match import Match, verify_match
from server.crypto.signing import Signature, SignedBody
from server.crypto.succession import Link, Succession, verify_succession
from server.crypto.trust import (
    CertifiedBundle,
    Certifier,
    Delegation,
    PinnedRoot,
    pin_root,
    read_certificate,
    verify_certificate,
    verify_delegation,
)
from server.crypto.witnesses import Witnesses, verify_witnesses
from server.errors import ProofError
from server.ids import AccountId


class Trust:
    """What has been proved so far. Documents come from the server and prove nothing until they are taken here."""

    def __init__(self, fingerprint: bytes) -> None:
        """`fingerprint` is the practice's root, 32 bytes, from the vault."""
        self._fingerprint = fingerprint
        self._root: PinnedRoot | None = None
        self._certifiers: dict[bytes, Certifier] = {}
        self._people: dict[AccountId, Succession] = {}
        self._bundles: dict[bytes, Bundle] = {}
        """Everything ever certified here, by hash: manifests name bundles of once."""
        self._manifests: dict[bytes, Manifest] = {}
        """Those that were shown as in force, by hash."""
        self._proved: dict[bytes, Manifest] = {}
        """Every manifest that leads to the one in force, by hash."""
        self.accepted: set[bytes] = set()
        """Bundles of keys begun anew that this account takes for their holder's, by hash."""
        self.system: list[Bundle] = []
        """Who signs for the service."""
        self.log = LogSeen()
        """How far the record log was verified: what envelopes attest."""
        self.witnesses: Witnesses | None = None
        """Who watches the log."""
        self._in_force: Manifest | None = None
        self.manifests_seen = 0
        """The highest generation of a manifest that some client of this person has seen, and one more (crypto.md §3.11)."""
        self.readings = 0
        """How often the practice's document was taken."""
        self.people_readings = 0
        """How often people were shown."""

    def take_practice(self, practice: Practice) -> None:
        """Proves the practice's document, or ProofError: another root, a foreign delegation, an older manifest."""
        self.readings += 1
        if practice.root is None:
            return
        self._root = pin_root(bytes(practice.root), self._fingerprint)
        shown = [kept.bundle.proof for person in practice.certifiers for kept in person.chain]
        bundles = {signed.hash: signed for signed in shown}
        for signed in practice.delegations:
            self._take_delegation(signed.proof, bundles)
        self.take_people(practice.certifiers)
        self.take_people(practice.custodians)
        self.take_people(practice.system)
        self.system = [verify_bundle(person.bundle.proof) for person in practice.system]
        if practice.manifest is not None:
            self._take_manifest(practice.manifest, practice.earlier)
        elif self.manifests_seen:
            raise ProofError("stale_manifest")

    def take_people(self, people: list[Person]) -> None:
        """Proves certificates and successions; people who are not certified yet are passed over.

        ProofError also for a chain that is not a continuation of the one shown before, nor its beginning.
        """
        self.people_readings += 1
        for person in people:
            if any(kept.certificate is not None for kept in person.chain):
                self._take(verify_succession([self._link(kept) for kept in person.chain]))

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
        """The bundle of an account that was certified last; ProofError("unknown_member")."""
        return self.succession(account).newest

    def accept_anew(self, bundle_hash: bytes) -> None:
        """The caller compared the number of a bundle that a certifier vouched for in the place of lost keys (crypto.md §4.7): it is its holder's.
        Nothing is kept beyond this sign-in.
        """
        self.accepted.add(bundle_hash)

    def succession(self, account: AccountId) -> Succession:
        """All certified bundles of an account; ProofError("unknown_member")."""
        try:
            return self._people[account]
        except KeyError:
            raise ProofError("unknown_member") from None

    def match(self, signed: Signed) -> tuple[Match, dict[AccountId, Succession]]:
        """A match, proved, and those whom it names; the bundles it names may have successors (crypto.md §4.6)."""
        said = read(Match, signed.proof.body)
        named = {
            account: self.succession(account).at(bundle_hash) for account, bundle_hash in said.bundle_hashes.items()
        }
        match = verify_match(signed.proof, self.certifier(said.delegation_hash), named)
        return match, {account: self.succession(account) for account in named}

    @property
    def manifest(self) -> Manifest | None:
        """The custodian manifest in force; None before one was shown, and when another client of this person has seen a later one since."""
        shown = self._in_force
        return None if shown is None or shown.generation + 1 < self.manifests_seen else shown

    def manifest_of(self, manifest_hash: bytes) -> Manifest | None:
        """A proved manifest whose custodians are known; None when the practice's document has not shown it as in force, or shows none in force now."""
        return None if self.manifest is None else self._manifests.get(manifest_hash)

    def generation_of(self, manifest_hash: bytes) -> int | None:
        """The generation of a proved manifest, in force or earlier; None when the practice's document has not shown it."""
        proved = self._proved.get(manifest_hash)
        return None if proved is None else proved.generation

    def manifest_named(self, manifest_hash: bytes) -> Manifest | None:
        """A proved manifest, in force or earlier; None when the practice's document has not shown it."""
        return self._proved.get(manifest_hash)

    def custodians_of(self, manifest: Manifest) -> list[Bundle]:
        """The certified bundles that a manifest names; ProofError("wrong_custodians") when one was not shown."""
        if any(row.bundle_hash not in self._bundles for row in manifest.custodians):
            raise ProofError("wrong_custodians")
        return [self._bundles[row.bundle_hash] for row in manifest.custodians]

    def _link(self, kept: KeptBundle) -> Link:
        certified = None
        if kept.certificate is not None:
            certificate = kept.certificate.proof
            certifier = self.certifier(read_certificate(certificate.body).delegation_hash)
            certified = verify_certificate(certificate, kept.bundle.proof, certifier)
        signature = None if kept.predecessor_signature is None else bytes(kept.predecessor_signature)
        return Link(kept.bundle.proof, signature, certified)

    def _take(self, shown: Succession) -> None:
        """Of two chains one is the beginning of the other: whose keys were once shown never have others, nor older ones."""
        known = self._people.get(shown.account, shown)
        older, newer = sorted((shown, known), key=lambda each: each.newest.bundle.generation)
        newer.at(older.newest.hash)
        self._people[shown.account] = newer
        self._bundles |= {each: newer.at(each).bundle for each in newer.hashes}

    def take_witnesses(self, signed: SignedBody | None, least: int | None = None) -> Witnesses | None:
        """Who watches the record log, by the root's word; ProofError("stale_witnesses") for an older or another list than one seen. `least` is the
        generation that another client of this person has seen.
        """
        before = self.witnesses
        if signed is None:
            if before is not None or least is not None:
                raise ProofError("stale_witnesses")
            return None
        said = verify_witnesses(signed, self._pinned(), max(0 if before is None else before.generation, least or 0))
        if before is not None and said.generation == before.generation and said != before:
            raise ProofError("stale_witnesses")
        self.witnesses = said
        return said

    def _take_delegation(self, signed: SignedBody, bundles: dict[bytes, SignedBody]) -> None:
        root = self._pinned()
        bundle = bundles.get(signed.verified(Delegation, root.public).certifier_bundle_hash)
        if bundle is not None:
            self._certifiers[signed.hash] = verify_delegation(signed, bundle, root)

    def _take_manifest(self, document: ManifestDocument, earlier: list[Signed]) -> None:
        self._in_force = shown = self._verified(document)
        self._manifests[shown.hash] = shown
        self._take_earlier(shown, earlier)

    def _verified(self, document: ManifestDocument) -> Manifest:
        """Never back behind one seen before, here or by another client of this person, and its successor only with its custodians' consent (crypto.md §7.1)."""
        before = self._in_force
        if before is None:
            return verify_manifest(document.proof, self._pinned(), self.manifests_seen - 1)
        manifest = verify_manifest(document.proof, self._pinned(), max(before.generation, self.manifests_seen - 1))
        if manifest.generation == before.generation:
            same(manifest.hash, before.hash, "stale_manifest")
        if manifest.generation != before.generation + 1:
            return manifest
        cosignatures = [Signature(AccountId(bytes(c.account)), bytes(c.signature)) for c in document.cosignatures]
        bundles = {bundle.account: bundle for bundle in self.custodians_of(before)}
        return verify_next_manifest(document.proof, cosignatures, self._pinned(), before, bundles)

    def _take_earlier(self, newest: Manifest, earlier: list[Signed]) -> None:
        """The manifests before `newest`, newest first: each is the one that its successor names."""
        following = newest
        self._proved[newest.hash] = newest
        for signed in earlier:
            manifest = verify_manifest(signed.proof, self._pinned())
            if manifest.generation != following.generation - 1:
                raise ProofError("wrong_previous")
            same(manifest.hash, following.previous, "wrong_previous")
            self._proved[manifest.hash] = manifest
            following = manifest

    def _pinned(self) -> PinnedRoot:
        if self._root is None:
            raise ProofError("not_the_pinned_root")
        return self._root


def check_not_older(trust: Trust, *headers: EpochHeader) -> None:
    """ProofError("stale_manifest") when an epoch names custodians other than those in force and those before: the server shows old ones as new."""
    if any(trust.generation_of(each.manifest_hash) is None for each in headers):
        raise ProofError("stale_manifest")
