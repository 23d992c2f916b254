"""From a sheet of paper and a password to keys, and back (client_py/account.py)."""

import pytest

from client_py.account import Account, PasswordKeys, root_fingerprint
from server.crypto.account import wrap_predecessor
from server.crypto.activation import read, write
from server.crypto.bundle import make_bundle, verify_bundle
from server.crypto.signing import SigningKey
from server.errors import ProofError
from server.ids import AccountId
from tests.unit.client_py.cast import seeded

ROOT = SigningKey(bytes(32)).public
KEYS = PasswordKeys(b"a" * 32, b"w" * 32)
ME = AccountId(bytes(16))


def test_an_account_made_here_opens_again_from_what_the_server_keeps() -> None:
    """The wrap alone, with the password's keys, gives the same secret and the same practice."""
    sheet = read(write(bytes(16), root_fingerprint(ROOT)))
    made = Account.created(ME, "client", ROOT, sheet, seeded("account"))
    opened = Account.unwrapped(ME, "client", made.wrapped(KEYS, 1, seeded("wrap")), 1, KEYS)
    assert opened.keys.signing.public == made.keys.signing.public
    assert opened.vault.root_fingerprint == root_fingerprint(ROOT)


def test_another_practice_than_the_one_on_the_sheet_is_refused() -> None:
    """A server that shows a root of its own making gets no account."""
    sheet = read(write(bytes(16), root_fingerprint(SigningKey(b"x" * 32).public)))
    with pytest.raises(ProofError, match="not_the_pinned_root"):
        Account.created(ME, "client", ROOT, sheet, seeded("account"))


def test_another_password_opens_nothing() -> None:
    """The wrap is for one wrapping key only."""
    sheet = read(write(bytes(16), root_fingerprint(ROOT)))
    made = Account.created(ME, "client", ROOT, sheet, seeded("account"))
    wrapped = made.wrapped(KEYS, 1, seeded("wrap"))
    with pytest.raises(ProofError, match="wrong_key"):
        Account.unwrapped(ME, "client", wrapped, 1, PasswordKeys(KEYS.authentication, b"v" * 32))


def test_a_new_secret_leads_back_to_every_key() -> None:
    """Two rotations later the newest secret and what the server keeps give the whole ring, oldest keys included."""
    sheet = read(write(bytes(16), root_fingerprint(ROOT)))
    random = seeded("rotations")
    first = Account.created(ME, "client", ROOT, sheet, random)
    second = first.rotated(random)
    third = second.rotated(random)
    kept = [
        (2, wrap_predecessor(third.vault.secret, second.vault.secret, ME, 2, random)),
        (1, wrap_predecessor(second.vault.secret, first.vault.secret, ME, 1, random)),
    ]
    opened = Account.unwrapped(ME, "client", third.wrapped(KEYS, 3, random), 3, KEYS, kept)
    made = [account.keys.signing.public for account in (first, second, third)]
    assert [opened.ring.at(generation).signing.public for generation in range(3)] == made
    assert opened.ring.generation == third.ring.generation == 2
    oldest = verify_bundle(make_bundle(first.keys, ME, 1))
    assert opened.keys_of(oldest).signing.public == first.keys.signing.public
    with pytest.raises(ProofError, match="wrong_previous"):
        Account.unwrapped(ME, "client", third.wrapped(KEYS, 3, random), 3, KEYS, kept[:1])


def test_a_recovery_code_opens_what_the_password_opens() -> None:
    """And another code, or the same one of another version, opens nothing."""
    sheet = read(write(bytes(16), root_fingerprint(ROOT)))
    made = Account.created(ME, "client", ROOT, sheet, seeded("account"))
    code = bytes(range(20))
    wrapped = made.recovery_wrapped(code, 2, seeded("wrap"))
    recovered = Account.recovered(ME, "client", wrapped, 2, code)
    assert recovered.vault == made.vault
    for other, version in ((bytes(20), 2), (code, 1)):
        with pytest.raises(ProofError, match="wrong_key"):
            Account.recovered(ME, "client", wrapped, version, other)


def test_keys_of_somebody_else_are_not_found() -> None:
    """A bundle that this account never made has no keys here."""
    sheet = read(write(bytes(16), root_fingerprint(ROOT)))
    mine, theirs = (Account.created(ME, "client", ROOT, sheet, seeded(name)) for name in ("mine", "theirs"))
    with pytest.raises(ProofError, match="wrong_bundle"):
        mine.keys_of(verify_bundle(make_bundle(theirs.keys, ME, 1)))
