"""Matches (crypto.md §4.3): who may speak with whom, and the first head of a transcript."""

from collections.abc import Mapping, Sequence

from server.crypto.canonical import Body, Uint
from server.crypto.checks import ascending, count, hashes, ids, same
from server.crypto.hashing import hash_of, sha256
from server.crypto.signing import SignedBody, SigningKey
from server.crypto.trust import CertifiedBundle, Certifier
from server.errors import ProofError
from server.ids import AccountId, ConversationId
from server.roles import Role

MAX_MEMBERS = 16


class Participant(Body, frozen=True):
    """One of those who speak."""

    account: AccountId
    role: Role
    bundle_hash: bytes

    def __post_init__(self) -> None:
        ids(self.account)
        hashes(self.bundle_hash)
        # Their notices are accepted, and nothing else (crypto.md §4.4, §11.4).
        if self.role in (Role.SYSTEM, Role.SERVICE):
            raise ProofError("unlawful_role")


class Match(Body, frozen=True, tag="webtherapy/v1/match"):
    """A certifier's word that these accounts have a conversation, and under which custodians."""

    conversation: ConversationId
    participants: tuple[Participant, ...]
    manifest_hash: bytes
    issued_at: Uint
    delegation_hash: bytes

    def __post_init__(self) -> None:
        ids(self.conversation)
        hashes(self.manifest_hash, self.delegation_hash)
        count(self.participants, 2, MAX_MEMBERS)
        ascending([participant.account for participant in self.participants])

    @property
    def hash(self) -> bytes:
        """The hash of this body."""
        return sha256(self.encoded())

    @property
    def bundle_hashes(self) -> dict[AccountId, bytes]:
        """By which bundle it names whom."""
        return {participant.account: participant.bundle_hash for participant in self.participants}

    @property
    def genesis(self) -> bytes:
        """head(0) of the conversation's transcript."""
        return genesis(self.hash)


def genesis(match_hash: bytes) -> bytes:
    """head(0): what the transcript of the conversation with this match begins from."""
    hashes(match_hash)
    return hash_of("webtherapy/v1/genesis", match_hash)


def make_match(
    key: SigningKey,
    certifier: Certifier,
    conversation: ConversationId,
    people: Sequence[CertifiedBundle],
    manifest_hash: bytes,
    issued_at: int,
) -> SignedBody:
    """A match of certified people, by the holder of the certifier's key."""
    certifier.check_time(issued_at)
    rows = [Participant(account=person.account, role=person.role, bundle_hash=person.hash) for person in people]
    return key.sign_body(
        Match(
            conversation=conversation,
            participants=tuple(sorted(rows, key=lambda row: row.account)),
            manifest_hash=manifest_hash,
            issued_at=issued_at,
            delegation_hash=certifier.delegation_hash,
        )
    )


def verify_match(signed: SignedBody, certifier: Certifier, people: Mapping[AccountId, CertifiedBundle]) -> Match:
    """The match, each participant being the certified person it names.

    Reasons: bad_signature, wrong_delegation, expired_delegation, unknown_member, wrong_bundle, unlawful_role.
    """
    match = signed.verified(Match, certifier.bundle.signing_public)
    same(match.delegation_hash, certifier.delegation_hash, "wrong_delegation")
    certifier.check_time(match.issued_at)
    for participant in match.participants:
        person = people.get(participant.account)
        if person is None or person.account != participant.account:
            raise ProofError("unknown_member")
        same(person.hash, participant.bundle_hash, "wrong_bundle")
        if person.role is not participant.role:
            raise ProofError("unlawful_role")
    return match
