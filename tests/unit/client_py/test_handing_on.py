"""Handing on to new custodians (crypto.md §7.5): every custodian's own check of the order, and what the next recipient makes of it."""

import dataclasses
from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from client_py.documents import Octets, Signed
from client_py.order_check import CheckedOrder, check_order
from client_py.order_documents import Given, Material, ShownHanding
from client_py.release import Gift, Opened, combine, give, hand_on
from client_py.succession import handed_on
from client_py.trust import Trust, check_not_older
from server.crypto.canonical import read
from server.crypto.deposit import Deposit
from server.crypto.handing import Handing, MadeHanding, sealed_handed_share_hash
from server.crypto.manifest import Manifest
from server.crypto.order import Basis
from server.crypto.signing import SignedBody
from server.errors import ProofError
from server.ids import ConversationId, OrderId
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


def sealing(made: MadeHanding, name: str, sealed: bytes) -> MadeHanding:
    """A handing in which something else was sealed to some, and says so."""
    said, seals = read(Handing, made.signed.body), list(made.sealed_shares)
    rows = list(said.rows)
    for custodian in ("custodian0", "custodian1", "custodian2"):
        place = [row.custodian for row in rows].index(LATER.cast.accounts[custodian].identity)
        rows[place], seals[place] = replace(rows[place], sealed_share_hash=sealed_handed_share_hash(sealed)), sealed
    signing = SCENE.cast.accounts[name].keys.signing
    return MadeHanding(signing.sign_body(replace(said, rows=tuple(rows))), tuple(seals))


def test_who_hands_on_what_does_not_open_is_named_and_the_others_suffice() -> None:
    """Their word fits their seals, and in these is rubbish: two of the new say so, and any two others of the old are enough."""
    liar = SCENE.cast.accounts["custodian1"].identity
    rubbish = [sealing(each, "custodian1", bytes(1_400)) for each in handed_by("custodian1")]
    handed = [*HANDED["custodian0"], *rubbish, *HANDED["custodian2"]]
    both = opened([*given_by("custodian1", handed), *given_by("custodian2", handed)], handed)
    assert both.keys[EPOCH.header.hash].secret == EPOCH.keys.secret
    assert {each.custodian for each in both.named} == {liar}
    alone = [*HANDED["custodian0"], *rubbish]
    two = opened([*given_by("custodian0", alone), *given_by("custodian2", alone)], alone)
    assert (two.keys, {each.custodian for each in two.named}) == ({}, {liar})


def test_a_server_that_shows_two_words_of_one_hander_frames_nobody() -> None:
    """Handed on under two orders, or twice: whichever of them is shown to whom, nothing mixes, and the honest are not named."""
    again = handed_by("custodian0")
    first, second = HANDED["custodian0"], HANDED["custodian2"]
    one = given_by("custodian1", [*first, *second])
    two = given_by("custodian2", [*first, *second])
    for shown in ([*first, *again, *second], [*again, *first, *second]):
        both = opened([*one, *two], shown)
        assert both.keys[EPOCH.header.hash].secret == EPOCH.keys.secret
        assert both.named == frozenset()
    split = given_by("custodian2", [*again, *second])
    apart = opened([*one, *split], [*first, *again, *second])
    assert (apart.keys, apart.named) == ({}, frozenset())


def with_handed(handed: Sequence[MadeHanding]) -> Material:
    """The order of succession, and what was handed on under it."""
    shown = [ShownHanding(handing=Signed.of(each.signed), sealed=None) for each in handed]
    return replace(MATERIAL, handings=shown)


def test_the_same_handing_shown_twice_is_one() -> None:
    """Whoever runs the change says that it is done when k have handed on, however often the server shows one of them: the old ones leave on that word."""
    one, two = HANDED["custodian0"], HANDED["custodian2"]
    trust = trust_of("officer")
    assert handed_on(check_order(trust, with_handed([*one, *one, *one]), NOW)) == []
    assert handed_on(check_order(trust, with_handed([*one, *two]), NOW)) == [EPOCH.header.hash]


def test_nobody_hands_on_twice_what_stands_already() -> None:
    """A second word of theirs would be another one: asked again, a custodian signs what is missing only."""
    trust, account = trust_of("custodian0"), SCENE.cast.accounts["custodian0"]
    manifest = trust.manifest
    assert manifest is not None
    material = replace(shown_to("custodian0", MATERIAL), handings=with_handed(HANDED["custodian0"][:1]).handings)
    checked = check_order(trust, material, NOW)
    again = hand_on(checked, account.identity, account.keys, (manifest, trust.custodians_of(manifest)), NOW)
    [left] = [read(Handing, each.signed.body).deposit_id for each in again.made]
    assert left == read(Handing, HANDED["custodian0"][1].signed.body).deposit_id


def test_nothing_is_handed_to_others_than_the_order_names() -> None:
    """Not even when somebody's own program were to think that others are in force."""
    before = SCENE.cast.manifest
    checked = check_order(trust_of("custodian0"), shown_to("custodian0", MATERIAL), NOW)
    account = SCENE.cast.accounts["custodian0"]
    with pytest.raises(ProofError, match=r"^wrong_manifest$"):
        hand_on(checked, account.identity, account.keys, (before, SCENE.cast.custodians()), NOW)


def test_what_was_handed_on_of_another_conversation_is_passed_over() -> None:
    """A handing says of which conversation it is; shown with another's order it counts for nothing."""
    signing = SCENE.cast.accounts["custodian0"].keys.signing
    said = replace(read(Handing, HANDED["custodian0"][0].signed.body), conversation=ConversationId(bytes(16)))
    foreign = MadeHanding(signing.sign_body(said), HANDED["custodian0"][0].sealed_shares)
    assert check_order(trust_of("officer"), with_handed([foreign]), NOW).handings == []


def test_nothing_is_handed_on_to_custodians_who_were_replaced_since() -> None:
    """A server that shows older custodians as those in force: an epoch that names later ones gives it away."""
    third = Scene(cast=dataclasses.replace(LATER.cast, practice=LATER.cast.successor(k=3)))
    epoch = third.opened()
    material = SCENE.material(epoch, [], NEWEST, basis=Basis.SUCCESSION)
    with pytest.raises(ProofError, match=r"^stale_manifest$"):
        check_order(trust_of("custodian0"), material, NOW)
    with pytest.raises(ProofError, match=r"^stale_manifest$"):
        check_not_older(trust_of("client"), epoch.header)
    check_not_older(trust_of("client"), EPOCH.header)
