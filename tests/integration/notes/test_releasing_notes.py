"""Notes leave by one way only (45 CFR 164.508(a)(2); compliance PN-04, PN-05): a form for them alone, handed out by their author."""

import asyncio
import os
from dataclasses import replace
from typing import Any

import pytest

from server.crypto.consent import Consent, Decided, Maker, ScopeKind
from server.crypto.disclosure import Disclosure, DisclosureBasis
from server.crypto.paper_forms import Form
from server.crypto.part2 import Part2Status, Statement
from server.ids import DisclosureId
from server.roles import Role
from tests.integration.house import Someone, now_ms
from tests.integration.mailbox.post import newcomer
from tests.integration.practice.releasing import Release, ask, get, leaves, release, signed
from tests.integration.practice.staff import Staffed
from tests.integration.practice.test_releases import decision, revocation


@pytest.fixture(name="case")
async def _case(staffed: Staffed) -> Release:
    """People of its own, of the module's practice."""
    client, therapist = await newcomer(staffed, Role.CLIENT), await newcomer(staffed, Role.THERAPIST)
    return await release(replace(staffed, client=client, therapist=therapist))


def form(case: Release, *readers: Someone, **changed: Any) -> tuple[Consent, dict[str, Any]]:
    """The client signs the form for notes; their therapist reads it, unless other readers are named."""
    paper, sealed = case.paper(Form.NOTES, *(readers or (case.client, case.officer, case.staffed.therapist)))
    alone = {"kinds": (ScopeKind.NOTES,), "maker": Maker.PRACTICE, "paper_hash": paper.hash}
    consent, body = case.consent(Form.NOTES, **(alone | changed))
    return consent, body | {"paper": sealed}


def handed(case: Release, by: Someone, consent: Consent, **changed: Any) -> dict[str, Any]:
    """A package of notes that is about to be handed out by it."""
    paper, sealed = case.paper(Form.DISCLOSURE, *{id(each): each for each in (case.client, case.officer, by)}.values())
    parts: dict[str, Any] = {
        "disclosure_id": DisclosureId(os.urandom(16)),
        "basis": DisclosureBasis.CONSENT,
        "basis_hash": consent.hash,
        "client": case.client.account,
        "conversation": case.conversation,
        "runs": (),
        "paper_hash": paper.hash,
        "package_hash": os.urandom(32),
        "statement": Statement.NONE,
        "by": by.account,
        "approver": b"",
        "produced_at": now_ms(),
        "suspended_until": 0,
    }
    return {"signed": signed(by, Disclosure(**(parts | changed))), "paper": sealed}


async def allowed(case: Release, **changed: Any) -> Consent:
    """A form that is in force, about a record that was cleared."""
    assert (await case.clear()).status_code == 204
    consent, body = form(case, **changed)
    assert await ask(case.client, "consents", body) == "done"
    return consent


async def test_their_author_hands_them_out_by_a_form_for_them_alone(case: Release) -> None:
    """The author is shown the form and to whom; what they hand out is in the log and in the client's accounting; the same again is the same one."""
    therapist, before = case.staffed.therapist, (await leaves(case)).count("disclosure")
    consent = await allowed(case)
    shown = await get(therapist, "private-notes/consents")
    [row] = [row for row in shown["consents"] if row["handed_out"] == 0 and row["revoked_at"] is None]
    assert row["paper"] is not None
    assert len(shown["people"]) == 1
    body = handed(case, therapist, consent)
    assert await ask(therapist, "disclosures", body) == "done"
    assert await ask(therapist, "disclosures", body) == "done"
    assert (await leaves(case)).count("disclosure") == before + 1
    [listed] = (await get(case.client, "accounting"))["disclosures"]
    assert (listed["paper"] is not None, listed["hipaa"]) == (True, False)
    assert [each["handed_out"] for each in (await get(therapist, "private-notes/consents"))["consents"]] == [1]
    assert "disclosed" in [each["act"] for each in (await get(case.staffed.owner, "audit"))["rows"]]


async def test_nobody_else_hands_them_out(case: Release) -> None:
    """Not the client, not an officer, not another therapist, who are not even shown the form; an officer sees that it was signed."""
    consent = await allowed(case)
    other = await newcomer(case.staffed, Role.THERAPIST)
    for someone in (case.client, case.officer, other):
        assert await ask(someone, "disclosures", handed(case, someone, consent)) == "not_for_you"
    assert (await get(other, "private-notes/consents"))["consents"] == []
    assert (await get(case.officer, "requests"))["requests"] != []


async def test_nothing_of_the_record_goes_with_them_and_nothing_without_a_package(case: Release) -> None:
    """Entries beside them, words alone, an approver who is not needed, another conversation, another client: nothing allows these."""
    therapist, consent = case.staffed.therapist, await allowed(case)
    for changed in (
        {"runs": ((2, 3),)},
        {"package_hash": b""},
        {"approver": bytes(case.officer.account)},
        {"conversation": os.urandom(16)},
        {"client": case.officer.account},
    ):
        assert await ask(therapist, "disclosures", handed(case, therapist, consent, **changed)) == "not_allowed"
    assert (await get(case.client, "accounting"))["disclosures"] == []


async def test_no_other_form_lets_notes_out(case: Release) -> None:
    """Not the general form, not the one for drug and alcohol records, whoever makes the package, and whoever asks."""
    therapist = case.staffed.therapist
    assert (await case.clear()).status_code == 204
    for kind in (Form.GENERAL, Form.PART2):
        for maker in (Maker.CLIENT, Maker.PRACTICE):
            consent, body = case.consent(kind, maker=maker)
            assert await ask(case.client, "consents", body) == "done"
            for someone in (therapist, case.client, case.officer):
                word = await ask(someone, "disclosures", handed(case, someone, consent))
                assert word in {"not_allowed", "not_for_you"}
    assert (await get(case.client, "accounting"))["disclosures"] == []
    assert (await get(therapist, "private-notes/consents"))["consents"] == []


async def test_a_form_that_is_over_taken_back_or_refused_lets_nothing_out(case: Release) -> None:
    """Nor one about a record that nobody has cleared; of taking back and handing out at once, one has happened first."""
    therapist = case.staffed.therapist
    consent, body = form(case)
    assert await ask(case.client, "consents", body) == "done"
    assert (
        await ask(therapist, "disclosures", handed(case, therapist, consent, statement=Statement.LONG)) == "not_allowed"
    )
    assert (await case.clear(Part2Status.CLEARED)).status_code == 204
    assert await ask(case.officer, "requests/decide", decision(case, consent, Decided.DENY)) == "done"
    assert await ask(therapist, "disclosures", handed(case, therapist, consent)) == "not_allowed"
    taken = await allowed(case)
    both = await asyncio.gather(
        ask(case.client, "consents/revoke", revocation(case, taken)),
        ask(therapist, "disclosures", handed(case, therapist, taken)),
    )
    assert both[0] == "done"
    assert await ask(therapist, "disclosures", handed(case, therapist, taken)) == "not_allowed"
    out = 1 if both[1] == "done" else 0
    assert len((await get(case.client, "accounting"))["disclosures"]) == out


async def test_a_form_that_the_author_could_not_read_is_none(case: Release) -> None:
    """It has to be sealed to client, officer and author."""
    for readers in (
        (case.client, case.officer),
        (case.client, case.staffed.therapist),
        (case.officer, case.staffed.therapist),
    ):
        _, body = form(case, *readers)
        assert await ask(case.client, "consents", body) == "malformed"
