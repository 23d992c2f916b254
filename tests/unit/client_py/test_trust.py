"""Everything is proved from the pinned root (client_py/trust.py)."""

import msgspec
import pytest

from client_py.documents import Octets
from client_py.trust import Trust
from server.errors import ProofError
from tests.unit.client_py.cast import make_cast

CAST = make_cast()
STRANGERS = make_cast("strangers")


def test_a_practice_proves_its_people() -> None:
    """From the fingerprint alone to certified members and the custodians in force."""
    trust = CAST.trust("client")
    assert trust.person(CAST.accounts["therapist"].identity).role == "therapist"
    assert trust.manifest is not None
    assert trust.manifest.k == 2


def test_another_root_is_refused() -> None:
    """The server cannot exchange the practice under an account."""
    trust = Trust(CAST.accounts["client"].vault.root_fingerprint)
    with pytest.raises(ProofError, match="not_the_pinned_root"):
        trust.take_practice(STRANGERS.practice)


def test_a_foreign_delegation_is_refused() -> None:
    """The right root's name over another root's delegation proves nothing."""
    trust = Trust(CAST.accounts["client"].vault.root_fingerprint)
    mixed = msgspec.structs.replace(STRANGERS.practice, root=CAST.practice.root)
    with pytest.raises(ProofError, match="bad_signature"):
        trust.take_practice(mixed)


def test_a_certificate_for_another_bundle_is_refused() -> None:
    """The server cannot put keys of its own behind a certified name."""
    client, therapist = CAST.people
    forged = msgspec.structs.replace(client, bundle=therapist.bundle)
    with pytest.raises(ProofError, match="wrong_bundle"):
        CAST.trust("client").take_people([forged])


def test_an_uncertified_person_is_nobody() -> None:
    """Without a certificate there are no keys to seal to."""
    trust = Trust(CAST.accounts["client"].vault.root_fingerprint)
    trust.take_practice(CAST.practice)
    trust.take_people([msgspec.structs.replace(CAST.people[0], certificate=None)])
    with pytest.raises(ProofError, match="unknown_member"):
        trust.person(CAST.accounts["client"].identity)


def test_a_match_that_was_touched_is_refused() -> None:
    """A conversation exists only as the certifier signed it."""
    body = bytearray(CAST.match.body)
    body[-1] ^= 1
    with pytest.raises(ProofError):
        CAST.trust("client").match(msgspec.structs.replace(CAST.match, body=Octets(bytes(body))))
