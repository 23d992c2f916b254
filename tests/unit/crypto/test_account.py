"""crypto.md §2; more in account.json."""

import pytest

from server.crypto.account import AccountKeys, unwrap_predecessor, wrap_predecessor
from server.crypto.aead import seal_box
from server.crypto.canonical import encode
from server.crypto.hashing import derive
from server.ids import AccountId
from tests.unit.crypto.refusal import refused
from tests.vectors.case import stream

NEW, OLD, ACCOUNT = bytes(32), bytes([1]) * 32, AccountId(bytes(16))


def test_every_key_is_its_own() -> None:
    """No two purposes share a key."""
    keys = AccountKeys.from_secret(OLD)
    assert (
        len({keys.signing.public, keys.sealing.public, keys.drafts, keys.settings, keys.outbox, keys.notes, OLD}) == 7
    )


def test_keys_show_nothing_of_themselves() -> None:
    """Neither in a log nor in a traceback."""
    keys = AccountKeys.from_secret(OLD)
    assert keys.drafts.hex() not in repr(keys)
    assert repr(keys.drafts) not in repr(keys)


def test_a_predecessor_comes_back() -> None:
    """Who has the new secret has the old one too."""
    wrapped = wrap_predecessor(NEW, OLD, ACCOUNT, 3, stream("account"))
    assert unwrap_predecessor(NEW, wrapped, ACCOUNT, 3) == OLD


@pytest.mark.parametrize(("new", "old"), [(NEW[1:], OLD), (NEW, OLD[1:])])
def test_both_secrets_have_their_length(new: bytes, old: bytes) -> None:
    """Nothing shorter wraps or is wrapped."""
    with refused("wrong_length"):
        wrap_predecessor(new, old, ACCOUNT, 3, stream("account"))


def test_what_is_unwrapped_is_a_secret() -> None:
    """A wrap of something shorter is refused although it opens."""
    context = encode("webtherapy/v1/predecessor", ACCOUNT, 3)
    wrapped = seal_box(derive(NEW, "webtherapy/v1/account/predecessor"), b"short", context, stream("account"))
    with refused("wrong_length"):
        unwrap_predecessor(NEW, wrapped, ACCOUNT, 3)
    with refused("wrong_length"):
        unwrap_predecessor(NEW[1:], wrapped, ACCOUNT, 3)
