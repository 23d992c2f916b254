"""What a custodian is shown at the command line before they decide, and who is said to have answered (crypto.md §7.3)."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from client_py.ceremony.orders import Looked
from client_py.ceremony.terminal import Terminal
from client_py.documents import Octets, Signed
from client_py.order_check import check_order, declined
from client_py.order_documents import Given, Material
from client_py.release import combine
from server.crypto.order import Basis
from server.crypto.order_answer import OrderAnswer, OrderWord
from server.crypto.signing import SignedBody
from tests.unit.client_py.cast import NOW
from tests.unit.client_py.release_cast import Scene
from tests.unit.client_py.test_order_bases import consent, process

SCENE = Scene()
EPOCH = SCENE.opened()
DEPOSITS = [SCENE.deposit("client", EPOCH)]


def shown(material: Material, capsys: pytest.CaptureFixture[str]) -> str:
    """What the command prints of an order."""
    checked = check_order(SCENE.cast.trust("custodian0"), material, NOW)
    Looked(material.order, checked, None).show(Terminal(from_stdin=True))
    return capsys.readouterr().out


@pytest.mark.parametrize(("basis", "made"), [(Basis.CONSENT, consent), (Basis.LEGAL, process)])
def test_what_it_rests_on_is_shown_before_a_share_is_given(
    basis: Basis, made: Callable[..., SignedBody], capsys: pytest.CaptureFixture[str]
) -> None:
    """Which kinds of words a consent or a process lets out, and from when to when."""
    said = shown(SCENE.material(EPOCH, DEPOSITS, made(), basis=basis), capsys)
    assert "what it rests on covers: text, from 1970-01-01 00:00 UTC to 1970-01-01 00:16 UTC\n" in said


def test_an_emergency_covers_what_it_names(capsys: pytest.CaptureFixture[str]) -> None:
    """There is no span beside the epochs themselves."""
    assert "covers" not in shown(SCENE.material(EPOCH, DEPOSITS, SCENE.emergency()), capsys)


def answer(name: str, by: str) -> SignedBody:
    """A custodian's refusal, signed by them or somebody else."""
    order = SCENE.order(EPOCH, SCENE.emergency())
    said = OrderAnswer(order.hash, SCENE.cast.accounts[name].identity, OrderWord.DECLINED, NOW)
    return SCENE.cast.accounts[by].keys.signing.sign_body(said)


def test_only_who_signed_has_answered() -> None:
    """What the service says of a custodian, or another signs in their name, is no answer of theirs."""
    material = SCENE.material(EPOCH, DEPOSITS, SCENE.emergency())
    answers = [answer("custodian0", "custodian0"), answer("custodian1", "custodian2"), answer("client", "client")]
    listed = replace(material.order, answers=[Signed.of(each) for each in answers])
    checked = SCENE.checked(material)
    trust = SCENE.cast.trust("officer")
    assert declined(trust, checked, listed) == {SCENE.cast.accounts["custodian0"].identity}

    gave = SCENE.gave("custodian0", material, DEPOSITS)
    claimed = [
        Given(word=Signed(body=each.word.body, signature=Octets(bytes(64))), sealed=each.sealed)
        for each in SCENE.gave("custodian1", material, DEPOSITS)
    ]
    opened = combine(trust, checked, SCENE.cast.accounts["officer"].keys, [*gave, *claimed])
    assert opened.gave == {SCENE.cast.accounts["custodian0"].identity}
