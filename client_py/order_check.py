"""Is this order lawful? Whoever is asked decides by themselves, from signatures alone (crypto.md §7.3). Pure; the server is not believed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from client_py.order_bases import BasisCase, check_basis, drill_header, member_header, under_each, under_one_of
from client_py.order_documents import ListedOrder, Material, ShownDeposit, ShownHanding
from client_py.trust import Trust
from server.crypto.bundle import Bundle
from server.crypto.canonical import read
from server.crypto.checks import same
from server.crypto.deposit import Deposit, verify_deposit_word
from server.crypto.epoch import EpochHeader
from server.crypto.handing import Handing, SealedHanding, check_hander, verify_handing_word
from server.crypto.manifest import Manifest
from server.crypto.match import Match
from server.crypto.order import Basis, ReleaseOrder, check_ordered, verify_order
from server.crypto.order_answer import OrderAnswer, OrderWord, verify_order_answer
from server.crypto.release_scope import NamesScope, scope_named
from server.crypto.signing import SignedBody
from server.crypto.trust import CertifiedBundle
from server.errors import ProofError
from server.ids import AccountId, DepositId


@dataclass(frozen=True, slots=True, repr=False)
class CheckedDeposit:
    """A deposit that holds, and the asking custodian's sealed share of it, if they were shown one."""

    deposit: Deposit
    sealed: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CheckedOrder:
    """An order that two people gave lawfully, and what it opens. `match` is None for a drill."""

    order: ReleaseOrder
    manifest: Manifest
    recipient: Bundle
    match: Match | None
    headers: Mapping[bytes, EpochHeader]
    scope: NamesScope | None
    """What its basis covers; None where that is all of its epochs."""
    deposits: Sequence[CheckedDeposit]
    garbage: Sequence[DepositId]
    """Deposits that do not even hold from outside."""
    handings: Sequence[SealedHanding]
    """What custodians handed on of these deposits, each under the hander's signature."""

    def handers(self, deposit_id: DepositId) -> set[AccountId]:
        """Who has handed on a deposit as this order asks: from its custodians to those of its basis."""
        into = (self.order.manifest_hash, self.order.basis_hash)
        said = [each.handing for each in self.handings if each.handing.deposit_id == deposit_id]
        return {each.hander for each in said if (each.from_manifest_hash, each.manifest_hash) == into}


def check_order(trust: Trust, material: Material, now: int) -> CheckedOrder:
    """The order, if everything about it holds, by the practice as it was proved to this account; time is the holder's own.

    Reasons: bad_signature, unknown_member, unlawful_role, one_person, expired_order, wrong_manifest (custodians that the root never
    named), wrong_basis, wrong_recipient, foreign_conversation, foreign_epoch (a scope that is not the signed one), and those of the basis.
    """
    order = _approved(trust, material.order, now)
    return _checked(trust, material, order)


def check_proposed(trust: Trust, material: Material, now: int) -> CheckedOrder:
    """The same for who is asked to approve it: the second signature is theirs to give."""
    signed = material.order.order.proof
    said = read(ReleaseOrder, signed.body)
    order = under_each(
        trust.succession(said.officer), lambda officer: signed.verified(ReleaseOrder, officer.bundle.signing_public)
    )
    if not order.issued_at <= now < order.expires_at:
        raise ProofError("expired_order")
    return _checked(trust, material, order)


def declined(trust: Trust, checked: CheckedOrder, listed: ListedOrder) -> set[AccountId]:
    """The custodians who gave nothing for a checked order, by their own signed word; what somebody else says of them is passed over."""
    found = set()
    for each in listed.answers:
        signed = each.proof
        try:
            said = read(OrderAnswer, signed.body)
            under_one_of(
                trust.succession(said.account), partial(verify_order_answer, signed, order_hash=checked.order.hash)
            )
        except ProofError:
            continue
        if said.answer is OrderWord.DECLINED:
            found.add(said.account)
    return found & {each.account for each in checked.manifest.custodians}


def _approved(trust: Trust, listed: ListedOrder, now: int) -> ReleaseOrder:
    if listed.approval is None:
        raise ProofError("bad_signature")
    signed, approval = listed.order.proof, bytes(listed.approval)
    said = read(ReleaseOrder, signed.body)

    def by(officer: CertifiedBundle) -> ReleaseOrder:
        return under_each(
            trust.succession(said.approver), lambda approver: verify_order(signed, approval, officer, approver, now)
        )

    return under_each(trust.succession(said.officer), by)


def _checked(trust: Trust, material: Material, order: ReleaseOrder) -> CheckedOrder:
    manifest = trust.manifest_named(order.manifest_hash)
    if manifest is None:
        raise ProofError("wrong_manifest")
    recipient = trust.succession(order.recipient).at(order.recipient_bundle_hash).bundle
    match, headers = _headers(trust, material, order)
    check_ordered(order, material.order.basis.proof.hash, recipient, headers)
    by_hash = {header.hash: header for header in headers}
    deposits, garbage = _deposits(trust, material.deposits, by_hash, manifest)
    return CheckedOrder(
        order=order,
        manifest=manifest,
        recipient=recipient,
        match=match,
        headers=by_hash,
        scope=scope_named(order.basis, material.order.basis.proof.body),
        deposits=deposits,
        garbage=garbage,
        handings=_handings(trust, order, material.handings),
    )


def _headers(trust: Trust, material: Material, order: ReleaseOrder) -> tuple[Match | None, list[EpochHeader]]:
    basis, shown = material.order.basis.proof, [each.proof for each in material.epochs]
    if order.basis is Basis.DRILL:
        return None, [drill_header(trust, order, basis, each) for each in shown]
    if material.match is None:
        raise ProofError("foreign_conversation")
    match, members = trust.match(material.match)
    if match.conversation != order.conversation:
        raise ProofError("foreign_conversation")
    headers = [member_header(members, order, each) for each in shown]
    check_basis(BasisCase(trust=trust, order=order, basis=basis, match=match, headers=headers))
    return match, headers


def _deposits(
    trust: Trust, shown: Sequence[ShownDeposit], headers: Mapping[bytes, EpochHeader], manifest: Manifest
) -> tuple[list[CheckedDeposit], list[DepositId]]:
    """Those that hold, and by name those that do not: one dishonest depositor makes no epoch unrecoverable."""
    good, garbage = [], []
    for each in shown:
        said = read(Deposit, each.deposit.proof.body)
        try:
            deposit = _deposit(trust, each.deposit.proof, said, headers, manifest)
        except ProofError:
            garbage.append(said.deposit_id)
        else:
            good.append(CheckedDeposit(deposit, None if each.sealed is None else bytes(each.sealed)))
    return good, garbage


def _deposit(
    trust: Trust, signed: SignedBody, said: Deposit, headers: Mapping[bytes, EpochHeader], manifest: Manifest
) -> Deposit:
    header = headers.get(said.header_hash)
    if header is None:
        raise ProofError("foreign_epoch")
    depositor = trust.succession(said.depositor).at(header.member(said.depositor).bundle_hash).bundle
    made_under = trust.manifest_named(said.manifest_hash)
    if made_under is None or made_under.generation > manifest.generation:
        raise ProofError("wrong_manifest")
    return verify_deposit_word(signed, depositor, header, made_under)


def _handings(trust: Trust, order: ReleaseOrder, shown: Sequence[ShownHanding]) -> list[SealedHanding]:
    """Those that hold. One that does not is passed over: without its hander's signature it says nothing of anybody."""
    good = []
    for each in shown:
        try:
            handing = _handing(trust, order, each.handing.proof)
        except ProofError:
            continue
        good.append(SealedHanding(handing, None if each.sealed is None else bytes(each.sealed)))
    return good


def _handing(trust: Trust, order: ReleaseOrder, signed: SignedBody) -> Handing:
    said = read(Handing, signed.body)
    same(said.conversation, order.conversation, "foreign_conversation")
    before, after = trust.manifest_named(said.from_manifest_hash), trust.manifest_named(said.manifest_hash)
    if before is None or after is None:
        raise ProofError("wrong_manifest")
    named = [each.bundle_hash for each in before.custodians if each.account == said.hander]
    if not named:
        raise ProofError("unknown_member")
    hander = trust.succession(said.hander).at(named[0]).bundle
    check_hander(hander, before, after)
    return verify_handing_word(signed, hander, after)
