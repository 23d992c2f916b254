"""Without consent over HTTP (compliance §3, §4): what was served, whom a therapist warned, and what kind of record it is."""

import os
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from msgspec.structs import replace

from server.crypto.consent import ScopeKind
from server.crypto.disclosure import Disclosure, DisclosureBasis
from server.crypto.hold import HoldCause, hold_id_of
from server.crypto.order import Basis
from server.crypto.paper_forms import Form
from server.crypto.part2 import Part2Status, Statement
from server.crypto.process import Part2Section, Process, ProcessKind
from server.crypto.warning import GivenWarning, Part2Branch, Source, WarningBasis
from server.ids import DisclosureId, ProcessId, WarningId
from server.practice.consents import DAY_MS
from server.roles import Role
from tests.integration.house import Someone, activate, now_ms
from tests.integration.practice.releasing import MESSAGING, Release, ask, get, leaves, release, signed, told_of
from tests.integration.practice.staff import Staffed


@pytest.fixture(name="case")
async def _case(staffed: Staffed) -> Release:
    return await release(staffed)


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


async def test_whoever_has_to_sign_second_is_told_once(case: Release) -> None:
    """By the service itself, whatever comes again; the client and the first of the two are told nothing."""
    said, body = process(case, ProcessKind.PRESERVATION)
    assert await ask(case.officer, "processes", body) == "done"
    assert await ask(case.officer, "processes", body) == "done"
    assert await told_of(case.staffed.home, said.process_id) == [case.staffed.owner.account]


async def test_a_gag_hides_for_its_time_only(case: Release) -> None:
    """Not from the desk and not from the log; the client's accounting has it once the time has passed (compliance AD-09)."""
    until = now_ms() + DAY_MS
    order, body = process(case, ProcessKind.ORDER, part2_section=Part2Section.S2_63, gag_until=until)
    await ask(case.officer, "processes", body)
    await ask(case.staffed.owner, "processes/approve", approval(case, order))
    await case.ordered(Basis.LEGAL, order)
    for other in (0, until - 1, until + 1):
        assert await ask(case.officer, "disclosures", under(case, order, suspended_until=other)) == "not_allowed"
    assert await ask(case.officer, "disclosures", under(case, order, produced_at=until + 1)) == "not_allowed"
    for beside in (
        {"approver": os.urandom(16)},  # not the two who signed it
        {"basis": DisclosureBasis.WARRANT},
        {"client": case.staffed.therapist.account},
    ):
        oral = under(case, order, suspended_until=until, runs=(), package_hash=b"", **beside)
        assert await ask(case.officer, "disclosures", oral) == "not_allowed"
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
    _, late = warning(case, supplements=said.hash, at=said.at + DAY_MS)
    case.staffed.home.clock.ahead_ms = DAY_MS + 1
    try:
        assert await ask(therapist, "given-warnings", late) == "bad_signature"
    finally:
        case.staffed.home.clock.ahead_ms = 0
    paper, sealed = case.paper(Form.DISCLOSURE, case.client, case.officer, therapist)
    told = Disclosure(
        DisclosureId(os.urandom(16)), DisclosureBasis.THREAT, said.hash, case.client.account, case.conversation, (), paper.hash,
        b"", Statement.NONE, therapist.account, b"", now_ms(), 0,
    )  # fmt: skip
    for bent, word in (
        ({"basis_hash": os.urandom(32)}, "not_for_you"),
        ({"basis": DisclosureBasis.ABUSE_REPORT}, "not_allowed"),
        ({"conversation": os.urandom(16)}, "not_for_you"),
    ):
        beside = replace(told, disclosure_id=DisclosureId(os.urandom(16)), **bent)
        assert await ask(therapist, "disclosures", {"signed": signed(therapist, beside), "paper": sealed}) == word
    assert not any(each["accounted"] for each in (await get(therapist, "given-warnings"))["warnings"])
    assert await ask(therapist, "disclosures", {"signed": signed(therapist, told), "paper": sealed}) == "done"
    assert [each["accounted"] for each in (await get(therapist, "given-warnings"))["warnings"]].count(True) == 1
    (listed,) = (await get(case.client, "accounting"))["disclosures"]
    assert listed["hipaa"] is True
    assert len((await get(case.officer, "given-warnings"))["warnings"]) == 2
    assert (await leaves(case)).count("warning") == 2
    async with case.staffed.home.messaging_database.acquire() as connection:
        held = await connection.fetch("SELECT hold_id, client FROM hold WHERE cause = 'warning'")
    assert {row["client"] for row in held} == {case.client.account}
    assert hold_id_of(HoldCause.WARNING, said.hash) in {row["hold_id"] for row in held}


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
