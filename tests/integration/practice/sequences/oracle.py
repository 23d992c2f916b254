"""What may happen to a release, told by itself: an oracle of consents, processes and orders that shares no code with the service's own.

It is told of every call that the service answered with yes, and says whether it should have (crypto.md §7.3, §13).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from server.crypto.consent import Consent, Maker
from server.crypto.content import EnvelopeKind
from server.crypto.order import Basis, ReleaseOrder
from server.crypto.paper_forms import Form
from server.crypto.process import Part2Section, Process, ProcessKind
from server.crypto.signing import SignedBody
from tests.integration.practice.ordering import Openable, Planted

SPEAKING: Final = {EnvelopeKind.TEXT: "text", EnvelopeKind.LETTER: "letter", EnvelopeKind.APPOINTMENT: "appointment"}
DESK: Final = ("officer", "owner")


@dataclass(slots=True)
class GivenConsent:
    """A consent that the service took."""

    consent: Consent
    revoked: bool = False
    denied: bool = False


@dataclass(slots=True)
class Served:
    """A process that the service took."""

    process: Process
    approved: bool = False


@dataclass(slots=True, kw_only=True)
class Ordered:
    """An order that the service took, and what became of it."""

    order: ReleaseOrder
    signed: SignedBody
    basis: GivenConsent | Served | None
    recipient: str
    approver: str
    custodians: tuple[str, ...]
    approved: bool = False
    withdrawn: bool = False
    fulfilled: bool = False
    declined: set[str] = field(default_factory=set)
    gave: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Oracle:
    """All of it, for one client's conversation."""

    made: Openable
    cleared: bool = False
    now: int = 0

    def opens(self, basis: GivenConsent | Served | None) -> bool:
        """Whether a basis lets anything out at this moment; None is an emergency's, which nobody takes back."""
        if isinstance(basis, GivenConsent):
            said = basis.consent
            in_time = said.signed_at <= self.now < said.expires_at
            return in_time and not basis.revoked and not basis.denied and (said.form is Form.PART2 or self.cleared)
        if isinstance(basis, Served):
            court = basis.process.part2_section is not Part2Section.NONE
            return basis.approved and basis.process.kind is not ProcessKind.PRESERVATION and (court or self.cleared)
        return True

    def covers(self, basis: GivenConsent | Served | None, entry: Planted) -> bool:
        """Whether an entry's words are of what a basis names, in its time."""
        said = self._said(basis)
        if said is None:
            return True
        if not said.scope_from <= entry.time <= said.scope_until:
            return False
        return entry.kind not in SPEAKING or SPEAKING[entry.kind] in {kind.value for kind in said.kinds}

    def may_be_ordered(self, kept: Ordered) -> bool:
        """Whether each epoch lasted into what the basis names, and the recipient is the one it lets read."""
        begins = [entry.time for entry in self.made.entries if entry.kind is None]
        spans = dict(
            zip([each.header.hash for each in self.made.epochs], pairwise([*begins, float("inf")]), strict=True)
        )
        for header in kept.order.headers:
            began, ended = spans[header]
            said = self._said(kept.basis)
            if said is not None and not (began <= said.scope_until and ended >= said.scope_from):
                return False
        return kept.recipient == self._reader(kept)

    def may_go_on(self, kept: Ordered) -> bool:
        """Whether anything may still be given, or handed out, under an order."""
        if not kept.approved or kept.withdrawn or kept.order.expires_at <= self.now:
            return False
        return self.opens(kept.basis)

    def may_hand_out(self, basis: GivenConsent | Served, runs: list[tuple[int, int]], opened: set[int] | None) -> bool:
        """Whether all entries of these runs may be in a package now; `opened`: the epochs that custodians opened, None where the client needs nobody."""
        if not self.opens(basis):
            return False
        named = [n for first, last in runs for n in range(first, last + 1)]
        for n in named:
            if n > len(self.made.entries) or not self.covers(basis, self.made.entries[n - 1]):
                return False
            if opened is not None and self.made.entries[n - 1].epoch not in opened:
                return False
        return True

    def opened_for(
        self, orders: Sequence[Ordered], basis: GivenConsent | Served, by: bytes, approver: bytes
    ) -> set[int]:
        """The epochs that custodians opened on this basis for one who ordered them, with another's agreement, while that is good."""
        headers = {each.header.hash: each.header.epoch for each in self.made.epochs}
        good = [each.order for each in orders if each.basis is basis and each.fulfilled]
        return {
            headers[header]
            for order in good
            if (order.officer, order.recipient, order.approver) == (by, by, approver) and order.expires_at > self.now
            for header in order.headers
        }

    @staticmethod
    def _said(basis: GivenConsent | Served | None) -> Consent | Process | None:
        if isinstance(basis, GivenConsent):
            return basis.consent
        return None if basis is None else basis.process

    def _reader(self, kept: Ordered) -> str:
        if kept.order.basis is Basis.CONSENT:
            assert isinstance(kept.basis, GivenConsent)
            if kept.basis.consent.maker is Maker.CLIENT:
                return "nobody: the client makes it"
            return "client" if kept.basis.consent.maker is Maker.RETURN else "officer"
        return "officer"
