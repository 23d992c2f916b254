"""Fixtures of the integration tests."""

import os
from collections.abc import AsyncIterator

import pytest

from server.identity.verifier import FOR_TESTS, Verifiers
from tests.integration.house import sharing


@pytest.fixture(scope="session", autouse=True)
async def _verifiers() -> AsyncIterator[None]:
    """One program for all hashes of this process's houses: starting one takes longer than most tests do."""
    verifiers = Verifiers(FOR_TESTS, os.urandom)
    with sharing(verifiers):
        yield
    verifiers.close()
