"""Who is told of an order, by the service itself: whoever has to decide, and of an emergency everyone who watches over the practice."""

from collections.abc import Collection, Iterable
from typing import Final

from server.crypto.canonical import read
from server.crypto.manifest import Manifest
from server.crypto.match import Match
from server.crypto.order import Basis, ReleaseOrder
from server.ids import AccountId
from server.practice.sayings import Event
from server.practice.sql import queries
from server.practice.system_notices import SystemNotices
from server.records.ordered import Ordered
from server.roles import Role
from server.storage.database import Connection

_UNREAD: Final = {Basis.DRILL: Event.DRILL_WAITS, Basis.SUCCESSION: Event.SUCCESSION_WAITS}
"""What an approver is told of an order by which nobody's words are opened."""

_WATCHING: Final = (Role.OFFICER.value, Role.OWNER.value)


async def tell_of_order(
    connection: Connection, system: SystemNotices, order: ReleaseOrder, ordered: Ordered, now: int
) -> Collection[AccountId]:
    """Its approver; and of an emergency officers, owners and the therapist, before anybody can have read anything."""
    event = _UNREAD.get(order.basis, Event.ORDER_WAITS)
    told = await _tell(connection, system, order, event, [order.approver], now)
    if order.basis is Basis.EMERGENCY:
        alerted = ({*await watching(connection)} | _therapists(ordered)) - {order.officer}
        told |= await _tell(connection, system, order, Event.EMERGENCY_ORDERED, sorted(alerted), now)
    return told


async def watching(connection: Connection) -> list[AccountId]:
    """All officers and owners, certified or not yet."""
    rows = await connection.fetch(queries.accounts_of_roles, list(_WATCHING))
    return [AccountId(row["account"]) for row in rows]


async def tell_of_approval(
    connection: Connection, system: SystemNotices, order: ReleaseOrder, manifest: Manifest, now: int
) -> Collection[AccountId]:
    """The custodians whom it asks."""
    asked = [custodian.account for custodian in manifest.custodians]
    event = Event.HANDING_WAITS if order.basis is Basis.SUCCESSION else Event.SHARE_WAITS
    return await _tell(connection, system, order, event, asked, now)


async def _tell(
    connection: Connection,
    system: SystemNotices,
    order: ReleaseOrder,
    event: Event,
    accounts: Iterable[AccountId],
    now: int,
) -> set[AccountId]:
    told: set[AccountId] = set()
    for account in accounts:
        told |= {*await system.tell(connection, account, event, now, subject=order.order_id)}
    return told


def _therapists(ordered: Ordered) -> set[AccountId]:
    if ordered.match is None:
        return set()
    return {each.account for each in read(Match, ordered.match.body).participants if each.role is Role.THERAPIST}
