"""The forms of papers (crypto.md §13.1): which elements, in which order, which must not be empty. A version never changes.

`tests/vectors/paper_forms.json` holds both languages to one table; how the elements are worded is the catalogue's. The texts of the three
consents stand in `server/practice/forms/`, and by their hash here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Form(StrEnum):
    """What a paper is."""

    GENERAL = "general"
    """Authorization, 45 CFR 164.508(c)."""

    PART2 = "part2"
    """Consent for drug and alcohol treatment records, 42 CFR 2.31; it satisfies 164.508(c) as well."""

    NOTES = "notes"
    """Psychotherapy notes alone, 45 CFR 164.508(a)(2)."""

    PROCESS = "process"
    DISCLOSURE = "disclosure"
    WARNING = "warning"
    HOLD = "hold"
    """Why a record is held, or is held no more."""

    AMENDMENT = "amendment"
    """What is wrong or missing in the record, 45 CFR 164.526."""

    RESTRICTION = "restriction"
    """What the practice is asked to keep from whom, 45 CFR 164.522(a)."""

    RECORD_ANSWER = "record-answer"
    """What the practice says to either."""

    DISAGREEMENT = "disagreement"
    """What the client says to a no, 45 CFR 164.526(d)(2)."""


CONSENTS: Final = frozenset({Form.GENERAL, Form.PART2, Form.NOTES})
"""The forms that a client signs."""


@dataclass(frozen=True, slots=True)
class FormVersion:
    """One version of a form. `text_hash` is of the text that was shown, empty where there is none."""

    elements: tuple[str, ...]
    required: frozenset[str]
    text_hash: bytes = b""


_CONSENT: Final = (
    "patient",
    "information",
    "discloser",
    "recipient",
    "recipient-address",
    "recipient-kind",
    "recipient-key",
    "purpose",
    "expiration",
    "signature",
    "signed-as",
    "authority",
    "assurance",
    "locale",
)
_PART2: Final = (*_CONSENT[:8], "purpose-kind", "intermediary", *_CONSENT[8:])
_MAY_BE_EMPTY: Final = frozenset({"recipient-address", "recipient-key", "intermediary", "authority"})

_PROCESS: Final = (
    "issuer",
    "jurisdiction",
    "docket",
    "served-at",
    "due-at",
    "served-by",
    "authenticity",
    "paragraph",
    "assurance",
    "three-part-test",
    "part2-findings",
    "companion-subpoena",
    "notes-requested",
    "recipients",
    "sealing-terms",
    "objections",
    "counsel",
    "privilege",
    "notice-to-client",
    "unavailable",
)
_PROCESS_REQUIRED: Final = frozenset(
    {"issuer", "jurisdiction", "docket", "served-at", "authenticity", "paragraph", "recipients", "counsel", "privilege"}
)

_DISCLOSURE: Final = (
    "recipient",
    "recipient-address",
    "recipient-kind",
    "description",
    "purpose",
    "identity-check",
    "minimum-necessary",
    "format",
    "transport",
)
_DISCLOSURE_REQUIRED: Final = frozenset({"recipient", "description", "purpose", "format", "transport"})

_WARNING: Final = (
    "learned-at",
    "threat",
    "victims",
    "seriousness",
    "imminence",
    "means",
    "history",
    "consultation",
    "jurisdiction",
    "notifications",
    "disclosed",
    "withheld",
    "alternatives",
    "client-informed",
    "follow-up",
)
_WARNING_REQUIRED: Final = frozenset({"threat", "victims", "notifications", "disclosed"})
"""What is known at once; the rest may be added within a day (`supplements`)."""

_HOLD: Final = ("reason", "matter", "asked-by", "scope")

_AMENDMENT: Final = ("patient", "where", "says", "should-say", "why", "tell")
_RESTRICTION: Final = ("patient", "what", "from-whom", "why", "paid-in-full")
_RECORD_ANSWER: Final = ("words", "linked-to", "rights")

FORMS: Final[Mapping[tuple[str, int], FormVersion]] = MappingProxyType(
    {
        ("general", 1): FormVersion(
            _CONSENT,
            frozenset(_CONSENT) - _MAY_BE_EMPTY,
            bytes.fromhex("0aa54d76cc69ad9eabdaeb8caaef383c75882c05cb7c0ec5c4658f5b86318ef9"),
        ),
        ("part2", 1): FormVersion(
            _PART2,
            frozenset(_PART2) - _MAY_BE_EMPTY,
            bytes.fromhex("cd7bcbd411f56f29083ad57a65f765765d73586e54e687fce840e91c6b098435"),
        ),
        ("notes", 1): FormVersion(
            _CONSENT,
            frozenset(_CONSENT) - _MAY_BE_EMPTY,
            bytes.fromhex("0e313a170594896ef70bdbb4d707ead66622f49c24bab7ae72872bb09ce5736b"),
        ),
        ("process", 1): FormVersion(_PROCESS, _PROCESS_REQUIRED),
        ("disclosure", 1): FormVersion(_DISCLOSURE, _DISCLOSURE_REQUIRED),
        ("warning", 1): FormVersion(_WARNING, _WARNING_REQUIRED),
        ("hold", 1): FormVersion(_HOLD, frozenset({"reason"})),
        ("amendment", 1): FormVersion(_AMENDMENT, frozenset({"patient", "where", "should-say", "why"})),
        ("restriction", 1): FormVersion(_RESTRICTION, frozenset({"patient", "what", "from-whom"})),
        ("record-answer", 1): FormVersion(_RECORD_ANSWER, frozenset({"words"})),
        ("disagreement", 1): FormVersion(("statement",), frozenset({"statement"})),
    }
)
"""Every version of every form."""
