"""Release of information over HTTP (issue 5; compliance §2.1, §3, §4): what goes out, what does not, and that the log says so."""

import asyncio
import os
from typing import Any

import pytest

from server.crypto.consent import (
    Consent,
    Decided,
    Decision,
    DecisionGround,
    Maker,
    Revocation,
    decision_reason_hash,
)
from server.crypto.disclosure import DisclosureBasis
from server.crypto.emergency import Emergency, nature_hash
from server.crypto.notice import NoticeKind, NoticePurpose, make_notice
from server.crypto.notice_content import NoticeContent
from server.crypto.order import Basis
from server.crypto.paper_forms import Form
from server.crypto.part2 import Part2Status, Statement
from server.ids import ConversationId, EmergencyId, NoticeId
from server.practice.consents import DAY_MS
from tests.integration.house import Someone, now_ms, pair
from tests.integration.practice.releasing import EPOCHS, Release, ask, get, leaves, release, signed
from tests.integration.practice.staff import Staffed, begin_anew, vouch_anew
from tests.support.rows import everything


@pytest.fixture(name="case")
async def _case(staffed: Staffed) -> Release:
    return await release(staffed)


def revocation(case: Release, consent: Consent) -> dict[str, Any]:
    """The client takes it back."""
    return signed(case.client, Revocation(consent.consent_id, consent.hash, case.client.account, now_ms()))


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
    elsewhere = case.disclosure(case.client, consent, [(1, 4)], conversation=ConversationId(os.urandom(16)))
    assert await ask(case.client, "disclosures", elsewhere) == "not_allowed"
    approved = case.disclosure(case.client, consent, [(1, 4)], approver=case.officer.account)
    assert await ask(case.client, "disclosures", approved) == "not_for_you"
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


async def test_keys_begun_anew_let_nothing_out_until_somebody_vouches(case: Release) -> None:
    """Until then they are nobody's: neither a consent nor a revocation nor a handing out is taken under them (crypto.md §4.7)."""
    consent, before = case.consent()
    assert await ask(case.client, "consents", before) == "done"
    await begin_anew(case.staffed)
    _, body = case.consent()
    said = {
        "consents": body,
        "disclosures": case.disclosure(case.client, consent, [(1, 4)]),
        "consents/revoke": revocation(case, consent),
    }
    for route, each in said.items():
        assert await ask(case.client, route, each) == "bad_signature", route
    await vouch_anew(case.staffed)
    for route, each in said.items():
        assert await ask(case.client, route, each) == "done", route


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


async def test_forms_and_readers_are_there_for_who_signs(case: Release) -> None:
    """The texts word for word, and whom a paper is sealed to."""
    forms = (await get(case.client, "forms"))["forms"]
    assert {each["form"] for each in forms} == {"general", "part2", "notes"}
    people = (await get(case.client, "officers"))["people"]
    assert sorted(each["role"] for each in people) == ["officer", "owner"]
