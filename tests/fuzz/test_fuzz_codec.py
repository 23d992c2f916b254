"""The decoder under mutated frames: the same oracle as the fuzzer's, always run."""

import json

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.fuzz.fuzz_codec import take
from tests.vectors.make_frames import TARGET

_VECTORS = json.loads(TARGET.read_text(encoding="utf-8"))
SEEDS = [bytes.fromhex(each["bytes"]) for each in _VECTORS["frames"] + _VECTORS["refused"] if len(each["bytes"]) < 4096]


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A known input with a few bytes changed, cut out or put in."""
    data = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(data)))
        length = draw(st.integers(0, 3))
        data[place : place + length] = draw(st.binary(max_size=4))
    return bytes(data)


@settings(max_examples=2000, deadline=None)
@example(b"")
@example(b"\x81\xa1t\xa5hello")
@example(b"\xdf\xff\xff\xff\xff")
@given(mutated())
def test_a_mutated_frame_is_accepted_or_refused_as_documented(data: bytes) -> None:
    """Nothing else can come out of the decoder, whatever goes in."""
    take(data)
