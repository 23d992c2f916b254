"""What a client allows, what is served on the practice, and what kind of record it is."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from server.crypto.consent import Decided, Maker, Revocation, ScopeKind
from server.crypto.paper_forms import Form
from server.crypto.part2 import Part2Status
from server.crypto.process import Part2Section, ProcessKind
from tests.integration.practice.releasing import DAY_MS, signed
from tests.integration.practice.sequences.oracle import GivenConsent, Served
from tests.integration.practice.sequences.world import HOURS, WHO, Calls
from tests.integration.practice.test_legal import approval, process
from tests.integration.practice.test_releases import decision


class Allowing(Calls):
    """Consents, processes, markings."""

    @rule(
        who=WHO,
        form=st.sampled_from([Form.PART2, Form.GENERAL]),
        maker=st.sampled_from(list(Maker)),
        kinds=st.sampled_from([(ScopeKind.TEXT,), (ScopeKind.TEXT, ScopeKind.LETTER), (ScopeKind.APPOINTMENT,)]),
        span=st.sampled_from([(0, DAY_MS), (0, 10_000), (15_000, DAY_MS), (4_500, 5_500)]),
        hours=HOURS,
    )
    def consent(
        self, who: str, form: Form, maker: Maker, kinds: tuple[ScopeKind, ...], span: tuple[int, int], hours: int
    ) -> None:
        """The client consents, or somebody hands one in for them."""
        since, until = self.made.began + span[0], self.made.began + span[1]
        times = {
            "scope_from": since,
            "scope_until": until,
            "signed_at": self.now,
            "expires_at": self.now + hours * 3_600_000,
        }
        said, body = self.case.consent(form, maker=maker, kinds=kinds, **times)
        name = "client" if who == "right" else who
        if name != "client":
            body["signed"] = signed(self.people[name], said)
        if self.ask(name, "consents", body):
            assert name == "client"
            self.consents.append(GivenConsent(said))

    @precondition(lambda self: self.consents)
    @rule(who=WHO, pick=st.integers(0))
    def revoke(self, who: str, pick: int) -> None:
        """It is taken back."""
        kept = self.consents[pick % len(self.consents)]
        name = "client" if who == "right" else who
        body = Revocation(kept.consent.consent_id, kept.consent.hash, self.people[name].account, self.now)
        if self.ask(name, "consents/revoke", signed(self.people[name], body)):
            assert name == "client"
            kept.revoked = True

    @precondition(lambda self: self.consents)
    @rule(who=WHO, pick=st.integers(0))
    def deny(self, who: str, pick: int) -> None:
        """The practice says no."""
        kept = self.consents[pick % len(self.consents)]
        name = "officer" if who == "right" else who
        if self.ask(name, "requests/decide", decision(self.case, kept.consent, Decided.DENY)):
            assert name == "officer"
            kept.denied = True

    @rule(cleared=st.booleans())
    def mark(self, cleared: bool) -> None:
        """The therapist says what kind of record it is."""
        status = Part2Status.CLEARED if cleared else Part2Status.CONFIRMED
        assert self.run(self.case.clear(status)).status_code == 204
        self.oracle.cleared = cleared

    @rule(
        who=WHO,
        kind=st.sampled_from([ProcessKind.ORDER, ProcessKind.JUDICIAL_SUBPOENA, ProcessKind.PRESERVATION]),
        court=st.booleans(),
        span=st.sampled_from([(0, DAY_MS), (0, 10_000), (15_000, DAY_MS)]),
    )
    def serve(self, who: str, kind: ProcessKind, court: bool, span: tuple[int, int]) -> None:
        """Something is served on the practice."""
        section = Part2Section.S2_63 if court and kind is ProcessKind.ORDER else Part2Section.NONE
        since, until = self.made.began + span[0], self.made.began + span[1]
        said, body = process(self.case, kind, part2_section=section, scope_from=since, scope_until=until, at=self.now)
        name = "officer" if who == "right" else who
        if self.ask(name, "processes", body):
            assert name == "officer"
            self.processes.append(Served(said))

    @precondition(lambda self: self.processes)
    @rule(who=WHO, pick=st.integers(0))
    def approve_process(self, who: str, pick: int) -> None:
        """The other of the two signs it."""
        kept = self.processes[pick % len(self.processes)]
        name = "owner" if who == "right" else who
        if self.ask(name, "processes/approve", approval(self.case, kept.process, self.people[name])):
            assert name == "owner"
            kept.approved = True
