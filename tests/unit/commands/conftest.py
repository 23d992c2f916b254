"""What all tests of commands share."""

from collections.abc import Iterator

import pytest

from server import log


@pytest.fixture(autouse=True)
def _log_again() -> Iterator[None]:
    """A command sets logging up for its own process, onto what pytest shows to its test only."""
    yield
    log.configure(strict=True)
