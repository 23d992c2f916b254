"""Epochs (crypto.md §5): who can read from here on, and the secret that only they have.

`EpochHeader` is public; `EpochKeys` is what a member holds, and nothing on the server makes one.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from server.crypto.bundle import Bundle
from server.crypto.canonical import Body, Uint, encode
from server.crypto.checks import Random, ascending, count, drawn, exactly, hashes, ids, same
from server.crypto.hashing import derive, hash_of, sha256
from server.crypto.match import MAX_MEMBERS
from server.crypto.sealing import OVERHEAD_BYTES, SealingKey, seal
from server.crypto.signing import SignedBody, SigningKey
from server.errors import ProofError
from server.ids import AccountId, ConversationId, LiveSessionId

SECRET_BYTES = 32
WRAP_BYTES = OVERHEAD_BYTES + SECRET_BYTES


class EpochKind(StrEnum):
    """Why an epoch was opened: for a live session, or for a thread of letters."""

    SESSION = "session"
    THREAD = "thread"


class EpochMember(Body, frozen=True):
    """One who can read, under which bundle, and the hash of the wrap that lets them."""

    account: AccountId
    bundle_hash: bytes
    wrap_hash: bytes

    def __post_init__(self) -> None:
        ids(self.account)
        hashes(self.bundle_hash, self.wrap_hash)


class EpochHeader(Body, frozen=True, tag="webtherapy/v1/epoch"):
    """What everybody, the server included, knows of an epoch. `session` is empty for a thread."""

    conversation: ConversationId
    epoch: Uint
    kind: EpochKind
    session: LiveSessionId
    previous: bytes
    opener: AccountId
    members: tuple[EpochMember, ...]
    manifest_hash: bytes
    commitment: bytes
    opened_at: Uint

    def __post_init__(self) -> None:
        ids(self.conversation, self.opener)
        hashes(self.previous, self.manifest_hash, self.commitment)
        if self.epoch < 1:
            raise ProofError("malformed")
        if self.kind is EpochKind.SESSION:
            ids(self.session)
        elif self.session:
            raise ProofError("wrong_length")
        count(self.members, 1, MAX_MEMBERS)
        ascending([member.account for member in self.members])
        self.member(self.opener)

    @property
    def hash(self) -> bytes:
        """What the next epoch, the message key and every deposit are bound to."""
        return sha256(self.encoded())

    @property
    def bundle_hashes(self) -> dict[AccountId, bytes]:
        """By which bundle it names whom."""
        return {member.account: member.bundle_hash for member in self.members}

    def member(self, account: AccountId) -> EpochMember:
        """The member's row; ProofError("unknown_member")."""
        for member in self.members:
            if member.account == account:
                return member
        raise ProofError("unknown_member")


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class EpochKeys:
    """What a member holds of an epoch. Secret."""

    conversation: ConversationId
    epoch: int
    header_hash: bytes
    secret: bytes
    message_key: bytes

    @classmethod
    def of(cls, header: EpochHeader, secret: bytes) -> "EpochKeys":
        """The keys of the epoch; ProofError("wrong_commitment") unless the secret is the committed one."""
        same(commitment(secret), header.commitment, "wrong_commitment")
        header_hash = header.hash
        message_key = derive(secret, "webtherapy/v1/message", header_hash)
        return cls(header.conversation, header.epoch, header_hash, secret, message_key)


@dataclass(frozen=True, slots=True)
class EpochPlace:
    """Where an epoch stands: `previous` is the header hash in force, or head(0) before epoch 1."""

    conversation: ConversationId
    epoch: int
    previous: bytes


@dataclass(frozen=True, slots=True)
class EpochPurpose:
    """What an epoch is opened for, and under which custodians."""

    kind: EpochKind
    session: LiveSessionId
    manifest_hash: bytes
    opened_at: int


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class OpenedEpoch:
    """A new epoch: what its opener sends (`signed`; `wraps` in the members' order) and what they keep (`keys`)."""

    header: EpochHeader
    signed: SignedBody
    wraps: tuple[bytes, ...]
    keys: EpochKeys


def open_epoch(
    signer: SigningKey,
    opener: AccountId,
    place: EpochPlace,
    purpose: EpochPurpose,
    members: Sequence[Bundle],
    random: Random,
) -> OpenedEpoch:
    """A new epoch for the holders of these bundles (certified ones: that is for the caller to see to)."""
    secret = drawn(random, SECRET_BYTES)
    bundles = sorted(members, key=lambda bundle: bundle.account)
    wraps = tuple(wrap_secret(bundle, place, secret) for bundle in bundles)
    header = EpochHeader(
        conversation=place.conversation,
        epoch=place.epoch,
        kind=purpose.kind,
        session=purpose.session,
        previous=place.previous,
        opener=opener,
        members=tuple(
            EpochMember(account=bundle.account, bundle_hash=bundle.hash, wrap_hash=wrap_hash(wrapped))
            for bundle, wrapped in zip(bundles, wraps, strict=True)
        ),
        manifest_hash=purpose.manifest_hash,
        commitment=commitment(secret),
        opened_at=purpose.opened_at,
    )
    return OpenedEpoch(header, signer.sign_body(header), wraps, EpochKeys.of(header, secret))


def verify_header(signed: SignedBody, opener: Bundle, place: EpochPlace) -> EpochHeader:
    """The header, opened by the holder of `opener` as the next epoch at `place`.

    Reasons: bad_signature, foreign_conversation, wrong_epoch, stale_previous, unknown_member, wrong_bundle.
    """
    header = signed.verified(EpochHeader, opener.signing_public)
    if header.conversation != place.conversation:
        raise ProofError("foreign_conversation")
    if header.epoch != place.epoch:
        raise ProofError("wrong_epoch")
    same(header.previous, place.previous, "stale_previous")
    if header.opener != opener.account:
        raise ProofError("unknown_member")
    same(header.member(opener.account).bundle_hash, opener.hash, "wrong_bundle")
    return header


def check_members(header: EpochHeader, bundle_hashes: Mapping[AccountId, Collection[bytes]]) -> None:
    """Whether the header's members are exactly the conversation's, each under one of the bundles that may name them.

    Without this an opener could let a stranger read. Reasons: unknown_member, wrong_bundle, missing_member.
    """
    for member in header.members:
        if member.account not in bundle_hashes:
            raise ProofError("unknown_member")
        if member.bundle_hash not in bundle_hashes[member.account]:
            raise ProofError("wrong_bundle")
    if len(header.members) != len(bundle_hashes):
        raise ProofError("missing_member")


def check_wraps(header: EpochHeader, wraps: Sequence[bytes]) -> None:
    """ProofError("wrong_wrap_hash") unless these are the members' wraps, in their order. Opens nothing."""
    count(wraps, len(header.members), len(header.members))
    exactly(WRAP_BYTES, *wraps)
    for member, wrapped in zip(header.members, wraps, strict=True):
        same(wrap_hash(wrapped), member.wrap_hash, "wrong_wrap_hash")


def unwrap_epoch(key: SealingKey, account: AccountId, header: EpochHeader, wrapped: bytes) -> EpochKeys:
    """A member's keys from their wrap. Reasons: unknown_member, wrong_wrap_hash, wrong_key, wrong_commitment."""
    member = header.member(account)
    same(wrap_hash(wrapped), member.wrap_hash, "wrong_wrap_hash")
    return open_wrap(key, header, member.bundle_hash, wrapped)


def wrap_secret(recipient: Bundle, place: EpochPlace, secret: bytes) -> bytes:
    """The secret of the epoch at `place`, sealed to this bundle's holder."""
    return seal(recipient.sealing_public, _wrap_info(place, recipient.hash), secret)


def open_wrap(key: SealingKey, header: EpochHeader, bundle_hash: bytes, wrapped: bytes) -> EpochKeys:
    """The keys from a wrap that was sealed to this bundle; its hash is for the caller to check. Reasons: wrong_key, wrong_commitment."""
    place = EpochPlace(header.conversation, header.epoch, header.previous)
    return EpochKeys.of(header, key.open_sealed(_wrap_info(place, bundle_hash), wrapped))


def commitment(secret: bytes) -> bytes:
    """What the header says of the secret."""
    exactly(SECRET_BYTES, secret)
    return derive(secret, "webtherapy/v1/epoch-commitment")


def wrap_hash(wrapped: bytes) -> bytes:
    """What the header says of a wrap."""
    return hash_of("webtherapy/v1/epoch-wrap-hash", wrapped)


def _wrap_info(place: EpochPlace, bundle_hash: bytes) -> bytes:
    return encode("webtherapy/v1/epoch-wrap", place.conversation, place.epoch, place.previous, bundle_hash)
