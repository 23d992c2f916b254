"""What an order may rest on, as whoever is asked checks it for themselves (crypto.md §7.3). Pure: nothing the server says is believed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from client_py.trust import Trust, check_not_older
from server.crypto.bundle import Bundle
from server.crypto.canonical import read
from server.crypto.checks import same
from server.crypto.consent import check_effective, recipient_of, verify_consent
from server.crypto.drill import verify_drill, verify_drill_header
from server.crypto.emergency import verify_emergency
from server.crypto.epoch import EpochHeader, EpochPlace, check_members, verify_header
from server.crypto.match import Match
from server.crypto.order import Basis, ReleaseOrder, check_epochs_in
from server.crypto.part2 import Part2Status
from server.crypto.process import Process, check_opens, verify_drafted
from server.crypto.signing import SignedBody, under_any
from server.crypto.succession import Succession
from server.crypto.trust import CertifiedBundle
from server.errors import ProofError
from server.ids import AccountId
from server.roles import Role

SaidT = TypeVar("SaidT")

SKEW_MS: Final = 300_000
"""An order begins five minutes before it is made: clocks differ."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class BasisCase:
    """A verified order, what it rests on, the conversation of people that it opens, and the epochs of it."""

    trust: Trust
    order: ReleaseOrder
    basis: SignedBody
    match: Match
    headers: Sequence[EpochHeader]

    @property
    def client(self) -> AccountId:
        """The conversation's client."""
        return next(each.account for each in self.match.participants if each.role is Role.CLIENT)


BasisCheck = Callable[[BasisCase], None]
"""ProofError unless the basis allows what the order asks."""


def check_emergency(case: BasisCase) -> None:
    """The officer's own word on this client; and the officer reads."""
    same(case.order.recipient, case.order.officer, "wrong_recipient")
    officer = case.trust.succession(case.order.officer)
    under_one_of(officer, lambda bundle: verify_emergency(case.basis, bundle, case.order.conversation, case.client))


def check_consent(case: BasisCase) -> None:
    """The client's own word on this conversation, in force when the order was given, to whom it says; under no keys that were lost. That nobody has revoked it, and what
    kind of record it is, the service looks at; a custodian is not told.
    """
    signed = case.basis
    standing = case.trust.succession(case.client).standing
    consent = under_any(standing, lambda certified: verify_consent(signed, certified.bundle))
    same(consent.conversation, case.order.conversation, "wrong_basis")
    same(case.order.recipient, recipient_of(consent, case.order.officer), "wrong_recipient")
    check_effective(consent, Part2Status.CLEARED, case.order.issued_at + SKEW_MS, revoked=False)
    check_epochs_in(case.headers, consent.scope_until)


def check_legal(case: BasisCase) -> None:
    """What was served about this client, by the word of the same two who sign the order; and the officer reads."""
    same(case.order.recipient, case.order.officer, "wrong_recipient")
    signed = case.basis
    named = read(Process, signed.body)
    process = under_each(case.trust.succession(named.officer), lambda certified: verify_drafted(signed, certified))
    same(process.conversation, case.order.conversation, "wrong_basis")
    same(process.client, case.client, "wrong_basis")
    if {process.officer, process.approver} != {case.order.officer, case.order.approver}:
        raise ProofError("one_person")
    check_opens(process, Part2Status.CLEARED)
    check_epochs_in(case.headers, process.scope_until)


def check_succession(case: BasisCase) -> None:
    """The custodians in force as the root named them, who come after those of the order, and before none that an epoch names. Nobody reads anything."""
    same(case.order.recipient, case.order.officer, "wrong_recipient")
    newest, before = case.trust.manifest, case.trust.manifest_named(case.order.manifest_hash)
    if newest is None or before is None or before.generation >= newest.generation:
        raise ProofError("wrong_manifest")
    same(case.order.basis_hash, newest.hash, "wrong_basis")
    check_not_older(case.trust, *case.headers)


BASES: Final[Mapping[Basis, BasisCheck]] = {
    Basis.CONSENT: check_consent,
    Basis.LEGAL: check_legal,
    Basis.EMERGENCY: check_emergency,
    Basis.SUCCESSION: check_succession,
}
"""For conversations of people; drills are looked at by `drill_header`. An order on any other basis is none."""


def check_basis(case: BasisCase) -> None:
    """ProofError unless the order rests on a basis that allows it."""
    same(case.order.basis_hash, case.basis.hash, "wrong_basis")
    check = BASES.get(case.order.basis)
    if check is None:
        raise ProofError("wrong_basis")
    check(case)


def drill_header(trust: Trust, order: ReleaseOrder, basis: SignedBody, header: SignedBody) -> EpochHeader:
    """A drill's one epoch: its officer is alone in it, so that nobody's words can be."""
    same(order.basis_hash, basis.hash, "wrong_basis")
    same(order.recipient, order.officer, "wrong_recipient")
    officer = trust.succession(order.officer)
    under_one_of(officer, lambda bundle: verify_drill(basis, bundle, order.conversation))
    return under_one_of(officer, lambda bundle: verify_drill_header(header, bundle, order.conversation))


def member_header(members: Mapping[AccountId, Succession], order: ReleaseOrder, signed: SignedBody) -> EpochHeader:
    """An epoch of the conversation, as one of its members opened it for all of them."""
    said = read(EpochHeader, signed.body)
    if said.opener not in members:
        raise ProofError("unknown_member")
    opener = members[said.opener].at(said.bundle_hashes[said.opener]).bundle
    header = verify_header(signed, opener, EpochPlace(order.conversation, said.epoch, said.previous))
    check_members(header, {account: person.hashes for account, person in members.items()})
    return header


def under_one_of(person: Succession, verify: Callable[[Bundle], SaidT]) -> SaidT:
    """What `verify` gives under one of somebody's certified bundles; ProofError("bad_signature") when under none."""
    return under_each(person, lambda certified: verify(certified.bundle))


def under_each(person: Succession, verify: Callable[[CertifiedBundle], SaidT]) -> SaidT:
    """The same, where the role matters."""
    return under_any(person.all, verify)
