"""The supervisor's signature under a warning, over HTTP (compliance §4.2 DW-10): who may give it, once; who is reminded; what `webtherapy verify` says."""

from typing import Any
from urllib.parse import urlsplit

import pytest

from server.crypto.countersignature import Countersignature
from server.crypto.warning import GivenWarning
from server.packages.report import Report, Verdict
from server.practice.countersigning import REMINDED_AFTER, remind
from server.practice.verifying import verify_database
from server.roles import Role
from server.storage.database import Database
from server.storage.embedded.stack import EmbeddedStack
from tests.integration.house import Someone, activate, now_ms
from tests.integration.practice.releasing import DAY_MS, Release, ask, get, leaves, release, signed, told_of
from tests.integration.practice.staff import Staffed, vouch
from tests.integration.practice.test_legal import warning
from tests.support.powerful import bent, powerful

WHERE = "given-warnings/countersign"


@pytest.fixture(name="case")
async def _case(staffed: Staffed) -> Release:
    return await release(staffed)


async def given(case: Release, **changed: Any) -> GivenWarning:
    """A therapist's warning, kept."""
    said, body = warning(case, **changed)
    assert await ask(case.staffed.therapist, "given-warnings", body) == "done"
    return said


def word(by: Someone, said: GivenWarning, **changed: Any) -> dict[str, Any]:
    """Somebody's signature under it, on the wire."""
    parts: dict[str, Any] = {
        "warning_id": said.warning_id,
        "warning_hash": said.hash,
        "supervisor": by.account,
        "at": now_ms(),
    }
    return signed(by, Countersignature(**(parts | changed)))


async def listed(someone: Someone) -> dict[str, Any]:
    """The warning as somebody is shown it, with the roles of who countersigned."""
    answer = await get(someone, "given-warnings")
    row: dict[str, Any]
    (row,) = answer["warnings"]
    return row | {"roles": [each["role"] for each in answer["people"]]}


async def test_one_supervisor_signs_and_everyone_who_may_sees_it(case: Release) -> None:
    """Once, and again is fine; of two the first stands; author, officers and owners see who; the log has it, and the trail; its client is told of nothing."""
    staffed, said = case.staffed, await given(case)
    assert (await listed(staffed.therapist))["countersignature"] is None
    body = word(case.officer, said)
    assert await ask(case.officer, WHERE, body) == "done"
    assert await ask(case.officer, WHERE, body) == "done"
    assert await ask(case.officer, WHERE, word(case.officer, said, at=now_ms() + 1)) == "done"
    assert await ask(staffed.owner, WHERE, word(staffed.owner, said)) == "conflict"
    for reader in (staffed.therapist, case.officer, staffed.owner):
        shown = await listed(reader)
        assert (shown["countersignature"] is not None, shown["destroyed"], shown["roles"]) == (True, False, ["officer"])
    assert (await leaves(case)).count("warning-countersignature") == 1
    own = await case.client.browser.get("/messaging/v1/log/leaves")
    assert own.status_code == 404 or "warning" not in own.text
    trail = (await get(staffed.owner, "audit"))["rows"]
    assert [row["act"] for row in trail].count("warning_countersigned") == 1


async def test_nobody_else_signs_and_nothing_else_is_signed(case: Release) -> None:
    """Not its therapist, its client or intake; not in another's name; no other words; not what is sealed to others; not what is not there."""
    staffed, said = case.staffed, await given(case)
    for stranger in (staffed.therapist, case.client, staffed.intake):
        assert await ask(stranger, WHERE, word(stranger, said)) == "not_for_you"
    assert await ask(case.officer, WHERE, word(case.officer, said, supervisor=staffed.owner.account)) == "bad_sender"
    assert await ask(case.officer, WHERE, word(case.officer, said, warning_hash=bytes(32))) == "bad_signature"
    forged = word(case.officer, said) | {"signature": word(staffed.owner, said)["signature"]}
    assert await ask(case.officer, WHERE, forged) == "bad_signature"
    unknown, _ = warning(case)
    assert await ask(case.officer, WHERE, word(case.officer, unknown)) == "not_for_you"
    later = await activate(staffed.home, Role.OFFICER)
    await later.post_bundle()
    assert await ask(later, WHERE, word(later, said)) == "not_for_you"
    assert (await vouch(staffed.intake, staffed.certifier, later)).status_code == 204
    assert await ask(later, WHERE, word(later, said)) == "not_for_you"
    assert (await listed(staffed.therapist))["countersignature"] is None


async def test_what_completed_a_warning_is_signed_by_itself(case: Release) -> None:
    """A signature is for the words that were read, and for none that came after them."""
    said = await given(case)
    assert await ask(case.officer, WHERE, word(case.officer, said)) == "done"
    more = await given(case, supplements=said.hash)
    assert await ask(case.officer, WHERE, word(case.officer, more, warning_hash=said.hash)) == "bad_signature"
    assert await ask(case.staffed.owner, WHERE, word(case.staffed.owner, more)) == "done"
    assert len((await get(case.officer, "given-warnings"))["people"]) == 2


async def test_nobody_signs_for_what_is_destroyed(case: Release, stack: EmbeddedStack, messaging_url: str) -> None:
    """What two people let go is closed, and nobody is reminded of it; what was signed before stays, and may be said again."""
    home, said, before = case.staffed.home, await given(case), await given(case)
    assert await ask(case.officer, WHERE, word(case.officer, before)) == "done"
    async with powerful(stack.superuser_url(urlsplit(messaging_url).path.strip("/"))) as connection:
        # By a row alone: how it comes so far, test_retention.py shows.
        destroyed = "INSERT INTO destroyed_conversation (conversation, destruction_id) VALUES ($1, $2)"
        await connection.execute(destroyed, case.conversation, bytes(16))
    assert await ask(case.officer, WHERE, word(case.officer, said)) == "closed"
    assert await ask(case.officer, WHERE, word(case.officer, before)) == "done"
    rows = (await get(case.staffed.therapist, "given-warnings"))["warnings"]
    assert sorted(each["countersignature"] is None for each in rows if each["destroyed"]) == [False, True]
    await remind(home.messaging_database, home.mail.system, home.rung.extend, now_ms() + 30 * DAY_MS)
    assert len(await told_of(home, said.warning_id)) == 2


async def test_whoever_may_sign_is_reminded_until_somebody_has(case: Release) -> None:
    """After a day, three and seven, each once however often and by how many it is looked at; not of what is signed; who comes back late is told once."""
    staffed, home = case.staffed, case.staffed.home
    said, signed_at_once = await given(case), await given(case)
    assert await ask(case.officer, WHERE, word(case.officer, signed_at_once)) == "done"
    both = {case.officer.account, staffed.owner.account}

    async def told(days: float) -> int:
        for _ in range(2):
            await remind(home.messaging_database, home.mail.system, home.rung.extend, now_ms() + int(days * DAY_MS))
        assert set(await told_of(home, said.warning_id)) == both
        return len(await told_of(home, said.warning_id))

    assert [await told(days) for days in (0.9, 1.1, 2, 3.1, 7.1, 30)] == [2, 4, 4, 6, 8, 8]
    assert len(await told_of(home, signed_at_once.warning_id)) == 2
    assert len(REMINDED_AFTER) == 3
    late = await given(case)
    await remind(home.messaging_database, home.mail.system, home.rung.extend, now_ms() + 8 * DAY_MS)
    assert len(await told_of(home, late.warning_id)) == 4


BENT = {
    "another's": ("UPDATE countersignature SET supervisor = substring(sha256(supervisor) FROM 1 FOR 16)", "is by nobody whom the practice vouched for"),
    "forged": ("UPDATE countersignature SET signature = set_byte(signature, 1, get_byte(signature, 1) # 1)", "does not hold"),
    "moved": ("UPDATE countersignature SET warning_id = (SELECT warning_id FROM given_warning w WHERE w.warning_id <> countersignature.warning_id LIMIT 1)", "does not hold"),
    "taken out": ("DELETE FROM countersignature", "were taken out"),
    "not in the log": ("DELETE FROM log_record WHERE kind = 'warning-countersignature'", "is not in the record log"),
    "the warning is not in the log": ("DELETE FROM log_record WHERE kind = 'warning'", "is not in the record log"),
}  # fmt: skip


def about(report: Report) -> dict[Verdict, list[str]]:
    """What is said of warnings."""
    words = [each for each in report.sentences if "ountersign" in each.words or "arning" in each.words]
    return {verdict: [each.words for each in words if each.verdict is verdict] for verdict in Verdict}


async def test_the_database_is_verified_with_its_countersignatures(
    case: Release, stack: EmbeddedStack, messaging_url: str
) -> None:
    """What holds is counted, what waits is said, and whatever somebody bends afterwards is named."""
    said = await given(case)
    await given(case)
    assert await ask(case.officer, WHERE, word(case.officer, said)) == "done"
    async with case.staffed.home.messaging_database.transaction() as connection:
        told = about(await verify_database(connection))
    assert told[Verdict.FAILS] == []
    assert "1 warnings are countersigned" in told[Verdict.HOLDS][0]
    assert told[Verdict.NOTE] == ["1 warnings are not countersigned yet."]
    async with Database(stack.superuser_url(urlsplit(messaging_url).path.strip("/")), pool_size=1) as database:
        for name, (statement, words) in BENT.items():
            async with bent(database) as connection:
                await connection.execute(statement)
                failed = about(await verify_database(connection))[Verdict.FAILS]
                assert any(words in each for each in failed), name
