"""crypto.md §3.2, §3.3, §3.7; more in vault.json."""

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.crypto import vault
from server.crypto.passkey import passkey_wrapping_key, wrapping_key_with_passkey
from server.crypto.recovery import recovery_authentication_key, recovery_wrapping_key
from server.crypto.vault import Vault, WrapKind
from server.ids import AccountId
from tests.unit.crypto.refusal import refused
from tests.vectors.case import stream

KEY, ACCOUNT = stream("vault key")(32), AccountId(bytes(16))
CONTENTS = Vault(bytes([1]) * 32, bytes([2]) * 32)
WRAPPED = vault.wrap(KEY, CONTENTS, WrapKind.RECOVERY, ACCOUNT, 1, stream("vault"))


@given(st.integers(0, len(WRAPPED) - 1), st.integers(0, 7))
@settings(max_examples=200)
def test_any_flipped_bit_is_refused(place: int, bit: int) -> None:
    """Commitment, nonce, ciphertext, tag."""
    bent = bytearray(WRAPPED)
    bent[place] ^= 1 << bit
    with refused("wrong_key"):
        vault.unwrap(KEY, bytes(bent), WrapKind.RECOVERY, ACCOUNT, 1)


@pytest.mark.parametrize("kind", WrapKind)
def test_a_wrap_of_any_kind_comes_back(kind: WrapKind) -> None:
    """Secret and practice both."""
    wrapped = vault.wrap(KEY, CONTENTS, kind, ACCOUNT, 9, stream("vault"))
    assert vault.unwrap(KEY, wrapped, kind, ACCOUNT, 9) == CONTENTS


def test_the_commitment_counts_even_where_the_seal_opens() -> None:
    """A wrap opens under the one key it is committed to."""
    with refused("wrong_key"):
        vault.unwrap(KEY, bytes(32) + WRAPPED[32:], WrapKind.RECOVERY, ACCOUNT, 1)


def test_parameters_are_the_papers() -> None:
    """64 MiB, three passes: a change here locks everybody out."""
    assert (vault.ARGON2_MEMORY_BYTES, vault.ARGON2_PASSES) == (67_108_864, 3)


def test_spelling_does_not_matter_but_everything_else_does() -> None:
    """NFC; the service and the number are in the salt."""
    composed, decomposed = "caf\u00e9", unicodedata.normalize("NFD", "caf\u00e9")
    assert composed != decomposed
    same = vault.stretch(composed, "service", "2572019133")
    assert vault.stretch(decomposed, "service", "2572019133") == same
    assert vault.stretch(composed, "another", "2572019133") != same
    assert vault.stretch(composed, "service", "1000000005") != same


def test_half_a_surrogate_pair_is_no_password() -> None:
    """What no keyboard types is refused before the work."""
    with refused("malformed"):
        vault.stretch("\ud800", "service", "2572019133")


def test_what_is_sent_is_not_what_opens() -> None:
    """Authentication and wrapping keys have nothing in common, for passwords, codes and passkeys."""
    code, output = bytes(20), bytes(32)
    sent = {vault.authentication_key(KEY), recovery_authentication_key(code)}
    kept = {vault.wrapping_key(KEY), recovery_wrapping_key(code), wrapping_key_with_passkey(KEY, output)}
    assert len(sent | kept | {passkey_wrapping_key(output)}) == 6


@pytest.mark.parametrize("derivation", [vault.authentication_key, vault.wrapping_key])
def test_short_keys_are_refused(derivation: Callable[[bytes], bytes]) -> None:
    """Nothing derives from less than it should."""
    with refused("wrong_length"):
        derivation(bytes(19))


def test_a_vault_shows_nothing_of_itself() -> None:
    """Neither in a log nor in a traceback."""
    assert repr(CONTENTS) == "<Vault>"


def test_accounts_have_sixteen_bytes() -> None:
    """In both contexts."""
    short = AccountId(bytes(15))
    with refused("wrong_length"):
        vault.wrap(KEY, CONTENTS, WrapKind.PASSWORD, short, 1, stream("vault"))
    with refused("wrong_length"):
        vault.seal_reload(KEY, CONTENTS, short, stream("vault"))


@pytest.mark.parametrize("contents", [(bytes(31), bytes(32)), (bytes(32), bytes(31))])
def test_contents_have_their_lengths(contents: tuple[bytes, bytes]) -> None:
    """Secret and fingerprint are 32 bytes each."""
    with refused("wrong_length"):
        Vault(*contents)
