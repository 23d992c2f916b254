"""Orders, and everything that becomes of them."""

import base64
import hashlib

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from server.crypto.consent import Maker, ScopeKind
from server.crypto.order import Basis
from server.crypto.order_answer import OrderAnswer, OrderWord, Outcome
from server.crypto.paper_forms import Form
from server.crypto.process import ProcessKind
from server.crypto.signing import SignedBody
from tests.integration.house import pair
from tests.integration.practice.ordering import CIPHERTEXT, emergency, given, lasting, order
from tests.integration.practice.releasing import DAY_MS, signed
from tests.integration.practice.sequences.consents import Allowing
from tests.integration.practice.sequences.oracle import DESK, GivenConsent, Ordered, Served
from tests.integration.practice.sequences.world import CUSTODIANS, EPOCHS, LONG, RESTS, WHO


class Ordering(Allowing):
    """Made, approved, answered, given to, looked at, collected, ended."""

    def order_lawfully(self, rests: str, maker: Maker, epochs: set[int]) -> None:
        """By the right people and whole: the service has to say yes. What others do to it later is for the other rules."""
        if rests == "consent":
            self.consent("right", Form.PART2, maker, (ScopeKind.TEXT,), (0, DAY_MS), LONG)
        if rests == "legal":
            self.serve("right", ProcessKind.ORDER, court=True, span=(0, DAY_MS))
            self.approve_process("right", -1)
        before = len(self.orders)
        self.propose("right", "owner", rests, -1, epochs, "right", old=False)
        deposited = {each[0].header_hash for each in self.made.of(self._headers(epochs), self._manifest)}
        assert (len(self.orders) > before) == (deposited == set(self._headers(epochs)))
        if len(self.orders) > before:
            self.approve("right", -1)
            assert self.orders[-1].approved

    @property
    def _manifest(self) -> bytes:
        return self.world.staffed.manifest.hash

    def _headers(self, epochs: set[int]) -> list[bytes]:
        return [self.made.epochs[n - 1].header.hash for n in sorted(epochs)]

    @rule(
        who=WHO,
        approver=st.sampled_from(["owner", "owner", "owner", "officer", "therapist", "first"]),
        rests=RESTS,
        pick=st.integers(0),
        epochs=EPOCHS,
        reader=st.sampled_from(["right", "right", "right", "client", "officer", "intake"]),
        old=st.booleans(),
    )
    def propose(self, who: str, approver: str, rests: str, pick: int, epochs: set[int], reader: str, old: bool) -> None:
        """Somebody orders epochs to be opened."""
        name = "officer" if who == "right" else who
        basis, rested, body = self._basis(rests, pick, name)
        if body is None:
            return
        right = "client" if isinstance(basis, GivenConsent) and basis.consent.maker is Maker.RETURN else name
        recipient = right if reader == "right" else reader
        manifests = list(self.world.before)
        changed = {"manifest_hash": manifests[0]} if old else {}
        headers = self._headers(epochs)
        people = {"officer": self.people[name].account, "approver": self.people[approver].account}
        if people["officer"] == people["approver"]:
            return
        said = order(
            rested,
            body.hash,
            self.made,
            headers,
            self.people[recipient],
            **people,
            **changed,
            **lasting(self.now, rested),
        )
        word = self.people[name].keys.signing.sign_body(said)
        if self.ask(name, "orders", {"order": pair(word), "basis": pair(body), "notices": []}):
            custodians = self.world.before[said.manifest_hash]
            kept = Ordered(
                order=said, signed=word, basis=basis, recipient="officer" if recipient == name else recipient,
                approver=approver, custodians=custodians,
            )  # fmt: skip
            assert name in DESK
            assert approver in DESK
            assert self.oracle.opens(basis)
            assert self.oracle.may_be_ordered(kept)
            kept.recipient = recipient
            self.orders.append(kept)

    def _basis(self, rests: str, pick: int, name: str) -> tuple[GivenConsent | Served | None, Basis, SignedBody | None]:
        if rests == "emergency":
            return None, Basis.EMERGENCY, emergency(self.made, self.people[name])
        if rests == "consent" and self.consents:
            consent = self.consents[pick % len(self.consents)]
            return consent, Basis.CONSENT, self.people["client"].keys.signing.sign_body(consent.consent)
        if rests == "legal" and self.processes:
            served = self.processes[pick % len(self.processes)]
            return served, Basis.LEGAL, self.people["officer"].keys.signing.sign_body(served.process)
        return None, Basis.CONSENT, None

    def _order(self, pick: int) -> Ordered:
        return self.orders[pick % len(self.orders)]

    @precondition(lambda self: self.orders)
    @rule(who=WHO, pick=st.integers(0))
    def approve(self, who: str, pick: int) -> None:
        """The second signature."""
        kept = self._order(pick)
        name = kept.approver if who == "right" else who
        signature = self.people[name].keys.signing.sign(kept.signed.body)
        if self.ask(name, "orders/approvals", {"order": bytes(kept.order.order_id), "signature": signature}):
            assert name == kept.approver
            assert kept.approved or (self.oracle.opens(kept.basis) and not kept.withdrawn)
            kept.approved = True

    @precondition(lambda self: self.orders)
    @rule(who=WHO, pick=st.integers(0), word=st.sampled_from(list(OrderWord)))
    def answer(self, who: str, pick: int, word: OrderWord) -> None:
        """Withdrawn, or declined."""
        kept = self._order(pick)
        right = kept.approver if word is OrderWord.WITHDRAWN else kept.custodians[pick % 3]
        name = right if who == "right" else who
        said = OrderAnswer(kept.order.hash, self.people[name].account, word, self.now)
        body = {"order": bytes(kept.order.order_id), "answer": signed(self.people[name], said)}
        if self.ask(name, "orders/answers", body):
            if word is OrderWord.WITHDRAWN:
                assert self.people[name].account in (kept.order.officer, kept.order.approver)
                kept.withdrawn = kept.withdrawn or not kept.fulfilled
            else:
                assert name in kept.custodians
                kept.declined.add(name)

    @precondition(lambda self: self.orders)
    @rule(who=WHO, pick=st.integers(0), beside=st.booleans())
    def give(self, who: str, pick: int, beside: bool) -> None:
        """A custodian gives shares: of what is ordered, or of other epochs."""
        kept = self._order(pick)
        name = kept.custodians[pick % 3] if who == "right" else who
        others = [each.header.hash for each in self.made.epochs if each.header.hash not in kept.order.headers]
        headers = others if beside else list(kept.order.headers)
        if self._give(kept, name, headers):
            assert not beside

    def _give(self, kept: Ordered, name: str, headers: list[bytes]) -> bool:
        deposits = self.made.of(headers, kept.order.manifest_hash)
        if not deposits:
            return False
        recipient = self.people[kept.recipient]
        gifts = [given(kept.order, each, self.people[name], recipient) for each in deposits]
        took = self.ask(name, "orders/contributions", {"order": bytes(kept.order.order_id), "contributions": gifts})
        if took:
            assert name in kept.custodians
            assert name not in kept.declined
            assert self.oracle.may_go_on(kept)
            assert not kept.fulfilled
            kept.gave.add(name)
        return took

    @precondition(lambda self: self.orders)
    @rule(who=WHO, pick=st.integers(0))
    def look(self, who: str, pick: int) -> None:
        """Somebody looks at what an order is about: sealed shares are for custodians whom it asks, of its epochs alone."""
        kept = self._order(pick)
        name = kept.custodians[pick % 3] if who == "right" else who
        found = self.shown(name, f"orders/material?order={_named(kept.order.order_id)}")
        if found is None:
            return
        shares = [each for each in found["deposits"] if each["sealed"] is not None]
        allowed = {each[1].signed.body for each in self.made.of(kept.order.headers, kept.order.manifest_hash)}
        if shares:
            assert name in kept.custodians
            assert kept.approved
        assert {_bytes(each["deposit"]["body"]) for each in shares} <= allowed
        if name in CUSTODIANS:
            assert kept.approved

    @precondition(lambda self: self.orders)
    @rule(who=WHO, pick=st.integers(0), what=st.sampled_from(["contributions", "record"]))
    def collect(self, who: str, pick: int, what: str) -> None:
        """Somebody fetches what custodians gave, or the entries that it opens: words exactly where its basis covers them."""
        kept = self._order(pick)
        name = kept.recipient if who == "right" else who
        found = self.shown(name, f"orders/{what}?order={_named(kept.order.order_id)}")
        if found is None:
            return
        assert name == kept.recipient
        assert self.oracle.may_go_on(kept)
        if what == "contributions":
            assert bool(found["contributions"]) == bool(kept.gave)
            return
        opened = {epoch.header.epoch for epoch in self.made.epochs if epoch.header.hash in kept.order.headers}
        for entry in found["entries"]:
            lies = self.made.entries[entry["sequence"] - 1]
            assert lies.epoch in opened
            whole = lies.kind is None or self.oracle.covers(kept.basis, lies)
            assert (entry["payload"] is not None, entry["outside"] is None) == (whole, whole)
            assert whole or set(entry["outside"]) == {"header", "nonce", "hash", "signature"}
            assert whole or _bytes(entry["outside"]["hash"]) == hashlib.sha256(CIPHERTEXT).digest()
        following = [lies for lies in self.made.entries if lies.epoch in opened]
        assert len(found["entries"]) == len(following)

    @precondition(lambda self: self.orders)
    @rule(who=WHO, pick=st.integers(0), beside=st.booleans())
    def end(self, who: str, pick: int, beside: bool) -> None:
        """The recipient says what was opened."""
        kept = self._order(pick)
        name = kept.recipient if who == "right" else who
        headers = sorted(each.header.hash for each in self.made.epochs) if beside else list(kept.order.headers)
        said = Outcome(kept.order.hash, self.people[name].account, tuple(headers), (), self.now)
        body = {"order": bytes(kept.order.order_id), "answer": signed(self.people[name], said)}
        if self.ask(name, "orders/outcomes", body):
            assert name == kept.recipient
            assert set(headers) == set(kept.order.headers)
            assert kept.approved
            assert kept.fulfilled or len(kept.gave) >= 2
            kept.fulfilled = True

    @precondition(lambda self: self.orders)
    @rule(pick=st.integers(0))
    def open_lawfully(self, pick: int) -> None:
        """Two custodians give, and the recipient says so: the service says yes exactly when it is allowed."""
        kept = self._order(pick)
        going = self.oracle.may_go_on(kept) and not kept.fulfilled and not kept.declined
        for place in (0, 1):
            self._give(kept, kept.custodians[place], list(kept.order.headers))
        said = Outcome(kept.order.hash, self.people[kept.recipient].account, kept.order.headers, (), self.now)
        body = {"order": bytes(kept.order.order_id), "answer": signed(self.people[kept.recipient], said)}
        ended = self.ask(kept.recipient, "orders/outcomes", body)
        assert ended or not going
        kept.fulfilled = kept.fulfilled or ended


def _named(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode("ascii")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
