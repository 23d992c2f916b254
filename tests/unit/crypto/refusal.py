"""The one assertion that nearly every test here makes."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from server.errors import ProofError


@contextmanager
def refused(*reasons: str) -> Iterator[None]:
    """What is done inside is refused with one of these words."""
    with pytest.raises(ProofError) as caught:
        yield
    assert caught.value.reason in reasons
