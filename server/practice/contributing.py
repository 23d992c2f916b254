"""Contributing (crypto.md §7.3, §7.5): a custodian gives shares to the recipient of an order that is open, or hands them on to those in force."""

from collections.abc import Sequence

from server.crypto.bundle import Bundle
from server.crypto.deposit import Deposit
from server.crypto.handing import Handing, check_handed_length, check_hander, verify_handing
from server.crypto.manifest import Manifest
from server.crypto.order import Basis, Contributed, check_covered, verify_contribution
from server.errors import ProofError, Refusal, RefusalCode
from server.ids import AccountId, DepositId, OrderId
from server.practice.bases import check_basis
from server.practice.manifests import manifest_in_force, manifest_of
from server.practice.order_signers import check_signers
from server.practice.ordering import locked_order
from server.practice.signing_bundles import under_named_keys
from server.records import contributions, handings
from server.records.contributions import KeptContribution
from server.records.handings import HandedOn
from server.records.ordered import Ordered, ordered
from server.records.orders import KeptOrder, OrderState
from server.storage.audit import Act, note
from server.storage.database import Connection


async def accept_contributions(
    connection: Connection, caller: AccountId, order_id: OrderId, given: Sequence[KeptContribution], now: int
) -> None:
    """Keep what a custodian gives; of a deposit for which they gave theirs already nothing changes.

    Refuses who is no custodian of its manifest, or before it is approved (`not_for_you`), an order that is over, or whose officer or approver
    is suspended, shut or not certified (`closed`), who has declined it (`conflict`), and what does not hold (ProofError).
    """
    kept, found = await _open_to(connection, caller, order_id, now)
    if kept.order.basis is Basis.SUCCESSION:
        raise ProofError("wrong_basis")
    for each in given:
        word = await _verified(connection, caller, kept, each)
        _check_deposit(kept, found, word.deposit_id)
        await contributions.keep(connection, kept.order, word, each, now)
    await note(connection, Act.SHARES_GIVEN, caller, now, subject=kept.order.recipient, detail=kept.signed.hash)


async def accept_handing(
    connection: Connection, caller: AccountId, order_id: OrderId, given: HandedOn, now: int
) -> None:
    """Keep what a custodian hands on to those in force (crypto.md §7.5); the first of a deposit stands. Refused as what is given is."""
    kept, found = await _open_to(connection, caller, order_id, now)
    before, newest = await manifest_of(connection, kept.order.manifest_hash), await manifest_in_force(connection)
    if kept.order.basis is not Basis.SUCCESSION or before is None or newest is None:
        raise ProofError("wrong_basis")
    said = await _verified_handing(connection, caller, kept, given, before, newest.manifest)
    deposit = _check_deposit(kept, found, said.deposit_id)
    handed = [each.handing for each in found.handings if each.handing.deposit_id == deposit.deposit_id]
    check_handed_length(deposit, kept.order, handed, given.sealed_shares)
    await handings.keep(connection, order_id, said, given, before.k, now)
    await note(connection, Act.SHARES_GIVEN, caller, now, subject=kept.order.recipient, detail=kept.signed.hash)


async def _open_to(connection: Connection, caller: AccountId, order_id: OrderId, now: int) -> tuple[KeptOrder, Ordered]:
    """An order that asks this custodian, is open, and rests on its basis now; and what it is about."""
    kept = await locked_order(connection, order_id)
    await check_asked(connection, kept, caller)
    if kept.state(now) is not OrderState.OPEN:
        raise Refusal(RefusalCode.CLOSED)
    if caller in kept.declined:
        raise Refusal(RefusalCode.CONFLICT)
    await check_signers(connection, kept)
    found = await ordered(connection, kept.order)
    await check_basis(connection, kept.order, kept.basis, found, now)
    return kept, found


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
    await check_signers(connection, kept)
    await check_basis(connection, kept.order, kept.basis, await ordered(connection, kept.order), now)
    return await contributions.contributions(connection, kept.order.order_id)


async def _verified(connection: Connection, caller: AccountId, kept: KeptOrder, given: KeptContribution) -> Contributed:
    return await under_named_keys(
        connection,
        caller,
        await _named(connection, caller, kept),
        lambda bundle: verify_contribution(given.signed, given.sealed, bundle, kept.signed.hash),
    )


async def _named(connection: Connection, caller: AccountId, kept: KeptOrder) -> bytes:
    """By which bundle the order's manifest names its custodian."""
    manifest = await manifest_of(connection, kept.order.manifest_hash)
    assert manifest is not None  # `check_asked` has found them in it
    return next(each.bundle_hash for each in manifest.custodians if each.account == caller)


async def _verified_handing(
    connection: Connection, caller: AccountId, kept: KeptOrder, given: HandedOn, before: Manifest, after: Manifest
) -> Handing:
    def verified(bundle: Bundle) -> Handing:
        said = verify_handing(given.signed, given.sealed_shares, bundle, kept.order, after)
        check_hander(bundle, before, after)
        return said

    return await under_named_keys(connection, caller, await _named(connection, caller, kept), verified)


def _check_deposit(kept: KeptOrder, found: Ordered, deposit_id: DepositId) -> Deposit:
    """The deposit that the order opens of which this is a share."""
    named = [each.deposit for each in found.deposits if each.deposit.deposit_id == deposit_id]
    if not named:
        raise ProofError("foreign_epoch")
    check_covered(kept.order, named[0])
    return named[0]
