"""Produced by the practice (crypto.md §13.3): an order on that very basis was approved by whom a disclosure names, and has opened what goes out."""

from server.crypto.canonical import read
from server.crypto.disclosure import Disclosure, DisclosureBasis
from server.crypto.emergency import Emergency
from server.crypto.order import Basis
from server.crypto.order_answer import Outcome
from server.errors import ProofError, Refusal, RefusalCode
from server.records import orders, releases
from server.records.scope import check_in_spans
from server.storage.database import Connection


async def check_opened(connection: Connection, said: Disclosure, basis: Basis, now: int) -> None:
    """ProofError unless the two whom it names ordered, on this basis, what goes out, and custodians have opened all of it.

    Reasons: wrong_order (no such order was approved and fulfilled, or its time is over), beyond_scope.
    """
    kept = await orders.fulfilled_on(connection, basis, said.basis_hash, said.by, said.approver, now)
    opened = [
        header
        for each in kept
        if each.outcome is not None and each.order.conversation == said.conversation
        for header in read(Outcome, each.outcome.body).opened
    ]
    if not opened:
        raise ProofError("wrong_order")
    check_in_spans(await releases.spans(connection, said.conversation, opened), said.runs)


async def check_opened_in_emergency(connection: Connection, said: Disclosure, now: int) -> None:
    """The same for what an emergency opened: exactly the epochs of the order, to whom it may help. Of another basis than that: `not_for_you`."""
    if said.basis is not DisclosureBasis.MEDICAL_EMERGENCY:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    await check_opened(connection, said, Basis.EMERGENCY, now)
    [kept, *_] = await orders.fulfilled_on(connection, Basis.EMERGENCY, said.basis_hash, said.by, said.approver, now)
    # Verified when the order was made: it is its officer's, on this conversation and its client.
    if read(Emergency, kept.basis.body).client != said.client:
        raise ProofError("wrong_client")
