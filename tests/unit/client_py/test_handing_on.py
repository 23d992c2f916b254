"""Handing on to new custodians (crypto.md §7.5): every custodian's own check of the order, and what the next recipient makes of it."""

import dataclasses
from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from client_py.documents import Octets, Signed
from client_py.order_check import CheckedOrder, check_order
from client_py.order_documents import Given, Material, ShownHanding
from client_py.release import Gift, Opened, combine, give, hand_on
from client_py.trust import Trust
from server.crypto.canonical import read
from server.crypto.deposit import Deposit
from server.crypto.handing import Handing, MadeHanding
from server.crypto.manifest import Manifest
from server.crypto.order import Basis
from server.crypto.signing import SignedBody
from server.errors import ProofError
from server.ids import OrderId
from tests.unit.client_py.cast import NOW
from tests.unit.client_py.release_cast import Scene

SCENE = Scene()
LATER = Scene(cast=dataclasses.replace(SCENE.cast, practice=SCENE.cast.successor(k=2)))
EPOCH = SCENE.opened()
DEPOSITS = [SCENE.deposit("client", EPOCH), SCENE.deposit("therapist", EPOCH)]
SHOWN = LATER.cast.practice.manifest
assert SHOWN is not None
NEWEST = SHOWN.proof
MATERIAL = SCENE.material(EPOCH, DEPOSITS, NEWEST, basis=Basis.SUCCESSION)


def trust_of(name: str) -> Trust:
    """Somebody who has seen both manifests."""
    trust = SCENE.cast.trust(name)
    trust.take_practice(LATER.cast.practice)
    return trust


def shown_to(name: str, material: Material) -> Material:
    """What a custodian of the first manifest is shown: their own sealed shares."""
    account = SCENE.cast.accounts[name].identity
    shown = []
    for each, made in zip(material.deposits, DEPOSITS, strict=True):
        places = [row.custodian for row in read(Deposit, made.signed.body).rows]
        shown.append(replace(each, sealed=Octets(made.sealed_shares[places.index(account)])))
    return replace(material, deposits=shown)


def handed_by(name: str) -> list[MadeHanding]:
    """What a custodian hands on, after their own check."""
    trust = trust_of(name)
    checked = check_order(trust, shown_to(name, MATERIAL), NOW)
    account, manifest = SCENE.cast.accounts[name], trust.manifest
    assert manifest is not None
    handed = hand_on(checked, account.identity, account.keys, (manifest, trust.custodians_of(manifest)), NOW)
    assert handed.faults == []
    return list(handed.made)


HANDED = {name: handed_by(name) for name in ("custodian0", "custodian2")}


def emergency(handed: Sequence[MadeHanding], name: str | None = None) -> Material:
    """The next order, under the new custodians, as one of them (or its recipient) is shown it."""
    material = LATER.material(EPOCH, DEPOSITS, LATER.emergency(), order_id=OrderId(b"n" * 16))
    shown = []
    for each in handed:
        places = [row.custodian for row in read(Handing, each.signed.body).rows]
        sealed = None if name is None else Octets(each.sealed_shares[places.index(LATER.cast.accounts[name].identity)])
        shown.append(ShownHanding(handing=Signed.of(each.signed), sealed=sealed))
    return replace(material, handings=shown)


def given_by(name: str, handed: Sequence[MadeHanding]) -> list[Given]:
    """What a new custodian gives of what was handed on."""
    account = LATER.cast.accounts[name]
    checked = check_order(trust_of(name), emergency(handed, name), NOW)
    gift: Gift = give(checked, account.identity, account.keys_of, LATER.bundle(name), NOW)
    return [Given(word=Signed.of(each.signed), sealed=Octets(each.sealed)) for each in gift.made]


def opened(given: Sequence[Given], handed: Sequence[MadeHanding]) -> Opened:
    """What the officer makes of it."""
    checked: CheckedOrder = check_order(trust_of("officer"), emergency(handed), NOW)
    return combine(trust_of("officer"), checked, LATER.cast.accounts["officer"].keys, given)


def test_k_of_the_new_open_what_k_of_the_old_handed_on() -> None:
    """Any two of the new ones, of both deposits; one of them opens nothing."""
    handed = [*HANDED["custodian0"], *HANDED["custodian2"]]
    one, two = given_by("custodian1", handed), given_by("custodian2", handed)
    assert opened(one, handed).keys == {}
    both = opened([*one, *two], handed)
    assert both.keys[EPOCH.header.hash].secret == EPOCH.keys.secret
    assert both.named == frozenset()


def test_what_one_of_the_old_handed_on_opens_nothing() -> None:
    """All of the new ones together have one share of the old, and that is none."""
    handed = HANDED["custodian0"]
    given = [each for name in ("custodian0", "custodian1", "custodian2") for each in given_by(name, handed)]
    assert opened(given, handed).keys == {}


def test_a_handing_without_its_signature_says_nothing() -> None:
    """What the server bends is passed over, and nobody is named for it."""
    handed = [*HANDED["custodian0"], *HANDED["custodian2"]]
    bent = [dataclasses.replace(each, signed=SignedBody(each.signed.body, bytes(64))) for each in handed]
    given = [*given_by("custodian1", handed), *given_by("custodian2", handed)]
    assert opened(given, bent).keys == {}


def test_who_was_no_custodian_hands_nothing_on() -> None:
    """A member's word, one between manifests that the root never named, and one backwards, are passed over: no share is looked for under them."""
    [first, *_] = HANDED["custodian0"]
    said = read(Handing, first.signed.body)
    client, custodian = SCENE.cast.accounts["client"], SCENE.cast.accounts["custodian0"]
    for signer, bent in (
        (client, replace(said, hander=client.identity)),
        (custodian, replace(said, from_manifest_hash=bytes(32))),
        (custodian, replace(said, manifest_hash=bytes(32))),
        (custodian, replace(said, from_manifest_hash=said.manifest_hash, manifest_hash=said.from_manifest_hash)),
    ):
        handed = dataclasses.replace(first, signed=signer.keys.signing.sign_body(bent))
        assert check_order(trust_of("officer"), emergency([handed]), NOW).handings == []


def test_a_deposit_for_custodians_who_come_later_is_garbage() -> None:
    """Those of the order hold nothing of it: it is named, and the other one stands."""
    later = LATER.deposit("therapist", EPOCH)
    material = SCENE.material(EPOCH, [DEPOSITS[0], later], SCENE.emergency())
    checked = check_order(trust_of("officer"), material, NOW)
    assert list(checked.garbage) == [read(Deposit, later.signed.body).deposit_id]
    assert len(checked.deposits) == 1


def test_nobody_contributes_under_a_succession() -> None:
    """Not to the officer, who only runs it: a share goes to the new custodians, or nowhere."""
    checked = check_order(trust_of("custodian0"), shown_to("custodian0", MATERIAL), NOW)
    account = SCENE.cast.accounts["custodian0"]
    with pytest.raises(ProofError, match=r"^wrong_basis$"):
        give(checked, account.identity, account.keys_of, SCENE.bundle("custodian0"), NOW)


def test_nothing_is_handed_on_under_another_order() -> None:
    """An emergency moves no share to anybody's successors."""
    material = SCENE.material(EPOCH, DEPOSITS, SCENE.emergency())
    checked = check_order(trust_of("custodian0"), shown_to("custodian0", material), NOW)
    account, manifest = SCENE.cast.accounts["custodian0"], read(Manifest, NEWEST.body)
    with pytest.raises(ProofError, match=r"^wrong_basis$"):
        hand_on(checked, account.identity, account.keys, (manifest, LATER.cast.custodians()), NOW)


@pytest.mark.parametrize("reason", ["wrong_manifest", "wrong_basis", "wrong_recipient"])
def test_only_to_those_whom_the_root_named_last(reason: str) -> None:
    """Not back to those of the order itself, nor to custodians the root never named, nor for somebody who is not its officer."""
    current, unknown = SCENE.cast.practice.manifest, SCENE.cast.successor(k=3).manifest
    assert current is not None
    assert unknown is not None
    client = SCENE.bundle("client")
    trust, material = {
        "wrong_manifest": (SCENE.cast.trust("custodian0"), SCENE.material(EPOCH, DEPOSITS, current.proof, basis=Basis.SUCCESSION)),
        "wrong_basis": (trust_of("custodian0"), SCENE.material(EPOCH, DEPOSITS, unknown.proof, basis=Basis.SUCCESSION)),
        "wrong_recipient": (
            trust_of("custodian0"),
            SCENE.material(
                EPOCH, DEPOSITS, NEWEST, basis=Basis.SUCCESSION, recipient=client.account, recipient_bundle_hash=client.hash
            ),
        ),
    }[reason]  # fmt: skip
    with pytest.raises(ProofError, match=f"^{reason}$"):
        check_order(trust, material, NOW)
