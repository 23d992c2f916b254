"""A package of a therapist's own notes (crypto.md §14): by the form for notes alone, signed by its author, and nothing from outside its span."""

import json
from typing import Any

import msgspec
import pytest

from server.crypto.canonical import read
from server.crypto.hashing import sha256
from server.crypto.notes_package import NotesManifest
from server.crypto.package import PackedFile
from server.crypto.paper_forms import Form
from server.packages.notes import FORMAT, NotesProofs, is_of_notes, verify_notes_package
from server.packages.notes_page import ToldNotes, notes_page
from server.packages.report import Report, Verdict
from tests.unit.packages.consenting import consent_file, consent_of
from tests.unit.packages.packed import AT, MINUTE, Packing, Story, told_story


class Notes:
    """What such a package is made from; a test bends some of it."""

    def __init__(self, story: Story, form: Form = Form.NOTES) -> None:
        self.story = story
        self.packing = Packing(story, maker="therapist")
        self.consent = consent_of(story, form)
        self.author = "therapist"
        self.changed: dict[str, Any] = {}
        proofs = self.packing.proofs()
        shown = NotesProofs(
            format=FORMAT, root=proofs.root, delegations=proofs.delegations, people=proofs.people, log=None
        )
        told = {
            "conversation": story.cast.conversation.hex(),
            "patient": "Sam Example",
            "made_at": AT + MINUTE,
            "zone": "UTC",
            "offsets": [[0, 60]],
        }
        notes = [{"begun_at": AT + 1, "text": "one"}, {"begun_at": AT + 2, "text": "two"}]
        self.files = {
            "consent.json": consent_file(self.consent, form),
            "notes.html": b"",
            "notes.json": json.dumps(told | {"notes": notes}).encode(),
            "proofs.json": msgspec.json.encode(shown, enc_hook=lambda value: bytes(value).hex()),
        }

    def shown(self) -> bytes:
        """notes.html, as it has to be."""
        told = json.loads(self.files["notes.json"])
        return notes_page(
            ToldNotes(
                patient=told["patient"],
                scope_from=AT,
                scope_until=AT + 60 * MINUTE,
                zone=told["zone"],
                offsets=told["offsets"],
                made_at=AT + MINUTE,
                notes=[(each["begun_at"], each["text"]) for each in told["notes"] or []],
            )
        )

    def made(self, bent: bytes = b"") -> dict[str, bytes]:
        """All files, signed; with another page for people, if one is given."""
        self.files["notes.html"] = bent or self.shown()
        cast = self.story.cast
        author = cast.accounts[self.author]
        parts: dict[str, Any] = {
            "package": bytes(16),
            "consent_hash": self.consent.hash,
            "conversation": cast.conversation,
            "client": cast.accounts["client"].identity,
            "scope_from": AT,
            "scope_until": AT + 60 * MINUTE,
            "files": tuple(PackedFile(name=name, sha256=sha256(data)) for name, data in sorted(self.files.items())),
            "made_by": author.identity,
            "bundle_hash": self.packing.bundle_hash(self.author),
            "made_at": AT + MINUTE,
        }
        manifest = read(NotesManifest, NotesManifest(**(parts | self.changed)).encoded())
        return self.files | {"manifest.bin": author.keys.signing.sign_body(manifest).encoded()}


@pytest.fixture(scope="module", name="story")
def _story() -> Story:
    return told_story()


@pytest.fixture(name="notes")
def _notes(story: Story) -> Notes:
    return Notes(story)


def words(report: Report, verdict: Verdict = Verdict.FAILS) -> str:
    """Everything of one verdict."""
    return " ".join(each.words for each in report.sentences if each.verdict is verdict)


def test_what_the_form_covers_holds(notes: Notes, story: Story) -> None:
    """Who wrote them, by whose consent, and that they are nothing but their author's word. Another kind of package is none of notes."""
    files = notes.made()
    assert (is_of_notes(files), is_of_notes(Packing(story).made()), is_of_notes({})) == (True, False, False)
    root = story.cast.accounts["client"].vault.root_fingerprint
    report = verify_notes_package(files, root)
    assert words(report) == ""
    held = words(report, Verdict.HOLDS)
    assert "The practice is the one" in held
    assert f"It rests on consent {notes.consent.hash.hex()}" in held
    assert "It holds 2 notes" in held
    assert "their author's word alone" in words(report, Verdict.NOTE)
    assert "another one" in words(verify_notes_package(files, bytes(32)))


def test_what_people_read_is_compared(notes: Notes) -> None:
    """Another word, a word more, another name, and what was made of other notes: the page is made again, whoever signed it."""
    whole = notes.shown()
    for bent in (
        whole.replace(b"one", b"none"),
        whole.replace(b"Sam", b"Pat"),
        whole + b"\n",
        whole.replace(b"</main>", b"<p>more</p></main>"),
    ):
        assert "notes.html shows something else" in words(verify_notes_package(notes.made(bent)))
    held = verify_notes_package(notes.made())
    assert "notes.html shows exactly these notes" in words(held, Verdict.HOLDS)
    notes.files["notes.json"] = notes.files["notes.json"].replace(b'"offsets": [[0, 60]]', b'"offsets": [[5, 60]]')
    assert "tells no times of day" in words(verify_notes_package(notes.made(whole)))


def test_another_form_lets_no_notes_out(story: Story) -> None:
    """A general authorization, though its client signed it."""
    said = words(verify_notes_package(Notes(story, Form.GENERAL).made()))
    assert "no other form lets" in said


def test_only_its_therapist_makes_one(notes: Notes) -> None:
    """The client's own signature under somebody's notes."""
    notes.author = "client"
    assert "does not let make it" in words(verify_notes_package(notes.made()))


def test_what_does_not_fit_is_named(notes: Notes) -> None:
    """A longer span, another consent, a note from outside, none, out of order, of elsewhere, a file more, a bent one, no proofs."""
    notes.changed = {"scope_from": 1}
    assert "covers a longer time" in words(verify_notes_package(notes.made()))
    notes.changed = {"consent_hash": bytes(32)}
    assert "another consent" in words(verify_notes_package(notes.made()))
    notes.changed = {}
    whole, told = dict(notes.files), json.loads(notes.files["notes.json"])
    for changed, said in (
        ({"notes": [{"begun_at": AT - 1, "text": "before"}]}, "outside the time"),
        ({"notes": []}, "or none at all"),
        ({"notes": told["notes"][::-1]}, "do not stand in the order"),
        ({"conversation": "00" * 16}, "another conversation"),
        ({"notes": None}, "cannot be read"),
    ):
        notes.files = whole | {"notes.json": json.dumps(told | changed).encode()}
        assert said in words(verify_notes_package(notes.made())), said
    notes.files = whole | {"record.json": b"{}"}
    assert "record.json is no file of a package of notes" in words(verify_notes_package(notes.made()))
    notes.files = whole
    assert "was altered" in words(verify_notes_package(notes.made() | {"notes.html": b"bent"}))
    notes.files = {name: data for name, data in whole.items() if name != "proofs.json"}
    assert "nothing can be proved" in words(verify_notes_package(notes.made()))


def test_who_does_not_prove_themselves_ends_it(notes: Notes) -> None:
    """Nobody vouches for the author, or the signature is another's."""
    proofs = msgspec.json.decode(notes.files["proofs.json"])
    whole = dict(notes.files)
    author = notes.story.cast.accounts["therapist"].identity.hex()
    proofs["people"] = [each for each in proofs["people"] if each["account"] != author]
    notes.files = whole | {"proofs.json": msgspec.json.encode(proofs)}
    assert "Nobody vouches in this package" in words(verify_notes_package(notes.made()))
    notes.files = whole
    files = notes.made()
    bent = bytearray(files["manifest.bin"])
    bent[-1] ^= 1
    assert "not signed by whom it names" in words(verify_notes_package(files | {"manifest.bin": bytes(bent)}))
