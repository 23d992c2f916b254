"""What differs between the two servers for a load: where to connect, how to follow, what a post and its answers look
like.
"""

from dataclasses import dataclass, field
from typing import Final, Protocol

import msgspec

from bench import naive
from server.protocol import codec, frames


class RefusedLoadError(Exception):
    """The server refused a piece of the load: the benchmark is wrong, or the server is."""


@dataclass(slots=True)
class Arrived:
    """What one message of the server brings."""

    acknowledged: int = 0
    envelopes: list[bytes] = field(default_factory=list)
    ready: bool = False
    """The conversation is followed, and what happens from now on arrives by itself."""
    deposited: bool = False
    pages: int = 0
    sequence: int = 0


class Dialect(Protocol):
    """One server's language."""

    @property
    def path(self) -> str:
        """Where the socket is."""

    @property
    def subprotocol(self) -> str | None:
        """What is asked for in the handshake."""

    def greeting(self, instance: bytes) -> bytes:
        """The first message, empty when there is none."""

    def follow(self, conversation: bytes, after: int) -> bytes:
        """Asks for what happens in a conversation after a sequence."""

    def post(self, ref: int, conversation: bytes, envelope: bytes) -> bytes:
        """Posts an envelope."""

    def read(self, payload: bytes) -> Arrived:
        """What arrived."""


class Ours:
    """protocol.md §2."""

    path: Final[str] = "/messaging/v1/socket"
    subprotocol: Final[str | None] = frames.SUBPROTOCOL

    def greeting(self, instance: bytes) -> bytes:
        return codec.encode(frames.Hello(version=frames.VERSION, instance=instance))

    def follow(self, conversation: bytes, after: int) -> bytes:
        return codec.encode(frames.Follow(ref=0, conversation=conversation, after=after))

    def post(self, ref: int, conversation: bytes, envelope: bytes) -> bytes:  # noqa: ARG002  (it stands in the envelope)
        return codec.encode(frames.Post(ref=ref, envelope=envelope))

    def read(self, payload: bytes) -> Arrived:
        match codec.decode_server_frame(payload):
            case frames.Delivery(entries=entries):
                return Arrived(envelopes=[entry.payload for entry in entries], sequence=entries[-1].sequence)
            case frames.Committed():
                return Arrived(acknowledged=1)
            case frames.CaughtUp(sequence=sequence):
                return Arrived(ready=True, sequence=sequence)
            case frames.Deposited():
                return Arrived(deposited=True)
            case frames.Page():
                return Arrived(pages=1)
            case frames.Refused(code=code):
                raise RefusedLoadError(code)
        return Arrived()


class Naive:
    """bench/naive.py."""

    path: Final[str] = "/socket"
    subprotocol: Final[str | None] = None
    _encode = staticmethod(msgspec.msgpack.Encoder().encode)
    _decode = staticmethod(msgspec.msgpack.Decoder(naive.Following | naive.Ack | naive.Letter).decode)

    def greeting(self, instance: bytes) -> bytes:  # noqa: ARG002  (it greets nobody)
        return b""

    def follow(self, conversation: bytes, after: int) -> bytes:  # noqa: ARG002  (it has no catching up)
        return self._encode(naive.Follow(conversation))

    def post(self, ref: int, conversation: bytes, envelope: bytes) -> bytes:
        return self._encode(naive.Post(ref, conversation, envelope))

    def read(self, payload: bytes) -> Arrived:
        match self._decode(payload):
            case naive.Letter(envelope=envelope):
                return Arrived(envelopes=[envelope])
            case naive.Ack():
                return Arrived(acknowledged=1)
        return Arrived(ready=True)
