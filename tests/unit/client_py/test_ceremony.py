"""How accounts are written and meant at the command line (client_py/ceremony)."""

import pytest

from client_py.ceremony.orders import meant_by, unfit
from client_py.ceremony.people import Known, People
from client_py.ceremony.terminal import CeremonyError
from client_py.ceremony.writing import printable, short, shortest
from client_py.documents import Octets, Person, Signed
from server.crypto.account import AccountKeys
from server.crypto.bundle import make_bundle, verify_bundle
from server.errors import ProofError
from server.ids import AccountId, OrderId
from server.roles import Role


def someone(account: str, role: Role, secret: int = 0) -> Known:
    """An account that begins with these digits."""
    identity = AccountId(bytes.fromhex(account.ljust(32, "0")))
    signed = make_bundle(AccountKeys.from_secret(bytes([secret]) * 32), identity, 1)
    return Known(role, verify_bundle(signed), Person(account=Octets(identity), role=role, bundle=Signed.of(signed)))


ANNA = someone("0123456789ab", Role.CLIENT)
BERT = someone("0123456788ab", Role.CLIENT)
CARL = someone("ffff", Role.INTAKE)


def test_an_account_is_as_short_as_it_can_be() -> None:
    """Eight digits, or as many groups of four more as tell everybody apart."""
    assert shortest([ANNA.account, CARL.account]) == 8
    assert short(ANNA.account) == "0123-4567"
    assert People([ANNA], [BERT, CARL]).name(ANNA) == "0123-4567-89ab"


@pytest.mark.parametrize("text", ["0123456789", "0123-4567-89", "0123 4567 89AB", "0123456789ab" + "0" * 20])
def test_any_beginning_that_means_one_account_will_do(text: str) -> None:
    """However it is spaced, and in either case."""
    assert People([ANNA, BERT, CARL], []).among_certified(text, Role.CLIENT) is ANNA


@pytest.mark.parametrize("text", ["0123", "1", "", "-", "anna", "0123456789ab" + "0" * 21])
def test_what_means_nobody_or_several_is_refused(text: str) -> None:
    """An ambiguous beginning, an unknown one, and what is no account at all."""
    with pytest.raises(CeremonyError):
        People([ANNA, BERT, CARL], []).among_certified(text, Role.CLIENT)


def test_somebody_in_another_role_is_refused() -> None:
    """A client is not matched as a therapist by a slip of two arguments."""
    with pytest.raises(CeremonyError, match="issued as client"):
        People([ANNA], []).among_certified("01", Role.THERAPIST)


def test_keys_that_wait_are_the_newer_ones() -> None:
    """A delegation after a change of keys names the new ones; nobody is certified who does not wait."""
    renewed = someone("ffff", Role.INTAKE, secret=1)
    people = People([CARL], [renewed])
    assert people.among_all("ff", Role.INTAKE) is renewed
    assert people.among_certified("ff", Role.INTAKE) is CARL
    with pytest.raises(CeremonyError):
        people.among_waiting("01")


@pytest.mark.parametrize("text", ["Noa\x1b[2J", "two\nlines", "\u202eback", "bell\a"])
def test_nothing_that_others_wrote_commands_the_terminal(text: str) -> None:
    """Control characters become spaces; letters of every script stay."""
    assert printable(text).isprintable()
    assert len(printable(text)) == len(text)
    assert printable("Löwenthal שלום 你好") == "Löwenthal שלום 你好"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("01", "2 orders begin with 01"),
        ("02", "No order that concerns you"),
        ("drill", "is no order"),
        ("", "is no order"),
    ],
)
def test_an_order_is_meant_by_its_beginning(text: str, says: str) -> None:
    """One that begins like this, and not one of several."""
    orders = [OrderId(bytes.fromhex(digits.ljust(32, "0"))) for digits in ("0123", "0145")]
    assert meant_by("0123-0", orders) == orders[0]
    with pytest.raises(CeremonyError, match=says):
        meant_by(text, orders)


def test_what_does_not_fit_is_said_in_words() -> None:
    """A reason that nobody foresaw keeps its name, to be told to whoever runs the service."""
    assert unfit(ProofError("one_person")) == "it takes two people, and the same one signed twice"
    assert unfit(ProofError("not_canonical")) == "part of it does not prove what it claims (not_canonical)"
