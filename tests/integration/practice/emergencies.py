"""An emergency's order on its way: asked for, approved, and given for by one custodian."""

from typing import Any

from server.crypto.order import Basis, ReleaseOrder
from server.crypto.signing import SignedBody
from tests.integration.house import Someone, pair
from tests.integration.practice import retaining
from tests.integration.practice.ordering import Openable, emergency, given, lasting, order
from tests.integration.practice.releasing import ask
from tests.integration.practice.staff import Staffed


async def asked(staffed: Staffed, officer: Someone, opened: Openable, now: int) -> tuple[ReleaseOrder, SignedBody]:
    """The officer asks for the first epoch; the owner has not approved it yet."""
    basis = emergency(opened, officer)
    said = order(
        Basis.EMERGENCY, basis.hash, opened, [opened.epochs[0].header.hash], officer,
        officer=officer.account, approver=staffed.owner.account, **lasting(now, Basis.EMERGENCY),
    )  # fmt: skip
    word = retaining.said(officer, said)
    assert await ask(officer, "orders", {"order": pair(word), "basis": pair(basis), "notices": []}) == "done"
    return said, word


async def given_by_one(
    staffed: Staffed, officer: Someone, opened: Openable, now: int
) -> tuple[ReleaseOrder, list[dict[str, Any]]]:
    """Approved, and one custodian has given; what two give."""
    said, word = await asked(staffed, officer, opened, now)
    approval = {"order": bytes(said.order_id), "signature": staffed.owner.keys.signing.sign(word.body)}
    assert await ask(staffed.owner, "orders/approvals", approval) == "done"
    deposit = opened.of(said.headers, said.manifest_hash)[0]
    gifts = [
        {"order": bytes(said.order_id), "contributions": [given(said, deposit, each, officer)]}
        for each in staffed.custodians[:2]
    ]
    assert await ask(staffed.custodians[0], "orders/contributions", gifts[0]) == "done"
    return said, gifts
