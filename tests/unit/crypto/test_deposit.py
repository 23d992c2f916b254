"""crypto.md §7.2; more in custody.json."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.crypto.deposit import MadeDeposit, make_deposit, verify_deposit
from server.crypto.share import SEALED_SHARE_BYTES
from server.crypto.signing import SignedBody
from tests.unit.crypto.refusal import refused
from tests.vectors import world
from tests.vectors.case import stream

HEADER = world.sealed_header()


def _made() -> MadeDeposit:
    signer, account = world.KEYS["therapist"].signing, world.ACCOUNTS["therapist"]
    bundles = world.custodian_bundles()[::-1]
    return make_deposit(signer, account, world.sealed_epoch(), world.MANIFEST, bundles, 1, stream("deposit"))


MADE = _made()


def test_what_is_made_verifies() -> None:
    """Every member's deposit does, in the manifest's order, whatever order the custodians came in."""
    deposit = verify_deposit(MADE.signed, MADE.sealed_shares, world.BUNDLES["therapist"], HEADER, world.MANIFEST)
    assert [row.custodian for row in deposit.rows] == [row.account for row in world.MANIFEST.custodians]
    assert {len(sealed) for sealed in MADE.sealed_shares} == {SEALED_SHARE_BYTES}


def test_two_deposits_of_one_secret_have_nothing_in_common() -> None:
    """Another polynomial each time: shares of two can never be brought together."""
    again = _made()
    assert not set(again.sealed_shares) & set(MADE.sealed_shares)
    assert again.signed.body != MADE.signed.body


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_any_flipped_bit_is_refused(data: st.DataObject) -> None:
    """In the deposit or in a sealed share."""
    body = bytearray(MADE.signed.body)
    sealed = [bytearray(share) for share in MADE.sealed_shares]
    target = data.draw(st.sampled_from([body, *sealed]))
    target[data.draw(st.integers(0, len(target) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    signed = SignedBody(bytes(body), MADE.signed.signature)
    with refused("bad_signature", "wrong_sealed_share_hash"):
        verify_deposit(signed, [bytes(s) for s in sealed], world.BUNDLES["therapist"], HEADER, world.MANIFEST)


@pytest.mark.parametrize("names", [("custodian_1", "custodian_2"), ("custodian_1", "custodian_2", "stranger")])
def test_a_deposit_goes_to_the_manifests_custodians(names: tuple[str, ...]) -> None:
    """To all of them and to nobody else."""
    signer, account = world.KEYS["client"].signing, world.ACCOUNTS["client"]
    bundles = [world.BUNDLES[name] for name in names]
    with refused("wrong_custodians"):
        make_deposit(signer, account, world.sealed_epoch(), world.MANIFEST, bundles, 1, stream("deposit"))


def test_an_unknown_custodian_has_no_row() -> None:
    """And is told so by its word."""
    with refused("unknown_member"):
        world.sealed_deposit().row(world.ACCOUNTS["client"])
