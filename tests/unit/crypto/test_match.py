"""crypto.md §4.3; more in match.json."""

from server.crypto.match import make_match, verify_match
from server.ids import ConversationId
from tests.unit.crypto.refusal import refused
from tests.vectors import world

PEOPLE = [world.certified(name) for name in ("therapist", "client", "intake")]
CONVERSATION = ConversationId(bytes(16))


def test_the_order_of_people_does_not_matter() -> None:
    """One match, one genesis."""
    signer = world.KEYS["intake"].signing
    made = [
        make_match(signer, world.CERTIFIER, CONVERSATION, people, world.MANIFEST.hash, world.ISSUED_AT)
        for people in (PEOPLE, PEOPLE[::-1])
    ]
    matches = [verify_match(signed, world.CERTIFIER, {one.account: one for one in PEOPLE}) for signed in made]
    assert matches[0] == matches[1]
    assert matches[0].genesis == matches[1].genesis


def test_nobody_matches_beyond_their_time() -> None:
    """We do not make what everyone would refuse."""
    late = world.VALID_UNTIL + 1
    with refused("expired_delegation"):
        make_match(world.KEYS["intake"].signing, world.CERTIFIER, CONVERSATION, PEOPLE, world.MANIFEST.hash, late)


def test_people_are_looked_up_by_their_own_account() -> None:
    """A table that has someone under another's account lets nobody in."""
    signer = world.KEYS["intake"].signing
    signed = make_match(signer, world.CERTIFIER, CONVERSATION, PEOPLE, world.MANIFEST.hash, world.ISSUED_AT)
    mixed = dict(zip([one.account for one in PEOPLE], PEOPLE[1:] + PEOPLE[:1], strict=True))
    with refused("unknown_member"):
        verify_match(signed, world.CERTIFIER, mixed)
