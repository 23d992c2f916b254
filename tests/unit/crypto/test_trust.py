"""crypto.md §4.2; more in trust.json."""

from collections.abc import Callable

import pytest

from server.crypto.trust import CertifiedBundle, Certifier, PinnedRoot, certify, pin_root
from server.roles import Role
from tests.unit.crypto.refusal import refused
from tests.vectors import world


def test_tickets_are_made_by_their_verification_only() -> None:
    """Nobody can say that something was verified which was not."""
    forgeries: list[Callable[[], object]] = [
        lambda: PinnedRoot(object(), b"", b""),
        lambda: Certifier(None, world.CERTIFIER.delegation, world.BUNDLES["client"]),
        lambda: CertifiedBundle(PinnedRoot, world.BUNDLES["client"], Role.OWNER, b""),
    ]
    for forge in forgeries:
        with pytest.raises(TypeError):
            forge()


def test_certified_people_are_who_they_are() -> None:
    """Account, role, hash and keys agree."""
    person = world.certified("therapist")
    assert (person.account, person.role) == (world.ACCOUNTS["therapist"], Role.THERAPIST)
    assert person.bundle == world.BUNDLES["therapist"]
    assert person.hash == world.BUNDLES["therapist"].hash


@pytest.mark.parametrize("at", [world.VALID_FROM - 1, world.VALID_UNTIL + 1])
def test_nobody_certifies_beyond_their_time(at: int) -> None:
    """We do not make what everyone would refuse."""
    with refused("expired_delegation"):
        certify(world.KEYS["intake"].signing, world.CERTIFIER, world.BUNDLES["client"], Role.CLIENT, at)


def test_a_root_is_pinned_by_its_whole_fingerprint() -> None:
    """A prefix does not do."""
    with refused("not_the_pinned_root"):
        pin_root(world.ROOT.public, world.FINGERPRINT[:16])


def test_tickets_show_nothing_of_themselves() -> None:
    """A log line joins nothing."""
    shown = [repr(ticket) for ticket in (world.PINNED, world.CERTIFIER, world.certified("client"))]
    assert shown == ["<PinnedRoot>", "<Certifier>", "<CertifiedBundle>"]
