"""What an order opens to its recipient of the record, and of the log (crypto.md §7.3): as much as its basis names, and no word more."""

from collections.abc import Sequence
from dataclasses import dataclass

from server.crypto.envelope import Outside, parse_envelope
from server.crypto.process import Process
from server.crypto.release_scope import NamesScope, covers, scope_named
from server.crypto.signing import SignedBody
from server.crypto.transcript import EntryKind
from server.ids import OrderId
from server.practice.contributing import collected
from server.practice.order_books import own_order
from server.records.log import Leaf, leaves_among
from server.records.ordered import OrderedEntry, entries_ordered, ordered, seals_ordered
from server.records.orders import KeptOrder
from server.records.proving import prove_inclusions
from server.sessions.sign_in_session import SignInSession
from server.storage.audit import Act, note
from server.storage.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class GivenEntry:
    """An entry of the record, and the head before it; of what the basis does not cover the outside alone."""

    sequence: int
    time: int
    kind: EntryKind
    payload: bytes | None
    outside: Outside | None
    anchor: bytes


ProvedLeaf = tuple[Leaf, list[bytes]]
"""A leaf, and what leads from it to the root."""


async def entries_for(
    connection: Connection, caller: SignInSession, order_id: OrderId, after: int, now: int
) -> Sequence[GivenEntry]:
    """The entries of the epochs that an order opens, for its recipient, while contributions may be had, too."""
    kept = await own_order(connection, caller, order_id)
    await collected(connection, kept, now)
    scope = scope_named(kept.order.basis, kept.basis.body)
    entries = await entries_ordered(connection, kept.order, after)
    await note(connection, Act.RECORD_READ, caller.account, now, detail=kept.signed.hash)
    return [given(each, scope) for each in entries]


def given(ordered_entry: OrderedEntry, scope: NamesScope | None) -> GivenEntry:
    """The whole of an opening, which has no words, and of what is covered; of everything else what its sender signed, without the ciphertext."""
    entry = ordered_entry.entry
    outside = None
    if entry.kind == EntryKind.ENVELOPE and scope is not None:
        envelope = parse_envelope(entry.payload)
        outside = None if covers(scope, entry.time, envelope.header.kind) else envelope.outside
    return GivenEntry(
        sequence=entry.sequence,
        time=entry.time,
        kind=EntryKind(entry.kind),
        payload=entry.payload if outside is None else None,
        outside=outside,
        anchor=ordered_entry.anchor,
    )


async def leaves_for(
    connection: Connection, caller: SignInSession, order_id: OrderId, place: int, size: int, most: int, now: int
) -> list[ProvedLeaf]:
    """What the log of `size` leaves holds of what an order opens, behind a place: nothing that its recipient is not given by the order already."""
    kept = await own_order(connection, caller, order_id)
    await collected(connection, kept, now)
    scope = scope_named(kept.order.basis, kept.basis.body)
    # A process's leaves are its signers' own: nobody is told of one by the log whom the law may forbid to tell.
    served = [scope.officer, scope.approver] if isinstance(scope, Process) else []
    accounts, records = [kept.order.officer, kept.order.approver, *served], await _records(connection, kept, scope)
    found = await leaves_among(connection, kept.order.conversation, accounts, records, place, most)
    leaves = [each for each in found if each.place < size]
    proofs = await prove_inclusions(connection, [each.place for each in leaves], size)
    return list(zip(leaves, proofs, strict=True))


async def _records(connection: Connection, kept: KeptOrder, scope: NamesScope | None) -> list[bytes]:
    """As they stand in the log: what opened it and who agreed, its basis, and of what is opened the match, openings and seals."""
    about = await ordered(connection, kept.order)
    approval = [] if kept.approval is None else [SignedBody(kept.signed.body, kept.approval)]
    match = [] if about.match is None else [about.match]
    signed = [kept.signed, *approval, kept.basis, *match, *about.epochs]
    since = 0 if scope is None else scope.scope_from
    return [*(each.encoded() for each in signed), *await seals_ordered(connection, kept.order, since)]
