"""The intake questionnaire's versions (crypto.md §12.1): which questions, in which order. A version never changes.

`tests/vectors/intake_form.json` holds both languages to one form; how the questions are worded is the catalogue's.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

NEWEST_FORM: Final = 1

_VERSION_1: Final = (
    "reason",
    "how-long",
    "hopes",
    "living",
    "life-events",
    "support",
    "mood",
    "earlier-care",
    "substances",
    "health",
    "medication",
    "allergies",
    "physician",
    "safe-at-home",
    "self-harm",
    "approach",
    "language",
    "therapist",
    "anything-else",
)

INTAKE_FORMS: Final[Mapping[int, tuple[str, ...]]] = MappingProxyType({1: _VERSION_1})
"""The questions of each version."""
