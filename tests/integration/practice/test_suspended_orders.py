"""An order rests on two people who may still speak for the practice: while one of them is suspended nothing is given or collected (crypto.md §7.3)."""

from base64 import urlsafe_b64encode

import pytest

from server.crypto.order import Basis
from server.crypto.staff_act import ActWord
from tests.integration.house import now_ms, pair
from tests.integration.practice import retaining
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
