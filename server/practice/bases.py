"""What an order may rest on (crypto.md §7.3): each basis is a signed body of its own, and is looked at whenever the order is used."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from server.crypto.bundle import Bundle
from server.crypto.canonical import read
from server.crypto.checks import same
from server.crypto.consent import recipient_of
from server.crypto.drill import verify_drill, verify_drill_header
from server.crypto.emergency import verify_emergency
from server.crypto.match import Match
from server.crypto.order import Basis, ReleaseOrder, check_epochs_in, check_lasted
from server.crypto.signing import SignedBody
from server.errors import ProofError, Refusal, RefusalCode
from server.ids import AccountId
from server.practice.manifests import manifest_in_force, manifest_of
from server.practice.signing_bundles import under_own_keys
from server.records.destructions import check_not_destroyed
from server.records.ordered import Ordered, following
from server.records.releases import lock_consent, lock_process, part2_status
from server.records.scope import Scope, scope_of_consent, scope_of_process
from server.roles import Role
from server.storage.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class BasisCase:
    """An order, what it rests on, and what it is about. `client` is the conversation's; None for a drill."""

    order: ReleaseOrder
    basis: SignedBody
    ordered: Ordered
    client: AccountId | None


BasisCheck: TypeAlias = Callable[[Connection, BasisCase, int], Awaitable[None]]
"""ProofError or Refusal unless the basis holds now: (connection, case, now)."""


async def check_basis(
    connection: Connection, order: ReleaseOrder, basis: SignedBody, ordered: Ordered, now: int
) -> None:
    """Whether the order rests on its basis, now: a consent may have been revoked since. Reasons: wrong_basis, and each basis's own.

    Of what was destroyed nothing is ordered, given or collected (`closed`).
    """
    await check_not_destroyed(connection, order.conversation)
    same(order.basis_hash, basis.hash, "wrong_basis")
    check = BASES.get(order.basis)
    if check is None:
        raise ProofError("wrong_basis")
    await check(connection, BasisCase(order=order, basis=basis, ordered=ordered, client=_client(ordered)), now)


async def check_emergency(connection: Connection, case: BasisCase, _: int) -> None:
    """The officer's own word, on this conversation and its client; and the officer reads."""
    client = case.client
    if client is None:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    _check_officer_reads(case.order)

    def verified(bundle: Bundle) -> None:
        verify_emergency(case.basis, bundle, case.order.conversation, client)

    await under_own_keys(connection, case.order.officer, verified)


async def check_drill(connection: Connection, case: BasisCase, _: int) -> None:
    """The officer's own act, over an epoch in which they are alone."""
    _check_officer_reads(case.order)
    conversation = case.order.conversation
    [header] = case.ordered.epochs

    def verified(bundle: Bundle) -> None:
        verify_drill(case.basis, bundle, conversation)
        verify_drill_header(header, bundle, conversation)

    await under_own_keys(connection, case.order.officer, verified)


async def check_consent(connection: Connection, case: BasisCase, now: int) -> None:
    """A client's consent that asks the practice to produce it, or to give it back to the client; nobody has revoked it, and it opens this record
    now. Whoever takes it back meanwhile waits for this transaction, or this one sees it.
    """
    locked = await lock_consent(connection, case.basis.hash)
    consent = locked.consent
    same(locked.signed.body, case.basis.body, "wrong_basis")
    same(consent.conversation, case.order.conversation, "wrong_basis")
    if case.client is None or consent.client != case.client:
        raise ProofError("wrong_basis")
    same(case.order.recipient, recipient_of(consent, case.order.officer), "wrong_recipient")
    status = await part2_status(connection, consent.client)
    scope = scope_of_consent(consent, status, now, revoked=locked.revocation is not None, denied=locked.denied)
    await _check_span(connection, case, scope)


async def check_legal(connection: Connection, case: BasisCase, _: int) -> None:
    """A process that two have signed and that opens this record; the officer reads."""
    _check_officer_reads(case.order)
    kept = await lock_process(connection, case.basis.hash)
    same(kept.signed.body, case.basis.body, "wrong_basis")
    process = kept.process
    if process.conversation != case.order.conversation or process.client != case.client:
        raise ProofError("wrong_basis")
    status = await part2_status(connection, process.client)
    scope = scope_of_process(process, status, approved=kept.approval is not None)
    await _check_span(connection, case, scope)


async def check_succession(connection: Connection, case: BasisCase, _: int) -> None:
    """The custodians in force, who come after those of the order; nobody reads, and its officer says what came of it."""
    _check_officer_reads(case.order)
    newest, before = await manifest_in_force(connection), await manifest_of(connection, case.order.manifest_hash)
    if newest is None or before is None or case.basis != newest.signed:
        raise ProofError("wrong_basis")
    if before.generation >= newest.manifest.generation:
        raise ProofError("wrong_manifest")


BASES: Final[Mapping[Basis, BasisCheck]] = {
    Basis.CONSENT: check_consent,
    Basis.LEGAL: check_legal,
    Basis.EMERGENCY: check_emergency,
    Basis.DRILL: check_drill,
    Basis.SUCCESSION: check_succession,
}
"""An order on any other basis is none."""


async def _check_span(connection: Connection, case: BasisCase, scope: Scope) -> None:
    """No epoch began after what is covered, and none was over before: when it was over only the service can tell."""
    check_epochs_in(case.ordered.headers, scope.scope_until)
    check_lasted(await following(connection, case.order), scope.scope_from)


def _check_officer_reads(order: ReleaseOrder) -> None:
    same(order.recipient, order.officer, "wrong_recipient")


def _client(ordered: Ordered) -> AccountId | None:
    if ordered.match is None:
        return None
    # The match was verified when it was kept.
    match = read(Match, ordered.match.body)
    return next(each.account for each in match.participants if each.role is Role.CLIENT)
