"""Frames on the wire (protocol.md §2), against the vectors that both languages share."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.errors import ClosingRefusal, RefusalCode
from server.protocol import frames
from server.protocol.codec import decode_client_frame, decode_server_frame, encode
from server.protocol.limits import MAX_FRAME_BYTES
from tests.vectors.make_frames import CLIENT, SERVER, TARGET, plain, text

VECTORS: dict[str, Any] = json.loads(Path(TARGET).read_text(encoding="utf-8"))
ACCEPTED = VECTORS["frames"] + VECTORS["grown"]


def test_the_vectors_are_what_their_generator_writes() -> None:
    """Nobody edits them by hand."""
    assert TARGET.read_text(encoding="utf-8") == text()


def test_every_frame_has_a_vector() -> None:
    """A frame that is added is added to the vectors too."""
    named = {(each["from"], each["frame"]["t"]) for each in VECTORS["frames"]}
    for side, union in (("client", frames.AnyClientFrame), ("server", frames.AnyServerFrame)):
        for kind in union.__args__:
            assert (side, kind.__struct_config__.tag) in named


@pytest.mark.parametrize("vector", ACCEPTED, ids=lambda vector: vector["name"])
def test_a_lawful_frame_is_read(vector: dict[str, Any]) -> None:
    """The bytes mean the frame that stands beside them."""
    decode = decode_client_frame if vector["from"] == "client" else decode_server_frame
    assert plain(decode(bytes.fromhex(vector["bytes"]))) == vector["frame"]


@pytest.mark.parametrize("vector", VECTORS["refused"], ids=lambda vector: vector["name"])
def test_what_is_no_frame_is_refused_without_an_echo(vector: dict[str, Any]) -> None:
    """One of two codes, and nothing of the input in the exception or behind it."""
    with pytest.raises(ClosingRefusal) as refused:
        decode_client_frame(bytes.fromhex(vector["bytes"]))
    assert refused.value.code == vector["expect"]
    assert refused.value.close_code == (1009 if vector["expect"] == "too_large" else 4400)
    assert str(refused.value) == vector["expect"]
    assert refused.value.__context__ is None or refused.value.__suppress_context__


@pytest.mark.parametrize("frame", [*CLIENT.values(), *SERVER.values()], ids=lambda frame: type(frame).__name__)
def test_a_frame_shows_nothing_of_what_it_carries(frame: frames.Frame) -> None:
    """Its repr is its type's name."""
    assert repr(frame) == f"<{type(frame).__name__}>"


def test_the_largest_lawful_frame_fits() -> None:
    """Whatever the fields' own bounds allow to be posted is below the frame's."""
    largest = encode(CLIENT["post of the largest envelope"])
    assert len(largest) <= MAX_FRAME_BYTES
    assert decode_client_frame(largest) == CLIENT["post of the largest envelope"]


@given(st.binary(max_size=400))
def test_any_bytes_are_a_frame_or_a_documented_refusal(data: bytes) -> None:
    """Accepted, or `malformed`; accepted frames mean the same when they are written again."""
    try:
        frame = decode_client_frame(data)
    except ClosingRefusal as refusal:
        refused = refusal.code
    else:
        assert decode_client_frame(encode(frame)) == frame
        return
    assert refused is RefusalCode.MALFORMED


IDS = st.binary(min_size=16, max_size=16)
NUMBERS = st.integers(0, 2**53 - 1)
REFS = st.integers(0, 2**32 - 1)
SOME_FRAMES = st.one_of(
    st.builds(frames.Hello, version=REFS, instance=IDS),
    st.builds(frames.Follow, ref=REFS, conversation=IDS, after=NUMBERS),
    st.builds(frames.Unfollow, conversation=IDS),
    st.builds(frames.Read, ref=REFS, conversation=IDS, before=NUMBERS, limit=st.integers(1, 200)),
    st.builds(frames.Learn, ref=REFS, conversation=IDS, epoch=NUMBERS),
    st.builds(frames.Post, ref=REFS, envelope=st.binary(min_size=1, max_size=600)),
    st.builds(frames.Confirm, conversation=IDS, delivered=NUMBERS, read=NUMBERS),
    st.builds(frames.Typing, conversation=IDS, active=st.booleans()),
    st.builds(frames.Activity, age=st.none() | st.integers(0, 15_000)),
)


@given(SOME_FRAMES)
def test_what_is_written_is_read(frame: frames.AnyClientFrame) -> None:
    """Round trip."""
    assert decode_client_frame(encode(frame)) == frame


@given(SOME_FRAMES, st.text(min_size=1, max_size=12))
def test_a_field_more_is_one_too_many(frame: frames.AnyClientFrame, name: str) -> None:
    """What clients send is closed."""
    fields = msgspec.msgpack.decode(encode(frame))
    if name not in fields:
        with pytest.raises(ClosingRefusal):
            decode_client_frame(msgspec.msgpack.encode(fields | {name: 1}))
