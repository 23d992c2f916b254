"""History for a new member (crypto.md §5.3): a closed conversation's client lets one more read, epoch by epoch."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from server.crypto.bundle import Bundle, Signer
from server.crypto.canonical import Body, Uint
from server.crypto.checks import count, exactly, hashes, ids, same
from server.crypto.epoch import WRAP_BYTES, EpochHeader, EpochKeys, EpochPlace, open_wrap, wrap_hash, wrap_secret
from server.crypto.sealing import SealingKey
from server.crypto.signing import SignedBody, SigningKey, under_any
from server.errors import ProofError
from server.ids import ConversationId

MAX_GRANTED: Final = 32
"""Epochs in one grant; so its wraps fit one request."""


class GrantedEpoch(Body, frozen=True):
    """An epoch, the hash of its header, and the hash of the wrap that lets the recipient read in it."""

    epoch: Uint
    header_hash: bytes
    wrap_hash: bytes

    def __post_init__(self) -> None:
        hashes(self.header_hash, self.wrap_hash)
        if self.epoch < 1:
            raise ProofError("malformed")


class HistoryGrant(Body, frozen=True, tag="webtherapy/v1/history"):
    """Who may read in which epochs. The recipient is named by the bundle that the wraps are sealed to."""

    conversation: ConversationId
    recipient_bundle_hash: bytes
    epochs: tuple[GrantedEpoch, ...]
    granted_at: Uint

    def __post_init__(self) -> None:
        ids(self.conversation)
        hashes(self.recipient_bundle_hash)
        count(self.epochs, 1, MAX_GRANTED)
        for before, after in zip(self.epochs, self.epochs[1:], strict=False):
            if before.epoch >= after.epoch:
                raise ProofError("unsorted_epochs")

    def row(self, epoch: int) -> GrantedEpoch:
        """The epoch's row; ProofError("wrong_epoch")."""
        for granted in self.epochs:
            if granted.epoch == epoch:
                return granted
        raise ProofError("wrong_epoch")


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class MadeHistory:
    """A grant and its wraps, in the order of its rows."""

    signed: SignedBody
    wraps: tuple[bytes, ...]


def make_history(
    signer: SigningKey, recipient: Bundle, epochs: Sequence[tuple[EpochHeader, EpochKeys]], granted_at: int
) -> MadeHistory:
    """A grant of these epochs of one conversation, in rising order. The recipient's bundle is certified: that is for the caller."""
    if not epochs:
        raise ProofError("wrong_length")
    conversation = epochs[0][0].conversation
    wraps, rows = [], []
    for header, keys in epochs:
        same(header.conversation, conversation, "foreign_conversation")
        same(keys.header_hash, header.hash, "foreign_epoch")
        place = EpochPlace(header.conversation, header.epoch, header.previous)
        wraps.append(wrap_secret(recipient, place, keys.secret))
        rows.append(GrantedEpoch(header.epoch, header.hash, wrap_hash(wraps[-1])))
    grant = HistoryGrant(conversation, recipient.hash, tuple(rows), granted_at)
    return MadeHistory(signer.sign_body(grant), tuple(wraps))


def verify_history(
    signed: SignedBody, signers: Sequence[Signer], conversation: ConversationId, recipient_bundle_hash: bytes
) -> HistoryGrant:
    """The grant for this conversation and recipient, by the holder of one of `signers`: the client's lawful bundles.

    Reasons: bad_signature, foreign_conversation, wrong_recipient.
    """
    grant = under_any(signers, lambda signer: signed.verified(HistoryGrant, signer.signing_public))
    same(grant.conversation, conversation, "foreign_conversation")
    same(grant.recipient_bundle_hash, recipient_bundle_hash, "wrong_recipient")
    return grant


def check_granted_wraps(grant: HistoryGrant, wraps: Sequence[bytes]) -> None:
    """Whether these are the grant's wraps, in the order of its rows. Opens nothing. Reasons: wrong_length, wrong_wrap_hash."""
    count(wraps, len(grant.epochs), len(grant.epochs))
    exactly(WRAP_BYTES, *wraps)
    for row, wrapped in zip(grant.epochs, wraps, strict=True):
        same(wrap_hash(wrapped), row.wrap_hash, "wrong_wrap_hash")


def unwrap_granted(key: SealingKey, grant: HistoryGrant, header: EpochHeader, wrapped: bytes) -> EpochKeys:
    """The recipient's keys of an epoch.

    Reasons: foreign_conversation, wrong_epoch, foreign_epoch, wrong_wrap_hash, wrong_key, wrong_commitment.
    """
    same(header.conversation, grant.conversation, "foreign_conversation")
    row = grant.row(header.epoch)
    same(header.hash, row.header_hash, "foreign_epoch")
    same(wrap_hash(wrapped), row.wrap_hash, "wrong_wrap_hash")
    return open_wrap(key, header, grant.recipient_bundle_hash, wrapped)
