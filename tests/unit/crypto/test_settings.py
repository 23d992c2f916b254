"""crypto.md §3.11; more in settings.json."""

from hypothesis import given
from hypothesis import strategies as st

from server.crypto.canonical import MAX_UINT
from server.crypto.settings import MOST_CHOICES, MOST_PINS, Choice, Pin, Settings, open_settings, seal_settings
from server.ids import AccountId
from tests.unit.crypto.refusal import refused
from tests.vectors.case import stream

KEY, ACCOUNT = bytes(32), AccountId(bytes(16))
UINTS = st.integers(0, MAX_UINT)
HASHES = st.binary(min_size=32, max_size=32)
ACCOUNTS = st.binary(min_size=16, max_size=16).map(AccountId)
PINS = st.dictionaries(ACCOUNTS, st.tuples(UINTS, HASHES), max_size=20).map(
    lambda pins: tuple(Pin(account, *pins[account]) for account in sorted(pins))
)
NAMES = st.from_regex(r"[a-z]{1,8}(-[a-z]{1,8}){0,2}", fullmatch=True)
CHOICES = st.dictionaries(NAMES, st.text(max_size=32), max_size=8).map(
    lambda choices: tuple(Choice(name, choices[name]) for name in sorted(choices))
)
SETTINGS = st.builds(Settings, UINTS, UINTS, HASHES, PINS, CHOICES)


@given(SETTINGS, st.integers(1, MAX_UINT))
def test_settings_come_back(settings: Settings, version: int) -> None:
    """In another browser, under their version and no other."""
    sealed = seal_settings(KEY, ACCOUNT, version, settings, stream("settings"))
    assert open_settings(KEY, ACCOUNT, version, sealed) == settings
    with refused("wrong_key"):
        open_settings(KEY, ACCOUNT, version % MAX_UINT + 1, sealed)


def test_the_longest_settings_fit_a_request() -> None:
    """As base64url, with room for the rest of the body (protocol.md §1)."""
    pins = tuple(Pin(AccountId(n.to_bytes(16, "big")), MAX_UINT, bytes(32)) for n in range(MOST_PINS))
    names = sorted("a" * 28 + chr(97 + n // 26) + chr(97 + n % 26) for n in range(MOST_CHOICES))
    choices = tuple(Choice(name, "\u00e9" * 64) for name in names)
    longest = Settings(MAX_UINT, MAX_UINT, bytes(32), pins, choices)
    sealed = seal_settings(KEY, ACCOUNT, MAX_UINT, longest, stream("settings"))
    assert len(sealed) * 4 // 3 < 64 * 1024 - 100


def test_settings_show_nothing_of_themselves() -> None:
    """Neither in a log nor in a traceback."""
    assert repr(Settings(0, 0, bytes(32), (), ())) == "<Settings>"
