"""amendments.json of a copy (crypto.md §13.2, §13.5): whose words they are, about which record, and that none was bent."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from server.crypto.canonical import Body
from server.crypto.record_request import (
    Disagreement,
    RecordAnswer,
    RecordRequest,
    RequestAnswered,
    RequestGround,
    RequestKind,
)
from server.ids import ConversationId, RecordRequestId
from server.packages.documents import Proofs
from server.packages.report import Report, Verdict
from server.packages.verifying import verify_package
from tests.unit.packages.packed import AT, Packing, Story, person_shown, told_story
from tests.vectors.structures.paper import filled

Json = dict[str, Any]


class _Answered(Packing):
    """A package that shows the officer, too."""

    def proofs(self) -> Proofs:
        """With whoever answered."""
        proofs = super().proofs()
        officer = self.story.cast.accounts["officer"].identity
        shown = [person_shown(each) for each in self.story.cast.people if bytes(each.account) == officer]
        proofs.people.extend(shown)
        return proofs


@pytest.fixture(scope="module", name="story")
def _story() -> Story:
    return told_story()


def said(story: Story, by: str, body: Body, form: str) -> Json:
    """A word and its paper, as the file has them."""
    signed = story.cast.accounts[by].keys.signing.sign_body(body)
    paper = filled(form)
    return {
        "signed": {"body": signed.body.hex(), "signature": signed.signature.hex()},
        "version": 1,
        "salt": paper.salt.hex(),
        "elements": [[each.name, each.value] for each in paper.elements],
    }


def amendment(story: Story, **changed: Any) -> Json:
    """What the client asked for, the officer's no, and what the client says to it."""
    client, officer = story.cast.accounts["client"].identity, story.cast.accounts["officer"].identity
    request_id = RecordRequestId(bytes(range(16)))
    parts: Json = {"kind": RequestKind.AMENDMENT, "client": client, "conversation": story.cast.conversation}
    parts |= {"request_id": request_id, "paper_hash": filled("amendment").hash, "made_at": AT}
    request = RecordRequest(**(parts | changed))
    no = RecordAnswer(
        request_id,
        request.hash,
        RequestAnswered.DENY,
        RequestGround.ACCURATE,
        filled("record-answer").hash,
        0,
        officer,
        AT,
    )
    statement = Disagreement(request_id, no.hash, client, filled("disagreement").hash, AT)
    return {
        "request": said(story, "client", request, "amendment"),
        "answer": said(story, "officer", no, "record-answer"),
        "disagreement": said(story, "client", statement, "disagreement"),
    }


def verified(story: Story, *amendments: Json, kind: type[Packing] = _Answered) -> Report:
    """What is said of a copy with these."""
    packing = kind(story)
    packing.files |= {"amendments.json": json.dumps({"amendments": amendments}).encode()}
    return verify_package(packing.made()).report


def fails(report: Report) -> str:
    """All that does not hold."""
    return " ".join(each.words for each in report.sentences if each.verdict is Verdict.FAILS)


def test_what_was_asked_answered_and_said_goes_with_the_copy(story: Story) -> None:
    """Each word is signed by whom it names; a request that nobody has answered stands there, too."""
    report = verified(story, amendment(story), amendment(story) | {"answer": None, "disagreement": None})
    assert fails(report) == ""
    assert any("asked to have corrected (2)" in each.words for each in report.sentences)


def _words(given: Json) -> None:
    given["request"]["elements"][1][1] = "Another letter"


def _answer(given: Json) -> None:
    given["answer"]["elements"][0][1] = "Yes."


def _statement(given: Json) -> None:
    given["disagreement"]["signed"]["signature"] = bytes(64).hex()


def _without_answer(given: Json) -> None:
    given["answer"] = None


def _moved(given: Json) -> None:
    given["answer"]["signed"] = given["disagreement"]["signed"]


@pytest.mark.parametrize("bend", [_words, _answer, _statement, _without_answer, _moved])
def test_whatever_is_bent_in_it_is_named(story: Story, bend: Callable[[Json], None]) -> None:
    """Words on a form, a signature, an answer left out under the statement, or exchanged."""
    given = amendment(story)
    bend(given)
    assert "Correction 1 of amendments.json does not hold" in fails(verified(story, given))


def test_it_is_about_this_record_and_by_people_who_are_shown(story: Story) -> None:
    """Not of another conversation, not a request of another kind, not answered by somebody whom nothing proves; nothing that is no such file."""
    elsewhere = amendment(story, conversation=ConversationId(bytes(16)))
    assert "foreign_conversation" in fails(verified(story, elsewhere))
    other = amendment(story, kind=RequestKind.RESTRICTION)
    assert "foreign_conversation" in fails(verified(story, other))
    assert "unknown_member" in fails(verified(story, amendment(story), kind=Packing))
    packing = Packing(story)
    packing.files |= {"amendments.json": b"[]"}
    assert "cannot be read" in fails(verify_package(packing.made()).report)
