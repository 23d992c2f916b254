"""crypto.md §7.3; more in custody.json."""

from itertools import combinations

from server.crypto.canonical import read
from server.crypto.deposit import Deposit, make_deposit
from server.crypto.opening import combine_shares, examine_shares, open_share, verify_share
from server.crypto.share import ShareBody
from server.ids import AccountId
from tests.unit.crypto.refusal import refused
from tests.vectors import world
from tests.vectors.case import stream
from tests.vectors.structures.custody import shares
from tests.vectors.structures.manifest import NAMES

HEADER, DEPOSIT = world.sealed_header(), world.sealed_deposit()


def _contributions(seed: str) -> tuple[Deposit, dict[AccountId, bytes]]:
    """A new deposit for the sealed epoch, and what its custodians unseal."""
    signer, account = world.KEYS["therapist"].signing, world.ACCOUNTS["therapist"]
    bundles = world.custodian_bundles()
    made = make_deposit(signer, account, world.sealed_epoch(), world.MANIFEST, bundles, 1, stream(seed))
    deposit = read(Deposit, made.signed.body)
    opened = {
        world.ACCOUNTS[name]: open_share(world.KEYS[name].sealing, world.ACCOUNTS[name], deposit, sealed)
        for name, sealed in zip(NAMES, made.sealed_shares, strict=True)
    }
    return deposit, opened


def test_any_k_custodians_open_the_epoch() -> None:
    """And the keys are those that the members have."""
    deposit, contributions = _contributions("one")
    examined = examine_shares(deposit, contributions)
    assert examined.bad == ()
    for two in combinations(examined.good, 2):
        assert combine_shares(deposit, HEADER, two).message_key == world.sealed_epoch().message_key


def test_two_deposits_cannot_be_mixed() -> None:
    """Not by examining and not by combining."""
    deposit, contributions = _contributions("one")
    _, others = _contributions("two")
    first, second = (world.ACCOUNTS[name] for name in NAMES[:2])
    mixed = {first: contributions[first], second: others[second]}
    assert examine_shares(deposit, mixed).bad == (second,)
    with refused("mixed_deposits"):
        combine_shares(deposit, HEADER, [read(ShareBody, body) for body in mixed.values()])
    with refused("mixed_deposits"):
        verify_share(deposit, second, others[second])


def test_a_custodian_who_lies_is_named_and_the_others_suffice() -> None:
    """One bad share costs nothing but a name."""
    deposit, contributions = _contributions("one")
    liar = world.ACCOUNTS[NAMES[1]]
    said = bytearray(contributions[liar])
    said[-1] ^= 2
    examined = examine_shares(deposit, contributions | {liar: bytes(said)})
    assert examined.bad == (liar,)
    assert combine_shares(deposit, HEADER, examined.good).secret == world.sealed_epoch().secret


def test_only_k_shares_are_used() -> None:
    """A share beyond k that a depositor made wrong does no harm."""
    first, second, third = (read(ShareBody, body) for body in shares())
    wrong = ShareBody(
        third.deposit_id, third.header_hash, third.depositor, third.manifest_hash, third.custodian, third.k,
        bytes(32) + third.share[-1:],
    )  # fmt: skip
    assert combine_shares(DEPOSIT, HEADER, [first, second, wrong]).secret == world.sealed_epoch().secret
    with refused("wrong_commitment"):
        combine_shares(DEPOSIT, HEADER, [wrong, first, second])


def test_examined_shares_show_nothing_of_themselves() -> None:
    """Neither in a log nor in a traceback."""
    examined = examine_shares(DEPOSIT, dict(zip((world.ACCOUNTS[name] for name in NAMES), shares(), strict=True)))
    assert len(examined.good) == 3
    assert repr(examined.good[0].share) not in repr(examined)
