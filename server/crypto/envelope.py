"""Envelopes (crypto.md §6): what is posted. The server reads and verifies the outside; only members open it."""

from dataclasses import dataclass

import msgspec

from server.crypto.aead import TAG_BYTES, decrypt, encrypt
from server.crypto.canonical import Body, Uint, read, written
from server.crypto.checks import NONCE_BYTES, SIGNATURE_BYTES, Random, drawn, hashes
from server.crypto.content import Content, EnvelopeKind, read_content, write_content
from server.crypto.epoch import EpochKeys
from server.crypto.hashing import sha256
from server.crypto.padding import is_padded_length, pad, unpad
from server.crypto.signing import SigningKey, verify
from server.errors import ProofError
from server.ids import AccountId, ConversationId, InstanceId, MessageId

MAX_PADDED_BYTES = 34_816
"""What the longest text becomes (crypto.md §6.3)."""
MAX_PADDED_LETTER_BYTES = 38_912
"""What the longest letter becomes, with ten attachments (crypto.md §6.3)."""

_encoder = msgspec.msgpack.Encoder()


class EnvelopeHeader(Body, frozen=True, tag="webtherapy/v1/envelope"):
    """The outside of an envelope (crypto.md §6.1): bound to the ciphertext, readable to the server."""

    conversation: ConversationId
    epoch: Uint
    sender: AccountId
    instance: InstanceId
    counter: Uint
    message_id: MessageId
    kind: EnvelopeKind
    client_time: Uint
    seen_sequence: Uint
    seen_head: bytes
    log_size: Uint
    log_root: bytes

    def __post_init__(self) -> None:
        # One condition instead of calls to `checks`: every message passes here.
        if not (
            len(self.conversation) == len(self.sender) == len(self.instance) == len(self.message_id) == 16
            and len(self.seen_head) == len(self.log_root) == 32
        ):
            raise ProofError("wrong_length")
        if self.epoch < 1 or self.counter < 1:
            raise ProofError("malformed")


class _Wire(Body, frozen=True):
    """MessagePack [header, nonce, ciphertext, signature], four byte strings."""

    header: bytes
    nonce: bytes
    ciphertext: bytes
    signature: bytes

    def __post_init__(self) -> None:
        if len(self.nonce) != NONCE_BYTES or len(self.signature) != SIGNATURE_BYTES:
            raise ProofError("wrong_length")
        padded = len(self.ciphertext) - TAG_BYTES
        # A length that no padding gives would be a channel past the padding, and is told without opening anything.
        if padded > MAX_PADDED_LETTER_BYTES or not is_padded_length(padded):
            raise ProofError("bad_padding")


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Envelope:
    """An envelope whose form is right; `verify_envelope` says whether it is the sender's."""

    raw: bytes
    header: EnvelopeHeader
    header_bytes: bytes
    nonce: bytes
    ciphertext: bytes
    signature: bytes
    hash: bytes

    def signed_bytes(self) -> bytes:
        """What the sender signed."""
        return _signed_bytes(self.header_bytes, self.nonce, sha256(self.ciphertext))

    @property
    def outside(self) -> "Outside":
        """The same without its words, sealed as they are."""
        return Outside(self.header, self.header_bytes, self.nonce, sha256(self.ciphertext), self.signature)


@dataclass(frozen=True, slots=True, repr=False)
class Outside:
    """The outside of an envelope (crypto.md §6.2): what its sender signed, and nothing that could be opened."""

    header: EnvelopeHeader
    header_bytes: bytes
    nonce: bytes
    ciphertext_hash: bytes
    signature: bytes


def read_outside(header: bytes, nonce: bytes, ciphertext_hash: bytes, signature: bytes) -> Outside:
    """An outside from its parts; `verify_outside` says whether it is the sender's."""
    if len(nonce) != NONCE_BYTES or len(signature) != SIGNATURE_BYTES:
        raise ProofError("wrong_length")
    hashes(ciphertext_hash)
    return Outside(read(EnvelopeHeader, header), header, nonce, ciphertext_hash, signature)


def verify_outside(outside: Outside, sender_signing_public: bytes) -> None:
    """ProofError("bad_signature") unless the holder of the key signed an envelope with this outside."""
    signed = _signed_bytes(outside.header_bytes, outside.nonce, outside.ciphertext_hash)
    verify(sender_signing_public, signed, outside.signature)


def parse_envelope(raw: bytes) -> Envelope:
    """An envelope from its bytes. Nothing is verified or opened here, but nothing misshapen passes."""
    wire = read(_Wire, raw)
    header = read(EnvelopeHeader, wire.header)
    if len(wire.ciphertext) > MAX_PADDED_BYTES + TAG_BYTES and header.kind is not EnvelopeKind.LETTER:
        raise ProofError("bad_padding")
    return Envelope(raw, header, wire.header, wire.nonce, wire.ciphertext, wire.signature, sha256(raw))


def verify_envelope(envelope: Envelope, sender_signing_public: bytes) -> None:
    """ProofError("bad_signature") unless the holder of the key signed it: the key of `header.sender`'s bundle."""
    verify(sender_signing_public, envelope.signed_bytes(), envelope.signature)


def seal_envelope(
    header: EnvelopeHeader, content: Content, epoch: EpochKeys, signer: SigningKey, random: Random
) -> Envelope:
    """The content, for the epoch's members, under the header; `parse_envelope` takes its `raw`."""
    _check_epoch(header, epoch)
    header_bytes = written(header)
    nonce = drawn(random, NONCE_BYTES)
    ciphertext = encrypt(epoch.message_key, nonce, pad(write_content(header.kind, content)), header_bytes)
    signature = signer.sign(_signed_bytes(header_bytes, nonce, sha256(ciphertext)))
    return parse_envelope(_Wire(header_bytes, nonce, ciphertext, signature).encoded())


def open_envelope(envelope: Envelope, epoch: EpochKeys) -> Content:
    """The content. Verify first: opening proves membership, not authorship.

    Reasons: foreign_epoch, wrong_key, bad_padding, and those of the content (wrong_label: not of the header's kind).
    """
    _check_epoch(envelope.header, epoch)
    padded = decrypt(epoch.message_key, envelope.nonce, envelope.ciphertext, envelope.header_bytes)
    return read_content(envelope.header.kind, unpad(padded))


def _check_epoch(header: EnvelopeHeader, epoch: EpochKeys) -> None:
    if header.conversation != epoch.conversation or header.epoch != epoch.epoch:
        raise ProofError("foreign_epoch")


def _signed_bytes(header: bytes, nonce: bytes, ciphertext_hash: bytes) -> bytes:
    return _encoder.encode(["webtherapy/v1/envelope-signature", header, nonce, ciphertext_hash])
