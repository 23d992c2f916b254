"""A record that custodians can open, and whatever people sign about opening it: planted, since nobody has to talk for it."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from server.crypto.canonical import read
from server.crypto.content import EnvelopeKind
from server.crypto.deposit import Deposit, MadeDeposit, make_deposit
from server.crypto.emergency import Emergency, nature_hash
from server.crypto.envelope import EnvelopeHeader
from server.crypto.epoch import EpochKind, EpochPlace, EpochPurpose, OpenedEpoch, open_epoch
from server.crypto.manifest import Manifest, make_next_manifest
from server.crypto.opening import open_share
from server.crypto.order import DAY_MS, Basis, Contributed, ReleaseOrder, contribution_hash, contribution_info
from server.crypto.sealing import seal
from server.crypto.signing import SignedBody
from server.ids import AccountId, ConversationId, DepositId, EmergencyId, InstanceId, LiveSessionId, MessageId, OrderId
from server.storage.database import Connection
from tests.integration.house import Someone, now_ms, pair, post
from tests.integration.practice.releasing import Release
from tests.integration.practice.staff import Staffed, matched, with_cosignatures

Layout = Sequence[tuple[int, int, EnvelopeKind | None]]

LAYOUT: Final[Layout] = (
    (1, 1_000, None),
    (1, 2_000, EnvelopeKind.TEXT),
    (1, 3_000, EnvelopeKind.LETTER),
    (2, 4_000, None),
    (2, 5_000, EnvelopeKind.TEXT),
    (2, 6_000, EnvelopeKind.APPOINTMENT),
    (3, 20_000, None),
    (3, 21_000, EnvelopeKind.TEXT),
    (3, 22_000, EnvelopeKind.END),
)
"""Epoch, milliseconds after the beginning, and kind of each entry; None opens the epoch."""

CIPHERTEXT: Final = bytes(272)
"""What stands in every envelope."""


@dataclass(frozen=True, slots=True)
class Planted:
    """An entry as it lies in the record."""

    epoch: int
    time: int
    kind: EnvelopeKind | None


@dataclass(slots=True, kw_only=True)
class Openable:
    """A conversation with three epochs, and both members' deposits under each manifest so far."""

    staffed: Staffed
    conversation: ConversationId
    began: int
    entries: list[Planted] = field(default_factory=list)
    epochs: list[OpenedEpoch] = field(default_factory=list)
    deposits: list[MadeDeposit] = field(default_factory=list)

    @property
    def members(self) -> tuple[Someone, Someone]:
        """The two who talked."""
        return self.staffed.client, self.staffed.therapist

    def release(self, officer: Someone) -> Release:
        """The same, as those see it who sign consents."""
        return Release(staffed=self.staffed, officer=officer, conversation=self.conversation, began=self.began)

    def of(self, headers: Sequence[bytes], manifest: bytes) -> list[tuple[Deposit, MadeDeposit]]:
        """The deposits for these epochs under a manifest."""
        found = [(read(Deposit, each.signed.body), each) for each in self.deposits]
        return [each for each in found if each[0].header_hash in headers and each[0].manifest_hash == manifest]


async def openable(staffed: Staffed, custodians: Sequence[Someone], layout: Layout = LAYOUT) -> Openable:
    """Matched a moment ago, and planted whole."""
    conversation = ConversationId(os.urandom(16))
    await matched(staffed, staffed.therapist, staffed.client, conversation=conversation)
    made = Openable(staffed=staffed, conversation=conversation, began=now_ms())
    made.entries = [Planted(epoch, made.began + at, kind) for epoch, at, kind in layout]
    _open(made)
    async with staffed.home.messaging_database.transaction() as connection:
        await _plant(connection, made)
        for epoch in made.epochs:
            for member in made.members:
                await _entrust(connection, made, epoch, member, custodians)
    return made


def _open(made: Openable) -> None:
    therapist, previous = made.staffed.therapist, bytes(32)
    bundles = [each.bundle for each in made.members]
    for at in [each.time for each in made.entries if each.kind is None]:
        place = EpochPlace(made.conversation, len(made.epochs) + 1, previous)
        purpose = EpochPurpose(EpochKind.SESSION, LiveSessionId(os.urandom(16)), made.staffed.manifest.hash, at)
        made.epochs.append(open_epoch(therapist.keys.signing, therapist.account, place, purpose, bundles, os.urandom))
        previous = made.epochs[-1].header.hash


async def _plant(connection: Connection, made: Openable) -> None:
    for sequence, entry in enumerate(made.entries, start=1):
        payload = (
            made.epochs[entry.epoch - 1].signed.encoded() if entry.kind is None else planted_envelope(made, sequence)
        )
        message = None if entry.kind is None else sequence.to_bytes(16, "big")
        await connection.execute(
            "INSERT INTO record (conversation, sequence, time, kind, message_id, payload, head)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7)",
            made.conversation, sequence, entry.time, 1 if entry.kind is None else 2, message, payload, bytes(32),
        )  # fmt: skip
        if entry.kind is None:
            await _plant_epoch(connection, made.epochs[entry.epoch - 1], sequence)

    reached = "UPDATE conversation_head SET sequence = $2, epoch = $3 WHERE conversation = $1"
    await connection.execute(reached, made.conversation, len(made.entries), len(made.epochs))


async def _plant_epoch(connection: Connection, epoch: OpenedEpoch, sequence: int) -> None:
    header, signed = epoch.header, epoch.signed
    await connection.execute(
        "INSERT INTO epoch (conversation, epoch, header_hash, session, header, signature, sequence)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7)",
        header.conversation, header.epoch, header.hash, header.session, signed.body, signed.signature, sequence,
    )  # fmt: skip
    for member, wrap in zip(header.members, epoch.wraps, strict=True):
        await connection.execute(
            "INSERT INTO wrap VALUES ($1, $2, $3, $4)", header.conversation, header.epoch, member.account, wrap
        )


async def _entrust(
    connection: Connection, made: Openable, epoch: OpenedEpoch, member: Someone, custodians: Sequence[Someone]
) -> None:
    deposit = entrusted(made, epoch, member, custodians, made.staffed.manifest)
    said = read(Deposit, deposit.signed.body)
    where = (made.conversation, said.epoch, member.account, said.manifest_hash)
    await connection.execute(
        "INSERT INTO deposit (conversation, epoch, account, manifest_hash, deposit_id, body, signature)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7)",
        *where, said.deposit_id, deposit.signed.body, deposit.signed.signature,
    )  # fmt: skip
    for row, sealed in zip(said.rows, deposit.sealed_shares, strict=True):
        await connection.execute(
            "INSERT INTO sealed_share VALUES ($1, $2, $3, $4, $5, $6)", *where, row.custodian, sealed
        )


def entrusted(
    made: Openable, epoch: OpenedEpoch, member: Someone, custodians: Sequence[Someone], manifest: Manifest
) -> MadeDeposit:
    """A member's deposit, which is remembered."""
    bundles = [each.bundle for each in custodians]
    deposit = make_deposit(member.keys.signing, member.account, epoch.keys, manifest, bundles, now_ms(), os.urandom)
    made.deposits.append(deposit)
    return deposit


def planted_envelope(made: Openable, sequence: int) -> bytes:
    """The outside of an envelope; nobody opens it here."""
    entry, client = made.entries[sequence - 1], made.staffed.client
    assert entry.kind is not None
    header = EnvelopeHeader(
        conversation=made.conversation,
        epoch=entry.epoch,
        sender=client.account,
        instance=InstanceId(bytes(16)),
        counter=sequence,
        message_id=MessageId(sequence.to_bytes(16, "big")),
        kind=entry.kind,
        client_time=entry.time,
        seen_sequence=0,
        seen_head=bytes(32),
        log_size=0,
        log_root=bytes(32),
    )
    return msgspec.msgpack.encode([header.encoded(), bytes(24), CIPHERTEXT, bytes(64)])


def emergency(made: Openable, officer: Someone) -> SignedBody:
    """The officer's word that there is one."""
    named = EmergencyId(os.urandom(16))
    said = Emergency(
        named, made.staffed.client.account, made.conversation, nature_hash(named, "words"), officer.account, now_ms()
    )
    return officer.keys.signing.sign_body(said)


def order(
    basis: Basis, basis_hash: bytes, made: Openable, headers: Sequence[bytes], recipient: Someone, **changed: Any
) -> ReleaseOrder:
    """What is ordered; officer, approver, manifest and times are for the caller to say."""
    fields: dict[str, Any] = {
        "order_id": OrderId(os.urandom(16)),
        "basis": basis,
        "basis_hash": basis_hash,
        "conversation": made.conversation,
        "headers": tuple(sorted(headers)),
        "recipient": recipient.account,
        "recipient_bundle_hash": recipient.bundle.hash,
        "manifest_hash": made.staffed.manifest.hash,
    }
    return ReleaseOrder(**(fields | changed))


def lasting(now: int, basis: Basis) -> dict[str, int]:
    """From a moment ago until as late as may be."""
    days = 1 if basis in (Basis.EMERGENCY, Basis.DRILL) else 30
    return {"issued_at": now - 1_000, "expires_at": now - 1_000 + days * DAY_MS}


def given(
    said: ReleaseOrder, deposit: tuple[Deposit, MadeDeposit], custodian: Someone, recipient: Someone
) -> dict[str, Any]:
    """A custodian's contribution on the wire, whatever the order says of that deposit."""
    word, made = deposit
    places = [row.custodian for row in word.rows]
    share = bytes(179)
    if custodian.account in places:
        sealed = made.sealed_shares[places.index(custodian.account)]
        share = open_share(custodian.keys.sealing, custodian.account, word, sealed)
    info = contribution_info(said.hash, DepositId(word.deposit_id), AccountId(custodian.account))
    sealed = seal(recipient.bundle.sealing_public, info, share)
    body = Contributed(said.hash, word.deposit_id, custodian.account, contribution_hash(sealed), now_ms())
    return {"word": pair(custodian.keys.signing.sign_body(body)), "sealed": sealed}


async def succeed_custodians(
    staffed: Staffed, before: Sequence[Someone], after: Sequence[Someone], agreeing: int
) -> bool:
    """Other custodians, to whom so many of those before agree; whether they are in force now."""
    signed = make_next_manifest(staffed.home.root, [each.bundle for each in after], 2, now_ms(), staffed.manifest)
    body = with_cosignatures(signed, *before[:agreeing])
    said = await post(staffed.owner.browser, "/messaging/v1/custodian-manifests", body)
    if said.status_code == 204:
        staffed.manifest = read(Manifest, signed.body)
    return said.status_code == 204
