"""The texts of the forms that clients sign (crypto.md §13.1): as they are shown, each pinned by its hash in both languages."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from server.crypto.hashing import sha256
from server.crypto.paper_forms import CONSENTS, FORMS

_TEXTS: Final = Path(__file__).with_name("forms")


@dataclass(frozen=True, slots=True)
class FormText:
    """A version of a form, word for word."""

    form: str
    version: int
    text: str


@cache
def form_texts() -> tuple[FormText, ...]:
    """Every version of every form that is signed. A text that is not the one pinned is a fault of this installation."""
    found = []
    for (form, version), pinned in FORMS.items():
        if form not in CONSENTS:
            continue
        data = (_TEXTS / f"{form}.{version}.md").read_bytes()
        if sha256(data) != pinned.text_hash:
            raise RuntimeError(f"the text of form {form}, version {version}, was changed")
        found.append(FormText(form, version, data.decode()))
    return tuple(found)
