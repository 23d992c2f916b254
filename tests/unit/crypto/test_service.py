"""crypto.md §11.4; more in service.json."""

from hypothesis import given, settings
from hypothesis import strategies as st

from server.crypto.notice import NoticeKind
from server.crypto.service import Service, make_service, read_token, token_hash, verify_service, write_token
from server.crypto.signing import SignedBody
from server.crypto.trust import certify, verify_certificate
from server.ids import AccountId
from server.roles import Role
from tests.unit.crypto.refusal import refused
from tests.vectors import world

_CERTIFICATE = certify(
    world.KEYS["intake"].signing, world.CERTIFIER, world.BUNDLES["stranger"], Role.OWNER, world.ISSUED_AT
)
OWNER = verify_certificate(_CERTIFICATE, world.SIGNED["stranger"], world.CERTIFIER)
BODY = Service(
    OWNER.account,
    OWNER.hash,
    AccountId(bytes(16)),
    "Desk",
    (NoticeKind.APPOINTMENT, NoticeKind.UPDATE),
    token_hash(bytes(32)),
    world.ISSUED_AT + 1,
    world.ISSUED_AT,
)
SIGNED = make_service(world.KEYS["stranger"].signing, BODY)


@given(st.integers(0, len(SIGNED.body) - 1), st.integers(0, 7))
@settings(max_examples=100)
def test_any_flipped_bit_is_refused(place: int, bit: int) -> None:
    """An owner's word is a signature over these bytes."""
    bent = bytearray(SIGNED.body)
    bent[place] ^= 1 << bit
    with refused("bad_signature"):
        verify_service(SignedBody(bytes(bent), SIGNED.signature), OWNER)


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
def test_a_token_is_read_as_it_was_written(token: bytes, fingerprint: bytes) -> None:
    """And the whole is what the owner signed."""
    assert read_token(write_token(token, fingerprint)) == (token, fingerprint)
    assert verify_service(SIGNED, OWNER) == BODY


@given(st.text(max_size=120))
def test_whatever_is_pasted_is_read_or_refused(text: str) -> None:
    """In one word, whatever it is."""
    with refused("malformed"):
        read_token(text)
