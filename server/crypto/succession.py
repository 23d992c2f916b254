"""Succession (crypto.md §4.6): from the bundle that a match names to the one certified last, each signed by the one before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import final

from server.crypto.bundle import Bundle, verify_anew, verify_bundle, verify_successor
from server.crypto.checks import same
from server.crypto.signing import SignedBody
from server.crypto.trust import CertifiedBundle
from server.errors import ProofError
from server.ids import AccountId


@dataclass(frozen=True, slots=True)
class Link:
    """A bundle as it is shown. `certified` is None while nobody vouches for it, `predecessor_signature` for the first."""

    bundle: SignedBody
    predecessor_signature: bytes | None
    certified: CertifiedBundle | None


_issuer = object()


@final
class Succession:
    """An account's certified bundles, of one chain. Made by `verify_succession` only."""

    __slots__ = ("_certified", "account", "newest")

    def __init__(self, issuer: object, certified: Sequence[CertifiedBundle]) -> None:
        if issuer is not _issuer:
            raise TypeError("a succession is made by its verification only")
        self.newest = certified[-1]
        self.account = self.newest.account
        self._certified = {each.hash: each for each in certified}

    def __repr__(self) -> str:
        return "<Succession>"

    def at(self, bundle_hash: bytes) -> CertifiedBundle:
        """The certified bundle of this hash; ProofError("wrong_bundle") when the chain has none."""
        if bundle_hash not in self._certified:
            raise ProofError("wrong_bundle")
        return self._certified[bundle_hash]

    def generation(self, bundle_hash: bytes) -> int:
        """Of the certified bundle of this hash; ProofError("wrong_bundle")."""
        return self.at(bundle_hash).bundle.generation

    def begun_anew(self, known: bytes, named: bytes) -> list[CertifiedBundle]:
        """The replacements of lost keys behind the bundle `known`, up to the bundle `named` (crypto.md §4.7); ProofError("wrong_bundle")."""
        first, last = self.generation(known), self.generation(named)
        return [each for each in self._certified.values() if each.replaces and first < each.bundle.generation <= last]

    @property
    def standing(self) -> list[CertifiedBundle]:
        """The certified bundles from the last replacement on (crypto.md §4.7): those before were lost, and say nothing for their holder any more."""
        standing: list[CertifiedBundle] = []
        for each in self._certified.values():
            standing = [each] if each.replaces else [*standing, each]
        return standing

    @property
    def all(self) -> Sequence[CertifiedBundle]:
        """All certified bundles of the chain, the oldest first."""
        return tuple(self._certified.values())

    @property
    def hashes(self) -> frozenset[bytes]:
        """Of all certified bundles of the chain."""
        return frozenset(self._certified)


def verify_succession(links: Sequence[Link]) -> Succession:
    """The chain of these links, the oldest first. A bundle that nobody vouches for only leads on to the next; where keys were lost, a
    replacement that a certifier signed stands in the place of the predecessor's signature (crypto.md §4.7).

    Reasons: bad_signature, wrong_previous, wrong_bundle, unlawful_role, wrong_delegation (nobody vouches for any).
    """
    links = _without_waiting(links)
    bundles = [_bundle(link) for link in links]
    for before, link, after in zip(bundles, links[1:], [*links[2:], None], strict=False):
        if link.predecessor_signature is not None:
            verify_successor(link.bundle, before, link.predecessor_signature)
        elif _is_replacing(link, before) or _was_lost_waiting(link, after):
            verify_anew(link.bundle, before)
        else:
            raise ProofError("wrong_previous")
    certified = [link.certified for link in links if link.certified is not None]
    if not certified:
        raise ProofError("wrong_delegation")
    if len({each.role for each in certified}) > 1:
        raise ProofError("unlawful_role")
    return Succession(_issuer, certified)


def _without_waiting(links: Sequence[Link]) -> Sequence[Link]:
    """Keys that were begun anew and that nobody vouches for yet are nobody's."""
    while len(links) > 1 and _is_waiting(links[-1]):
        links = links[:-1]
    return links


def _is_waiting(link: Link) -> bool:
    return link.certified is None and link.predecessor_signature is None


def _is_replacing(link: Link, before: Bundle) -> bool:
    return link.certified is not None and link.certified.replaces == before.hash


def _was_lost_waiting(link: Link, after: Link | None) -> bool:
    """Keys that were lost before anybody vouched for them stand for nothing: who began anew once more is vouched for all the same."""
    return _is_waiting(link) and after is not None and after.predecessor_signature is None


def check_generations(
    people: Mapping[AccountId, Succession], before: Mapping[AccountId, bytes], after: Mapping[AccountId, bytes]
) -> None:
    """ProofError("stale_bundle") when somebody is named by an older bundle than before; bundle hashes, by account."""
    for account in before.keys() & after.keys():
        succession = people[account]
        if succession.generation(after[account]) < succession.generation(before[account]):
            raise ProofError("stale_bundle")


def _bundle(link: Link) -> Bundle:
    if link.certified is None:
        return verify_bundle(link.bundle)
    same(link.certified.hash, link.bundle.hash, "wrong_bundle")
    return link.certified.bundle
