"""crypto.md §13.1; more in paper.json, consent.json, process.json and disclosure.json."""

import json
import os
from hashlib import sha256
from pathlib import Path

import pytest

from server.crypto.paper import WRAP_BYTES, Element, open_paper, seal_paper
from server.crypto.paper_forms import CONSENTS, FORMS
from server.crypto.part2 import STATEMENTS, Statement
from tests.unit.crypto.refusal import refused
from tests.vectors import world
from tests.vectors.structures.paper import filled

TEXTS = Path(__file__).parents[3] / "server" / "practice" / "forms"


def test_forms_are_those_of_both_languages() -> None:
    """Elements, what must not be empty, and the text's hash never change within a version."""
    said = json.loads((world.FOLDER / "paper_forms.json").read_text("utf-8"))["forms"]
    assert {(each["form"], each["version"]): each["elements"] for each in said} == {
        key: list(version.elements) for key, version in FORMS.items()
    }
    for each in said:
        version = FORMS[each["form"], each["version"]]
        assert set(each["required"]) == version.required
        assert each["text_hash"] == version.text_hash.hex()


@pytest.mark.parametrize("form", sorted(CONSENTS))
def test_the_text_that_is_shown_is_the_one_that_is_pinned(form: str) -> None:
    """Not a byte of it changes without a new version."""
    assert sha256((TEXTS / f"{form}.1.md").read_bytes()).digest() == FORMS[form, 1].text_hash


_EVERY = {
    "AU-07 revocation": "right to revoke",
    "AU-08 condition": "treatment, payment, enrolment or eligibility for benefits depend on whether you sign",
}


@pytest.mark.parametrize("form", sorted(CONSENTS))
@pytest.mark.parametrize("statement", sorted(_EVERY))
def test_every_form_says_what_the_law_asks_for(form: str, statement: str) -> None:
    """45 CFR 164.508(c)(2)."""
    assert _EVERY[statement] in (TEXTS / f"{form}.1.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("general", "may then no longer be protected by federal privacy rules"),
        ("notes", "may then no longer be protected by federal privacy rules"),
        ("notes", "cannot be combined with an authorization for anything else"),
        ("part2", "may then no longer be protected by 42 CFR part 2"),
        ("part2", "except for uses and disclosures in civil, criminal, administrative and legislative proceedings against you"),
        ("part2", "acted in reliance on it"),
        ("part2", "If you do not sign"),
        ("part2", "intermediary, its name"),
        ("part2", "not used to raise money"),
        ("part2", "counseling notes or psychotherapy notes, which need a consent of their own"),
    ],
)  # fmt: skip
def test_each_form_says_what_is_its_own(form: str, words: str) -> None:
    """45 CFR 164.508(c)(2)(iii), 42 CFR 2.31."""
    assert words in (TEXTS / f"{form}.1.md").read_text("utf-8")


def test_the_notice_is_that_of_2024() -> None:
    """42 CFR 2.32(a)(2) says "use or disclosure"; the text before did not."""
    assert STATEMENTS[Statement.SHORT] == "42 CFR part 2 prohibits unauthorized use or disclosure of these records."
    assert "prohibits unauthorized disclosure of these records." not in " ".join(STATEMENTS.values())


def test_a_paper_opens_for_its_readers_alone() -> None:
    """Each by a wrap of their own; nobody by another's."""
    sealed = seal_paper(filled("part2"), [world.BUNDLES["client"], world.BUNDLES["intake"]], os.urandom)
    for (account, bundle_hash, wrap), name in zip(sealed.wraps, ("client", "intake"), strict=True):
        assert (account, len(wrap)) == (world.ACCOUNTS[name], WRAP_BYTES)
        assert open_paper(world.KEYS[name].sealing, bundle_hash, sealed.hash, sealed.sealed, wrap) == filled("part2")
        with refused("wrong_key"):
            open_paper(world.KEYS["stranger"].sealing, bundle_hash, sealed.hash, sealed.sealed, wrap)


def test_a_paper_shows_nothing_of_itself() -> None:
    """Neither in a log nor in a traceback."""
    assert "Example" not in repr(filled()) + repr(Element("patient", "Example"))
