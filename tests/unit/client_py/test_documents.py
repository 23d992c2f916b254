"""JSON at the door (client_py/documents.py)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client_py.documents import Octets, Problem, Signed, read, write
from client_py.identity import Completion
from server.errors import ProofError


@given(st.binary(max_size=100), st.binary(max_size=64))
def test_bytes_travel_as_base64url_without_padding(body: bytes, signature: bytes) -> None:
    """What is written is read again, and needs no escaping anywhere."""
    text = write(Signed(body=Octets(body), signature=Octets(signature)))
    assert b"=" not in text
    assert b"+" not in text
    assert b"/" not in text
    assert read(Signed, text) == Signed(body=Octets(body), signature=Octets(signature))


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", b'{"body":1,"signature":""}', b'{"body":"\xff","signature":""}', b"\xff"]
)
def test_another_shape_is_refused_without_its_content(data: bytes) -> None:
    """The reason is a constant word."""
    with pytest.raises(ProofError, match=r"^malformed$"):
        read(Signed, data)


def test_a_document_shows_nothing_of_itself() -> None:
    """Its repr is its type's name: documents carry authentication keys."""
    keys = Completion(number="1", activation=Octets(b"a"), authentication_key=Octets(b"k"), wrap=Octets(b"w"))
    assert repr(keys) == "<Completion>"
    assert repr(Problem(type="urn:webtherapy:conflict")) == "<Problem>"
