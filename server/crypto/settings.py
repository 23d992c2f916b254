"""Settings (crypto.md §3.11): what a person's browsers remember together, sealed so that only they can read it."""

from server.crypto.aead import open_box, seal_box
from server.crypto.canonical import Body, Uint, encode, read, written
from server.crypto.checks import Random, ascending, count, counted, hashes, ids, text_at_most, word
from server.crypto.padding import pad, unpad
from server.ids import AccountId

MOST_PINS = 512
MOST_CHOICES = 64
MAX_CHOICE_BYTES = 128


class Pin(Body, frozen=True):
    """A person whom we have met, and under which bundle."""

    account: AccountId
    generation: Uint
    bundle_hash: bytes

    def __post_init__(self) -> None:
        ids(self.account)
        hashes(self.bundle_hash)


class Choice(Body, frozen=True):
    """A person's choice: a name in lower-case words with hyphens, and a text."""

    name: str
    value: str

    def __post_init__(self) -> None:
        word(self.name)
        text_at_most(MAX_CHOICE_BYTES, self.value)


class Settings(Body, frozen=True, tag="webtherapy/v1/settings"):
    """`manifests_seen` is the highest manifest generation seen plus one, 0 before the first. Secret."""

    manifests_seen: Uint
    log_size: Uint
    log_root: bytes
    pins: tuple[Pin, ...]
    choices: tuple[Choice, ...]

    def __post_init__(self) -> None:
        hashes(self.log_root)
        count(self.pins, 0, MOST_PINS)
        ascending([pin.account for pin in self.pins])
        count(self.choices, 0, MOST_CHOICES)
        ascending([choice.name.encode() for choice in self.choices])


def seal_settings(settings_key: bytes, account: AccountId, version: int, settings: Settings, random: Random) -> bytes:
    """The sealed settings. `version` counts from 1."""
    return seal_box(settings_key, pad(written(settings)), _context(account, version), random)


def open_settings(settings_key: bytes, account: AccountId, version: int, sealed: bytes) -> Settings:
    """The settings; ProofError("wrong_key") unless key, account and version are those they were sealed with."""
    return read(Settings, unpad(open_box(settings_key, sealed, _context(account, version))))


def _context(account: AccountId, version: int) -> bytes:
    ids(account)
    counted(version)
    return encode("webtherapy/v1/settings-seal", account, version)
