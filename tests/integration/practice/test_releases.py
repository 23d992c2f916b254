"""Release of information over HTTP (issue 5; compliance §2.1, §3, §4): what goes out, what does not, and that the log says so."""

import asyncio
import os
from base64 import urlsafe_b64encode
from typing import Any

import pytest

from server.crypto.consent import (
    Consent,
    Decided,
    Decision,
    DecisionGround,
    Maker,
    Revocation,
    ScopeKind,
    decision_reason_hash,
)
from server.crypto.disclosure import Disclosure, DisclosureBasis
from server.crypto.emergency import Emergency, nature_hash
from server.crypto.notice import NoticeKind, NoticePurpose, make_notice
from server.crypto.notice_content import NoticeContent
from server.crypto.order import Basis
from server.crypto.paper_forms import Form
from server.crypto.part2 import Part2Status, Statement
from server.crypto.process import Part2Section, Process, ProcessKind
from server.crypto.warning import GivenWarning, Part2Branch, Source, WarningBasis
from server.ids import DisclosureId, EmergencyId, NoticeId, ProcessId, WarningId
from server.practice.consents import DAY_MS
from server.roles import Role
from tests.integration.house import Someone, activate, now_ms, pair, post
from tests.integration.practice.releasing import EPOCHS, MESSAGING, Release, release, signed
from tests.integration.practice.staff import Staffed
from tests.support.rows import everything


@pytest.fixture(name="case")
async def _case(staffed: Staffed) -> Release:
    return await release(staffed)


async def ask(someone: Someone, path: str, body: dict[str, Any]) -> str:
    """`done`, or the word of refusal."""
    said = await post(someone.browser, f"{MESSAGING}/{path}", body)
    return "done" if said.status_code == 204 else str(said.json()["type"]).removeprefix("urn:webtherapy:")


async def get(someone: Someone, path: str) -> dict[str, Any]:
    """What an endpoint says."""
    said = await someone.browser.get(f"{MESSAGING}/{path}")
    assert said.status_code == 200, said.text
    answered: dict[str, Any] = said.json()
    return answered


async def test_who_says_what_kind_of_record_it_is(case: Release) -> None:
    """The newest word and whose it is, for officers, owners and the client's therapist; for nobody else."""
    where = f"part2?client={urlsafe_b64encode(case.client.account).rstrip(b'=').decode()}"
    assert await get(case.officer, where) == {"part2": "pending", "marking": None, "people": []}
    assert (await case.clear()).status_code == 204
    assert (await case.clear(Part2Status.CONFIRMED)).status_code == 204
    for reader in (case.officer, case.staffed.owner, case.staffed.therapist):
        said = await get(reader, where)
        assert (said["part2"], said["people"][0]["role"]) == ("confirmed", "therapist")
    stranger = await activate(case.staffed.home, Role.THERAPIST)
    assert (await stranger.browser.get(f"{MESSAGING}/{where}")).status_code == 404
    assert (await case.client.browser.get(f"{MESSAGING}/{where}")).status_code == 404


def revocation(case: Release, consent: Consent) -> dict[str, Any]:
    """The client takes it back."""
    return signed(case.client, Revocation(consent.consent_id, consent.hash, case.client.account, now_ms()))


async def leaves(case: Release) -> list[str]:
    """The kinds of what waits for the log or is in it, in order."""
    async with case.staffed.home.messaging_database.acquire() as connection:
        return [row["kind"] for row in await connection.fetch("SELECT kind FROM log_record ORDER BY number")]


async def test_a_consent_lets_out_what_it_says_and_nothing_else(case: Release) -> None:
    """Of its kinds and its span; each handing out is in the log and in the accounting; the same again is the same one."""
    consent, body = case.consent()
    assert await ask(case.client, "consents", body) == "done"
    assert await ask(case.client, "consents", body) == "done"
    handed = case.disclosure(case.client, consent, [(1, 4), (6, 6)])
    assert await ask(case.client, "disclosures", handed) == "done"
    assert await ask(case.client, "disclosures", handed) == "done"
    for runs in ([(1, 5)], [(5, 5)], [(6, 7)], [(7, 7)]):
        assert await ask(case.client, "disclosures", case.disclosure(case.client, consent, runs)) == "not_allowed"
    narrow, body = case.consent(scope_from=case.began + 2500)
    assert await ask(case.client, "consents", body) == "done"
    assert await ask(case.client, "disclosures", case.disclosure(case.client, narrow, [(2, 3)])) == "not_allowed"
    assert await ask(case.client, "disclosures", case.disclosure(case.client, narrow, [(3, 4)])) == "done"
    kinds = await leaves(case)
    assert (kinds.count("consent"), kinds.count("disclosure")) == (2, 2)
    listed = (await get(case.client, "accounting"))["disclosures"]
    assert [(row["hipaa"], row["part2"]) for row in listed] == [(False, True)] * 2
    kept = (await get(case.client, "consents"))["consents"]
    assert [row["handed_out"] for row in kept] == [1, 1]
    assert all(row["paper"] for row in (*listed, *kept))


async def test_the_server_reads_nobodys_name(case: Release) -> None:
    """What the forms say is in no row of the database."""
    consent, body = case.consent()
    await ask(case.client, "consents", body)
    await ask(case.client, "disclosures", case.disclosure(case.client, consent, [(1, 4)]))
    rows = await everything(case.staffed.home.messaging_database)
    for name in ("Example", "spring", "Noëlle"):
        assert not any(name.encode() in row for row in rows)


async def test_a_general_form_opens_only_what_was_cleared(case: Release) -> None:
    """Nothing said is as good as yes; a notice of 42 CFR 2.32 is missed; a later word counts at once."""
    consent, body = case.consent(Form.GENERAL)
    assert await ask(case.client, "consents", body) == "done"

    async def hand_out(statement: Statement = Statement.NONE) -> str:
        return await ask(
            case.client, "disclosures", case.disclosure(case.client, consent, [(1, 4)], statement=statement)
        )

    assert await hand_out(Statement.LONG) == "not_allowed"
    assert (await case.clear()).status_code == 204
    assert await hand_out() == "done"
    assert (await case.clear(Part2Status.CONFIRMED)).status_code == 204
    assert await hand_out(Statement.LONG) == "not_allowed"
    special, body = case.consent(Form.PART2)
    await ask(case.client, "consents", body)
    bare = case.disclosure(case.client, special, [(1, 4)], statement=Statement.NONE)
    assert await ask(case.client, "disclosures", bare) == "not_allowed"


async def test_what_is_taken_back_lets_nothing_out(case: Release) -> None:
    """From the commit on, by who signed it and nobody else; what was handed out before stays in the accounting."""
    consent, body = case.consent()
    await ask(case.client, "consents", body)
    handed = case.disclosure(case.client, consent, [(1, 4)])
    assert await ask(case.client, "disclosures", handed) == "done"
    stranger = signed(case.officer, Revocation(consent.consent_id, consent.hash, case.officer.account, now_ms()))
    assert await ask(case.client, "consents/revoke", stranger) == "bad_signature"
    assert await ask(case.client, "consents/revoke", revocation(case, consent)) == "done"
    assert await ask(case.client, "consents/revoke", revocation(case, consent)) == "done"
    assert await ask(case.client, "disclosures", case.disclosure(case.client, consent, [(1, 4)])) == "not_allowed"
    # Whoever lost the answer is told the truth: that one was handed out.
    assert await ask(case.client, "disclosures", handed) == "done"
    assert len((await get(case.client, "accounting"))["disclosures"]) == 1
    assert (await leaves(case)).count("revocation") == 1


async def test_of_a_race_the_first_commit_wins(case: Release) -> None:
    """Twenty handings out against one taking back, all at once: after it is committed nothing leaves any more (compliance AU-20)."""
    consent, body = case.consent()
    await ask(case.client, "consents", body)
    handing = [case.disclosure(case.client, consent, [(1, 4)]) for _ in range(20)]
    taking = revocation(case, consent)
    said = await asyncio.gather(
        *(ask(case.client, "disclosures", each) for each in handing[:10]),
        ask(case.client, "consents/revoke", taking),
        *(ask(case.client, "disclosures", each) for each in handing[10:]),
    )
    assert said[10] == "done"
    assert set(said) <= {"done", "not_allowed"}
    kinds = await leaves(case)
    assert kinds.count("disclosure") == said.count("done") - 1
    assert "disclosure" not in kinds[kinds.index("revocation") :]


async def test_what_does_not_hold_is_not_kept(case: Release) -> None:
    """Another's conversation, another's key, over, sealed to nobody who decides, or to a stranger: refused, and not in the log."""
    before = await leaves(case)
    _, over = case.consent(signed_at=1, expires_at=2)
    assert await ask(case.client, "consents", over) == "bad_signature"
    _, foreign = case.consent(conversation=os.urandom(16))
    assert await ask(case.client, "consents", foreign) == "not_for_you"
    _, body = case.consent()
    forged = body | {"signed": body["signed"] | {"signature": bytes(64)}}
    assert await ask(case.client, "consents", forged) == "bad_signature"
    paper = body["paper"]
    for wraps, word in (
        ([row for row in paper["wraps"] if row["account"] == case.client.account], "malformed"),
        ([row for row in paper["wraps"] if row["account"] == case.officer.account], "malformed"),
        ([*paper["wraps"], paper["wraps"][0] | {"account": bytes(case.staffed.therapist.account)}], "not_for_you"),
        ([paper["wraps"][0] | {"bundle_hash": bytes(32)}, paper["wraps"][1]], "stale_keys"),
    ):
        assert await ask(case.client, "consents", body | {"paper": paper | {"wraps": wraps}}) == word
    assert await ask(case.client, "consents", body | {"paper": paper | {"hash": bytes(32)}}) == "malformed"
    assert await leaves(case) == before


def decision(case: Release, consent: Consent, decided: Decided, until: int = 0) -> dict[str, Any]:
    """The officer's word, and the notice that says why."""
    deny = decided is Decided.DENY
    ground = DecisionGround.INCOMPLETE if deny else DecisionGround.LONGER
    reason = decision_reason_hash(consent.consent_id, "So it is.")
    said = Decision(consent.consent_id, consent.hash, decided, ground, reason, until, case.officer.account, now_ms())
    purpose = NoticePurpose(
        notice_id=NoticeId(os.urandom(16)), kind=NoticeKind.RELEASE, subject=consent.consent_id, answers=()
    )
    officer = case.officer
    content = NoticeContent("Your request", "So it is.")
    made = make_notice(officer.keys.signing, officer.bundle, case.client.bundle, purpose, content, now_ms())
    return {"decision": signed(officer, said), "told": {"notice": pair(made.signed), "sealed": made.sealed}}


async def test_a_request_has_its_clock_and_its_answer(case: Release) -> None:
    """Thirty days, once thirty more; a no with its ground reaches the client's mailbox, and nothing is handed out after it."""
    consent, body = case.consent(maker=Maker.PRACTICE)
    assert await ask(case.client, "consents", body) == "done"
    assert await ask(case.client, "disclosures", case.disclosure(case.client, consent, [(1, 4)])) == "not_for_you"
    (asked,) = (await get(case.officer, "requests"))["requests"]
    assert asked["due"] == asked["kept_at"] + 30 * DAY_MS
    assert (asked["part2"], asked["paper"] is not None) == ("pending", True)
    assert (
        await ask(case.officer, "requests/decide", decision(case, consent, Decided.EXTEND, now_ms() + 61 * DAY_MS))
        == "conflict"
    )
    later = asked["kept_at"] + 45 * DAY_MS
    assert await ask(case.officer, "requests/decide", decision(case, consent, Decided.EXTEND, later)) == "done"
    assert (await get(case.officer, "requests"))["requests"][0]["due"] == later
    assert await ask(case.officer, "requests/decide", decision(case, consent, Decided.EXTEND, later + 1)) == "conflict"
    await case.ordered(Basis.CONSENT, consent)
    handed = case.disclosure(case.officer, consent, [(1, 4)], approver=bytes(case.staffed.owner.account))
    assert await ask(case.officer, "disclosures", handed) == "done"
    alone = case.disclosure(case.officer, consent, [(1, 4)])
    assert await ask(case.officer, "disclosures", alone) == "not_allowed"
    assert await ask(case.officer, "requests/decide", decision(case, consent, Decided.DENY)) == "done"
    again = case.disclosure(case.officer, consent, [(1, 4)], approver=bytes(case.staffed.owner.account))
    assert await ask(case.officer, "disclosures", again) == "not_allowed"
    notices = (await get(case.client, "notices"))["notices"]
    assert len(notices) == 2
    acts = [row["act"] for row in (await get(case.staffed.owner, "audit"))["rows"]]
    assert {"requests_read", "request_extended", "request_denied", "disclosed"} <= set(acts)


async def test_the_practice_hands_out_what_two_people_had_opened(case: Release) -> None:
    """Only on an order with this very consent, by the two who signed it, opened and in time; of what it opened, and nothing beside it."""
    consent, body = case.consent(maker=Maker.PRACTICE)
    other, second = case.consent(maker=Maker.PRACTICE)
    for each in (body, second):
        assert await ask(case.client, "consents", each) == "done"
    owner = case.staffed.owner

    async def hand(runs: list[tuple[int, int]], by: Someone = case.officer, beside: Someone = owner) -> str:
        made = case.disclosure(by, consent, runs, approver=bytes(beside.account))
        return await ask(by, "disclosures", made)

    for basis, said, steps in (
        (Basis.CONSENT, other, 3),
        (Basis.LEGAL, consent, 3),
        (Basis.CONSENT, consent, 1),
        (Basis.CONSENT, consent, 2),
    ):
        await case.ordered(basis, said, steps=steps)
        assert await hand([(1, 3)]) == "not_allowed"
    now = now_ms()
    await case.ordered(Basis.CONSENT, consent, issued_at=now - DAY_MS, expires_at=now - 1)
    await case.ordered(Basis.CONSENT, consent, recipient=case.client.account)
    assert await hand([(1, 3)]) == "not_allowed"
    await case.ordered(Basis.CONSENT, consent, headers=EPOCHS[:1])
    assert await hand([(1, 4)]) == "not_allowed"
    assert await hand([(1, 3)], beside=case.staffed.intake) == "not_allowed"
    assert await hand([(1, 3)], by=owner, beside=case.officer) == "not_allowed"
    assert await hand([(1, 3)]) == "done"
    await case.ordered(Basis.CONSENT, consent, headers=EPOCHS[1:])
    assert await hand([(1, 4)]) == "done"
    assert await hand([(5, 5)]) == "not_allowed"
    assert (await leaves(case)).count("disclosure") == 2


async def test_what_is_taken_back_while_custodians_give_does_not_go_out(case: Release) -> None:
    """Between approval and release the client takes it back: of any number of handings out at that moment, none is kept after that word."""
    consent, body = case.consent(maker=Maker.PRACTICE)
    await ask(case.client, "consents", body)
    await case.ordered(Basis.CONSENT, consent)
    owner = bytes(case.staffed.owner.account)
    handing = [case.disclosure(case.officer, consent, [(1, 4)], approver=owner) for _ in range(10)]
    said = await asyncio.gather(
        *(ask(case.officer, "disclosures", each) for each in handing[:5]),
        ask(case.client, "consents/revoke", revocation(case, consent)),
        *(ask(case.officer, "disclosures", each) for each in handing[5:]),
    )
    assert said[5] == "done"
    kinds = await leaves(case)
    assert "disclosure" not in kinds[kinds.index("revocation") :]
    again = case.disclosure(case.officer, consent, [(1, 4)], approver=owner)
    assert await ask(case.officer, "disclosures", again) == "not_allowed"


async def test_an_emergency_hands_out_what_it_opened(case: Release) -> None:
    """To who can help, by the officer who read it; not another's record, and nothing beside it."""
    words = EmergencyId(os.urandom(16))
    account = case.client.account
    said = Emergency(
        words, account, case.conversation, nature_hash(words, "Unconscious."), case.officer.account, now_ms()
    )
    consent, _ = case.consent()

    def handed(last: int = 3, basis: DisclosureBasis = DisclosureBasis.MEDICAL_EMERGENCY) -> dict[str, Any]:
        approver = bytes(case.staffed.owner.account)
        return case.disclosure(case.officer, consent, [(1, last)], approver=approver, basis=basis, basis_hash=said.hash)

    assert await ask(case.officer, "disclosures", handed()) == "not_allowed"
    await case.ordered(Basis.EMERGENCY, said, headers=EPOCHS[:1])
    assert await ask(case.officer, "disclosures", handed(4)) == "not_allowed"
    assert await ask(case.officer, "disclosures", handed(basis=DisclosureBasis.THREAT)) == "not_for_you"
    assert await ask(case.officer, "disclosures", handed()) == "done"


def process(case: Release, kind: ProcessKind, **changed: Any) -> tuple[Process, dict[str, Any]]:
    """What was served, by the officer's word."""
    paper, sealed = case.paper(Form.PROCESS, case.officer, case.staffed.owner)
    parts: dict[str, Any] = {
        "process_id": ProcessId(os.urandom(16)),
        "kind": kind,
        "client": case.client.account,
        "conversation": case.conversation,
        "kinds": (ScopeKind.TEXT,),
        "scope_from": case.began,
        "scope_until": case.began + DAY_MS,
        "part2_section": Part2Section.NONE,
        "document_hash": bytes(32),
        "paper_hash": paper.hash,
        "gag_until": 0,
        "officer": case.officer.account,
        "approver": case.staffed.owner.account,
        "at": now_ms(),
    }
    said = Process(**(parts | changed))
    return said, {"signed": signed(case.officer, said), "paper": sealed}


def under(case: Release, said: Process, **changed: Any) -> dict[str, Any]:
    """What is about to be handed out under it."""
    paper, sealed = case.paper(Form.DISCLOSURE, case.client, case.officer)
    parts: dict[str, Any] = {
        "disclosure_id": DisclosureId(os.urandom(16)),
        "basis": changed.get("basis") or DisclosureBasis(said.kind.value),
        "basis_hash": said.hash,
        "client": case.client.account,
        "conversation": case.conversation,
        "runs": ((2, 3),),
        "paper_hash": paper.hash,
        "package_hash": bytes([1]) * 32,
        "statement": Statement.LONG,
        "by": case.officer.account,
        "approver": bytes(case.staffed.owner.account),
        "produced_at": now_ms(),
        "suspended_until": 0,
    }
    return {"signed": signed(case.officer, Disclosure(**(parts | changed))), "paper": sealed}


def approval(case: Release, said: Process, by: Someone | None = None) -> dict[str, Any]:
    """The other's signature."""
    signature = (by or case.staffed.owner).keys.signing.sign(said.encoded())
    return {"process": bytes(said.process_id), "signature": signature}


async def test_a_process_opens_what_the_law_lets_it(case: Release) -> None:
    """Two people; a subpoena never opens what nobody has cleared, a court's order under subpart E does; a preservation request nothing."""
    subpoena, body = process(case, ProcessKind.JUDICIAL_SUBPOENA)
    assert await ask(case.officer, "processes", body) == "done"
    assert await ask(case.officer, "disclosures", under(case, subpoena)) == "not_allowed"
    assert await ask(case.staffed.owner, "processes/approve", approval(case, subpoena, case.officer)) == "bad_signature"
    assert await ask(case.officer, "processes/approve", approval(case, subpoena)) == "not_for_you"
    assert await ask(case.staffed.owner, "processes/approve", approval(case, subpoena)) == "done"
    assert await ask(case.officer, "disclosures", under(case, subpoena)) == "not_allowed"
    order, body = process(case, ProcessKind.ORDER, part2_section=Part2Section.S2_63)
    assert await ask(case.officer, "processes", body) == "done"
    assert await ask(case.staffed.owner, "processes/approve", approval(case, order)) == "done"
    assert await ask(case.officer, "disclosures", under(case, order)) == "not_allowed"
    await case.ordered(Basis.LEGAL, order)
    assert await ask(case.officer, "disclosures", under(case, order, runs=((2, 4),))) == "not_allowed"
    assert await ask(case.officer, "disclosures", under(case, order)) == "done"
    keep, body = process(case, ProcessKind.PRESERVATION)
    assert await ask(case.officer, "processes", body) == "done"
    assert await ask(case.staffed.owner, "processes/approve", approval(case, keep)) == "done"
    assert (await case.clear()).status_code == 204
    await case.ordered(Basis.LEGAL, keep)
    await case.ordered(Basis.LEGAL, subpoena)
    assert await ask(case.officer, "disclosures", under(case, keep, basis=DisclosureBasis.ORDER)) == "not_allowed"
    assert await ask(case.officer, "disclosures", under(case, subpoena)) == "done"
    assert len((await get(case.officer, "processes"))["processes"]) == 3


async def test_a_gag_hides_for_its_time_only(case: Release) -> None:
    """Not from the desk and not from the log; the client's accounting has it once the time has passed (compliance AD-09)."""
    until = now_ms() + DAY_MS
    order, body = process(case, ProcessKind.ORDER, part2_section=Part2Section.S2_63, gag_until=until)
    await ask(case.officer, "processes", body)
    await ask(case.staffed.owner, "processes/approve", approval(case, order))
    await case.ordered(Basis.LEGAL, order)
    for other in (0, until - 1, until + 1):
        assert await ask(case.officer, "disclosures", under(case, order, suspended_until=other)) == "not_allowed"
    assert await ask(case.officer, "disclosures", under(case, order, suspended_until=until)) == "done"
    assert (await get(case.client, "accounting"))["disclosures"] == []
    assert len((await get(case.officer, "disclosures"))["disclosures"]) == 1
    told = await case.client.browser.get(f"{MESSAGING}/log/leaves")
    assert told.status_code == 404 or "disclosure" not in [row["kind"] for row in told.json()["leaves"]]
    case.staffed.home.clock.ahead_ms = 2 * DAY_MS
    try:
        (shown,) = (await get(case.client, "accounting"))["disclosures"]
    finally:
        case.staffed.home.clock.ahead_ms = 0
    assert (shown["hipaa"], shown["paper"] is not None) == (True, True)


def warning(case: Release, **changed: Any) -> tuple[GivenWarning, dict[str, Any]]:
    """A therapist had to tell somebody."""
    therapist = case.staffed.therapist
    paper, sealed = case.paper(Form.WARNING, therapist, case.officer, case.staffed.owner)
    parts: dict[str, Any] = {
        "warning_id": WarningId(os.urandom(16)),
        "supplements": b"",
        "client": case.client.account,
        "conversation": case.conversation,
        "basis": WarningBasis.THREAT,
        "branch": Part2Branch.NOT_IDENTIFYING,
        "source": Source.SESSION,
        "paper_hash": paper.hash,
        "therapist": therapist.account,
        "at": now_ms(),
    }
    said = GivenWarning(**(parts | changed))
    return said, {"signed": signed(therapist, said), "paper": sealed}


async def test_a_warning_needs_nobodys_leave(case: Release) -> None:
    """It is kept at once, tells officers and owners, can be completed, and stands in the client's accounting (compliance §4.2)."""
    therapist = case.staffed.therapist
    _, bare = warning(case, branch=Part2Branch.NOT_PART2)
    assert await ask(therapist, "given-warnings", bare) == "bad_signature"
    case.staffed.home.rung.clear()
    said, body = warning(case)
    assert await ask(therapist, "given-warnings", body) == "done"
    assert await ask(therapist, "given-warnings", body) == "done"
    _, more = warning(case, supplements=said.hash)
    assert await ask(therapist, "given-warnings", more) == "done"
    paper, sealed = case.paper(Form.DISCLOSURE, case.client, case.officer, therapist)
    told = Disclosure(
        DisclosureId(os.urandom(16)), DisclosureBasis.THREAT, said.hash, case.client.account, case.conversation, (), paper.hash,
        b"", Statement.NONE, therapist.account, b"", now_ms(), 0,
    )  # fmt: skip
    assert await ask(therapist, "disclosures", {"signed": signed(therapist, told), "paper": sealed}) == "done"
    (listed,) = (await get(case.client, "accounting"))["disclosures"]
    assert listed["hipaa"] is True
    assert len((await get(case.officer, "given-warnings"))["warnings"]) == 2
    assert (await leaves(case)).count("warning") == 2


async def test_nobody_elses_things_are_there(case: Release) -> None:
    """Another therapist, another officer's basis, another client: as if there were nothing."""
    consent, body = case.consent()
    await ask(case.client, "consents", body)
    _, foreign = warning(case, conversation=os.urandom(16))
    assert await ask(case.staffed.therapist, "given-warnings", foreign) == "not_for_you"
    handed = case.disclosure(case.officer, consent, [(1, 4)], approver=bytes(case.staffed.owner.account))
    assert await ask(case.officer, "disclosures", handed) == "not_for_you"
    unknown = under(case, process(case, ProcessKind.ORDER)[0])
    assert await ask(case.officer, "disclosures", unknown) == "not_for_you"


async def test_forms_and_readers_are_there_for_who_signs(case: Release) -> None:
    """The texts word for word, and whom a paper is sealed to."""
    forms = (await get(case.client, "forms"))["forms"]
    assert {each["form"] for each in forms} == {"general", "part2", "notes"}
    people = (await get(case.client, "officers"))["people"]
    assert sorted(each["role"] for each in people) == ["officer", "owner"]
