"""Bytes to frames and back (protocol.md §2). The only place where a decoder of frames lives."""

import msgspec

from server.errors import ClosingRefusal, RefusalCode
from server.protocol.frames import AnyClientFrame, AnyServerFrame, Frame
from server.protocol.limits import MAX_FRAME_BYTES

CLOSE_MALFORMED = 4400

_encoder = msgspec.msgpack.Encoder()
_client_frames: msgspec.msgpack.Decoder[AnyClientFrame] = msgspec.msgpack.Decoder(AnyClientFrame)
_server_frames: msgspec.msgpack.Decoder[AnyServerFrame] = msgspec.msgpack.Decoder(AnyServerFrame)


def encode(frame: Frame) -> bytes:
    """The wire form of a frame."""
    return _encoder.encode(frame)


def decode_client_frame(data: bytes) -> AnyClientFrame:
    """What a client sent. Anything that is not exactly one lawful frame is a closing refusal without detail."""
    if len(data) > MAX_FRAME_BYTES:
        raise ClosingRefusal(RefusalCode.TOO_LARGE, 1009)
    try:
        return _client_frames.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        # The decoder's own text repeats the input: it must not travel further.
        raise ClosingRefusal(RefusalCode.MALFORMED, CLOSE_MALFORMED) from None


def decode_server_frame(data: bytes) -> AnyServerFrame:
    """What a server sent, for clients in Python. Unknown fields are ignored."""
    try:
        return _server_frames.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise ClosingRefusal(RefusalCode.MALFORMED, CLOSE_MALFORMED) from None
