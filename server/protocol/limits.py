"""Every number of the protocol, with its reason. Units stand in the names."""

from dataclasses import dataclass
from typing import Final

MAX_FRAME_BYTES: Final = 65_536
"""One message of the longest text, padded and sealed, is below 40 KiB; nothing lawful is larger than this."""

MAX_DELIVERY_BYTES: Final = 49_152
"""Payload bytes per `delivery` or `page`, so that every client may keep MAX_FRAME_BYTES-sized buffers (one entry is always sent)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one connection may do. Benchmarks print what they override."""

    hello_seconds: float = 10.0
    """A stranger who holds a socket and says nothing costs memory."""

    posts_per_second: float = 5.0
    """Faster than anyone types; an outbox that flushes lives on the burst."""

    posts_burst: int = 150

    too_fast_in_a_row: int = 200
    """Refusals without one lawful frame between them; who goes on after that is not listening, and loses the connection."""

    commands_per_second: float = 20.0
    """Everything that is not a post: following, reading back, confirming, typing."""

    commands_burst: int = 300

    activities_per_second: float = 5.0
    """A page says it every 15 s; every one writes to Valkey."""

    activities_burst: int = 5

    posts_in_flight: int = 64
    """Posts accepted and not yet answered; the socket is not read beyond them, so the sender waits."""

    follows: int = 512
    """A therapist's caseload, and room to spare."""

    outgoing_frames: int = 256
    """A reader this far behind is cut off with slow_reader; the record has everything."""

    outgoing_bytes: int = 4_194_304

    entries_per_delivery: int = 200
