"""No sequence of calls destroys what is held or not due, without two people, or without an entry in the log (issue 5; compliance RT-02, invariant 7).

A machine calls whatever the desk, a process, a change of custodians or plain SQL of the service's own role can ask for, in any order, over a real
database, and keeps its own books. It never asks the code what may happen, only looks at what has.
"""

import asyncio
import os
import secrets
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from server.crypto.destruction import Destruction
from server.crypto.hold import Hold, HoldCause
from server.crypto.retention import years_after
from server.errors import ProofError, Refusal, StorageFault
from server.ids import AccountId, ConversationId
from server.practice.destroying import accept_destruction, accept_destruction_approval
from server.practice.erasing import Erasing
from server.practice.holding import accept_hold, accept_lift, hold_with
from server.practice.retaining import accept_retention, accept_schedule
from server.records.holds import holds
from server.records.retention import KeptRecord, record_of
from server.roles import Role
from tests.integration.house import House, Someone, activate, house, now_ms
from tests.integration.practice import retaining
from tests.integration.practice.retaining import MadeRecord, said
from tests.integration.practice.staff import Staffed, found, vouch

Given = TypeVar("Given")
DAY_MS = 86_400_000
REFUSED = (Refusal, ProofError, StorageFault)


@dataclass(slots=True)
class World:
    """A practice of two officers and an owner, and the loop that it lives in."""

    runner: asyncio.Runner
    exits: AsyncExitStack
    staffed: Staffed
    officers: list[Someone]

    @property
    def home(self) -> House:
        """Where it stands."""
        return self.staffed.home

    def run(self, doing: Coroutine[Any, Any, Given]) -> Given:
        """To its end."""
        return self.runner.run(doing)


async def opened(urls: tuple[str, str, str], exits: AsyncExitStack) -> tuple[Staffed, list[Someone]]:
    """The practice, with a schedule in force."""
    home = await exits.enter_async_context(house(*urls, f"test-{secrets.token_hex(8)}:"))
    staffed = await found(home)
    officers = [await activate(home, Role.OFFICER) for _ in range(2)]
    for each in officers:
        await each.post_bundle()
        assert (await vouch(staffed.intake, staffed.certifier, each)).status_code == 204
    schedule = said(staffed.owner, retaining.schedule(staffed.owner, 1, now_ms()))
    async with home.messaging_database.transaction() as connection:
        await accept_schedule(connection, staffed.owner.account, schedule, now_ms())
    return staffed, [*officers, staffed.owner]


@dataclass(slots=True)
class Books:
    """What the machine knows by itself of one conversation."""

    last: int
    closed: bool = False
    wraps: int = 2
    shares: int = 2
    entries: int = 3


@dataclass(slots=True)
class Approval:
    """Somebody's second signature that was taken."""

    destruction: Destruction
    by: AccountId
    held: bool
    due: bool
    closed: bool = field(default=True)


def machine(world: World) -> type[RuleBasedStateMachine]:
    """The machine over this world."""
    database, system = world.home.messaging_database, world.home.mail.system
    people = st.sampled_from(range(len(world.officers)))

    class Destroying(RuleBasedStateMachine):
        """One client's record, from its first word to its last byte."""

        def __init__(self) -> None:
            super().__init__()
            self.now = now_ms()
            self.record = MadeRecord()
            self.books: dict[ConversationId, Books] = {}
            self.until: int | None = None
            self.standing: set[bytes] = set()
            self.proposed: list[Destruction] = []
            self.approved: list[Approval] = []
            self.at_hold: dict[str, int] | None = None
            self.begin()

        def tried(self, doing: Any) -> bool:
            """In a transaction; whether it was taken."""

            async def try_it() -> bool:
                try:
                    async with database.transaction() as connection:
                        await doing(connection)
                except REFUSED:
                    return False
                return True

            return world.run(try_it())

        def kept(self) -> KeptRecord:
            """The record as it stands, to be signed about."""

            async def look() -> KeptRecord:
                async with database.transaction() as connection:
                    return await record_of(connection, self.record.client)

            return world.run(look())

        @precondition(lambda self: len(self.books) < 3)
        @rule()
        def begin(self) -> None:
            """The client has one more conversation."""
            made: list[ConversationId] = []

            async def doing(connection: Any) -> None:
                made.append(await self.record.begin(connection, self.now))

            assert self.tried(doing)
            self.books[made[0]] = Books(self.now)
            if self.at_hold is not None:
                self.at_hold = self.look()

        @rule(data=st.data())
        def close(self, data: st.DataObject) -> None:
            """Care ends, or the account is closed."""
            still = [each for each, book in self.books.items() if not book.closed]
            if not still:
                return
            self.shut(data.draw(st.sampled_from(still)))

        def shut(self, which: ConversationId) -> None:
            """One of them."""
            assert self.tried(lambda connection: self.record.close(connection, which, self.now))
            self.books[which].closed, self.books[which].last = True, self.now

        @rule(days=st.sampled_from([1, 20, 40, 3 * 366, 8 * 366]))
        def wait(self, days: int) -> None:
            """Time goes on."""
            self.now += days * DAY_MS

        @rule(who=people, early=st.sampled_from([-1, 0, 0, 0, 30 * DAY_MS]))
        def date(self, who: int, early: int) -> None:
            """An officer says until when it is kept, also too early."""
            officer, kept = world.officers[who], self.kept()
            until = years_after(kept.last_service, 7) + early
            body = said(officer, retaining.retention(officer, kept, until, self.now))
            if self.tried(lambda connection: accept_retention(connection, officer.account, body, self.now)):
                assert early >= 0, "a date before what the schedule asks for was taken"
                self.until = until

        @rule(who=people)
        def hold(self, who: int) -> None:
            """An officer holds it."""
            officer = world.officers[who]
            paper, sealed = retaining.reason(officer)
            body = retaining.hold(officer, self.record.client, paper.hash, self.now)
            signed = said(officer, body)
            assert self.tried(lambda connection: accept_hold(connection, officer.account, signed, sealed, self.now))
            self.holds(body.hold_id)

        @rule(cause=st.sampled_from([HoldCause.PROCESS, HoldCause.WARNING]))
        def serve(self, cause: HoldCause) -> None:
            """A process or a warning is kept."""
            basis = os.urandom(32)
            client = self.record.client
            assert self.tried(lambda connection: hold_with(connection, system, cause, client, basis, self.now))

            async def newest() -> Hold:
                async with database.transaction() as connection:
                    return next(each.hold for each in await holds(connection) if each.hold.reason_hash == basis)

            self.holds(world.run(newest()).hold_id)

        def holds(self, hold_id: bytes) -> None:
            """What is there from now on stays."""
            self.standing.add(hold_id)
            if self.at_hold is None:
                self.at_hold = self.look()

        @rule(who=people, data=st.data())
        def lift(self, who: int, data: st.DataObject) -> None:
            """Somebody lets a hold go."""
            if not self.standing:
                return
            which, officer = data.draw(st.sampled_from(sorted(self.standing))), world.officers[who]
            paper, sealed = retaining.reason(officer, words="Settled")

            async def doing(connection: Any) -> None:
                kept = next(each.hold for each in await holds(connection) if each.hold.hold_id == which)
                signed = said(officer, retaining.lift(officer, kept, paper.hash, self.now))
                await accept_lift(connection, officer.account, signed, sealed, self.now)

            assert self.tried(doing)
            self.standing.discard(which)
            if not self.standing:
                self.at_hold = None

        @rule(by=people, approver=people, forced=st.booleans())
        def propose(self, by: int, approver: int, forced: bool) -> None:
            """Somebody proposes to destroy it, also when nobody may, also alone."""
            kept = self.kept()
            # The time that a proposer's clock says is theirs to choose.
            due = self.now if kept.due_at is None else kept.due_at
            changed = {"retain_until": due, "at": max(due, self.now)} if forced else {}
            try:
                body = retaining.destruction(world.officers[by], world.officers[approver], kept, self.now, **changed)
                signed = said(world.officers[by], body)
            except ProofError:
                return
            caller = world.officers[by].account
            if self.tried(lambda connection: accept_destruction(connection, caller, signed, self.now)):
                self.proposed.append(body)

        @rule(who=people, as_named=st.booleans(), data=st.data())
        def approve(self, who: int, as_named: bool, data: st.DataObject) -> None:
            """Somebody approves one that was proposed, however long ago."""
            if not self.proposed:
                return
            self.second(data.draw(st.sampled_from(self.proposed)), who, as_named)

        def second(self, body: Destruction, who: int, as_named: bool) -> None:
            """The second signature, or what somebody takes for one."""
            named = next(each for each in world.officers if each.account == body.approved_by)
            approver = named if as_named else world.officers[who]
            signature = approver.keys.signing.sign(body.encoded())
            held, due = bool(self.standing), self.is_due()
            if self.tried(
                lambda connection: accept_destruction_approval(
                    connection, approver.account, body.destruction_id, signature, self.now
                )
            ) and not any(each.destruction == body for each in self.approved):
                closed = all(book.closed for book in self.books.values())
                self.approved.append(Approval(body, approver.account, held, due, closed))

        @rule(by=people, other=st.integers(1, 2), hurried=st.booleans())
        def go_by_the_book(self, by: int, other: int, hurried: bool) -> None:
            """Everything that has to come first, in its order, but for the years, where somebody is in a hurry; what is held stays so."""
            for conversation, book in self.books.items():
                if not book.closed:
                    self.shut(conversation)
            if not hurried:
                self.wait(8 * 366)
            self.date(by, 0)
            self.propose(by, (by + other) % len(world.officers), forced=hurried)
            if self.proposed:
                self.second(self.proposed[-1], by, as_named=True)

        def is_due(self) -> bool:
            """By the books."""
            last = max(book.last for book in self.books.values())
            return self.until is not None and self.now >= max(self.until, years_after(last, 7))

        @rule()
        def erase(self) -> None:
            """The service goes on with what was approved."""
            shelf = world.home.attachments.shelf
            world.run(Erasing(database, shelf, system, lambda: self.now).erase())

        @rule(
            statement=st.sampled_from(
                [
                    "DELETE FROM wrap WHERE conversation = ANY ($1::bytea[])",
                    "DELETE FROM sealed_share WHERE conversation = ANY ($1::bytea[])",
                    "UPDATE record SET payload = '', letter_from = NULL WHERE conversation = ANY ($1::bytea[])",
                    "DELETE FROM attachment WHERE conversation = ANY ($1::bytea[])",
                    "DELETE FROM shelved_chunk s USING attachment a WHERE a.attachment = s.attachment AND a.conversation = ANY ($1::bytea[])",
                    "UPDATE hold SET client = client",
                    "DELETE FROM hold",
                ]
            )
        )
        def go_round(self, statement: str) -> None:
            """Somebody with the service's own role runs a statement of their own."""
            self.tried(
                lambda connection: connection.execute(
                    statement, *([self.record.conversations] if "$1" in statement else [])
                )
            )

        def look(self) -> dict[str, int]:
            """What is there."""
            return world.run(self.record.left(database))

        @invariant()
        def what_is_held_stays(self) -> None:
            """While a hold stands nothing is less than it was when the first of them came."""
            if self.at_hold is not None:
                assert self.look() == self.at_hold

        @invariant()
        def nothing_goes_without_two_people_in_time(self) -> None:
            """Whatever is missing was approved by another than who proposed it, while nothing held it, when its time had come; and places stay."""
            for each in self.approved:
                assert not each.held, "what is held was approved"
                assert each.due, "what is not due was approved"
                assert each.closed, "what is open was approved"
                assert each.by == each.destruction.approved_by != each.destruction.by
            gone = {place.conversation for each in self.approved for place in each.destruction.conversations}
            for conversation, book in self.books.items():
                left = world.run(MadeRecord(conversations=[conversation]).left(database))
                assert left["places"] == book.entries
                if conversation not in gone:
                    assert (left["wraps"], left["shares"], left["entries"], left["files"]) == (2, 2, 3, 1)
                else:
                    assert (left["wraps"], left["shares"]) == (0, 0)

        @invariant()
        def the_log_says_so(self) -> None:
            """Of each approval both signatures are in the log, and of each certificate it, too."""

            async def counted() -> tuple[int, int, int]:
                async with database.acquire() as connection:
                    ids = [bytes(each.destruction.destruction_id) for each in self.approved]
                    bodies = [each.destruction.encoded() for each in self.approved]
                    leaves = await connection.fetchval(
                        "SELECT count(*) FROM log_record r, unnest($1::bytea[]) AS b (body)"
                        " WHERE r.kind = 'destruction' AND position(b.body IN r.record) > 0",
                        bodies,
                    )
                    certified = await connection.fetch(
                        "SELECT body FROM destruction_certificate WHERE destruction_id = ANY ($1::bytea[])", ids
                    )
                    noted = await connection.fetchval(
                        "SELECT count(*) FROM log_record r, unnest($1::bytea[]) AS b (body)"
                        " WHERE r.kind = 'destroyed' AND position(b.body IN r.record) > 0",
                        [row["body"] for row in certified],
                    )
                    return leaves, len(certified), noted

            leaves, certified, noted = world.run(counted())
            assert leaves == 2 * len(self.approved)
            assert noted == certified

    return Destroying


def test_no_sequence_of_calls_destroys_what_is_kept(identity_url: str, messaging_url: str, redis_url: str) -> None:
    """One story that comes to its end, and twenty of up to twenty-five steps."""
    with asyncio.Runner() as runner:
        exits = AsyncExitStack()
        staffed, officers = runner.run(opened((identity_url, messaging_url, redis_url), exits))
        world = World(runner, exits, staffed, officers)
        told = machine(world)
        try:
            by_the_book: Any = told()
            by_the_book.go_by_the_book(by=0, other=1, hurried=False)
            by_the_book.erase()
            assert by_the_book.look() == {"wraps": 0, "shares": 0, "entries": 0, "files": 0, "places": 3}
            run_state_machine_as_test(
                told,
                settings=settings(
                    max_examples=20, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
                ),
            )
        finally:
            runner.run(exits.aclose())
