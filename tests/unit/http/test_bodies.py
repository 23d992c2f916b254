import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.errors import Refusal, RefusalCode
from server.http.bodies import Answer, Blob, Body, Id, Key, SignedBody, answer, decode


class Example(Body, frozen=True, kw_only=True):
    """A body."""

    id: Id


class Said(Answer, frozen=True, kw_only=True):
    """An answer."""

    value: Blob


LAWFUL = "AAAAAAAAAAAAAAAAAAAAAA"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'{"id": 1}',
        b'{"id": null}',
        b'{"id": ""}',
        b'{"id": "AAAAAAAAAAAAAAAAAAAAA"}',
        b'{"id": "AAAAAAAAAAAAAAAAAAAAAAA"}',
        b'{"id": "AAAAAAAAAAAAAAAAAAAAAA=="}',
        b'{"id": "AAAAAAAAAAAAAAAAAAAAAB"}',
        b'{"id": "AAAAAAAAAAAAAAAAAAAA+/"}',
        b'{"id": "AAAAAAAAAAAAAAAAAAAA\\n\\n"}',
        b'{"id": "AAAAAAAAAAAAAAAAAAAAA\xc3\xa9"}',
        b'{"id": "\xff"}',
        b'{"id": "' + LAWFUL.encode() + b'", "canary": 1}',
        b'{"id": "' + LAWFUL.encode() + b'"} x',
        b"[" * 60_000,
    ],
)
def test_an_unlawful_body_is_malformed_and_never_repeated(body: bytes) -> None:
    """Missing, mistyped, unknown or oddly spelled: one refusal, without the decoder's text."""
    with pytest.raises(Refusal) as refused:
        decode(body, Example)
    assert refused.value.code is RefusalCode.MALFORMED
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__
    assert "canary" not in str(refused.value)


def test_lengths_are_those_of_the_type() -> None:
    """A key of another length never gets past the door."""
    body = json.dumps({"body": LAWFUL, "signature": LAWFUL}).encode()
    with pytest.raises(Refusal):
        decode(body, SignedBody)
    assert Key.least == Key.most == 32


@given(st.binary(min_size=16, max_size=16))
def test_bytes_survive_the_wire(raw: bytes) -> None:
    """What is answered as base64url can be read back as the same bytes."""
    said = json.loads(bytes(answer(Said(value=Blob(raw))).body))["value"]
    assert "=" not in said
    assert decode(json.dumps({"id": said}).encode(), Example).id == raw


def test_a_body_shows_nothing_of_itself() -> None:
    """The repr of a body or an answer names its type only."""
    assert repr(decode(b'{"id": "' + LAWFUL.encode() + b'"}', Example)) == "<Example>"
    assert repr(Said(value=Blob(b"canary"))) == "<Said>"
