"""Papers (crypto.md §13.1): what a form holds, sealed for those who may read it and named elsewhere by its hash alone.

The hash is salted by the paper itself, so that nobody finds by guessing whom it names.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from server.crypto.aead import open_box, seal_box
from server.crypto.bundle import Bundle
from server.crypto.canonical import Body, Uint, encode, read, written
from server.crypto.checks import HASH_BYTES, KEY_BYTES, Random, count, drawn, exactly, same, text_at_most
from server.crypto.hashing import sha256
from server.crypto.padding import pad, unpad
from server.crypto.paper_forms import FORMS, Form
from server.crypto.sealing import OVERHEAD_BYTES, SealingKey, seal
from server.errors import ProofError
from server.ids import AccountId

MAX_VALUE_BYTES: Final = 4_096
MAX_PAPER_BYTES: Final = 32_768
WRAP_BYTES: Final = OVERHEAD_BYTES + KEY_BYTES
MOST_READERS: Final = 16

_VAGUE: Final = frozenset(
    {"all", "any", "everything", "all records", "all information", "entire record", "everything you have"}
)
_SIGNERS: Final = frozenset({"patient", "representative"})
_RECIPIENTS: Final = frozenset(
    {"person", "organisation", "treating-provider", "health-plan", "intermediary", "proceedings"}
)
_PURPOSES: Final = frozenset({"request", "specific", "treatment-payment-operations", "proceedings"})


class Element(Body, frozen=True):
    """One element of a form and what stands there."""

    name: str
    value: str

    def __post_init__(self) -> None:
        text_at_most(MAX_VALUE_BYTES, self.value)


class Paper(Body, frozen=True, tag="webtherapy/v1/paper"):
    """A form that was filled in. Secret.

    ProofError: bad_form (no such form, or not its elements in its order), incomplete_form (something that must stand there does not),
    combined_form (two purposes that the law keeps apart).
    """

    form: Form
    version: Uint
    salt: bytes
    elements: tuple[Element, ...]

    def __post_init__(self) -> None:
        exactly(HASH_BYTES, self.salt)
        known = FORMS.get((self.form.value, self.version))
        if known is None or tuple(each.name for each in self.elements) != known.elements:
            raise ProofError("bad_form")
        text_at_most(MAX_PAPER_BYTES, "".join(each.value for each in self.elements))
        if any(each.name in known.required and not each.value.strip() for each in self.elements):
            raise ProofError("incomplete_form")
        if "signed-as" in known.elements:
            _check_consent(self)

    @property
    def hash(self) -> bytes:
        """What a signed body names it by."""
        return sha256(self.encoded())

    def value(self, name: str) -> str:
        """What stands at an element, empty where the form has none of that name."""
        return next((each.value for each in self.elements if each.name == name), "")


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class SealedPaper:
    """A paper under a key of its own, and that key for each reader, in their order."""

    hash: bytes
    sealed: bytes
    wraps: tuple[tuple[AccountId, bytes, bytes], ...]
    """Reader, hash of the reader's bundle, wrap."""


def _check_consent(paper: Paper) -> None:
    """What a client signs is specific, says who signed by what right, and serves purposes that may stand together."""
    if paper.value("information").strip().rstrip(".").casefold() in _VAGUE:
        raise ProofError("incomplete_form")
    if paper.value("signed-as") not in _SIGNERS or paper.value("recipient-kind") not in _RECIPIENTS:
        raise ProofError("bad_form")
    if (paper.value("signed-as") == "representative") != bool(paper.value("authority").strip()):
        raise ProofError("incomplete_form")
    if paper.form is Form.PART2:
        _check_part2(paper)


def _check_part2(paper: Paper) -> None:
    """42 CFR 2.31(d): a consent for proceedings is for nothing else; (a)(4)(ii): who goes between is named."""
    purposes = paper.value("purpose-kind").split()
    if not set(purposes) <= _PURPOSES:
        raise ProofError("bad_form")
    proceedings = paper.value("recipient-kind") == "proceedings"
    if len(purposes) > 1 or proceedings != (purposes == ["proceedings"]):
        raise ProofError("combined_form")
    if paper.value("recipient-kind") == "intermediary" and not paper.value("intermediary").strip():
        raise ProofError("incomplete_form")


def seal_paper(paper: Paper, readers: Sequence[Bundle], random: Random) -> SealedPaper:
    """The paper for these readers; who they may be is for the caller to see to."""
    count(readers, 1, MOST_READERS)
    data = written(paper)
    name, key = sha256(data), drawn(random, KEY_BYTES)
    wraps = tuple(
        (reader.account, reader.hash, seal(reader.sealing_public, paper_wrap_info(name, reader.hash), key))
        for reader in readers
    )
    return SealedPaper(name, seal_box(key, pad(data), _seal_context(name), random), wraps)


def open_paper(key: SealingKey, bundle_hash: bytes, paper_hash: bytes, sealed: bytes, wrapped: bytes) -> Paper:
    """The paper of this hash, from a reader's wrap. Secret. Reasons: wrong_key, bad_padding, wrong_paper, and those of the paper."""
    return _opened(key, bundle_hash, paper_hash, sealed, wrapped)[1]


def open_paper_key(key: SealingKey, bundle_hash: bytes, paper_hash: bytes, sealed: bytes, wrapped: bytes) -> bytes:
    """The key of the paper of this hash, which it has opened here. Secret. Reasons as `open_paper`."""
    return _opened(key, bundle_hash, paper_hash, sealed, wrapped)[0]


def _opened(
    key: SealingKey, bundle_hash: bytes, paper_hash: bytes, sealed: bytes, wrapped: bytes
) -> tuple[bytes, Paper]:
    paper_key = key.open_sealed(paper_wrap_info(paper_hash, bundle_hash), wrapped)
    return paper_key, read_paper(paper_hash, unpad(open_box(paper_key, sealed, _seal_context(paper_hash))))


def read_paper(paper_hash: bytes, data: bytes) -> Paper:
    """The paper, when it is the one of this hash; ProofError("wrong_paper") before it is read at all."""
    same(sha256(data), paper_hash, "wrong_paper")
    return read(Paper, data)


def check_paper(paper: Paper, paper_hash: bytes, form: Form, version: int) -> None:
    """ProofError("wrong_paper") unless it is the paper that a signed body names, on the form that the body says."""
    same(paper.hash, paper_hash, "wrong_paper")
    if (paper.form, paper.version) != (form, version):
        raise ProofError("wrong_paper")


def paper_wrap_info(paper_hash: bytes, bundle_hash: bytes) -> bytes:
    """To what a wrap is bound besides the reader's key."""
    return encode("webtherapy/v1/paper-wrap", paper_hash, bundle_hash)


def _seal_context(paper_hash: bytes) -> bytes:
    return encode("webtherapy/v1/paper-seal", paper_hash)
