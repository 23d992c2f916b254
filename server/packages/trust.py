"""Whom a package shows, proved from its root (crypto.md §4): nothing that stands beside it is believed."""

from collections.abc import Sequence
from dataclasses import dataclass

from server.crypto.bundle import Bundle
from server.crypto.canonical import read
from server.crypto.checks import same
from server.crypto.match import Match, verify_match
from server.crypto.signing import SignedBody
from server.crypto.succession import Link, Succession, verify_succession
from server.crypto.trust import (
    CertifiedBundle,
    Certifier,
    Delegation,
    PinnedRoot,
    pin_root,
    read_certificate,
    root_fingerprint,
    verify_certificate,
    verify_delegation,
)
from server.errors import ProofError
from server.ids import AccountId
from server.packages.documents import KeptBundle, Person, Proofs


@dataclass(frozen=True, slots=True)
class Trust:
    """The people of a package and their match, proved."""

    root: PinnedRoot
    people: dict[AccountId, Succession]
    match: Match

    @property
    def members(self) -> dict[AccountId, Succession]:
        """Those whom the match names."""
        return {each.account: self.people[each.account] for each in self.match.participants}


@dataclass(frozen=True, slots=True)
class Known:
    """A practice's people, proved; matches are proved from here."""

    root: PinnedRoot
    certifiers: dict[bytes, Certifier]
    people: dict[AccountId, Succession]

    def matched(self, signed: SignedBody) -> Trust:
        """The people with a match of theirs. Reasons: those of match.py, unknown_member, wrong_delegation."""
        return Trust(self.root, self.people, _match(signed, self.certifiers, self.people))


def prove_people(root_public: bytes, delegations: Sequence[SignedBody], people: Sequence[Person]) -> Known:
    """From the root down to everyone's keys. Whose root that is, is for the reader to compare.

    Reasons: those of trust.py and succession.py; unknown_member for an account that is shown twice or under another's keys.
    """
    root = pin_root(root_public, root_fingerprint(root_public))
    certifiers = _certifiers(delegations, people, root)
    found: dict[AccountId, Succession] = {}
    for person in people:
        succession = verify_succession([_link(kept, certifiers) for kept in person.chain])
        if (
            succession.account != bytes(person.account)
            or succession.newest.role != person.role
            or succession.account in found
        ):
            raise ProofError("unknown_member")
        found[succession.account] = succession
    return Known(root, certifiers, found)


def prove_trust(proofs: Proofs) -> Trust:
    """The people of a package, and their match."""
    known = prove_people(bytes(proofs.root), [each.proof for each in proofs.delegations], proofs.people)
    return known.matched(proofs.match.proof)


def bundles(succession: Succession) -> list[Bundle]:
    """All certified ones."""
    return [each.bundle for each in succession.all]


def _certifiers(
    delegations: Sequence[SignedBody], people: Sequence[Person], root: PinnedRoot
) -> dict[bytes, Certifier]:
    shown = {kept.bundle.proof.hash: kept.bundle.proof for person in people for kept in person.chain}
    found: dict[bytes, Certifier] = {}
    for signed in delegations:
        named = read(Delegation, signed.body).certifier_bundle_hash
        if named not in shown:
            raise ProofError("wrong_delegation")
        certifier = verify_delegation(signed, shown[named], root)
        found[certifier.delegation_hash] = certifier
    return found


def _link(kept: KeptBundle, certifiers: dict[bytes, Certifier]) -> Link:
    signature = None if kept.predecessor_signature is None else bytes(kept.predecessor_signature)
    return Link(kept.bundle.proof, signature, _certified(kept, certifiers))


def _certified(kept: KeptBundle, certifiers: dict[bytes, Certifier]) -> CertifiedBundle | None:
    if kept.certificate is None:
        return None
    certificate = kept.certificate.proof
    return verify_certificate(
        certificate, kept.bundle.proof, _named(read_certificate(certificate.body).delegation_hash, certifiers)
    )


def _named(delegation_hash: bytes, certifiers: dict[bytes, Certifier]) -> Certifier:
    if delegation_hash not in certifiers:
        raise ProofError("wrong_delegation")
    return certifiers[delegation_hash]


def _match(signed: SignedBody, certifiers: dict[bytes, Certifier], people: dict[AccountId, Succession]) -> Match:
    said = read(Match, signed.body)
    named: dict[AccountId, CertifiedBundle] = {}
    for participant in said.participants:
        if participant.account not in people:
            raise ProofError("unknown_member")
        named[participant.account] = people[participant.account].at(participant.bundle_hash)
    match = verify_match(signed, _named(said.delegation_hash, certifiers), named)
    same(match.hash, signed.hash, "wrong_bundle")
    return match
