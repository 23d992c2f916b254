"""From a sheet of paper and a password to keys, and back (client_py/account.py)."""

import pytest

from client_py.account import Account, PasswordKeys, root_fingerprint
from server.crypto.activation import read, write
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
