"""Profiles (crypto.md §12.2): how a therapist is shown to who looks for one. Public."""

import re
from collections.abc import Sequence
from typing import Final

from server.crypto.bundle import Signer
from server.crypto.canonical import Body, Uint
from server.crypto.checks import HASH_BYTES, count, counted, exactly, ids, text_at_most
from server.crypto.signing import SignedBody, SigningKey
from server.errors import ProofError
from server.ids import AccountId

MAX_NAME_BYTES: Final = 100
MAX_CREDENTIALS_BYTES: Final = 300
MAX_ABOUT_BYTES: Final = 4000
MOST_APPROACHES: Final = 12
MOST_LANGUAGES: Final = 8

_APPROACH: Final = re.compile(r"[a-z]{1,32}(-[a-z]{1,32}){0,3}")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2}|-[0-9]{3})?")


class Profile(Body, frozen=True, tag="webtherapy/v1/profile"):
    """A therapist's own words about themselves. `photo_hash` is empty when there is no picture."""

    account: AccountId
    version: Uint
    name: str
    credentials: str
    approaches: tuple[str, ...]
    languages: tuple[str, ...]
    about: str
    photo_hash: bytes
    made_at: Uint

    def __post_init__(self) -> None:
        ids(self.account)
        counted(self.version)
        text_at_most(MAX_NAME_BYTES, self.name)
        if not self.name:
            raise ProofError("bad_field")
        text_at_most(MAX_CREDENTIALS_BYTES, self.credentials)
        _words(self.approaches, MOST_APPROACHES, _APPROACH)
        _words(self.languages, MOST_LANGUAGES, _LANGUAGE)
        text_at_most(MAX_ABOUT_BYTES, self.about)
        if self.photo_hash:
            exactly(HASH_BYTES, self.photo_hash)


def make_profile(signer: SigningKey, profile: Profile) -> SignedBody:
    """The profile, signed by whom it shows."""
    return signer.sign_body(profile)


def verify_profile(signed: SignedBody, signer: Signer) -> Profile:
    """The profile of the holder of `signer`. Reasons: bad_signature, unknown_member, bad_field."""
    profile = signed.verified(Profile, signer.signing_public)
    if profile.account != signer.account:
        raise ProofError("unknown_member")
    return profile


def _words(words: Sequence[str], most: int, shape: re.Pattern[str]) -> None:
    """Each once, in the order that their holder likes."""
    count(words, 0, most)
    if len(set(words)) != len(words) or not all(shape.fullmatch(word) for word in words):
        raise ProofError("bad_field")
