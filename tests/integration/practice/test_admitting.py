"""Papers go on to officers and owners who came later, over HTTP (crypto.md §13.1): who may give on what to whom, and what is written down of it."""

from base64 import urlsafe_b64decode
from typing import Any
from urllib.parse import urlsplit

import pytest

from server.crypto.admission import Admission, Admitted, paper_wrap_hash, rewrap
from server.crypto.paper import open_paper
from server.crypto.staff_act import ActWord
from server.crypto.warning import GivenWarning
from server.packages.report import Report, Verdict
from server.practice.shut import keep_shut
from server.practice.verifying import verify_database
from server.roles import Role
from server.storage.database import Database
from server.storage.embedded.stack import EmbeddedStack
from tests.integration.house import Someone, activate, now_ms, pair
from tests.integration.practice.releasing import Release, ask, get, leaves, release
from tests.integration.practice.staff import Staffed, vouch
from tests.integration.practice.test_countersigning import word
from tests.integration.practice.test_legal import warning
from tests.integration.practice.test_suspension import act
from tests.support.powerful import bent

WHERE = "papers/admissions"


@pytest.fixture(name="case")
async def _case(staffed: Staffed) -> Release:
    return await release(staffed)


async def later(case: Release, role: Role = Role.OFFICER) -> Someone:
    """Somebody who came after everything was sealed."""
    someone = await activate(case.staffed.home, role)
    await someone.post_bundle()
    assert (await vouch(case.staffed.intake, case.staffed.certifier, someone)).status_code == 204
    return someone


async def warned(case: Release) -> GivenWarning:
    """A therapist's warning, sealed to the officers of the day."""
    said, body = warning(case)
    assert await ask(case.staffed.therapist, "given-warnings", body) == "done"
    return said


async def owed(by: Someone) -> tuple[bytes | None, list[dict[str, bytes]]]:
    """Who cannot read what somebody reads, and what."""
    said = await get(by, "papers/owed")
    if said["reader"] is None:
        return None, []
    rows = [
        {"hash": _bytes(each["hash"])} | {k: _bytes(v) for k, v in each["paper"].items()} for each in said["papers"]
    ]
    return _bytes(said["reader"]["account"]), rows


def given_on(by: Someone, to: Someone, papers: list[dict[str, bytes]], **changed: Any) -> dict[str, Any]:
    """Papers for somebody else, on the wire."""
    rows = sorted(papers, key=lambda each: each["hash"])
    wraps = [
        rewrap(by.keys.sealing, each["bundle_hash"], each["hash"], each["sealed"], each["wrap"], to.bundle)
        for each in rows
    ]
    admitted = tuple(Admitted(each["hash"], paper_wrap_hash(wrap)) for each, wrap in zip(rows, wraps, strict=True))
    parts: dict[str, Any] = {
        "reader": to.account,
        "reader_bundle_hash": to.bundle.hash,
        "papers": admitted,
        "by": by.account,
        "at": now_ms(),
    }
    return {"admission": pair(by.keys.signing.sign_body(Admission(**(parts | changed)))), "wraps": wraps}


async def test_who_came_later_reads_what_was_sealed_before(case: Release) -> None:
    """They are found, get the key from one who reads it, read it, and may sign what hangs on it; the log and the trail say who gave it to them."""
    said, officer = await warned(case), case.officer
    newcomer = await later(case)
    (shown,) = (await get(newcomer, "given-warnings"))["warnings"]
    assert shown["paper"] is None
    assert await ask(newcomer, "given-warnings/countersign", word(newcomer, said)) == "not_for_you"
    reader, papers = await owed(officer)
    assert (reader, [each["hash"] for each in papers]) == (newcomer.account, [said.paper_hash])
    body = given_on(officer, newcomer, papers)
    assert await ask(officer, WHERE, body) == "done"
    assert await ask(officer, WHERE, body) == "done"
    assert await owed(officer) == (None, [])
    (shown,) = (await get(newcomer, "given-warnings"))["warnings"]
    paper = {name: _bytes(text) for name, text in shown["paper"].items()}
    sealing = newcomer.keys.sealing
    opened = open_paper(sealing, paper["bundle_hash"], said.paper_hash, paper["sealed"], paper["wrap"])
    assert opened.value("threat") == "As it was said"
    assert await ask(newcomer, "given-warnings/countersign", word(newcomer, said)) == "done"
    assert (await leaves(case)).count("paper-admission") == 1
    acts = [row["act"] for row in (await get(case.staffed.owner, "audit"))["rows"]]
    assert (acts.count("papers_given_on"), acts.count("owed_papers_read")) == (1, 1)


async def test_nobody_gives_on_what_they_do_not_read_or_to_who_may_not(case: Release) -> None:
    """Not to a role that reads no papers, whoever asks for it; not for keys that were replaced; not in another's name; no wrap that was not signed."""
    await warned(case)
    newcomer, officer, staffed = await later(case), case.officer, case.staffed
    _, papers = await owed(officer)
    for stranger in (staffed.therapist, staffed.intake, case.client):
        assert await ask(stranger, WHERE, given_on(officer, newcomer, papers)) == "not_for_you"
        assert (await stranger.browser.get("/messaging/v1/papers/owed")).status_code == 404
        assert await ask(officer, WHERE, given_on(officer, stranger, papers)) == "bad_signature"
    assert await ask(staffed.owner, WHERE, given_on(officer, newcomer, papers)) == "bad_sender"
    bent = given_on(officer, newcomer, papers)
    bent["wraps"] = [each[::-1] for each in bent["wraps"]]
    assert await ask(officer, WHERE, bent) == "bad_signature"
    assert await ask(officer, WHERE, given_on(officer, newcomer, papers, reader_bundle_hash=bytes(32))) == "stale_keys"
    wraps = given_on(officer, newcomer, papers)["wraps"]
    admitted = (Admitted(bytes(32), paper_wrap_hash(wraps[0])),)
    said = Admission(newcomer.account, newcomer.bundle.hash, admitted, officer.account, now_ms())
    unread_body = {"admission": pair(officer.keys.signing.sign_body(said)), "wraps": wraps}
    assert await ask(officer, WHERE, unread_body) == "not_for_you"
    assert (await get(newcomer, "given-warnings"))["warnings"][0]["paper"] is None
    assert "paper-admission" not in await leaves(case)


async def test_nothing_goes_on_to_who_is_shut_out(case: Release) -> None:
    """Who is suspended or whose account is shut is not asked for, and gets nothing; nor does who is not certified. Reinstated, they do."""
    await warned(case)
    newcomer, officer, home = await later(case), case.officer, case.staffed.home
    _, papers = await owed(officer)
    body = given_on(officer, newcomer, papers)
    assert (await act(case.staffed.owner, newcomer)).status_code == 204
    assert await owed(officer) == (None, [])
    assert await ask(officer, WHERE, body) == "not_for_you"
    assert (await act(case.staffed.owner, newcomer, ActWord.REINSTATE)).status_code == 204
    assert (await owed(officer))[0] == newcomer.account
    async with home.messaging_database.transaction() as connection:
        await keep_shut(connection, newcomer.account, now_ms(), shut=True)
    assert await owed(officer) == (None, [])
    assert await ask(officer, WHERE, body) == "deactivated"
    uncertified = await activate(home, Role.OFFICER)
    await uncertified.post_bundle()
    assert await owed(officer) == (None, [])
    assert await ask(officer, WHERE, given_on(officer, uncertified, papers)) == "uncertified"


async def test_of_two_who_give_on_the_same_the_first_stands(case: Release) -> None:
    """What came first opens, and both words are kept."""
    said = await warned(case)
    newcomer, owner = await later(case), case.staffed.owner
    bodies = [given_on(by, newcomer, (await owed(by))[1]) for by in (case.officer, owner)]
    assert [await ask(by, WHERE, body) for by, body in zip((case.officer, owner), bodies, strict=True)] == [
        "done",
        "done",
    ]
    (shown,) = (await get(newcomer, "given-warnings"))["warnings"]
    assert (_bytes(shown["paper"]["wrap"]), said.paper_hash) == (bodies[0]["wraps"][0], said.paper_hash)
    async with case.staffed.home.messaging_database.transaction() as connection:
        assert about(await verify_database(connection))[Verdict.FAILS] == []


BENT = {
    "forged": ("UPDATE paper_admission SET signature = set_byte(signature, 1, get_byte(signature, 1) # 1)", "does not hold"),
    "taken out": ("UPDATE paper_wrap SET admission = NULL; DELETE FROM paper_admission", "it was taken out"),
    "another wrap": ("UPDATE paper_wrap SET wrap = set_byte(wrap, 9, get_byte(wrap, 9) # 1) WHERE admission IS NOT NULL", "is not the one that was signed"),
    "somebody else's": ("UPDATE paper_wrap SET account = substring(sha256(account) FROM 1 FOR 16) WHERE admission IS NOT NULL", "is somebody else's"),
    "not in the log": ("DELETE FROM log_record WHERE kind = 'paper-admission'", "is not in the record log"),
}  # fmt: skip


def about(report: Report) -> dict[Verdict, list[str]]:
    """What is said of papers."""
    words = [each for each in report.sentences if "gave on" in each.words or "given on" in each.words]
    return {verdict: [each.words for each in words if each.verdict is verdict] for verdict in Verdict}


async def test_the_database_is_verified_with_what_was_given_on(
    case: Release, stack: EmbeddedStack, messaging_url: str
) -> None:
    """What holds is counted, and whatever somebody bends afterwards is named."""
    await warned(case)
    newcomer = await later(case)
    assert await ask(case.officer, WHERE, given_on(case.officer, newcomer, (await owed(case.officer))[1])) == "done"
    async with case.staffed.home.messaging_database.transaction() as connection:
        told = about(await verify_database(connection))
    assert (told[Verdict.FAILS], len(told[Verdict.HOLDS])) == ([], 1)
    url = stack.superuser_url(urlsplit(messaging_url).path.strip("/"))
    async with Database(url, pool_size=1) as database:
        for name, (statements, words) in BENT.items():
            async with bent(database) as connection:
                for statement in statements.split("; "):
                    await connection.execute(statement)
                failed = about(await verify_database(connection))[Verdict.FAILS]
                assert any(words in each for each in failed), name


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
