"""crypto.md §5; more in epoch.json."""

from hypothesis import given
from hypothesis import strategies as st

from server.crypto.bundle import Bundle
from server.crypto.epoch import (
    EpochHeader,
    EpochKeys,
    EpochKind,
    EpochPlace,
    EpochPurpose,
    OpenedEpoch,
    check_wraps,
    open_epoch,
    unwrap_epoch,
    verify_header,
)
from server.crypto.signing import SignedBody
from server.ids import ConversationId, LiveSessionId
from tests.unit.crypto.refusal import refused
from tests.vectors import world
from tests.vectors.case import stream

PLACE = EpochPlace(ConversationId(bytes(16)), 3, bytes(32))
THREAD = EpochPurpose(EpochKind.THREAD, LiveSessionId(b""), world.MANIFEST.hash, world.ISSUED_AT)
NAMES = ("client", "therapist", "intake")


def _opened(*bundles: Bundle, purpose: EpochPurpose = THREAD) -> OpenedEpoch:
    signer, opener = world.KEYS["client"].signing, world.ACCOUNTS["client"]
    return open_epoch(signer, opener, PLACE, purpose, bundles, stream("epoch"))


OPENED = _opened(*(world.BUNDLES[name] for name in NAMES))


def test_every_member_gets_the_openers_keys() -> None:
    """And the server can check all that it needs without any."""
    header = verify_header(OPENED.signed, world.BUNDLES["client"], PLACE)
    check_wraps(header, OPENED.wraps)
    wraps = {member.account: wrap for member, wrap in zip(header.members, OPENED.wraps, strict=True)}
    for name in NAMES:
        account = world.ACCOUNTS[name]
        keys = unwrap_epoch(world.KEYS[name].sealing, account, header, wraps[account])
        assert keys.message_key == OPENED.keys.message_key
        assert (keys.conversation, keys.epoch, keys.header_hash) == (PLACE.conversation, 3, header.hash)


@given(st.data())
def test_any_flipped_bit_of_a_header_is_refused(data: st.DataObject) -> None:
    """The signature is over the bytes as they stand."""
    bent = bytearray(OPENED.signed.body)
    bent[data.draw(st.integers(0, len(bent) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with refused("bad_signature"):
        verify_header(SignedBody(bytes(bent), OPENED.signed.signature), world.BUNDLES["client"], PLACE)


def test_who_is_not_a_member_cannot_open() -> None:
    """We do not make what everyone would refuse."""
    with refused("unknown_member"):
        _opened(world.BUNDLES["therapist"], world.BUNDLES["intake"])


def test_nobody_is_a_member_twice() -> None:
    """Nor this."""
    with refused("duplicate_member"):
        _opened(world.BUNDLES["client"], world.BUNDLES["client"])


def test_a_live_session_has_an_id() -> None:
    """Nor this."""
    with refused("wrong_length"):
        _opened(world.BUNDLES["client"], purpose=EpochPurpose(EpochKind.SESSION, LiveSessionId(b""), bytes(32), 1))


def test_public_and_secret_are_different_types() -> None:
    """A header has no way to a key, and neither shows anything."""
    assert not {"secret", "message_key"} & set(EpochHeader.__struct_fields__)
    assert repr(OPENED.header) == "<EpochHeader>"
    for secret in (OPENED.keys, OPENED):
        assert repr(OPENED.keys.secret) not in repr(secret)
    assert isinstance(OPENED.keys, EpochKeys)
