"""Asides (crypto.md §6.9): what a page says for its person beside their words, in an envelope of kind "text".

The service cannot tell them from words.
"""

from enum import StrEnum
from typing import Final, NamedTuple

from server.crypto.bundle import Bundle
from server.crypto.canonical import Body, encode
from server.crypto.checks import exactly, hashes, ids, text_at_most
from server.crypto.padding import LEAST_BYTES, pad, unpad
from server.crypto.sealing import OVERHEAD_BYTES, SealingKey, seal
from server.errors import ProofError
from server.ids import AccountId, ConversationId, MessageId

MAX_PLACE_BYTES: Final = 512
MAX_TELEPHONE_BYTES: Final = 64
MAX_CONTACT_BYTES: Final = 512
MAX_WORD_BYTES: Final = 64
SEALED_WORD_BYTES: Final = LEAST_BYTES + OVERHEAD_BYTES


class Safe(StrEnum):
    """Whether it is safe and private to talk, as far as somebody said."""

    YES = "yes"
    NO = "no"
    UNSAID = "unsaid"


class About(StrEnum):
    """What the other side is asked for."""

    CHECK_IN = "check-in"
    CODE_WORD = "code-word"


class Use(StrEnum):
    """What a code word is for: it holds from now on, or it answers a question."""

    SET = "set"
    ANSWER = "answer"


class CheckIn(Body, frozen=True, tag="webtherapy/v1/check-in"):
    """What a client lets their therapist know before the first words. Each may be left out, not all."""

    safe: Safe
    place: str
    telephone: str
    contact: str

    def __post_init__(self) -> None:
        text_at_most(MAX_PLACE_BYTES, self.place)
        text_at_most(MAX_TELEPHONE_BYTES, self.telephone)
        text_at_most(MAX_CONTACT_BYTES, self.contact)
        if self.safe is Safe.UNSAID and not (self.place or self.telephone or self.contact):
            raise ProofError("bad_field")


class Question(Body, frozen=True, tag="webtherapy/v1/question"):
    """The other side is asked for something."""

    about: About


class CodeWord(Body, frozen=True, tag="webtherapy/v1/code-word"):
    """A word by which somebody shows that it is them: sealed to the other side alone, so that whoever has this account cannot read it."""

    use: Use
    recipient_bundle_hash: bytes
    sealed: bytes

    def __post_init__(self) -> None:
        hashes(self.recipient_bundle_hash)
        exactly(SEALED_WORD_BYTES, self.sealed)


Aside = CheckIn | Question | CodeWord


class WordPlace(NamedTuple):
    """Where a code word stands: it opens nowhere else."""

    conversation: ConversationId
    sender: AccountId
    message: MessageId


def seal_word(place: WordPlace, use: Use, recipient: Bundle, word: str) -> CodeWord:
    """The word, for the holder of `recipient` alone. ProofError("bad_field") for none, ("too_large") beyond 64 bytes."""
    _check(word)
    sealed = seal(recipient.sealing_public, _info(place, use, recipient.hash), pad(word.encode()))
    return CodeWord(use, recipient.hash, sealed)


def open_word(key: SealingKey, place: WordPlace, said: CodeWord) -> str:
    """The word; `key` is that of the bundle that it names. Secret. Reasons: wrong_key, bad_padding, malformed, bad_field, too_large."""
    padded = key.open_sealed(_info(place, said.use, said.recipient_bundle_hash), said.sealed)
    try:
        word = unpad(padded).decode()
    except UnicodeDecodeError:
        raise ProofError("malformed") from None
    _check(word)
    return word


def _check(word: str) -> None:
    text_at_most(MAX_WORD_BYTES, word)
    if not word:
        raise ProofError("bad_field")


def _info(place: WordPlace, use: Use, recipient_bundle_hash: bytes) -> bytes:
    ids(*place)
    hashes(recipient_bundle_hash)
    return encode("webtherapy/v1/code-word-seal", *place, str(use), recipient_bundle_hash)
