"""An emergency in memory: an epoch of the cast's pair, both their deposits, and an order for it, as a server would show them."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from msgspec.structs import replace

from client_py.documents import Octets, Signed
from client_py.order_check import CheckedOrder, check_order
from client_py.order_documents import Given, ListedOrder, Material, ShownDeposit
from client_py.release import give
from server.crypto.bundle import Bundle
from server.crypto.deposit import MadeDeposit, make_deposit
from server.crypto.emergency import Emergency, nature_hash
from server.crypto.epoch import EpochKind, EpochPlace, EpochPurpose, OpenedEpoch, open_epoch
from server.crypto.order import DAY_MS, Basis, ReleaseOrder
from server.crypto.signing import SignedBody
from server.ids import EmergencyId, LiveSessionId, OrderId
from tests.unit.client_py.cast import NOW, Cast, make_cast


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What there is to order, and by whom."""

    cast: Cast = field(default_factory=make_cast)
    officer: str = "officer"
    approver: str = "owner"

    def bundle(self, name: str) -> Bundle:
        """Somebody's certified bundle."""
        return self.cast.trust("client").person(self.cast.accounts[name].identity).bundle

    def opened(self, *names: str) -> OpenedEpoch:
        """The first epoch of the cast's conversation, opened by the therapist for these and themselves."""
        place = EpochPlace(self.cast.conversation, 1, b"\x01" * 32)
        purpose = EpochPurpose(EpochKind.THREAD, LiveSessionId(b""), self.cast.manifest.hash, NOW)
        members = [self.bundle(name) for name in {"therapist", *(names or ("client",))}]
        therapist = self.cast.accounts["therapist"]
        return open_epoch(therapist.keys.signing, therapist.identity, place, purpose, members, os.urandom)

    def deposit(self, name: str, epoch: OpenedEpoch, custodians: Sequence[Bundle] | None = None) -> MadeDeposit:
        """A member's deposit."""
        account = self.cast.accounts[name]
        keeping = custodians or self.cast.custodians()
        return make_deposit(
            account.keys.signing, account.identity, epoch.keys, self.cast.manifest, keeping, NOW, os.urandom
        )

    def emergency(self) -> SignedBody:
        """The officer's word on the cast's client."""
        officer, emergency = self.cast.accounts[self.officer], EmergencyId(b"e" * 16)
        client, conversation = self.cast.accounts["client"].identity, self.cast.conversation
        body = Emergency(emergency, client, conversation, nature_hash(emergency, "words"), officer.identity, NOW)
        return officer.keys.signing.sign_body(body)

    def order(self, epoch: OpenedEpoch, rests_on: SignedBody, **changed: Any) -> ReleaseOrder:
        """An order for this epoch."""
        officer = self.bundle(self.officer)
        fields: dict[str, Any] = {
            "order_id": OrderId(b"o" * 16),
            "basis": Basis.EMERGENCY,
            "basis_hash": rests_on.hash,
            "conversation": epoch.header.conversation,
            "headers": (epoch.header.hash,),
            "recipient": officer.account,
            "recipient_bundle_hash": officer.hash,
            "manifest_hash": self.cast.manifest.hash,
            "officer": officer.account,
            "approver": self.cast.accounts[self.approver].identity,
            "issued_at": NOW,
            "expires_at": NOW + DAY_MS,
        }
        return ReleaseOrder(**(fields | changed))

    def material(
        self, epoch: OpenedEpoch, deposits: Sequence[MadeDeposit], rests_on: SignedBody, **changed: Any
    ) -> Material:
        """The order, both signatures, and all that belongs to it."""
        order = self.cast.accounts[self.officer].keys.signing.sign_body(self.order(epoch, rests_on, **changed))
        approval = self.cast.accounts[self.approver].keys.signing.sign(order.body)
        listed = ListedOrder(
            order=Signed.of(order),
            basis=Signed.of(rests_on),
            approval=Octets(approval),
            state="open",
            made_at=NOW,
            approved_at=NOW,
            answers=[],
            outcome=None,
            contributed=[],
        )
        return Material(
            order=listed,
            match=self.cast.match,
            epochs=[Signed.of(epoch.signed)],
            deposits=[ShownDeposit(deposit=Signed.of(each.signed), sealed=None) for each in deposits],
            handings=[],
            words=None,
            people=self.cast.people,
        )

    def gave(self, name: str, material: Material, deposits: Sequence[MadeDeposit]) -> list[Given]:
        """What a custodian gives, after their own check, being shown their sealed shares."""
        account = self.cast.accounts[name]
        place = [each.account for each in self.cast.manifest.custodians].index(account.identity)
        shown = [
            replace(each, sealed=Octets(made.sealed_shares[place]))
            for each, made in zip(material.deposits, deposits, strict=True)
        ]
        checked = check_order(self.cast.trust(name), replace(material, deposits=shown), NOW)
        made = give(checked, account.identity, account.keys_of, self.bundle(name), NOW).made
        return [Given(word=Signed.of(each.signed), sealed=Octets(each.sealed)) for each in made]

    def checked(self, material: Material) -> CheckedOrder:
        """The order as its recipient checks it."""
        return check_order(self.cast.trust(self.officer), material, NOW)
