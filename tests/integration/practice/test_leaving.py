"""What somebody who stops working here leaves behind (compliance NP-09, ST-03)."""

from server.practice.leaving import Left, left_by
from tests.integration.house import Someone
from tests.integration.practice.staff import Staffed, matched


async def left(staffed: Staffed, someone: Someone) -> Left:
    """As it stands now."""
    async with staffed.home.messaging_database.transaction() as connection:
        return await left_by(connection, someone.account, staffed.home.clock())


async def test_what_no_shut_account_ends_is_said(staffed: Staffed) -> None:
    """Open conversations, a certifier's delegation, a custodian's place; of who has none of these, nothing."""
    await matched(staffed, staffed.client, staffed.therapist)
    assert await left(staffed, staffed.therapist) == Left(
        conversations=1, certifies_until=None, custodian=False, services=0
    )
    assert (await left(staffed, staffed.custodians[0])).custodian
    certifies = (await left(staffed, staffed.intake)).certifies_until
    assert certifies is not None
    assert certifies > staffed.home.clock()
    assert await left(staffed, staffed.owner) == Left(
        conversations=0, certifies_until=None, custodian=False, services=0
    )
