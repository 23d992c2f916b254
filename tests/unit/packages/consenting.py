"""A client's consent to a package of the story, and consent.json as the browser writes it."""

import json
from pathlib import Path
from typing import Any, Final

from server.crypto.consent import Consent, Maker, ScopeKind
from server.crypto.hashing import sha256
from server.crypto.paper import Element, Paper
from server.crypto.paper_forms import FORMS, Form
from server.crypto.signing import SignedBody
from server.ids import ConsentId
from tests.unit.packages.packed import AT, MINUTE, Story

FOLDER: Final = Path(__file__).parents[3] / "server" / "practice" / "forms"
SALT: Final = bytes(range(32))
DAY: Final = 86_400_000


def text_of(form: Form) -> str:
    """What was shown to the client."""
    return (FOLDER / f"{form.value}.1.md").read_text("utf-8")


def paper_of(form: Form) -> Paper:
    """What stands on the form."""
    told = {
        "recipient-kind": "person",
        "signed-as": "patient",
        "purpose-kind": "request",
        "information": "What was said in June",
    }
    elements = tuple(
        Element(name, told.get(name, "" if name in ("authority", "intermediary", "recipient-key") else "Sam Example"))
        for name in FORMS[form.value, 1].elements
    )
    return Paper(form, 1, SALT, elements)


def consent_of(story: Story, form: Form = Form.GENERAL, **changed: Any) -> SignedBody:
    """Signed by the story's client."""
    client = story.cast.accounts["client"]
    notes = form is Form.NOTES
    parts: dict[str, Any] = {
        "consent_id": ConsentId(b"c" * 16),
        "form": form,
        "form_version": 1,
        "form_text_hash": sha256(text_of(form).encode()),
        "client": client.identity,
        "conversation": story.cast.conversation,
        "kinds": (ScopeKind.NOTES,) if notes else (ScopeKind.TEXT, ScopeKind.LETTER, ScopeKind.APPOINTMENT),
        "scope_from": AT,
        "scope_until": AT + 60 * MINUTE,
        "maker": Maker.PRACTICE if notes else Maker.CLIENT,
        "paper_hash": paper_of(form).hash,
        "signer": client.identity,
        "signed_at": AT,
        "expires_at": AT + DAY,
    }
    return client.keys.signing.sign_body(Consent(**(parts | changed)))


def consent_file(consent: SignedBody, form: Form = Form.GENERAL, **changed: Any) -> bytes:
    """consent.json."""
    told: dict[str, Any] = {
        "consent": {"body": consent.body.hex(), "signature": consent.signature.hex()},
        "salt": SALT.hex(),
        "elements": [[each.name, each.value] for each in paper_of(form).elements],
        "text": text_of(form),
    }
    return json.dumps(told | changed, indent=1).encode()
