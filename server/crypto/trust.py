"""Root, delegation, certificate (crypto.md §4.2): how one knows that keys are somebody's.

Three tickets lead down the chain, each made by one function only: `PinnedRoot` → `Certifier` → `CertifiedBundle`.
"""

from typing import final

from server.crypto.bundle import Bundle, verify_bundle
from server.crypto.canonical import Body, Uint, read
from server.crypto.checks import hashes, ids, same
from server.crypto.hashing import hash_of, sha256
from server.crypto.signing import SignedBody, SigningKey, check_signing_public
from server.errors import ProofError
from server.ids import AccountId
from server.roles import Role


class Delegation(Body, frozen=True, tag="webtherapy/v1/delegation"):
    """The root lets one bundle certify for a while. Times in milliseconds, both inclusive."""

    root_fingerprint: bytes
    certifier: AccountId
    certifier_bundle_hash: bytes
    valid_from: Uint
    valid_until: Uint

    def __post_init__(self) -> None:
        hashes(self.root_fingerprint, self.certifier_bundle_hash)
        ids(self.certifier)
        if self.valid_from > self.valid_until:
            raise ProofError("malformed")


class Certificate(Body, frozen=True, tag="webtherapy/v1/certificate"):
    """A certifier's word that a bundle belongs to an account, and what the account is."""

    account: AccountId
    bundle_hash: bytes
    role: Role
    delegation_hash: bytes
    issued_at: Uint

    def __post_init__(self) -> None:
        ids(self.account)
        hashes(self.bundle_hash, self.delegation_hash)


class Replacement(Body, frozen=True, tag="webtherapy/v1/replacement"):
    """A certificate of keys that were begun anew: those before, of the bundle it names by hash, were lost, and could sign nothing (crypto.md §4.7)."""

    account: AccountId
    bundle_hash: bytes
    replaces: bytes
    role: Role
    delegation_hash: bytes
    issued_at: Uint

    def __post_init__(self) -> None:
        ids(self.account)
        hashes(self.bundle_hash, self.replaces, self.delegation_hash)


def read_certificate(body: bytes) -> Certificate | Replacement:
    """Either of the two, by its label; nothing is verified by it."""
    try:
        return read(Certificate, body)
    except ProofError as error:
        if error.reason != "wrong_label":
            raise
        return read(Replacement, body)


_issuer = object()


class _Ticket:
    """What only this module makes."""

    __slots__ = ()

    def __init__(self, issuer: object) -> None:
        if issuer is not _issuer:
            raise TypeError("tickets are made by their verification only")

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


@final
class PinnedRoot(_Ticket):
    """The practice's root key, known by its fingerprint."""

    __slots__ = ("fingerprint", "public")

    def __init__(self, issuer: object, public: bytes, fingerprint: bytes) -> None:
        super().__init__(issuer)
        self.public = public
        self.fingerprint = fingerprint


@final
class Certifier(_Ticket):
    """A bundle that the pinned root lets certify, and the delegation by which it does."""

    __slots__ = ("bundle", "delegation", "delegation_hash")

    def __init__(self, issuer: object, delegation: Delegation, bundle: Bundle) -> None:
        super().__init__(issuer)
        self.delegation = delegation
        self.bundle = bundle
        self.delegation_hash = sha256(delegation.encoded())

    def check_time(self, issued_at: int) -> None:
        """ProofError("expired_delegation") unless the delegation held at that time."""
        if not self.delegation.valid_from <= issued_at <= self.delegation.valid_until:
            raise ProofError("expired_delegation")


@final
class CertifiedBundle(_Ticket):
    """A bundle that is its account's by a standing certificate."""

    __slots__ = ("account", "bundle", "hash", "replaces", "role")

    def __init__(self, issuer: object, bundle: Bundle, role: Role, replaces: bytes) -> None:
        super().__init__(issuer)
        self.replaces = replaces
        """The hash of the bundle whose keys were lost; empty for an ordinary certificate."""
        self.account = bundle.account
        self.bundle = bundle
        self.hash = bundle.hash
        self.role = role


def root_fingerprint(root_public: bytes) -> bytes:
    """By what a practice is known: on the registration sheet, in the vault, in the safety number."""
    check_signing_public(root_public)
    return hash_of("webtherapy/v1/root", root_public)


def pin_root(root_public: bytes, fingerprint: bytes) -> PinnedRoot:
    """The root; ProofError("not_the_pinned_root") unless it has that fingerprint."""
    same(root_fingerprint(root_public), fingerprint, "not_the_pinned_root")
    return PinnedRoot(_issuer, root_public, fingerprint)


def delegate(root: SigningKey, certifier: Bundle, valid_from: int, valid_until: int) -> SignedBody:
    """The root's delegation to a certifier's bundle."""
    return root.sign_body(
        Delegation(
            root_fingerprint=root_fingerprint(root.public),
            certifier=certifier.account,
            certifier_bundle_hash=certifier.hash,
            valid_from=valid_from,
            valid_until=valid_until,
        )
    )


def verify_delegation(delegation: SignedBody, certifier_bundle: SignedBody, root: PinnedRoot) -> Certifier:
    """Who may certify. Reasons: not_the_pinned_root, bad_signature, wrong_bundle."""
    said = delegation.verified(Delegation, root.public)
    same(said.root_fingerprint, root.fingerprint, "not_the_pinned_root")
    bundle = verify_bundle(certifier_bundle)
    same(bundle.hash, said.certifier_bundle_hash, "wrong_bundle")
    same(bundle.account, said.certifier, "wrong_bundle")
    return Certifier(_issuer, said, bundle)


def certify(key: SigningKey, certifier: Certifier, bundle: Bundle, role: Role, issued_at: int) -> SignedBody:
    """A certificate for a bundle, by the holder of the certifier's key."""
    certifier.check_time(issued_at)
    return key.sign_body(
        Certificate(
            account=bundle.account,
            bundle_hash=bundle.hash,
            role=role,
            delegation_hash=certifier.delegation_hash,
            issued_at=issued_at,
        )
    )


def certify_anew(key: SigningKey, certifier: Certifier, bundle: Bundle, role: Role, issued_at: int) -> SignedBody:
    """A certificate for a bundle of keys that were begun anew, by the holder of the certifier's key."""
    certifier.check_time(issued_at)
    return key.sign_body(
        Replacement(
            account=bundle.account,
            bundle_hash=bundle.hash,
            replaces=bundle.previous,
            role=role,
            delegation_hash=certifier.delegation_hash,
            issued_at=issued_at,
        )
    )


def verify_certificate(certificate: SignedBody, bundle: SignedBody, certifier: Certifier) -> CertifiedBundle:
    """The bundle as its account's. Reasons: bad_signature, wrong_delegation, expired_delegation, wrong_bundle, wrong_previous,
    unlawful_role (only clients begin anew).
    """
    certifier_key = certifier.bundle.signing_public
    said: Certificate | Replacement
    try:
        said = certificate.verified(Certificate, certifier_key)
    except ProofError as error:
        if error.reason != "wrong_label":
            raise
        said = certificate.verified(Replacement, certifier_key)
    same(said.delegation_hash, certifier.delegation_hash, "wrong_delegation")
    certifier.check_time(said.issued_at)
    subject = verify_bundle(bundle)
    same(subject.hash, said.bundle_hash, "wrong_bundle")
    same(subject.account, said.account, "wrong_bundle")
    replaces = said.replaces if isinstance(said, Replacement) else b""
    if replaces:
        same(subject.previous, replaces, "wrong_previous")
        # One certifier's word puts nobody else's keys in the place of those that people or custodians know.
        if said.role is not Role.CLIENT:
            raise ProofError("unlawful_role")
    return CertifiedBundle(_issuer, subject, said.role, replaces)
