"""crypto.md §12.2; more in profile.json."""

from hypothesis import given, settings
from hypothesis import strategies as st

from server.crypto.profile import Profile, make_profile, verify_profile
from server.crypto.signing import SignedBody
from tests.unit.crypto.refusal import refused
from tests.vectors import world

KEY, BUNDLE = world.KEYS["therapist"].signing, world.BUNDLES["therapist"]

PROFILES = st.builds(
    Profile,
    account=st.just(BUNDLE.account),
    version=st.integers(1, 2**53 - 1),
    name=st.text(min_size=1, max_size=25),
    credentials=st.text(max_size=70),
    approaches=st.lists(st.from_regex(r"[a-z]{1,8}(-[a-z]{1,8})?", fullmatch=True), max_size=12, unique=True).map(
        tuple
    ),
    languages=st.lists(st.sampled_from(["en", "de", "de-AT", "zh-Hant", "es-419"]), unique=True).map(tuple),
    about=st.text(max_size=900),
    photo_hash=st.sampled_from([b"", bytes(32)]),
    made_at=st.integers(0, 2**53 - 1),
)


@given(PROFILES)
@settings(max_examples=100, deadline=None)
def test_a_profile_says_what_its_therapist_wrote(profile: Profile) -> None:
    """Whatever they wrote, within bounds."""
    assert verify_profile(make_profile(KEY, profile), BUNDLE) == profile


@given(PROFILES, st.data())
@settings(max_examples=100, deadline=None)
def test_any_flipped_bit_is_refused(profile: Profile, data: st.DataObject) -> None:
    """Nobody puts words into a therapist's mouth."""
    signed = make_profile(KEY, profile)
    body = bytearray(signed.body)
    body[data.draw(st.integers(0, len(body) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with refused("bad_signature"):
        verify_profile(SignedBody(bytes(body), signed.signature), BUNDLE)
