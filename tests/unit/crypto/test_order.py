"""Release orders (crypto.md §7.3): a share given under one order is nothing under another, and nothing to anyone else."""

from collections.abc import Mapping

import pytest

from server.crypto.bundle import Bundle
from server.crypto.canonical import read
from server.crypto.consent import Consent, recipient_of
from server.crypto.opening import combine_shares, examine_shares, open_share
from server.crypto.order import (
    DAY_MS,
    Basis,
    MadeContribution,
    ReleaseOrder,
    check_lasted,
    contribute,
    open_contribution,
    verify_approval,
    verify_contribution,
)
from server.crypto.order_answer import Named, Outcome, in_order
from server.crypto.sealing import SealingKey
from server.crypto.trust import CertifiedBundle, certify, verify_certificate
from server.errors import ProofError
from server.ids import AccountId, DepositId, OrderId
from server.roles import Role
from tests.unit.crypto.refusal import refused
from tests.vectors import world
from tests.vectors.case import un
from tests.vectors.structures.consent import consent_body

RECIPIENT = "intake"
"""Whoever combines: any keys will do here."""


def ordered(order_id: bytes = b"o" * 16, recipient: Bundle = world.BUNDLES[RECIPIENT]) -> ReleaseOrder:
    """An order for the vectors' epoch."""
    header = world.sealed_header()
    return ReleaseOrder(
        order_id=OrderId(order_id),
        basis=Basis.CONSENT,
        basis_hash=b"b" * 32,
        conversation=header.conversation,
        headers=(header.hash,),
        recipient=recipient.account,
        recipient_bundle_hash=recipient.hash,
        manifest_hash=world.MANIFEST.hash,
        officer=AccountId(b"1" * 16),
        approver=AccountId(b"2" * 16),
        issued_at=world.ISSUED_AT,
        expires_at=world.ISSUED_AT + DAY_MS,
    )


def given_by(name: str, order: ReleaseOrder, recipient: Bundle = world.BUNDLES[RECIPIENT]) -> MadeContribution:
    """What a custodian gives."""
    deposit, sealed = world.sealed_deposit(), un(world.chain()["deposit"]["sealed_shares"][name])
    account, keys = world.ACCOUNTS[name], world.KEYS[name]
    share = open_share(keys.sealing, account, deposit, sealed)
    return contribute(keys.signing, account, order, recipient, deposit, share, world.ISSUED_AT)


def opened(key: SealingKey, order: ReleaseOrder, given: Mapping[str, MadeContribution]) -> dict[AccountId, bytes]:
    """What a recipient makes of contributions."""
    shares = {}
    for name, made in given.items():
        word = verify_contribution(made.signed, made.sealed, world.BUNDLES[name], order.hash)
        shares[word.custodian] = open_contribution(key, word, made.sealed)
    return shares


@pytest.mark.parametrize("names", [world.CUSTODIANS[:2], world.CUSTODIANS[1:], world.CUSTODIANS])
def test_k_custodians_open_an_epoch_to_its_recipient(names: tuple[str, ...]) -> None:
    """Any two of the three, under one order, give its recipient the epoch's secret and no more than that."""
    order = ordered()
    shares = opened(world.KEYS[RECIPIENT].sealing, order, {name: given_by(name, order) for name in names})
    examined = examine_shares(world.sealed_deposit(), shares)
    assert examined.bad == ()
    keys = combine_shares(world.sealed_deposit(), world.sealed_header(), examined.good)
    assert keys.secret == world.sealed_epoch().secret


def test_fewer_than_k_open_nothing() -> None:
    """One custodian, with everything that the service keeps, does not open an epoch."""
    order = ordered()
    shares = opened(
        world.KEYS[RECIPIENT].sealing, order, {name: given_by(name, order) for name in world.CUSTODIANS[:1]}
    )
    examined = examine_shares(world.sealed_deposit(), shares)
    with refused("too_few_shares"):
        combine_shares(world.sealed_deposit(), world.sealed_header(), examined.good)


def test_a_contribution_is_nothing_under_another_order() -> None:
    """What was given for one purpose cannot be passed off as given for another, nor opened as such."""
    made, other = given_by(world.CUSTODIANS[0], ordered()), ordered(b"p" * 16)
    with refused("wrong_order"):
        verify_contribution(made.signed, made.sealed, world.BUNDLES[world.CUSTODIANS[0]], other.hash)
    word = verify_contribution(made.signed, made.sealed, world.BUNDLES[world.CUSTODIANS[0]], ordered().hash)
    moved = type(word)(other.hash, word.deposit_id, word.custodian, word.contribution_hash, word.contributed_at)
    with refused("wrong_key"):
        open_contribution(world.KEYS[RECIPIENT].sealing, moved, made.sealed)


@pytest.mark.parametrize("name", ["client", "therapist", "stranger", *world.CUSTODIANS])
def test_a_contribution_is_nothing_to_anyone_else(name: str) -> None:
    """Nobody but the recipient opens it: not a member, not another custodian."""
    order = ordered()
    made = given_by(world.CUSTODIANS[0], order)
    word = verify_contribution(made.signed, made.sealed, world.BUNDLES[world.CUSTODIANS[0]], order.hash)
    with refused("wrong_key"):
        open_contribution(world.KEYS[name].sealing, word, made.sealed)


def test_a_custodian_gives_to_nobody_but_the_recipient_of_the_order() -> None:
    """A service that shows other keys for the recipient gets nothing."""
    with refused("wrong_recipient"):
        given_by(world.CUSTODIANS[0], ordered(), world.BUNDLES["stranger"])


def test_a_custodian_gives_nothing_that_was_not_ordered() -> None:
    """A deposit of an epoch that the order does not name stays closed."""
    order = ordered()
    narrower = ReleaseOrder(
        **{field: getattr(order, field) for field in order.__struct_fields__} | {"headers": (b"\x01" * 32,)}
    )
    with refused("foreign_epoch"):
        given_by(world.CUSTODIANS[0], narrower)


def test_an_order_says_what_it_is_once_and_for_all() -> None:
    """It is written as it is read."""
    order = ordered()
    assert read(ReleaseOrder, order.encoded()) == order
    with pytest.raises(ProofError):
        read(ReleaseOrder, order.encoded() + b"\0")


def test_an_epoch_that_was_over_before_is_beyond() -> None:
    """An order on a consent to a span opens what lasted into it: what came next had not begun yet."""
    header = world.sealed_header()
    check_lasted([], header.opened_at)
    check_lasted([header], header.opened_at)
    with refused("beyond_scope"):
        check_lasted([header], header.opened_at + 1)


def test_no_order_rests_on_a_form_for_notes() -> None:
    """Custodians hold nothing of a therapist's notes: whoever asks them on such a form asks for the record, which it does not cover."""
    officer = world.ACCOUNTS["intake"]
    assert recipient_of(read(Consent, consent_body("part2", maker="practice")), officer) == officer
    with refused("wrong_basis"):
        recipient_of(read(Consent, consent_body("notes")), officer)


def test_an_outcome_is_made_however_much_did_not_fit() -> None:
    """A custodian who gives rubbish for hundreds of deposits keeps nobody from saying what opened: the first are named, in order."""
    named = {Named(DepositId(n.to_bytes(16, "big")), bytes(custodian)) for n in range(400) for custodian in (0, 16)}
    outcome = Outcome(bytes(32), world.ACCOUNTS["intake"], (), in_order(named), 1)
    assert len(read(Outcome, outcome.encoded()).named) == 512
    assert outcome.named[:2] == (Named(DepositId(bytes(16)), b""), Named(DepositId(bytes(16)), bytes(16)))


def test_the_second_signature_is_of_whom_the_first_names() -> None:
    """Over these very bytes, by that person's own key, who may sign: anything else approves nothing."""
    certifier, bundle = world.CERTIFIER, world.SIGNED["therapist"]
    signer, stranger = world.KEYS["therapist"].signing, world.KEYS["client"].signing

    def named(role: Role) -> CertifiedBundle:
        made = certify(world.KEYS["intake"].signing, certifier, world.BUNDLES["therapist"], role, world.ISSUED_AT)
        return verify_certificate(made, bundle, certifier)

    owner, body = named(Role.OWNER), ordered().encoded()
    signed = stranger.sign_body(ordered())
    verify_approval(signed, signer.sign(body), owner.account, owner)
    with refused("bad_signature"):
        verify_approval(signed, stranger.sign(body), owner.account, owner)
    with refused("bad_signature"):
        verify_approval(signed, signer.sign(body + b"."), owner.account, owner)
    with refused("unknown_member"):
        verify_approval(signed, signer.sign(body), AccountId(bytes(16)), owner)
    with refused("unlawful_role"):
        verify_approval(signed, signer.sign(body), owner.account, named(Role.INTAKE))
