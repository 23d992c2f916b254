"""Whom a contact card is sealed to (client_py/contact_card.py)."""

import pytest

from client_py.contact_card import certified_intake
from server.errors import ProofError
from tests.unit.client_py.cast import make_cast

CAST = make_cast()


def test_a_card_is_sealed_to_certified_intake_staff_alone() -> None:
    """The server names the readers; their certificates say whether they are intake staff."""
    trust = CAST.trust("client")
    intake = CAST.practice.certifiers
    assert [bundle.account for bundle in certified_intake(trust, intake)] == [bytes(each.account) for each in intake]
    with pytest.raises(ProofError, match="unlawful_role"):
        certified_intake(trust, [*intake, *CAST.people])
