"""Every custodian's own check, and what a recipient makes of contributions: each adversary of crypto.md §7.3 by name."""

from dataclasses import replace as changed
from typing import Any

import pytest
from msgspec.structs import replace

from client_py.documents import Octets, Signed
from client_py.order_check import check_order, check_proposed
from client_py.order_documents import Given, Material, ShownDeposit
from client_py.release import Opened, combine
from server.crypto.canonical import read
from server.crypto.deposit import Deposit, MadeDeposit
from server.crypto.drill import drill_hash
from server.crypto.emergency import Emergency
from server.crypto.epoch import EpochKeys
from server.crypto.opening import open_share
from server.crypto.order import Basis, Contributed, contribute
from server.crypto.order_answer import Named
from server.crypto.share import ShareBody, sealed_share_hash
from server.crypto.signing import SignedBody
from server.crypto.staff_act import ActWord, ReasonCode, StaffAct, reason_hash
from server.errors import ProofError
from server.ids import DepositId
from tests.unit.client_py.cast import NOW, make_cast
from tests.unit.client_py.release_cast import Scene

SCENE = Scene()
EPOCH = SCENE.opened()
DEPOSITS = [SCENE.deposit("client", EPOCH), SCENE.deposit("therapist", EPOCH)]
EMERGENCY = SCENE.emergency()
MATERIAL = SCENE.material(EPOCH, DEPOSITS, EMERGENCY)
GIVEN = {name: SCENE.gave(name, MATERIAL, DEPOSITS) for name in ("custodian0", "custodian1", "custodian2")}


def refused(material: Material, reason: str, scene: Scene = SCENE) -> None:
    """Every custodian's client refuses it, for this reason."""
    with pytest.raises(ProofError, match=f"^{reason}$"):
        check_order(scene.cast.trust("custodian0"), material, NOW)


def opened(given: list[Given], material: Material = MATERIAL) -> Opened:
    """What the officer makes of contributions."""
    keys = SCENE.cast.accounts["officer"].keys
    return combine(SCENE.cast.trust("officer"), SCENE.checked(material), keys, given)


def id_of(made: MadeDeposit) -> DepositId:
    """A deposit's name."""
    return read(Deposit, made.signed.body).deposit_id


def test_two_custodians_open_and_one_does_not() -> None:
    """Enough shares of one deposit give the epoch's secret, k − 1 give nothing, whoever they are of."""
    for given in GIVEN.values():
        assert opened(given).keys == {}
    both = opened([*GIVEN["custodian0"], *GIVEN["custodian2"]])
    assert both.keys[EPOCH.header.hash].secret == EPOCH.keys.secret
    assert both.named == frozenset()


def test_one_share_of_each_of_two_deposits_opens_nothing() -> None:
    """Shares of different deposits never meet, though there be k of them."""
    first, second = GIVEN["custodian0"][0], GIVEN["custodian1"][1]
    assert opened([first, second]).keys == {}


def test_a_share_of_another_deposit_is_named() -> None:
    """Whoever gives the share of one deposit for another is named; the other custodians open it."""
    order = SCENE.checked(MATERIAL)
    account = SCENE.cast.accounts["custodian0"]
    deposit = order.deposits[0].deposit
    stolen = _share(DEPOSITS[1], "custodian0")
    made = contribute(account.keys.signing, account.identity, order.order, order.recipient, deposit, stolen, NOW)
    mixed = Given(word=Signed.of(made.signed), sealed=Octets(made.sealed))
    found = opened([mixed, GIVEN["custodian1"][0], GIVEN["custodian2"][0]])
    assert set(found.keys) == {EPOCH.header.hash}
    assert found.named == {Named(deposit.deposit_id, account.identity)}


def test_a_corrupted_share_is_named() -> None:
    """A share that its custodian altered is not what the depositor's hash says."""
    order = SCENE.checked(MATERIAL)
    account, deposit = SCENE.cast.accounts["custodian0"], order.deposits[0].deposit
    share = read(ShareBody, _share(DEPOSITS[0], "custodian0"))
    bent = replace(share, share=bytes([share.share[0] ^ 1]) + share.share[1:]).encoded()
    made = contribute(account.keys.signing, account.identity, order.order, order.recipient, deposit, bent, NOW)
    found = opened([Given(word=Signed.of(made.signed), sealed=Octets(made.sealed)), GIVEN["custodian1"][0]])
    assert found.keys == {}
    assert found.named == {Named(deposit.deposit_id, account.identity)}


def test_a_contribution_altered_on_its_way_is_named() -> None:
    """What the server bends opens nothing, and the custodian's signed word tells."""
    [first, *_] = GIVEN["custodian0"]
    bent = Given(word=first.word, sealed=Octets(first.sealed[:-1] + bytes([first.sealed[-1] ^ 1])))
    word = read(Contributed, first.word.proof.body)
    assert opened([bent]).named == {Named(word.deposit_id, word.custodian)}


def test_a_garbage_deposit_is_named_and_the_other_one_opens() -> None:
    """A dishonest depositor shares something else than the secret: their deposit is named, the other member's opens the epoch."""
    other = SCENE.opened()
    false_keys = EpochKeys(
        EPOCH.keys.conversation, EPOCH.keys.epoch, EPOCH.keys.header_hash, other.keys.secret, other.keys.message_key
    )
    garbage = SCENE.deposit("client", changed(EPOCH, keys=false_keys))
    deposits = [garbage, DEPOSITS[1]]
    material = SCENE.material(EPOCH, deposits, EMERGENCY)
    given = [each for name in ("custodian0", "custodian1") for each in SCENE.gave(name, material, deposits)]
    found = opened(given, material)
    assert found.keys[EPOCH.header.hash].secret == EPOCH.keys.secret
    assert found.named == {Named(id_of(garbage), b"")}
    alone = SCENE.material(EPOCH, [garbage], EMERGENCY)
    lost = opened([each for name in GIVEN for each in SCENE.gave(name, alone, [garbage])], alone)
    assert lost.keys == {}
    assert lost.named == {Named(id_of(garbage), b"")}


def test_a_scope_that_the_server_alters_is_refused() -> None:
    """One epoch more, another in its place, none, or the order's own bytes changed: nobody gives anything."""
    more, other = SCENE.opened(), Signed.of(SCENE.opened().signed)
    refused(replace(MATERIAL, epochs=[*MATERIAL.epochs, Signed.of(more.signed)]), "foreign_epoch")
    refused(replace(MATERIAL, epochs=[other]), "foreign_epoch")
    refused(replace(MATERIAL, epochs=[]), "foreign_epoch")
    body = bytearray(MATERIAL.order.order.body)
    body[body.index(EPOCH.header.hash)] ^= 1
    order = replace(MATERIAL.order.order, body=Octets(bytes(body)))
    refused(replace(MATERIAL, order=replace(MATERIAL.order, order=order)), "bad_signature")


def test_an_epoch_with_a_stranger_in_it_is_refused() -> None:
    """A header that a member signed for somebody outside the match is no epoch of the conversation."""
    strange = SCENE.opened("client", "intake")
    refused(SCENE.material(strange, [], EMERGENCY), "unknown_member")


def test_a_substituted_custodian_set_is_refused() -> None:
    """A manifest that the root never signed is not believed, and a deposit to others than it names is garbage."""
    strangers = make_cast("strangers")
    refused(SCENE.material(EPOCH, DEPOSITS, EMERGENCY, manifest_hash=strangers.manifest.hash), "wrong_manifest")
    foreign = Scene(cast=strangers)
    elsewhere = foreign.opened()
    theirs = foreign.deposit("client", elsewhere)
    own = [*MATERIAL.deposits, ShownDeposit(deposit=Signed.of(theirs.signed), sealed=None)]
    checked = check_order(SCENE.cast.trust("custodian0"), replace(MATERIAL, deposits=own), NOW)
    assert list(checked.garbage) == [id_of(theirs)]
    assert len(checked.deposits) == 2


@pytest.mark.parametrize(
    ("different", "reason"),
    [
        ({"issued_at": NOW - 10, "expires_at": NOW}, "expired_order"),
        ({"issued_at": NOW + 1, "expires_at": NOW + 2}, "expired_order"),
        ({"basis_hash": bytes(32)}, "wrong_basis"),
        ({"recipient_bundle_hash": bytes(32)}, "wrong_bundle"),
        ({"conversation": b"c" * 16}, "foreign_conversation"),
        ({"headers": (bytes(32),)}, "foreign_epoch"),
    ],
)
def test_whatever_else_does_not_hold_is_refused(different: dict[str, Any], reason: str) -> None:
    """Two people may sign it, and still no custodian's client takes it."""
    refused(SCENE.material(EPOCH, DEPOSITS, EMERGENCY, **different), reason)


def test_nobody_else_is_the_recipient() -> None:
    """Of an emergency the officer reads: an order that names another is refused."""
    owner = SCENE.bundle("owner")
    material = SCENE.material(EPOCH, DEPOSITS, EMERGENCY, recipient=owner.account, recipient_bundle_hash=owner.hash)
    refused(material, "wrong_recipient")


@pytest.mark.parametrize("approver", ["client", "intake", "custodian1"])
def test_only_officers_and_owners_sign(approver: str) -> None:
    """Whatever the server lets through: two signatures of the right roles, or nothing."""
    scene = Scene(cast=SCENE.cast, approver=approver)
    refused(scene.material(EPOCH, DEPOSITS, EMERGENCY), "unlawful_role")


def test_nothing_is_given_before_it_is_approved() -> None:
    """The approver checks it without the second signature; a custodian does not take it."""
    proposed = replace(MATERIAL, order=replace(MATERIAL.order, approval=None))
    refused(proposed, "bad_signature")
    assert check_proposed(SCENE.cast.trust("owner"), proposed, NOW).order == SCENE.checked(MATERIAL).order


@pytest.mark.parametrize(
    "different", [{"issued_at": NOW - 10, "expires_at": NOW}, {"issued_at": NOW + 1, "expires_at": NOW + 2}]
)
def test_nobody_approves_what_is_over(different: dict[str, Any]) -> None:
    """Neither an order whose time has passed nor one whose time has not come."""
    material = SCENE.material(EPOCH, DEPOSITS, EMERGENCY, **different)
    with pytest.raises(ProofError, match=r"^expired_order$"):
        check_proposed(SCENE.cast.trust("owner"), replace(material, order=replace(material.order, approval=None)), NOW)


def test_an_emergency_of_another_client_is_refused() -> None:
    """The officer's word is on the conversation's client, by the match."""
    officer = SCENE.cast.accounts["officer"]
    stranger = Scene(cast=SCENE.cast).emergency()
    body = replace(_emergency_of(stranger), client=SCENE.cast.accounts["therapist"].identity)
    refused(SCENE.material(EPOCH, DEPOSITS, officer.keys.signing.sign_body(body)), "wrong_client")


def test_people_cannot_be_passed_off_as_a_drill() -> None:
    """An officer's act says that it is a drill; the epoch has others in it, and is refused."""
    officer = SCENE.cast.accounts["officer"]
    reason = reason_hash(ActWord.DRILL, ReasonCode.OTHER, "")
    act = StaffAct(officer.identity, ActWord.DRILL, drill_hash(SCENE.cast.conversation), reason, NOW)
    material = SCENE.material(EPOCH, DEPOSITS, officer.keys.signing.sign_body(act), basis=Basis.DRILL)
    with pytest.raises(ProofError):
        check_order(SCENE.cast.trust("custodian0"), material, NOW)


def test_a_sealed_share_that_was_exchanged_gives_nothing() -> None:
    """The server shows a custodian another's sealed share: it is not the one of their row, and nothing is given for that deposit."""
    swapped = [
        MadeDeposit(each.signed, (each.sealed_shares[1], each.sealed_shares[0], each.sealed_shares[2]))
        for each in DEPOSITS
    ]
    assert sealed_share_hash(swapped[0].sealed_shares[0]) != sealed_share_hash(DEPOSITS[0].sealed_shares[0])
    first, second = sorted(GIVEN, key=lambda name: SCENE.cast.accounts[name].identity)[:2]
    assert SCENE.gave(first, MATERIAL, swapped) == []
    assert SCENE.gave(second, MATERIAL, swapped) == []


def _share(made: MadeDeposit, name: str) -> bytes:
    """A custodian's own share of a deposit."""
    account, deposit = SCENE.cast.accounts[name], read(Deposit, made.signed.body)
    place = [row.custodian for row in deposit.rows].index(account.identity)
    return open_share(account.keys.sealing, account.identity, deposit, made.sealed_shares[place])


def _emergency_of(signed: SignedBody) -> Emergency:
    return read(Emergency, signed.body)
