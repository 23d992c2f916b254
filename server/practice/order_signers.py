"""Who ordered (crypto.md §7.3): an order is good for something only as long as both who signed it may speak for the practice."""

from server.crypto.order import ORDERING, ReleaseOrder
from server.errors import Refusal, RefusalCode
from server.practice.people import certified_people
from server.practice.proposals import check_standing
from server.records.orders import KeptOrder
from server.storage.database import Connection


async def check_signers(connection: Connection, kept: KeptOrder) -> None:
    """`closed` while one of the two is suspended, shut, or not certified as who may order; nobody becomes so until the transaction ends.

    Who is let in again has their orders back.
    """
    if not await _both_may(connection, kept.order):
        raise Refusal(RefusalCode.CLOSED)


async def _both_may(connection: Connection, order: ReleaseOrder) -> bool:
    signers = {order.officer, order.approver}
    try:
        await check_standing(connection, *signers)
    except Refusal:
        return False
    people = await certified_people(connection, sorted(signers))
    return {each.account for each in people if each.role in ORDERING} == signers
