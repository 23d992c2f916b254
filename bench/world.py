"""A practice made up for a load: its root, its custodians, its people and who talks to whom. Nothing is stored
here.
"""

import os
import time
from dataclasses import dataclass
from typing import Final

from server.crypto.account import AccountKeys
from server.crypto.bundle import Bundle, make_bundle, verify_bundle
from server.crypto.deposit import MadeDeposit, make_deposit
from server.crypto.epoch import EpochKind, EpochPlace, EpochPurpose, OpenedEpoch, open_epoch
from server.crypto.hashing import derive
from server.crypto.manifest import Manifest, make_manifest, verify_manifest
from server.crypto.match import Match, make_match, verify_match
from server.crypto.signing import SignedBody, SigningKey
from server.crypto.trust import (
    CertifiedBundle,
    Certifier,
    PinnedRoot,
    certify,
    delegate,
    pin_root,
    root_fingerprint,
    verify_certificate,
    verify_delegation,
)
from server.ids import AccountId, ConversationId, LiveSessionId
from server.roles import Role

CUSTODIANS: Final = 3
NEEDED: Final = 2
_DAY_MS: Final = 86_400_000


@dataclass(frozen=True, slots=True, repr=False)
class Person:
    """An account with its keys and its first bundle."""

    account: AccountId
    role: Role
    secret: bytes
    keys: AccountKeys
    signed: SignedBody
    bundle: Bundle

    @property
    def signing_seed(self) -> bytes:
        """What another process needs to write in this person's name."""
        return derive(self.secret, "webtherapy/v1/account/signing")


@dataclass(frozen=True, slots=True, repr=False)
class Certified:
    """A person whom the practice has certified."""

    person: Person
    certificate: SignedBody
    ticket: CertifiedBundle


@dataclass(frozen=True, slots=True, repr=False)
class Matched:
    """Two people with a conversation."""

    client: Certified
    therapist: Certified
    signed: SignedBody
    match: Match


@dataclass(frozen=True, slots=True, repr=False)
class OpenSession:
    """A live session's first epoch, opened by the client, and the client's deposit for it."""

    session: LiveSessionId
    opened: OpenedEpoch
    deposit: MadeDeposit


def now_ms() -> int:
    """Unix milliseconds."""
    return time.time_ns() // 1_000_000


def make_person(role: Role) -> Person:
    """A new account."""
    account, secret = AccountId(os.urandom(16)), os.urandom(32)
    keys = AccountKeys.from_secret(secret)
    signed = make_bundle(keys, account, now_ms())
    return Person(account, role, secret, keys, signed, verify_bundle(signed))


class Practice:
    """Those who are there before anyone can talk."""

    def __init__(self) -> None:
        self.made_at = now_ms()
        self.root = SigningKey(os.urandom(32))
        self.owner = make_person(Role.OWNER)
        self.intake = make_person(Role.INTAKE)
        self.delegation = delegate(self.root, self.intake.bundle, self.made_at - _DAY_MS, self.made_at + _DAY_MS)
        pinned: PinnedRoot = pin_root(self.root.public, root_fingerprint(self.root.public))
        self.certifier: Certifier = verify_delegation(self.delegation, self.intake.signed, pinned)
        self.custodians = [self.certified(make_person(Role.CUSTODIAN)) for _ in range(CUSTODIANS)]
        bundles = [custodian.person.bundle for custodian in self.custodians]
        self.signed_manifest = make_manifest(self.root, bundles, NEEDED, self.made_at)
        self.manifest: Manifest = verify_manifest(self.signed_manifest, pinned)

    def certified(self, person: Person) -> Certified:
        """The person, certified by intake."""
        certificate = certify(self.intake.keys.signing, self.certifier, person.bundle, person.role, now_ms())
        return Certified(person, certificate, verify_certificate(certificate, person.signed, self.certifier))

    def matched(self) -> Matched:
        """A new client and a new therapist, matched."""
        client, therapist = self.certified(make_person(Role.CLIENT)), self.certified(make_person(Role.THERAPIST))
        people = {one.person.account: one.ticket for one in (client, therapist)}
        signed = make_match(
            self.intake.keys.signing,
            self.certifier,
            ConversationId(os.urandom(16)),
            list(people.values()),
            self.manifest.hash,
            now_ms(),
        )
        return Matched(client, therapist, signed, verify_match(signed, self.certifier, people))

    def opened(self, matched: Matched) -> OpenSession:
        """The first live session of a conversation, opened by its client."""
        client, match = matched.client.person, matched.match
        session = LiveSessionId(os.urandom(16))
        place = EpochPlace(match.conversation, 1, match.genesis)
        purpose = EpochPurpose(EpochKind.SESSION, session, self.manifest.hash, now_ms())
        members = [client.bundle, matched.therapist.person.bundle]
        opened = open_epoch(client.keys.signing, client.account, place, purpose, members, os.urandom)
        custodians = [custodian.person.bundle for custodian in self.custodians]
        deposit = make_deposit(
            client.keys.signing, client.account, opened.keys, self.manifest, custodians, now_ms(), os.urandom
        )
        return OpenSession(session, opened, deposit)
