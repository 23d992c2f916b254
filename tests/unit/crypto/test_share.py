"""crypto.md §7.2: sharing over GF(2^8), and what a share says."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.crypto.share import SHARE_BODY_BYTES, ShareBody, combine_secret, split_secret
from server.ids import AccountId, DepositId
from tests.unit.crypto.refusal import refused

ID = bytes(16)


def _body(share: bytes) -> ShareBody:
    return ShareBody(DepositId(ID), bytes(32), AccountId(ID), bytes(32), AccountId(ID), 2, share)


@given(st.binary(min_size=32, max_size=32), st.integers(3, 6))
@settings(max_examples=15, deadline=None)
def test_any_k_of_n_give_the_secret(secret: bytes, n: int) -> None:
    """Every choice of k, and k is a majority."""
    k = n // 2 + 1
    shares = split_secret(secret, n, k)
    assert {len(share) for share in shares} == {33}
    assert len({share[-1] for share in shares}) == n
    assert all(share[-1] for share in shares)
    for chosen in combinations(shares, k):
        assert combine_secret(chosen) == secret


def test_fewer_than_k_give_something_else() -> None:
    """One share less than k says nothing."""
    secret = bytes(range(32))
    shares = split_secret(secret, 5, 3)
    assert all(combine_secret(chosen) != secret for chosen in combinations(shares, 2))


def test_sharing_is_over_the_papers_field() -> None:
    """GF(2^8) with 0x11b: 1 at x = 1 and 2 at x = 2 lie on a line through zero; a known product confirms the polynomial."""
    assert combine_secret([b"\x01\x01", b"\x02\x02"]) == b"\x00"
    # secret 0x53, slope 0xca: 0x53·0xca = 1 in this field (FIPS 197), so at x = 0x53 the share is 0x53 ^ 1.
    assert combine_secret([bytes([0x53 ^ 1, 0x53]), bytes([0x53 ^ 0xCA, 1])]) == b"\x53"


def test_share_bodies_have_one_length() -> None:
    """A sealed share's length tells nothing."""
    assert len(_body(bytes(32) + b"\1").encoded()) == SHARE_BODY_BYTES


@pytest.mark.parametrize(("share", "reason"), [(bytes(33), "malformed"), (bytes(32), "wrong_length")])
def test_a_share_lies_on_the_polynomial_and_not_at_zero(share: bytes, reason: str) -> None:
    """At zero lies the secret itself."""
    with refused(reason):
        _body(share)


@pytest.mark.parametrize("place", range(5))
def test_ids_and_hashes_of_a_share_have_their_lengths(place: int) -> None:
    """Each of the five."""
    said = [ID, bytes(32), ID, bytes(32), ID]
    said[place] = said[place][1:]
    with refused("wrong_length"):
        ShareBody(DepositId(said[0]), said[1], AccountId(said[2]), said[3], AccountId(said[4]), 2, bytes(32) + b"\1")


def test_a_share_shows_nothing_of_itself() -> None:
    """Neither in a log nor in a traceback."""
    assert repr(_body(bytes(32) + b"\1")) == "<ShareBody>"
