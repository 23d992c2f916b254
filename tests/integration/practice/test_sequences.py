"""No sequence of calls, by right and wrong people, lets out what nothing allows (issue 5; crypto.md §7.3, §13).

Nothing outside an effective consent or lawful basis gets into a package, no epoch beyond an order's scope is opened, and nothing is
disclosed, ordered, given or taken back without its entry in the log. The oracle (sequences.py) is asked about every yes.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test

from server.crypto.consent import Maker, ScopeKind
from server.crypto.disclosure import DisclosureBasis
from server.crypto.paper_forms import Form
from server.crypto.part2 import Part2Status
from server.crypto.process import ProcessKind
from server.crypto.signing import SignedBody
from server.storage.database import Database
from tests.integration.house import pair, post
from tests.integration.practice.ordering import entrusted, openable, succeed_custodians
from tests.integration.practice.releasing import DAY_MS, MESSAGING
from tests.integration.practice.sequences.oracle import DESK, GivenConsent, Oracle, Served
from tests.integration.practice.sequences.orders import Ordering
from tests.integration.practice.sequences.world import EPOCHS, HOURS, LONG, RESTS, RUNS, WHO, World, found_world


@pytest.fixture(name="world")
def _world(identity_url: str, messaging_url: str, redis_url: str) -> Iterator[World]:
    loop, exits = asyncio.new_event_loop(), AsyncExitStack()
    world = loop.run_until_complete(found_world(loop, exits, (identity_url, messaging_url, redis_url)))
    try:
        yield world
    finally:
        loop.run_until_complete(exits.aclose())
        loop.close()


STORIES: Final = st.sampled_from(
    ["hand_out_and_take_back", "hand_out_beyond", "take_back_between", "hand_out_unopened"]
)


class Sequences(Ordering):
    """All of it, and what is handed out; time, other custodians, and the same again."""

    @initialize(rests=RESTS, maker=st.sampled_from([Maker.PRACTICE, Maker.RETURN]), epochs=EPOCHS, story=STORIES)
    def begin(self, rests: str, maker: Maker, epochs: set[int], story: str) -> None:
        """A new conversation of the two, whose record counts as one of part 2 again; a consent to the client's own package, one of the
        short stories that single calls seldom make by chance, and an order.
        """
        self.clock.ahead_ms = 0
        self.run(self._begin())
        self.oracle = Oracle(self.made, now=self.now)
        self.consent("right", Form.PART2, Maker.CLIENT, (ScopeKind.TEXT, ScopeKind.LETTER), (0, 10_000), LONG)
        getattr(self, story)()
        self.order_lawfully(rests, maker, epochs)

    async def _begin(self) -> None:
        keeping = [self.people[name] for name in self.world.keeping]
        self.made = await openable(self.world.staffed, keeping)
        self.case = self.made.release(self.people["officer"])
        assert (await self.case.clear(Part2Status.CONFIRMED)).status_code == 204

    # -- handing out ----------------------------------------------------------------------------------------------------

    @rule(who=WHO, pick=st.integers(0), runs=RUNS, approver=st.sampled_from(["right", "right", "owner", "officer", "therapist"]), legal=st.booleans())  # fmt: skip
    def disclose(self, who: str, pick: int, runs: list[tuple[int, int]], approver: str, legal: bool) -> None:
        """Somebody hands out a package."""
        kept = self._handed_by(pick, legal)
        if kept is None:
            return
        spans = _rising(runs)
        name, agreed = self._parts(kept, who, approver)
        if agreed == name:  # such a body cannot even be made
            return
        body = self._disclosure(kept, name, agreed, spans)
        if self.ask(name, "disclosures", body):
            assert self.oracle.may_hand_out(kept, spans, self._opened(kept, name, agreed))
            if isinstance(kept, GivenConsent) and kept.consent.maker is Maker.CLIENT:
                assert (name, agreed) == ("client", "nobody")
            else:
                assert name in DESK
                assert agreed in DESK

    @rule(own=st.booleans(), first=st.integers(1, 9))
    def disclose_lawfully(self, own: bool, first: int) -> None:
        """The right people hand out one entry, the client by themselves or the practice: the service says yes exactly when it is allowed."""
        kept = self.consents[0] if own else self.orders[-1].basis if self.orders else None
        if kept is None:
            return
        if isinstance(kept, GivenConsent) and kept.consent.maker is Maker.RETURN:
            return
        name, agreed = self._parts(kept, "right", "right")
        body = self._disclosure(kept, name, agreed, [(first, first)])
        allowed = self.oracle.may_hand_out(kept, [(first, first)], self._opened(kept, name, agreed))
        assert self.ask(name, "disclosures", body) == allowed, (self.refused, kept)

    def hand_out_and_take_back(self) -> None:
        """The client hands out one entry, takes the consent back, and hands it out again: the service says yes, and then no."""
        kept = self._own_consent((0, DAY_MS))
        assert self._handed_alone(kept, 2)
        self.revoke("client", -1)
        assert kept.revoked
        assert not self._handed_alone(kept, 2)

    def hand_out_beyond(self) -> None:
        """The client hands out what a consent of a few seconds covers, and then what came after them: the service says yes, and then no."""
        kept = self._own_consent((0, 10_000))
        assert self._handed_alone(kept, 2)
        assert not self._handed_alone(kept, 8)

    def take_back_between(self) -> None:
        """One custodian has given when the client takes it back: the other is refused."""
        self.order_lawfully("consent", Maker.PRACTICE, {1})
        order, headers = self.orders[-1], list(self.orders[-1].order.headers)
        assert self._give(order, order.custodians[0], headers)
        self.revoke("client", -1)
        assert not self._give(order, order.custodians[1], headers)

    def hand_out_unopened(self) -> None:
        """Custodians opened one epoch, and the practice hands out of it, and then of the next one, which the consent covers: yes, and then no."""
        self.order_lawfully("consent", Maker.PRACTICE, {1})
        self.open_lawfully(-1)
        kept = self.orders[-1].basis
        assert isinstance(kept, GivenConsent)
        for first, expected in ((2, True), (5, False)):
            body = self._disclosure(kept, "officer", "owner", [(first, first)])
            allowed = self.oracle.may_hand_out(kept, [(first, first)], self._opened(kept, "officer", "owner"))
            assert (self.ask("officer", "disclosures", body), allowed) == (expected, expected), self.refused

    def _own_consent(self, span: tuple[int, int]) -> GivenConsent:
        """One that the client needs nobody for."""
        self.consent("right", Form.PART2, Maker.CLIENT, (ScopeKind.TEXT,), span, LONG)
        return self.consents[-1]

    def _handed_alone(self, kept: GivenConsent, first: int) -> bool:
        took = self.ask("client", "disclosures", self._disclosure(kept, "client", "nobody", [(first, first)]))
        assert took == self.oracle.may_hand_out(kept, [(first, first)], None), self.refused
        return took

    def _opened(self, kept: GivenConsent | Served, name: str, agreed: str) -> set[int] | None:
        """The epochs that were opened for who hands out; None where nobody had to open them."""
        if agreed == "nobody":
            return None
        return self.oracle.opened_for(self.orders, kept, self.people[name].account, self.people[agreed].account)

    def _handed_by(self, pick: int, legal: bool) -> GivenConsent | Served | None:
        kept: Sequence[GivenConsent | Served] = self.processes if legal else self.consents
        return kept[pick % len(kept)] if kept else None

    def _parts(self, kept: GivenConsent | Served, who: str, approver: str) -> tuple[str, str]:
        alone = isinstance(kept, GivenConsent) and kept.consent.maker is Maker.CLIENT
        name = ("client" if alone else "officer") if who == "right" else who
        agreed = ("nobody" if alone else "owner") if approver == "right" else approver
        return name, agreed

    def _disclosure(
        self, kept: GivenConsent | Served, name: str, agreed: str, spans: list[tuple[int, int]]
    ) -> dict[str, Any]:
        approver = b"" if agreed == "nobody" else bytes(self.people[agreed].account)
        rests: Any = kept.consent if isinstance(kept, GivenConsent) else kept.process
        basis = DisclosureBasis.CONSENT if isinstance(kept, GivenConsent) else _basis_of(kept)
        # `disclosure` asks a consent for nothing but its hash.
        return self.case.disclosure(
            self.people[name], rests, spans, basis=basis, approver=approver, produced_at=self.now
        )

    # -- time, custodians, repetition -----------------------------------------------------------------------------------

    @rule(hours=HOURS)
    def wait(self, hours: int) -> None:
        """Time passes."""
        self.clock.ahead_ms = min(self.clock.ahead_ms + hours * 3_600_000, 90 * DAY_MS)
        self.oracle.now = self.now

    @rule(agreeing=st.sampled_from([1, 2, 2]))
    def change_custodians(self, agreeing: int) -> None:
        """Others keep the shares from now on, when two of those before agree; members deposit anew, some of them."""
        after = ("second", "third", "fourth") if "first" in self.world.keeping else ("first", "second", "third")
        staying = [self.people[name] for name in ("second", "third")]
        changed = self.run(
            succeed_custodians(self.world.staffed, staying, [self.people[name] for name in after], agreeing)
        )
        assert changed == (agreeing == 2)
        if changed:
            self.world.keeping = after
            self.world.before[self.world.staffed.manifest.hash] = after

    @rule(who=st.sampled_from(["client", "therapist", "officer", "intake"]), epoch=st.integers(1, 3))
    def deposit_anew(self, who: str, epoch: int) -> None:
        """A member entrusts an epoch to those who keep the shares now."""
        member = self.people[who]
        custodians = [self.people[name] for name in self.world.keeping]
        depositor = member if who in ("client", "therapist") else self.people["client"]
        made = entrusted(self.made, self.made.epochs[epoch - 1], depositor, custodians, self.world.staffed.manifest)
        body = {"deposit": pair(made.signed), "sealed_shares": list(made.sealed_shares)}
        if not self.ask(who, "deposits", body) or self._deposited_before(made.signed):
            self.made.deposits.remove(made)

    def _deposited_before(self, word: SignedBody) -> bool:
        """The first of a member under a manifest stands; another is passed over."""
        return self.run(_count(self.world.database, "SELECT count(*) FROM deposit WHERE body = $1", word.body)) == 0

    @precondition(lambda self: self.done)
    @rule(pick=st.integers(0))
    def repeat(self, pick: int) -> None:
        """The same again, by the same person: whatever it is answered, nothing is added to what was done."""
        name, path, body = self.done[pick % len(self.done)]
        before = self.run(_rows(self.world.database))
        self.run(post(self.people[name].browser, f"{MESSAGING}/{path}", body))
        after = self.run(_rows(self.world.database))
        if path != "part2":
            assert before == after

    def teardown(self) -> None:
        """Everything that was done stands in the log, each thing once, and nothing else of its kind."""
        if hasattr(self, "made"):
            self.run(_check_logged(self.world.database))


LOGGED: Final = {
    "consent": "SELECT body, signature FROM consent",
    "revocation": "SELECT body, signature FROM revocation",
    "decision": "SELECT body, signature FROM decision",
    "process": "SELECT body, signature FROM process UNION ALL"
    " SELECT p.body, a.signature FROM process p JOIN process_approval a USING (process_id)",
    "disclosure": "SELECT body, signature FROM disclosure",
    "order": "SELECT body, signature FROM release_order",
    "approval": "SELECT o.body, a.signature FROM release_order o JOIN order_approval a USING (order_id)",
    "order-answer": "SELECT body, signature FROM order_answer",
    "outcome": "SELECT body, signature FROM order_outcome",
    "contribution": "SELECT body, signature FROM contribution",
}
"""What the log has to say of each kind: the signed bodies of these tables."""


async def _check_logged(database: Database) -> None:
    async with database.acquire() as connection:
        for kind, statement in LOGGED.items():
            kept = [SignedBody(row["body"], row["signature"]).encoded() for row in await connection.fetch(statement)]
            logged = await connection.fetch("SELECT record FROM log_record WHERE kind = $1", kind)
            assert sorted(row["record"] for row in logged) == sorted(kept), kind


async def _rows(database: Database) -> list[int]:
    async with database.acquire() as connection:
        return [len(await connection.fetch(each)) for each in LOGGED.values()]


async def _count(database: Database, statement: str, *values: bytes) -> int:
    async with database.acquire() as connection:
        return int(await connection.fetchval(statement, *values))


def _basis_of(served: Served) -> DisclosureBasis:
    """The basis of the same name; a preservation request has none, so that another one is tried."""
    kind = served.process.kind
    return DisclosureBasis.ORDER if kind is ProcessKind.PRESERVATION else DisclosureBasis(kind.value)


def _rising(runs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Runs that rise and do not touch, of whatever was drawn."""
    spans: list[tuple[int, int]] = []
    for first, more in sorted(runs):
        if not spans or first > spans[-1][1] + 1:
            spans.append((first, first + more))
    return spans


def test_no_sequence_of_calls_lets_out_what_nothing_allows(world: World) -> None:
    """Whatever is asked in whatever order, and by whom."""
    Sequences.world = world
    run_state_machine_as_test(
        Sequences,
        settings=settings(
            max_examples=14,
            stateful_step_count=34,
            phases=[Phase.generate],
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert {"disclosures", "orders/outcomes", "orders/contributions", "consents/revoke"} <= set(world.yes)
