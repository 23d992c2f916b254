"""Retention, holds and destruction over HTTP (issue 5 item 8; compliance §5): what falls due, what is held, what is gone and who said so."""

import asyncio
import os
import signal
import sys
from dataclasses import dataclass
from typing import Any

import pytest

from server.crypto.canonical import Body, read
from server.crypto.destruction import Destroyed, Destruction, LastPlace, What, verify_destroyed
from server.crypto.hold import HoldCause, hold_id_of
from server.crypto.paper import SealedPaper
from server.crypto.process import ProcessKind
from server.crypto.retention import years_after
from server.crypto.signing import SignedBody
from server.errors import StorageFault
from server.ids import AccountId, AttachmentId, ConversationId
from server.mailbox.shelf import PostgresShelf
from server.practice.erasing import BACKUP_DAYS, Erasing
from server.records.retention import KeptRecord, record_of
from tests.integration.house import Someone, pair
from tests.integration.practice import retaining
from tests.integration.practice.releasing import DAY_MS, Release, ask, get, release, told_of
from tests.integration.practice.retaining import YEAR_MS, MadeRecord, made, said
from tests.integration.practice.staff import Staffed
from tests.integration.practice.test_legal import process


@dataclass(slots=True, kw_only=True)
class Desk:
    """A practice with a schedule, and a record that is over for eight years."""

    release: Release
    made: MadeRecord

    @property
    def officer(self) -> Someone:
        """Who proposes."""
        return self.release.officer

    @property
    def owner(self) -> Someone:
        """Who approves."""
        return self.release.staffed.owner

    @property
    def staffed(self) -> Staffed:
        """The practice."""
        return self.release.staffed

    @property
    def now(self) -> int:
        """The practice's time."""
        return self.staffed.home.clock()

    async def record(self, client: AccountId | None = None) -> KeptRecord:
        """As it stands."""
        async with self.staffed.home.messaging_database.transaction() as connection:
            return await record_of(connection, client or self.made.client)

    async def date(self, until: int | None = None, *rules: str) -> str:
        """The officer says until when; by itself as early as may be."""
        record = await self.record()
        least = years_after(record.last_service, 7) if until is None else until
        said = retaining.retention(self.officer, record, least, self.now, *rules)
        return await ask(self.officer, "retention", signed(self.officer, said))

    async def propose(self, **changed: Any) -> tuple[Destruction, str]:
        """The officer proposes to destroy all of it."""
        said = retaining.destruction(self.officer, self.owner, await self.record(), self.now, **changed)
        return said, await ask(self.officer, "destructions", signed(self.officer, said))

    async def approve(self, said: Destruction, by: Someone | None = None) -> str:
        """The owner approves, or somebody else."""
        approver = by or self.owner
        signature = approver.keys.signing.sign(said.encoded())
        body = {"destruction": bytes(said.destruction_id), "signature": signature}
        return await ask(approver, "destructions/approve", body)

    async def hold(self, client: AccountId | None = None) -> tuple[Body, str]:
        """The officer holds it."""
        paper, sealed = retaining.reason(self.officer, self.owner)
        said = retaining.hold(self.officer, client or self.made.client, paper.hash, self.now)
        return said, await ask(self.officer, "holds", {"signed": signed(self.officer, said), "paper": wire(sealed)})

    async def lift(self, of: Any, by: Someone | None = None) -> str:
        """Somebody lets it go."""
        paper, sealed = retaining.reason(self.officer, self.owner, words="Settled")
        who = by or self.owner
        said = retaining.lift(who, of, paper.hash, self.now)
        return await ask(who, "holds/lift", {"signed": signed(who, said), "paper": wire(sealed)})

    async def left(self) -> dict[str, int]:
        """What is there of it."""
        return await self.made.left(self.staffed.home.messaging_database)


def signed(by: Someone, body: Body) -> dict[str, Any]:
    """On the wire."""
    return pair(said(by, body))


def wire(paper: SealedPaper) -> dict[str, Any]:
    """A sealed paper on the wire."""
    wraps = [{"account": bytes(a), "bundle_hash": b, "wrap": w} for a, b, w in paper.wraps]
    return {"hash": paper.hash, "sealed": paper.sealed, "wraps": wraps}


ALL = {"wraps": 2, "shares": 2, "entries": 3, "files": 1, "places": 3}
NOTHING = {"wraps": 0, "shares": 0, "entries": 0, "files": 0, "places": 3}


@pytest.fixture(name="desk")
async def _desk(staffed: Staffed) -> Desk:
    case = await release(staffed)
    home = staffed.home
    record = await made(home.messaging_database, home.clock())
    desk = Desk(release=case, made=record)
    said = retaining.schedule(desk.owner, 1, desk.now)
    assert await ask(desk.owner, "retention/schedule", signed(desk.owner, said)) == "done"
    home.clock.ahead_ms = 8 * YEAR_MS
    return desk


async def kinds(desk: Desk) -> list[str]:
    """What the record log was given."""
    async with desk.staffed.home.messaging_database.acquire() as connection:
        return [row["kind"] for row in await connection.fetch("SELECT kind FROM log_record ORDER BY number")]


async def test_a_record_is_destroyed_by_two_and_certified(desk: Desk) -> None:
    """What opens goes with the approval, what it opened after it; places stay; three leaves, a certificate that counts, rows in the trail."""
    assert await desk.date() == "done"
    (row,) = [r for r in (await get(desk.officer, "retention"))["records"] if r["due_at"] is not None]
    assert (row["held"], row["due_at"] <= desk.now, len(row["ends"])) == (False, True, 1)
    proposed, word = await desk.propose()
    assert (word, await desk.left()) == ("done", ALL)
    assert await told_of(desk.staffed.home, proposed.destruction_id) == [desk.owner.account]
    assert await desk.approve(proposed) == "done"
    assert await desk.left() == ALL | {"wraps": 0, "shares": 0}
    assert await desk.approve(proposed) == "done"
    await desk.staffed.home.erasing.erase()
    assert await desk.left() == NOTHING
    await desk.staffed.home.erasing.erase()
    (shown,) = (await get(desk.officer, "destructions"))["destructions"]
    assert shown["state"] == "destroyed"
    async with desk.staffed.home.messaging_database.acquire() as connection:
        kept = await connection.fetchrow("SELECT body, signature FROM destruction_certificate")
        row = await connection.fetchrow("SELECT body, signature FROM destruction")
        assert await connection.fetchval("SELECT count(*) FROM shelved_chunk") == 0
        leaf = await connection.fetchrow("SELECT account FROM log_record WHERE kind = 'destroyed'")
    assert kept is not None
    assert row is not None
    assert leaf is not None
    certificate = read(Destroyed, kept["body"])
    assert [(each.what, each.count) for each in certificate.erased] == list(zip(What, (2, 2, 0, 3, 1), strict=True))
    assert certificate.backups_end_at == certificate.at + BACKUP_DAYS * DAY_MS
    assert certificate.destruction_hash == SignedBody(row["body"], row["signature"]).hash
    assert leaf["account"] == desk.made.client
    assert [kind for kind in await kinds(desk) if kind in ("retention-schedule", "retention", "destruction", "destroyed")] == [
        "retention-schedule", "retention", "destruction", "destruction", "destroyed",
    ]  # fmt: skip
    acts = [row["act"] for row in (await get(desk.owner, "audit"))["rows"]]
    assert {
        "schedule_kept",
        "retention_kept",
        "destruction_proposed",
        "destruction_approved",
        "record_destroyed",
    } <= set(acts)


async def test_a_hold_beats_every_way(desk: Desk) -> None:
    """Placed before it is proposed, between proposal and approval, or between the approval and the last byte: nothing more goes; lifted, it goes on."""
    await desk.date()
    first, word = await desk.hold()
    assert (word, (await desk.propose())[1]) == ("done", "held")
    assert await desk.lift(first) == "done"
    proposed, word = await desk.propose()
    assert word == "done"
    second, _ = await desk.hold()
    assert (await desk.approve(proposed), await desk.left()) == ("held", ALL)
    third, _ = await desk.hold()
    assert await desk.lift(second, desk.officer) == "done"
    assert await desk.approve(proposed) == "held"
    assert await desk.lift(third) == "done"
    assert await desk.approve(proposed) == "done"
    fourth, word = await desk.hold()
    assert word == "done"
    await desk.staffed.home.erasing.erase()
    assert await desk.left() == ALL | {"wraps": 0, "shares": 0}
    assert await desk.lift(fourth) == "done"
    await desk.staffed.home.erasing.erase()
    assert await desk.left() == NOTHING


async def test_holds_come_with_processes_and_warnings(desk: Desk) -> None:
    """In the same transaction, by the service's own key; of a preservation request that is all; the client hears nothing of it in the log."""
    case, home = desk.release, desk.staffed.home
    served, body = process(case, ProcessKind.PRESERVATION)
    assert await ask(case.officer, "processes", body) == "done"
    assert await ask(case.officer, "processes", body) == "done"
    (shown,) = (await get(desk.officer, "holds"))["holds"]
    assert (shown["lift"], shown["paper"]) == (None, None)
    async with home.messaging_database.acquire() as connection:
        row = await connection.fetchrow("SELECT hold_id, client, cause FROM hold")
        leaf = await connection.fetchval("SELECT account FROM log_record WHERE kind = 'hold'")
    assert row is not None
    assert (row["client"], row["cause"]) == (case.client.account, "process")
    assert row["hold_id"] == hold_id_of(HoldCause.PROCESS, served.hash)
    assert leaf == home.mail.system.account


async def test_holds_are_officers_words(desk: Desk) -> None:
    """With a reason that officers read; lifted once, by naming it; by nobody else, of nobody who has no record."""
    said, word = await desk.hold()
    assert word == "done"
    (shown,) = (await get(desk.owner, "holds"))["holds"]
    assert shown["paper"] is not None
    assert (await desk.hold(AccountId(os.urandom(16))))[1] == "not_for_you"
    paper, sealed = retaining.reason(desk.officer, desk.owner)
    foreign = retaining.hold(desk.officer, desk.made.client, paper.hash, desk.now)
    body = {"signed": signed(desk.owner, foreign), "paper": wire(sealed)}
    assert await ask(desk.owner, "holds", body) == "bad_sender"
    assert await ask(desk.officer, "holds", body) == "bad_signature"
    _alone, only = retaining.reason(desk.officer)
    other = retaining.hold(desk.officer, desk.made.client, paper.hash, desk.now)
    assert await ask(desk.officer, "holds", {"signed": signed(desk.officer, other), "paper": wire(only)}) == "malformed"
    assert await desk.lift(said) == "done"
    assert await desk.lift(said) == "conflict"
    assert (await get(desk.owner, "holds"))["holds"][0]["lift"] is not None


async def test_nothing_is_due_before_its_time(desk: Desk) -> None:
    """Not before somebody has said so, nor earlier than the schedule, nor with a conversation open, nor under another schedule."""
    assert (await desk.propose())[1] == "not_due"
    least = years_after((await desk.record()).last_service, 7)
    assert await desk.date(least - 1) == "bad_signature"
    assert await desk.date(least, "another state") == "bad_signature"
    assert await desk.date(desk.now + DAY_MS) == "done"
    assert (await desk.propose())[1] == "not_due"
    assert await desk.date() == "done"
    database = desk.staffed.home.messaging_database
    async with database.transaction() as connection:
        again = await desk.made.begin(connection, desk.now)
    assert (await desk.propose())[1] == "not_due"
    async with database.transaction() as connection:
        await desk.made.close(connection, again, desk.now)
    assert (await desk.propose())[1] == "not_due"
    desk.staffed.home.clock.ahead_ms += 8 * YEAR_MS
    assert (await desk.propose())[1] == "done"
    newer = retaining.schedule(desk.owner, 2, desk.now)
    assert await ask(desk.owner, "retention/schedule", signed(desk.owner, newer)) == "done"
    assert (await desk.propose())[1] == "not_due"
    assert await ask(desk.owner, "retention/schedule", signed(desk.owner, newer)) == "done"
    assert (
        await ask(desk.owner, "retention/schedule", signed(desk.owner, retaining.schedule(desk.owner, 2, desk.now + 1)))
        == "conflict"
    )


async def test_what_was_agreed_on_is_what_goes(desk: Desk) -> None:
    """Another list, head or date, one person for both, another approver, a proposal that lapsed or was replaced: refused, and nothing gone."""
    await desk.date()
    (place,) = (await desk.record()).left
    for other in (
        LastPlace(ConversationId(os.urandom(16)), place.sequence, place.head),
        LastPlace(place.conversation, place.sequence - 1, place.head),
        LastPlace(place.conversation, place.sequence, os.urandom(32)),
    ):
        assert (await desk.propose(conversations=(other,)))[1] == "conflict"
    assert (await desk.propose(retain_until=1))[1] == "conflict"
    assert (await desk.propose(retention_hash=bytes(32)))[1] == "conflict"
    with pytest.raises(Exception, match="one_person"):
        await desk.propose(approved_by=desk.officer.account)
    proposed, _ = await desk.propose()
    assert await desk.approve(proposed, desk.officer) == "not_for_you"
    body = {
        "destruction": bytes(proposed.destruction_id),
        "signature": desk.officer.keys.signing.sign(proposed.encoded()),
    }
    assert await ask(desk.owner, "destructions/approve", body) == "bad_signature"
    replacing, _ = await desk.propose()
    assert await desk.approve(proposed) == "conflict"
    assert await desk.date() == "done"
    assert await desk.approve(replacing) == "conflict"
    lapsing, _ = await desk.propose()
    desk.staffed.home.clock.ahead_ms += 31 * DAY_MS
    assert await desk.approve(lapsing) == "conflict"
    assert await desk.left() == ALL


async def test_the_first_commit_wins(desk: Desk) -> None:
    """A hold and an approval at once: either the hold came first, and all of it is there, or the approval did, and the hold keeps the rest."""
    await desk.date()
    proposed, _ = await desk.propose()
    (_, held), approved = await asyncio.gather(desk.hold(), desk.approve(proposed))
    await desk.staffed.home.erasing.erase()
    left = await desk.left()
    assert held == "done"
    assert (approved, left) in (("held", ALL), ("done", ALL | {"wraps": 0, "shares": 0}), ("done", NOTHING))


async def test_a_kill_in_the_middle_loses_nothing(desk: Desk, messaging_url: str) -> None:
    """Between what opens and what is opened, and again before the files: it goes on by itself, and is certified once."""
    await desk.date()
    proposed, _ = await desk.propose()
    assert await desk.approve(proposed) == "done"
    killed = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.integration.practice.killed_erasing", messaging_url
    )
    assert await killed.wait() == -signal.SIGKILL
    assert await desk.left() == ALL | {"wraps": 0, "shares": 0, "entries": 0}
    (shown,) = (await get(desk.officer, "destructions"))["destructions"]
    assert (shown["state"], shown["certificate"]) == ("erasing", None)
    await asyncio.gather(*(desk.staffed.home.erasing.erase() for _ in range(3)))
    assert (await desk.left(), (await kinds(desk)).count("destroyed")) == (NOTHING, 1)


class AwayShelf(PostgresShelf):
    """An object store that does not answer."""

    async def drop(self, attachment: AttachmentId, chunks: int) -> None:  # noqa: ARG002 - it never answers
        """Nothing."""
        raise StorageFault


async def test_a_shelf_that_is_away_is_waited_for(desk: Desk) -> None:
    """No certificate says that a file is gone which is not."""
    home = desk.staffed.home
    await desk.date()
    proposed, _ = await desk.propose()
    await desk.approve(proposed)
    away = Erasing(home.messaging_database, AwayShelf(home.messaging_database), home.mail.system, home.clock)
    with pytest.raises(StorageFault):
        await away.erase()
    assert ((await desk.left())["files"], (await kinds(desk)).count("destroyed")) == (1, 0)
    await home.erasing.erase()
    assert await desk.left() == NOTHING


async def test_who_took_part_is_told(desk: Desk) -> None:
    """The client of a destroyed conversation finds it among what was destroyed, and reads it no more; nothing comes back into it."""
    case = desk.release
    home, client = desk.staffed.home, case.client
    async with home.messaging_database.transaction() as connection:
        record = MadeRecord(client.account, desk.staffed.therapist.account, [case.conversation])
        await record.close(connection, case.conversation, desk.now - 8 * YEAR_MS)
    desk.made = record
    assert len((await get(client, "conversations"))["conversations"]) == 1
    await desk.date()
    proposed, word = await desk.propose()
    assert (word, await desk.approve(proposed)) == ("done", "done")
    await home.erasing.erase()
    for someone in (client, desk.staffed.therapist):
        told = await get(someone, "conversations")
        assert told["conversations"] == []
        assert [row["certificate"] is not None for row in told["destroyed"]] == [True]
    assert (await get(client, "mail"))["letters"] == []
    async with home.messaging_database.acquire() as connection:
        with pytest.raises(StorageFault):
            await connection.execute("INSERT INTO wrap VALUES ($1, 9, $2, 'w')", case.conversation, client.account)


async def test_the_certificate_is_the_services_own(desk: Desk) -> None:
    """Anyone who knows the certified system key verifies it."""
    home = desk.staffed.home
    await desk.date()
    proposed, _ = await desk.propose()
    await desk.approve(proposed)
    await home.erasing.erase()
    await home.mail.system.publish(home.messaging_database)
    async with home.messaging_database.acquire() as connection:
        kept = await connection.fetchrow("SELECT body, signature FROM destruction_certificate")
        bundle = await connection.fetchrow("SELECT body, signature FROM bundle WHERE role = 'system'")
    assert kept is not None
    assert bundle is not None
    certified = _certified(desk.staffed, SignedBody(bundle["body"], bundle["signature"]))
    given = said(desk.officer, proposed)
    assert (
        verify_destroyed(SignedBody(kept["body"], kept["signature"]), certified, given).destruction_hash == given.hash
    )


def _certified(staffed: Staffed, bundle: SignedBody) -> Any:
    from server.crypto.bundle import verify_bundle
    from server.crypto.trust import certify, verify_certificate
    from server.roles import Role
    from tests.integration.house import now_ms

    key = staffed.intake.keys.signing
    made = certify(key, staffed.certifier, verify_bundle(bundle), Role.SYSTEM, now_ms())
    return verify_certificate(made, bundle, staffed.certifier)
