"""Handing on (crypto.md §7.5) again and again, by whom and however many it takes: what comes back, and how long it can be."""

from dataclasses import dataclass, field

import pytest

from server.crypto.canonical import read
from server.crypto.handing import (
    Handing,
    MadeHanding,
    SealedHanding,
    check_handed_length,
    longest_held,
    make_handing,
    open_held,
)
from server.crypto.manifest import Manifest, make_next_manifest
from server.crypto.opening import combine_shares
from server.crypto.order import DAY_MS, Basis, ReleaseOrder
from server.crypto.regaining import examine_held
from server.errors import ProofError
from server.ids import OrderId
from tests.vectors import world
from tests.vectors.case import un

DEPOSIT, HEADER = world.sealed_deposit(), world.sealed_header()


@dataclass(slots=True)
class Chain:
    """Manifests one after the other, and all that was handed on."""

    manifests: list[Manifest] = field(default_factory=lambda: [world.MANIFEST])
    names: list[tuple[str, ...]] = field(default_factory=lambda: [tuple(world.CUSTODIANS)])
    made: list[MadeHanding] = field(default_factory=list)

    @property
    def handings(self) -> list[Handing]:
        """What is public of it."""
        return [read(Handing, each.signed.body) for each in self.made]

    def succeed(self, k: int, *names: str) -> None:
        """Others are named."""
        bundles = [world.BUNDLES[name] for name in names]
        signed = make_next_manifest(world.ROOT, bundles, k, world.ISSUED_AT, self.manifests[-1])
        self.manifests.append(read(Manifest, signed.body))
        self.names.append(names)

    def held(self, name: str, number: int) -> bytes:
        """What somebody holds under one of the manifests."""
        own, shown = world.ACCOUNTS[name], []
        for each in self.made:
            said = read(Handing, each.signed.body)
            rows = [row.custodian for row in said.rows]
            shown.append(SealedHanding(said, each.sealed_shares[rows.index(own)] if own in rows else None))
        sealed = un(world.chain()["deposit"]["sealed_shares"].get(name, ""))
        return open_held(world.KEYS[name].sealing, own, self.manifests[number].hash, DEPOSIT, sealed, shown)

    def order(self, number: int) -> ReleaseOrder:
        """To hand on from one manifest to the last."""
        return ReleaseOrder(
            order_id=OrderId(bytes([number]) * 16),
            basis=Basis.SUCCESSION,
            basis_hash=self.manifests[-1].hash,
            conversation=HEADER.conversation,
            headers=(HEADER.hash,),
            recipient=world.ACCOUNTS["intake"],
            recipient_bundle_hash=world.BUNDLES["intake"].hash,
            manifest_hash=self.manifests[number].hash,
            officer=world.ACCOUNTS["intake"],
            approver=world.ACCOUNTS["stranger"],
            issued_at=world.ISSUED_AT,
            expires_at=world.ISSUED_AT + DAY_MS,
        )

    def hand_on(self, number: int, *names: str) -> None:
        """These hand on what they hold to the last ones, each within what the service takes."""
        order, bundles = self.order(number), [world.BUNDLES[each] for each in self.names[-1]]
        for name in names:
            held, keys = self.held(name, number), world.KEYS[name]
            assert len(held) <= longest_held(DEPOSIT, order.manifest_hash, self.handings)
            made = make_handing(
                keys.signing, world.ACCOUNTS[name], order, DEPOSIT, held, self.manifests[-1], bundles, world.ISSUED_AT
            )
            check_handed_length(DEPOSIT, order, self.handings, made.sealed_shares)
            self.made.append(made)

    def secret(self, number: int, *names: str) -> bytes:
        """What these give back, if they do; nobody is named."""
        held = {world.ACCOUNTS[name]: self.held(name, number) for name in names}
        examined = examine_held(DEPOSIT, self.manifests[number].hash, self.handings, held)
        assert examined.bad == ()
        if len(examined.good) < DEPOSIT.k:
            return b""
        return combine_shares(DEPOSIT, HEADER, examined.good).secret


SECRET = un(world.chain()["epoch"]["secret"])


def test_three_changes_one_after_the_other() -> None:
    """Two of three, three of five, two of three, two of three; one is in all of them; any k of the last, and no fewer."""
    chain = Chain()
    one, two, three = chain.names[0]
    chain.succeed(3, one, two, "intake", "stranger", "therapist")
    chain.hand_on(0, one, three)
    chain.succeed(2, one, "stranger", "client")
    chain.hand_on(1, one, "stranger", "therapist")
    chain.succeed(2, one, two, "intake")
    chain.hand_on(2, one, "client")
    for giving in ((one, two), (two, "intake")):
        assert chain.secret(3, *giving) == SECRET
    assert chain.secret(3, two) == b""
    assert chain.secret(1, one, two, "intake") == SECRET
    assert chain.secret(0, one, two) == SECRET


def test_two_ways_to_the_same_custodians() -> None:
    """Some hand on what they had at first, some what they were handed: k of the first ones come together from either way."""
    chain = Chain()
    one, two, three = chain.names[0]
    chain.succeed(2, one, "intake", "stranger")
    chain.hand_on(0, two, three)
    chain.succeed(2, "client", "stranger", "therapist")
    chain.hand_on(0, one)
    assert chain.secret(2, "client", "therapist") == b""
    chain.hand_on(1, one, "stranger")
    assert chain.secret(2, "client", "therapist") == SECRET


@pytest.mark.parametrize("more", [100, 60_000])
def test_nobody_swells_what_those_after_hold(more: int) -> None:
    """One share that is too long would leave each of them with more than a holding takes."""
    chain = Chain()
    one, _, _ = chain.names[0]
    chain.succeed(2, one, "intake", "stranger")
    bundles, order = [world.BUNDLES[each] for each in chain.names[-1]], chain.order(0)
    held = chain.held(one, 0) + bytes(more)
    keys = world.KEYS[one]
    made = make_handing(
        keys.signing, world.ACCOUNTS[one], order, DEPOSIT, held, chain.manifests[-1], bundles, world.ISSUED_AT
    )
    with pytest.raises(ProofError, match=r"^wrong_length$"):
        check_handed_length(DEPOSIT, order, [], made.sealed_shares)
    uneven = (made.sealed_shares[0][:1_400], *(each[:1_401] for each in made.sealed_shares[1:]))
    with pytest.raises(ProofError, match=r"^wrong_length$"):
        check_handed_length(DEPOSIT, order, [], uneven)


def test_nothing_is_made_for_others_than_the_order_names() -> None:
    """Custodians whom the order does not name get nothing, whoever asks."""
    chain = Chain()
    one, *_ = chain.names[0]
    chain.succeed(2, one, "intake", "stranger")
    order, held = chain.order(0), chain.held(one, 0)
    chain.succeed(2, "client", "intake", "stranger")
    bundles = [world.BUNDLES[each] for each in chain.names[-1]]
    with pytest.raises(ProofError, match=r"^wrong_manifest$"):
        make_handing(
            world.KEYS[one].signing, world.ACCOUNTS[one], order, DEPOSIT, held, chain.manifests[-1], bundles, 1
        )
