"""Who writes to whom in a load, and what they write: sealed and signed before any clock starts."""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bench.dialects import Dialect
from bench.wire import framed
from server.crypto.content import EnvelopeKind, Text
from server.crypto.envelope import EnvelopeHeader, seal_envelope
from server.crypto.epoch import EpochKeys
from server.crypto.hashing import EMPTY_LOG_ROOT
from server.crypto.signing import SigningKey
from server.ids import AccountId, ConversationId, InstanceId, MessageId

TEXT: Final = "I have thought about what you said last week, and I would like to come back to it."
"""Padded to 256 bytes like every short message, an envelope of some 650 bytes."""


@dataclass(frozen=True, slots=True, repr=False)
class Seat:
    """One participant, signed in."""

    account: AccountId
    cookie: str


@dataclass(frozen=True, slots=True, repr=False)
class Pair:
    """Two participants in a live session; `sequence` is the newest of their conversation when the load begins."""

    conversation: ConversationId
    writer: Seat
    reader: Seat
    signing_seed: bytes
    epoch: EpochKeys
    genesis: bytes
    sequence: int


def sealed(pair: Pair, instance: InstanceId, count: int) -> Iterator[bytes]:
    """`count` envelopes of one sender instance, in the order in which they must be posted."""
    signer = SigningKey(pair.signing_seed)
    now = time.time_ns() // 1_000_000
    for counter in range(1, count + 1):
        header = EnvelopeHeader(
            conversation=pair.conversation,
            epoch=pair.epoch.epoch,
            sender=pair.writer.account,
            instance=instance,
            counter=counter,
            message_id=MessageId(os.urandom(16)),
            kind=EnvelopeKind.TEXT,
            client_time=now,
            seen_sequence=0,
            seen_head=pair.genesis,
            log_size=0,
            log_root=EMPTY_LOG_ROOT,
        )
        yield seal_envelope(header, Text(TEXT), pair.epoch, signer, os.urandom).raw


def posts(pair: Pair, dialect: Dialect, instance: InstanceId, count: int) -> list[bytes]:
    """The same as messages of the wire, framed and all; refs count from 1."""
    envelopes = sealed(pair, instance, count)
    return [framed(dialect.post(ref, pair.conversation, raw)) for ref, raw in enumerate(envelopes, 1)]
