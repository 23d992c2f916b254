"""New custodians, and what stands with those before only (crypto.md §7.5): listed, ordered by two, handed on."""

from typing import Final

from client_py.client import Client
from client_py.custody import PATH, Scope, make_order, material, own_custodian
from client_py.documents import Octets, Signed
from client_py.line import now_ms
from client_py.order_check import CheckedOrder, check_order
from client_py.order_documents import HandingRequest, OrderAnswerRequest, Standing, StandingRecord
from client_py.release import hand_on
from server.crypto.canonical import read
from server.crypto.match import Match
from server.crypto.order import DAY_MS, MAX_EPOCHS, Basis
from server.crypto.order_answer import Outcome
from server.errors import ProofError
from server.ids import AccountId, DepositId, OrderId

LASTING_MS: Final = 29 * DAY_MS
"""An order of this kind is good for 30 days at most."""


async def standing_earlier(officer: Client) -> Standing:
    """What the custodians in force could not open. Until nothing is left, no custodian before may leave for good."""
    await officer.practice()
    found = await officer.http.get(f"{PATH}/standing", Standing)
    officer.trust.take_people(found.people)
    return found


async def order_succession(officer: Client, approver: AccountId, standing: Standing, record: StandingRecord) -> OrderId:
    """Asks the custodians of once to hand on what they hold of a record, as much of it as one order takes, to those in force."""
    newest = officer.trust.manifest
    if newest is None or standing.manifest.proof.hash != newest.hash:
        raise ProofError("wrong_manifest")
    scope = Scope(
        basis=Basis.SUCCESSION,
        basis_body=standing.manifest.proof,
        conversation=read(Match, record.match.proof.body).conversation,
        headers=[each.proof.hash for each in record.epochs[:MAX_EPOCHS]],
        recipient=officer.account.identity,
        lasting_ms=LASTING_MS,
        manifest_hash=bytes(record.manifest_hash),
    )
    return await make_order(officer, approver, scope)


async def hand_on_shares(custodian: Client, order_id: OrderId) -> list[DepositId]:
    """Checks an order, and hands on to those in force what this custodian holds; of which deposits there is nothing to hand on.

    ProofError, and nothing is handed on, when anything about the order does not hold.
    """
    return await hand_on_checked(custodian, check_order(custodian.trust, await material(custodian, order_id), now_ms()))


async def hand_on_checked(custodian: Client, checked: CheckedOrder) -> list[DepositId]:
    """The same for an order that was checked, and looked at."""
    manifest, bundle = custodian.trust.manifest, own_custodian(custodian, checked)
    if manifest is None:
        raise ProofError("wrong_manifest")
    successors = (manifest, custodian.trust.custodians_of(manifest))
    keys = custodian.account.keys_of(bundle)
    handed = hand_on(checked, custodian.account.identity, keys, successors, now_ms())
    for each in handed.made:
        shares = [Octets(sealed) for sealed in each.sealed_shares]
        order_id = Octets(checked.order.order_id)
        request = HandingRequest(order=order_id, handing=Signed.of(each.signed), sealed_shares=shares)
        await custodian.http.tell(f"{PATH}/handings", request)
    return list(handed.faults)


async def report_handed_on(officer: Client, order_id: OrderId) -> list[bytes]:
    """Says in the log which epochs have been handed on, by k custodians of one manifest; the order is over."""
    checked = check_order(officer.trust, await material(officer, order_id), now_ms())
    handed = handed_on(checked)
    body = Outcome(checked.order.hash, officer.account.identity, tuple(handed), (), now_ms())
    signed = officer.account.keys.signing.sign_body(body)
    await officer.http.tell(f"{PATH}/outcomes", OrderAnswerRequest(order=Octets(order_id), answer=Signed.of(signed)))
    return handed


def handed_on(checked: CheckedOrder) -> list[bytes]:
    """The epochs of an order of succession of which enough custodians have handed on a deposit."""
    deposits = [each.deposit for each in checked.deposits]
    return sorted(
        {each.header_hash for each in deposits if len(checked.handers(each.deposit_id)) >= checked.manifest.k}
    )
