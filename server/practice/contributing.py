"""Contributing (crypto.md §7.3): a custodian gives shares to the recipient of an order that is open; the recipient collects them."""

from collections.abc import Sequence

from server.crypto.order import Contributed, check_covered, verify_contribution
from server.errors import ProofError, Refusal, RefusalCode
from server.ids import AccountId, OrderId
from server.practice.bases import check_basis
from server.practice.manifests import manifest_of
from server.practice.ordering import locked_order
from server.practice.signing_bundles import under_own_keys
from server.records import contributions
from server.records.contributions import KeptContribution
from server.records.ordered import Ordered, ordered
from server.records.orders import KeptOrder, OrderState
from server.records.standing import standing, take_turns
from server.storage.audit import Act, note
from server.storage.database import Connection


async def accept_contributions(
    connection: Connection, caller: AccountId, order_id: OrderId, given: Sequence[KeptContribution], now: int
) -> None:
    """Keep what a custodian gives; of a deposit for which they gave theirs already nothing changes.

    Refuses who is no custodian of its manifest, or before it is approved (`not_for_you`), an order that is over, or whose officer or approver
    is suspended (`closed`), who has declined it (`conflict`), and what does not hold (ProofError).
    """
    kept = await locked_order(connection, order_id)
    await check_asked(connection, kept, caller)
    if kept.state(now) is not OrderState.OPEN:
        raise Refusal(RefusalCode.CLOSED)
    if caller in kept.declined:
        raise Refusal(RefusalCode.CONFLICT)
    await _check_signers(connection, kept)
    found = await ordered(connection, kept.order)
    await check_basis(connection, kept.order, kept.basis, found, now)
    for each in given:
        word = await _verified(connection, caller, kept, each)
        _check_deposit(kept, found, word)
        await contributions.keep(connection, kept.order, word, each, now)
    await note(connection, Act.SHARES_GIVEN, caller, now, subject=kept.order.recipient, detail=kept.signed.hash)


async def check_asked(connection: Connection, kept: KeptOrder, account: AccountId) -> None:
    """`not_for_you` unless the order asks this account, being one of its custodians."""
    manifest = await manifest_of(connection, kept.order.manifest_hash)
    if manifest is None or kept.approval is None:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    if account not in {custodian.account for custodian in manifest.custodians}:
        raise Refusal(RefusalCode.NOT_FOR_YOU)


async def collected(connection: Connection, kept: KeptOrder, now: int) -> list[KeptContribution]:
    """What there is for the recipient, as long as the order is open, or was fulfilled in time, and its basis holds."""
    if kept.state(now) not in (OrderState.OPEN, OrderState.FULFILLED) or kept.order.expires_at <= now:
        raise Refusal(RefusalCode.CLOSED)
    await _check_signers(connection, kept)
    await check_basis(connection, kept.order, kept.basis, await ordered(connection, kept.order), now)
    return await contributions.contributions(connection, kept.order.order_id)


async def _check_signers(connection: Connection, kept: KeptOrder) -> None:
    """`closed` while one of the two who ordered it is suspended; nobody is until the transaction ends. Who is reinstated has it back."""
    await take_turns(connection)
    stands = await standing(connection)
    if any(each in stands and stands[each].suspended for each in (kept.order.officer, kept.order.approver)):
        raise Refusal(RefusalCode.CLOSED)


async def _verified(connection: Connection, caller: AccountId, kept: KeptOrder, given: KeptContribution) -> Contributed:
    return await under_own_keys(
        connection,
        caller,
        lambda bundle: verify_contribution(given.signed, given.sealed, bundle, kept.signed.hash),
    )


def _check_deposit(kept: KeptOrder, found: Ordered, word: Contributed) -> None:
    """It is a share of a deposit that the order opens."""
    named = [each.deposit for each in found.deposits if each.deposit.deposit_id == word.deposit_id]
    if not named:
        raise ProofError("foreign_epoch")
    check_covered(kept.order, named[0])
