"""An order rests on two people who may still speak for the practice: while one of them is suspended, shut or not certified nothing comes of it (crypto.md §7.3)."""

from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import asyncpg
import pytest

from server.crypto.order import Basis, ReleaseOrder
from server.crypto.staff_act import ActWord
from server.practice.shut import keep_shut
from server.storage.embedded.roles import Side
from server.storage.embedded.stack import EmbeddedStack
from tests.integration.house import Someone, now_ms, pair
from tests.integration.practice import retaining
from tests.integration.practice.emergencies import asked, given_by_one
from tests.integration.practice.ordering import emergency, given, lasting, openable, order
from tests.integration.practice.releasing import ask, release
from tests.integration.practice.staff import Staffed
from tests.integration.practice.test_suspension import act


@pytest.mark.parametrize("suspended", ["officer", "approver"])
async def test_nothing_is_given_while_one_of_the_two_is_suspended(staffed: Staffed, suspended: str) -> None:
    """Custodians are refused, and whoever ordered collects nothing; reinstated, the same order goes on."""
    case = await release(staffed)
    one, two = (case.officer, staffed.owner) if suspended == "officer" else (staffed.owner, case.officer)
    opened = await openable(staffed, staffed.custodians)
    basis = emergency(opened, one)
    said = order(
        Basis.EMERGENCY, basis.hash, opened, [opened.epochs[0].header.hash], one,
        officer=one.account, approver=two.account, **lasting(now_ms(), Basis.EMERGENCY),
    )  # fmt: skip
    word = retaining.said(one, said)
    assert await ask(one, "orders", {"order": pair(word), "basis": pair(basis), "notices": []}) == "done"
    approval = {"order": bytes(said.order_id), "signature": two.keys.signing.sign(word.body)}
    assert await ask(two, "orders/approvals", approval) == "done"
    deposit = opened.of(said.headers, said.manifest_hash)[0]
    gifts = [
        {"order": bytes(said.order_id), "contributions": [given(said, deposit, each, one)]}
        for each in staffed.custodians[:2]
    ]
    assert await ask(staffed.custodians[0], "orders/contributions", gifts[0]) == "done"
    assert (await act(staffed.owner, case.officer)).status_code == 204
    assert await ask(staffed.custodians[1], "orders/contributions", gifts[1]) == "closed"
    collecting = "/messaging/v1/orders/contributions?order=" + urlsafe_b64encode(said.order_id).rstrip(b"=").decode()
    if suspended == "approver":
        refused = await one.browser.get(collecting)
        assert (refused.status_code, refused.json()["type"]) == (409, "urn:webtherapy:closed")
    assert (await act(staffed.owner, case.officer, ActWord.REINSTATE)).status_code == 204
    assert await ask(staffed.custodians[1], "orders/contributions", gifts[1]) == "done"
    if suspended == "approver":
        assert (await one.browser.get(collecting)).status_code == 200


@pytest.mark.parametrize("who", ["officer", "approver"])
@pytest.mark.parametrize("how", ["shut", "uncertified"])
async def test_nor_while_one_of_them_is_shut_or_not_certified(
    staffed: Staffed, stack: EmbeddedStack, messaging_url: str, how: str, who: str
) -> None:
    """Nobody gives, and nobody collects; let in again, the same order goes on."""
    case = await release(staffed)
    said, gifts = await given_by_one(staffed, case.officer, await openable(staffed, staffed.custodians), now_ms())
    out = case.officer if who == "officer" else staffed.owner
    owning = stack.urls(Side.MESSAGING, urlsplit(messaging_url).path.strip("/"))[1]
    async with _without(staffed, owning, out, how):
        assert await ask(staffed.custodians[1], "orders/contributions", gifts[1]) == "closed"
        refused = await case.officer.browser.get(_collecting(said))
        assert (refused.status_code, refused.json()["type"]) == (409, "urn:webtherapy:closed")
    assert await ask(staffed.custodians[1], "orders/contributions", gifts[1]) == "done"
    assert (await case.officer.browser.get(_collecting(said))).status_code == 200


async def test_nobody_approves_what_somebody_suspended_asks(staffed: Staffed) -> None:
    """The second signature waits until the first one's account is open again."""
    case = await release(staffed)
    opened = await openable(staffed, staffed.custodians)
    said, word = await asked(staffed, case.officer, opened, now_ms())
    approval = {"order": bytes(said.order_id), "signature": staffed.owner.keys.signing.sign(word.body)}
    assert (await act(staffed.owner, case.officer)).status_code == 204
    assert await ask(staffed.owner, "orders/approvals", approval) == "closed"
    assert (await act(staffed.owner, case.officer, ActWord.REINSTATE)).status_code == 204
    assert await ask(staffed.owner, "orders/approvals", approval) == "done"


@asynccontextmanager
async def _without(staffed: Staffed, owning: str, out: Someone, how: str) -> AsyncIterator[None]:
    """While identity says that an account is shut, or while its certificate is not there."""
    if how == "shut":
        for shut in (True, False):
            async with staffed.home.messaging_database.transaction() as connection:
                await keep_shut(connection, out.account, now_ms(), shut=shut)
            if shut:
                yield
        return
    driver = await asyncpg.connect(owning)
    try:
        await driver.execute("CREATE TEMP TABLE aside AS SELECT * FROM certificate WHERE account = $1", out.account)
        await driver.execute("DELETE FROM certificate WHERE account = $1", out.account)
        yield
        await driver.execute("INSERT INTO certificate SELECT * FROM aside")
    finally:
        await driver.close()


def _collecting(said: ReleaseOrder) -> str:
    named = urlsafe_b64encode(said.order_id).rstrip(b"=").decode()
    return f"/messaging/v1/orders/contributions?order={named}"
