"""Writes frames.json: every frame of protocol.md §2 as bytes, and bytes that are no frame, named by their reason.

    python -m tests.vectors.make_frames

Bytes stand as `{"hex": …}`. The values are patterns, not people. A client frame of another encoder may order its map
differently and is lawful all the same; both sides here write the tag first, then the fields as the paper lists them.
"""

import json
from pathlib import Path
from typing import Any, Final

import msgspec

from server.protocol import frames
from server.protocol.codec import encode
from server.protocol.limits import MAX_FRAME_BYTES

TARGET: Final = Path(__file__).parent / "frames.json"
LARGEST: Final = 2**53 - 1


def _bytes(first: int, length: int) -> bytes:
    return bytes((first + n) % 256 for n in range(length))


CONVERSATION: Final = _bytes(0x10, 16)
ACCOUNT: Final = _bytes(0x30, 16)
OTHER: Final = _bytes(0x50, 16)
INSTANCE: Final = _bytes(0x70, 16)
SESSION: Final = _bytes(0x90, 16)
HEAD: Final = _bytes(0xA0, 32)
SIGNATURE: Final = _bytes(0x01, 64)

CLIENT: Final[dict[str, frames.AnyClientFrame]] = {
    "hello": frames.Hello(version=1, instance=INSTANCE),
    "follow": frames.Follow(ref=1, conversation=CONVERSATION, after=0),
    "follow at the largest sequence": frames.Follow(ref=2**32 - 1, conversation=CONVERSATION, after=LARGEST),
    "follow discreetly": frames.Follow(ref=1, conversation=CONVERSATION, after=7, discreet=True),
    "unfollow": frames.Unfollow(conversation=CONVERSATION),
    "read": frames.Read(ref=2, conversation=CONVERSATION, before=101, limit=50),
    "learn": frames.Learn(ref=3, conversation=CONVERSATION, epoch=1),
    "open": frames.Open(ref=4, header=b"header", signature=SIGNATURE, wraps=[b"first wrap", b"second wrap"]),
    "deposit": frames.Deposit(ref=5, deposit=b"deposit", signature=SIGNATURE, sealed_shares=[b"one", b"two", b"three"]),
    "post": frames.Post(ref=6, envelope=b"envelope"),
    "post of the largest envelope": frames.Post(ref=65536, envelope=bytes(49152)),
    "confirm": frames.Confirm(conversation=CONVERSATION, delivered=300, read=299),
    "confirm discreetly": frames.Confirm(conversation=CONVERSATION, delivered=0, read=299, discreet=True),
    "typing": frames.Typing(conversation=CONVERSATION, active=True),
    "typing no longer": frames.Typing(conversation=CONVERSATION, active=False),
    "activity": frames.Activity(age=0),
    "activity a while ago": frames.Activity(age=15_000),
    "activity only asked about": frames.Activity(age=None),
}

ENTRIES: Final = [
    frames.Entry(sequence=1, time=1_764_000_000_000, kind=1, payload=b"opening"),
    frames.Entry(sequence=2, time=1_764_000_000_000, kind=2, payload=b"envelope"),
]

SERVER: Final[dict[str, frames.AnyServerFrame]] = {
    "welcome": frames.Welcome(account=ACCOUNT, time=1_764_000_000_000, expires=1_764_086_400_000, left=299_950),
    "idle": frames.Idle(left=300_000, cap=86_400_000),
    "idle at the very end": frames.Idle(left=0, cap=0),
    "followed": frames.Followed(
        ref=1,
        conversation=CONVERSATION,
        after=0,
        head=HEAD,
        sequence=2,
        epoch=1,
        session=SESSION,
        cursors=[
            frames.Cursor(account=ACCOUNT, delivered=2, read=1),
            frames.Cursor(account=OTHER, delivered=0, read=0),
        ],
        present=[ACCOUNT],
    ),
    "followed without a live session": frames.Followed(
        ref=1, conversation=CONVERSATION, after=0, head=HEAD, sequence=0, epoch=0, session=None, cursors=[], present=[]
    ),
    "delivery": frames.Delivery(conversation=CONVERSATION, entries=ENTRIES, head=HEAD),
    "caught_up": frames.CaughtUp(conversation=CONVERSATION, sequence=2, head=HEAD),
    "page": frames.Page(ref=2, conversation=CONVERSATION, anchor=HEAD, entries=ENTRIES),
    "empty page": frames.Page(ref=2, conversation=CONVERSATION, anchor=HEAD, entries=[]),
    "epoch": frames.Epoch(
        ref=3, conversation=CONVERSATION, epoch=1, header=b"header", signature=SIGNATURE, wrap=b"wrap", deposited=True
    ),
    "committed": frames.Committed(ref=6, conversation=CONVERSATION, sequence=2, time=1_764_000_000_000, head=HEAD),
    "deposited": frames.Deposited(ref=5, conversation=CONVERSATION, epoch=1),
    "receipt": frames.Receipt(conversation=CONVERSATION, account=OTHER, delivered=2, read=2),
    "typing": frames.TypingNow(conversation=CONVERSATION, account=OTHER, active=True),
    "presence": frames.Presence(conversation=CONVERSATION, account=OTHER, present=False),
    "closed": frames.Closed(conversation=CONVERSATION),
    "unread": frames.Unread(letters=3, notices=1),
    "nothing unread": frames.Unread(letters=0, notices=0),
    "refused": frames.Refused(ref=6, code="not_for_you"),
    "refused without a frame": frames.Refused(ref=None, code="malformed"),
    "refused for now": frames.Refused(ref=6, code="try_again", retry_after=1.5),
    "refused with the epoch in force": frames.Refused(ref=6, code="stale_epoch", epoch=7),
    "refused with the last counter": frames.Refused(ref=6, code="bad_counter", counter=41),
    "refused because the session is over": frames.Refused(ref=None, code="signed_out", reason="idle"),
}


def _map(**fields: object) -> bytes:
    return msgspec.msgpack.encode(fields)


_TYPING: Final = encode(CLIENT["typing"])

CLIENT_NEGATIVE: Final[dict[str, tuple[str, bytes]]] = {
    "empty": ("malformed", b""),
    "truncated": ("malformed", _TYPING[:-1]),
    "trailing_bytes": ("malformed", _TYPING + b"\x00"),
    "two_frames": ("malformed", _TYPING + _TYPING),
    "not_a_map": ("malformed", msgspec.msgpack.encode(["typing", CONVERSATION, True])),
    "not_messagepack": ("malformed", b"\xc1"),
    "no_tag": ("malformed", _map(conversation=CONVERSATION, active=True)),
    "unknown_tag": ("malformed", _map(t="whisper", conversation=CONVERSATION)),
    "server_tag": ("malformed", _map(t="welcome", account=ACCOUNT, time=1, expires=2)),
    "tag_is_not_text": ("malformed", _map(t=7, conversation=CONVERSATION)),
    "unknown_field": ("malformed", _map(t="typing", conversation=CONVERSATION, active=True, extra=1)),
    "missing_field": ("malformed", _map(t="typing", conversation=CONVERSATION)),
    "boolean_is_a_number": ("malformed", _map(t="typing", conversation=CONVERSATION, active=1)),
    "discreet_is_a_number": ("malformed", _map(t="follow", ref=1, conversation=CONVERSATION, after=0, discreet=1)),
    "id_is_text": ("malformed", _map(t="typing", conversation=CONVERSATION.hex(), active=True)),
    "id_too_short": ("malformed", _map(t="typing", conversation=CONVERSATION[:15], active=True)),
    "id_too_long": ("malformed", _map(t="typing", conversation=CONVERSATION + b"\x00", active=True)),
    "number_is_negative": ("malformed", _map(t="learn", ref=1, conversation=CONVERSATION, epoch=-1)),
    "number_too_large": ("malformed", _map(t="learn", ref=1, conversation=CONVERSATION, epoch=2**53)),
    "number_is_fractional": ("malformed", _map(t="learn", ref=1, conversation=CONVERSATION, epoch=1.5)),
    "ref_too_large": ("malformed", _map(t="learn", ref=2**32, conversation=CONVERSATION, epoch=1)),
    "limit_is_zero": ("malformed", _map(t="read", ref=1, conversation=CONVERSATION, before=1, limit=0)),
    "limit_too_large": ("malformed", _map(t="read", ref=1, conversation=CONVERSATION, before=1, limit=201)),
    "envelope_is_empty": ("malformed", _map(t="post", ref=1, envelope=b"")),
    "envelope_too_long": ("malformed", _map(t="post", ref=1, envelope=bytes(49153))),
    "envelope_is_nil": ("malformed", _map(t="post", ref=1, envelope=None)),
    "signature_too_short": ("malformed", _map(t="open", ref=1, header=b"h", signature=SIGNATURE[:63], wraps=[b"w"])),
    "no_wraps": ("malformed", _map(t="open", ref=1, header=b"h", signature=SIGNATURE, wraps=[])),
    "too_many_wraps": ("malformed", _map(t="open", ref=1, header=b"h", signature=SIGNATURE, wraps=[b"w"] * 17)),
    "age_is_negative": ("malformed", _map(t="activity", age=-1)),
    "age_too_large": ("malformed", _map(t="activity", age=15_001)),
    "age_is_missing": ("malformed", _map(t="activity")),
    "nested_too_deep": ("malformed", b"\x91" * 4096),
    "tag_is_not_utf8": ("malformed", b"\x82\xa1t\xa1\xff\xacconversation\xc4\x10" + CONVERSATION),
    "frame_too_large": ("too_large", _map(t="post", ref=1, envelope=bytes(MAX_FRAME_BYTES))),
}


def plain(value: Any) -> Any:
    """JSON's picture of a frame or of a part of one."""
    if isinstance(value, bytes):
        return {"hex": value.hex()}
    if isinstance(value, frames.Frame):
        tag = value.__struct_config__.tag
        return {"t": tag} | {name: plain(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, msgspec.Struct):
        return [plain(getattr(value, name)) for name in value.__struct_fields__]
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


def vectors() -> dict[str, Any]:
    """The whole document."""
    accepted: list[tuple[str, str, frames.Frame]] = [("client", name, frame) for name, frame in CLIENT.items()]
    accepted += [("server", name, frame) for name, frame in SERVER.items()]
    return {
        "why": "protocol.md §2: both languages write and read the same frames; what clients send is closed",
        "frames": [
            {"name": name, "from": side, "bytes": encode(frame).hex(), "frame": plain(frame), "expect": "accepted"}
            for side, name, frame in accepted
        ],
        "grown": [
            {
                "name": "server frame with a field of a later version",
                "from": "server",
                "bytes": _map(t="deposited", ref=5, conversation=CONVERSATION, epoch=1, later="ignored").hex(),
                "frame": plain(SERVER["deposited"]),
                "expect": "accepted",
            }
        ],
        "refused": [
            {"name": name, "from": "client", "bytes": data.hex(), "expect": expect}
            for name, (expect, data) in CLIENT_NEGATIVE.items()
        ],
    }


def text() -> str:
    """frames.json as it must stand."""
    return json.dumps(vectors(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
