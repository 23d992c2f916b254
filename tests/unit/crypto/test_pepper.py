"""crypto.md §3.4; more in pepper.json."""

from hypothesis import given
from hypothesis import strategies as st

from server.crypto.pepper import PepperedKind, Peppers
from server.ids import AccountId
from tests.unit.crypto.refusal import refused
from tests.vectors.case import stream

PEPPERS = Peppers({1: bytes(32), 7: bytes([7]) * 32})
ACCOUNT = AccountId(bytes(16))
SEALED = PEPPERS.seal(PepperedKind.NUMBER, ACCOUNT, 1, b"2572019133", stream("pepper"))


@given(st.binary(max_size=100), st.sampled_from(PepperedKind), st.integers(0, 9))
def test_a_value_comes_back(value: bytes, kind: PepperedKind, version: int) -> None:
    """Whatever it is, in its own place."""
    sealed = PEPPERS.seal(kind, ACCOUNT, version, value, stream("pepper"))
    assert sealed[0] == 7
    assert PEPPERS.open(kind, ACCOUNT, version, sealed) == value


@given(st.integers(1, len(SEALED) - 1), st.integers(0, 7))
def test_any_flipped_bit_is_refused(place: int, bit: int) -> None:
    """Behind the pepper's number."""
    bent = bytearray(SEALED)
    bent[place] ^= 1 << bit
    with refused("wrong_key"):
        PEPPERS.open(PepperedKind.NUMBER, ACCOUNT, 1, bytes(bent))


def test_a_value_opens_in_no_other_place() -> None:
    """Not as another kind: a wrap can never be taken for a verifier."""
    for kind in set(PepperedKind) - {PepperedKind.NUMBER}:
        with refused("wrong_key"):
            PEPPERS.open(kind, ACCOUNT, 1, SEALED)


def test_peppers_show_nothing_of_themselves() -> None:
    """Neither in a log nor in a traceback."""
    assert repr(PEPPERS) == "<Peppers>"


def test_short_accounts_are_refused() -> None:
    """Sealed nowhere."""
    with refused("wrong_length"):
        PEPPERS.seal(PepperedKind.NUMBER, AccountId(bytes(15)), 1, b"", stream("pepper"))


def test_look_ups_are_keyed() -> None:
    """Another pepper, another look-up: a dump alone cannot be searched for numbers."""
    assert PEPPERS.number_lookup("2572019133") != Peppers({1: bytes([1]) * 32}).number_lookup("2572019133")


def test_what_an_older_pepper_kept_is_found() -> None:
    """Each look-up is under every pepper, newest first, and each says which; what is kept is kept under the newest."""
    older, newer = Peppers({1: bytes(32)}), Peppers({7: bytes([7]) * 32})
    for found, before, after, kept in (
        (
            PEPPERS.number_lookups("2572019133"),
            older.number_lookup("2572019133"),
            newer.number_lookup("2572019133"),
            PEPPERS.number_lookup("2572019133"),
        ),
        (
            PEPPERS.network_lookups(ACCOUNT, "192.0.2.0/24"),
            older.network_lookup(ACCOUNT, "192.0.2.0/24"),
            newer.network_lookup(ACCOUNT, "192.0.2.0/24"),
            PEPPERS.network_lookup(ACCOUNT, "192.0.2.0/24"),
        ),
        (
            PEPPERS.passkey_lookups(b"credential"),
            older.passkey_lookup(b"credential"),
            newer.passkey_lookup(b"credential"),
            PEPPERS.passkey_lookup(b"credential"),
        ),
    ):
        assert found == ((7, after), (1, before))
        assert kept == after


@given(st.binary(min_size=16, max_size=16), st.text(max_size=20))
def test_look_ups_of_different_things_never_meet(account: bytes, network: str) -> None:
    """The same bytes as an account's network and as a credential id are two look-ups: each purpose has its own key."""
    network_lookup = PEPPERS.network_lookup(AccountId(account), network)
    assert network_lookup != PEPPERS.passkey_lookup(account + network.encode())
