"""What a package rests on (crypto.md §13.1, §13.2): the consent's signature, its form, and that it covers every entry that is there."""

import os
from typing import Any

import pytest

from server.crypto.canonical import read
from server.crypto.consent import Consent, Maker, Revocation, ScopeKind
from server.crypto.package import PackageBasis
from server.crypto.paper_forms import Form
from server.crypto.signing import SignedBody
from server.ids import AccountId, ConsentId, ConversationId
from server.packages.consented import say_logged
from server.packages.report import Report, Verdict
from server.packages.verifying import verify_package
from tests.unit.packages.consenting import DAY, consent_file, consent_of
from tests.unit.packages.packed import AT, MINUTE, Packing, Story, told_story


@pytest.fixture(scope="module", name="story")
def _story() -> Story:
    return told_story()


def released(story: Story, consent: SignedBody, file: bytes | None, *parts: tuple[int, int], **changed: Any) -> Report:
    """What is said of a package that its client made on this consent."""
    packing = Packing(story, *parts)
    packing.basis, packing.basis_hash = PackageBasis.CONSENT, consent.hash
    packing.scope = (AT, AT + 60 * MINUTE)
    for name, value in changed.items():
        setattr(packing, name, value)
    if file is not None:
        packing.files |= {"consent.json": file}
    return verify_package(packing.made()).report


def words(report: Report, verdict: Verdict = Verdict.FAILS) -> str:
    """Everything of one verdict."""
    return " ".join(each.words for each in report.sentences if each.verdict is verdict)


def test_a_consent_that_covers_everything_is_named(story: Story) -> None:
    """By whom it was signed; whether it stands in a log, or was taken back since, is said not to be shown."""
    consent = consent_of(story)
    report = released(story, consent, consent_file(consent))
    assert words(report) == ""
    assert f"It rests on consent {consent.hash.hex()}, signed by its client" in words(report, Verdict.HOLDS)
    assert "The consent covers every entry that is here." in words(report, Verdict.HOLDS)
    assert "taken the consent back since" in words(report, Verdict.NOTE)


BENT: dict[str, tuple[dict[str, Any], str]] = {
    "another client": ({"client": AccountId(b"x" * 16), "signer": AccountId(b"x" * 16)}, "not this client's word"),
    "another conversation": ({"conversation": ConversationId(b"x" * 16)}, "of another conversation"),
    "a kind too few": ({"kinds": (ScopeKind.TEXT,)}, "does not cover entry 10, nor 2 others"),
    "a shorter span": ({"scope_until": AT + 4 * MINUTE}, "covers a longer time"),
    "an end before it was made": ({"expires_at": AT + MINUTE}, "the consent was not good"),
    "a beginning after it": ({"signed_at": AT + DAY // 2}, "the consent was not good"),
    "another maker": ({"maker": Maker.PRACTICE}, "does not let make it"),
    "another form's paper": ({"paper_hash": bytes(32)}, "is not what the client signed"),
}


@pytest.mark.parametrize("name", BENT)
def test_a_consent_that_does_not_is_named_too(story: Story, name: str) -> None:
    """Each by itself, in words."""
    changed, said = BENT[name]
    consent = consent_of(story, **changed)
    assert said in words(released(story, consent, consent_file(consent)))


def test_another_consent_or_form_than_was_signed_is_found(story: Story) -> None:
    """No file, one that is none, another signature, another consent's hash, other words on the form, another text."""
    consent = consent_of(story)
    forged = SignedBody(consent.body, bytes(64))
    elements = [["patient", "Somebody Else"]]
    assert "cannot be read" in words(released(story, consent, None))
    assert "cannot be read" in words(released(story, consent, b"{}"))
    assert "not this client's word" in words(released(story, consent, consent_file(forged)))
    other = consent_of(story, consent_id=ConsentId(b"d" * 16))
    assert "is another consent" in words(released(story, other, consent_file(consent)))
    for changed in ({"elements": elements}, {"salt": bytes(32).hex()}):
        assert "is not what the client signed" in words(released(story, consent, consent_file(consent, **changed)))
    assert "not the one that was shown" in words(released(story, consent, consent_file(consent, text="all of it")))


def test_a_consent_to_notes_lets_nothing_of_the_record_out(story: Story) -> None:
    """It is for a therapist's own notes alone."""
    consent = consent_of(story, Form.NOTES)
    assert "lets nothing of the record out" in words(released(story, consent, consent_file(consent, Form.NOTES)))


def test_what_lies_outside_the_consent_is_found_though_the_maker_says_less(story: Story) -> None:
    """The package's own span is what the consent names, and its entries are not."""
    consent = consent_of(story, scope_until=AT + 60 * MINUTE, kinds=(ScopeKind.LETTER,))
    assert "does not cover entry 2" in words(released(story, consent, consent_file(consent)))


def test_a_release_by_law_says_that_its_ground_is_elsewhere(story: Story) -> None:
    """What a court sent is not in the package."""
    report = released(story, consent_of(story), None, basis=PackageBasis.LEGAL)
    assert words(report) == ""
    assert "stands with the practice" in words(report, Verdict.NOTE)


def test_a_revocation_in_the_log_ends_it(story: Story) -> None:
    """The log's own leaves say that it was taken back; of another consent's, nothing."""
    signed = consent_of(story)
    consent = consent_of(story)
    client = story.cast.accounts["client"]

    def taken_back(hash_: bytes) -> bytes:
        said = Revocation(ConsentId(b"c" * 16), hash_, client.identity, AT)
        return client.keys.signing.sign_body(said).encoded()

    body = read(Consent, consent.body)
    found = {}
    for name, records in {
        "in it": [signed.encoded()],
        "not in it": [os.urandom(64)],
        "taken back": [signed.encoded(), taken_back(body.hash)],
        "another's": [signed.encoded(), taken_back(bytes(32))],
    }.items():
        report = Report()
        say_logged(report, body, signed.encoded(), records)
        found[name] = [each.verdict for each in report.sentences]
    assert found == {
        "in it": [Verdict.HOLDS],
        "not in it": [Verdict.NOTE],
        "taken back": [Verdict.FAILS],
        "another's": [Verdict.HOLDS],
    }
