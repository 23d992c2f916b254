"""crypto.md §7.1; more in custody.json."""

from hypothesis import given
from hypothesis import strategies as st

from server.crypto.manifest import (
    Custodian,
    Manifest,
    cosign_manifest,
    make_manifest,
    make_next_manifest,
    verify_manifest,
    verify_next_manifest,
)
from server.ids import AccountId
from tests.unit.crypto.refusal import refused
from tests.vectors import world

OLD = {bundle.account: bundle for bundle in world.custodian_bundles()}


@given(st.integers(0, 40), st.integers(0, 40))
def test_every_lawful_threshold_is_a_majority(n: int, k: int) -> None:
    """Two groups that could each open everything always share a member."""
    rows = tuple(Custodian(AccountId(bytes([i]) * 16), bytes(32)) for i in range(n))
    if 3 <= n <= 32 and 2 <= k <= n < 2 * k:
        assert Manifest(0, k, rows, b"", 0).k == k
        return
    with refused("wrong_length", "bad_threshold"):
        Manifest(0, k, rows, b"", 0)


def test_manifests_follow_one_another() -> None:
    """Made, cosigned by two of three, verified."""
    new = [world.BUNDLES[name] for name in ("intake", "stranger", "therapist")]
    signed = make_next_manifest(world.ROOT, new, 3, world.MADE_AT, world.MANIFEST)
    cosignatures = [
        cosign_manifest(world.KEYS[name].signing, world.ACCOUNTS[name], signed) for name in world.CUSTODIANS[:2]
    ]
    manifest = verify_next_manifest(signed, cosignatures, world.PINNED, world.MANIFEST, OLD)
    assert (manifest.generation, manifest.k) == (1, 3)
    with refused("too_few_signatures"):
        verify_next_manifest(signed, [], world.PINNED, world.MANIFEST, OLD)


def test_the_order_of_custodians_does_not_matter() -> None:
    """One manifest, one hash."""
    bundles = world.custodian_bundles()
    made = [verify_manifest(make_manifest(world.ROOT, rows, 2, 1), world.PINNED) for rows in (bundles, bundles[::-1])]
    assert made[0].hash == made[1].hash


def test_no_manifest_is_made_that_all_would_refuse() -> None:
    """One custodian could open alone."""
    with refused("bad_threshold"):
        make_manifest(world.ROOT, world.custodian_bundles(), 1, 1)
