"""A conversation with something of everything in it, made over the service's own doors: an epoch, deposits, a letter with a file, drafts."""

import os
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from server.crypto.attachment import AttachmentPlace, parts_of, seal_chunk
from server.crypto.canonical import read
from server.crypto.closing import Closing, ClosingReason, make_closing
from server.crypto.content import EnvelopeKind, Text
from server.crypto.deposit import make_deposit
from server.crypto.envelope import EnvelopeHeader, seal_envelope
from server.crypto.epoch import EpochKeys, EpochKind, EpochPlace, EpochPurpose, OpenedEpoch, open_epoch
from server.crypto.hashing import EMPTY_LOG_ROOT
from server.crypto.history import make_history
from server.crypto.letter import Letter, Purpose
from server.crypto.match import Match
from server.ids import AccountId, AttachmentId, ConversationId, InstanceId, LiveSessionId, MessageId
from server.protocol import codec, frames
from tests.integration.house import SITE, Someone, now_ms, pair, post
from tests.integration.practice.staff import Staffed, begun
from tests.support.asgi_socket import Wire, dialled

MESSAGING = "/messaging/v1"


@dataclass(slots=True, kw_only=True, repr=False)
class Furnished:
    """The conversation, who is in it, and what lies there."""

    staffed: Staffed
    client: Someone
    therapist: Someone
    conversation: ConversationId
    genesis: bytes
    opened: OpenedEpoch
    attachment: AttachmentId
    chunk: bytes
    following: Someone | None = None
    """Who treats its client next."""

    closed: bool = False
    _deposits: dict[tuple[AccountId, ConversationId], frames.Deposit] = field(default_factory=dict)

    def opening(self, opener: Someone, conversation: ConversationId) -> frames.Open:
        """Somebody's opening of the first epoch of a conversation, between themselves and one of its two."""
        other = self.therapist if opener is self.client else self.client
        made = _open(self.staffed, opener, other, conversation, self.genesis)
        return frames.Open(ref=1, header=made.signed.body, signature=made.signed.signature, wraps=list(made.wraps))

    def history(self, signer: Someone, conversation: ConversationId) -> dict[str, Any]:
        """Somebody's word that whoever follows may read it: of this conversation, or the same of another."""
        opened = self.opened
        if conversation != self.conversation:
            opened = _open(self.staffed, self.client, self.therapist, conversation, self.genesis)
        assert self.following is not None
        made = make_history(signer.keys.signing, self.following.bundle, [(opened.header, opened.keys)], now_ms())
        return {"grant": pair(made.signed), "wraps": list(made.wraps)}

    def deposit(self, depositor: Someone, conversation: ConversationId) -> frames.Deposit:
        """Somebody's deposit for the epoch, as that of this conversation."""
        name = (depositor.account, conversation)
        if name not in self._deposits:
            self._deposits[name] = self._deposited(depositor, conversation)
        return self._deposits[name]

    def _deposited(self, depositor: Someone, conversation: ConversationId) -> frames.Deposit:
        keys = self.opened.keys
        if conversation != self.conversation:
            keys = _open(self.staffed, self.client, self.therapist, conversation, self.genesis).keys
        made = make_deposit(
            depositor.keys.signing,
            depositor.account,
            keys,
            self.staffed.manifest,
            [each.bundle for each in self.staffed.custodians],
            now_ms(),
            os.urandom,
        )
        signed = made.signed
        return frames.Deposit(
            ref=1, deposit=signed.body, signature=signed.signature, sealed_shares=list(made.sealed_shares)
        )

    def post(
        self, sender: Someone, conversation: ConversationId, kind: EnvelopeKind = EnvelopeKind.TEXT
    ) -> frames.Post:
        """Somebody's envelope."""
        message = MessageId(os.urandom(16))
        header = EnvelopeHeader(
            conversation=conversation,
            epoch=1,
            sender=sender.account,
            instance=InstanceId(os.urandom(16)),
            counter=1,
            message_id=message,
            kind=kind,
            client_time=now_ms(),
            seen_sequence=0,
            seen_head=self.genesis,
            log_size=0,
            log_root=EMPTY_LOG_ROOT,
        )
        letter = Letter(message, "Thursday", "I shall be there.", Purpose.LETTER, ())
        content = letter if kind is EnvelopeKind.LETTER else Text("I shall be there.")
        known = self.opened.keys
        keys = EpochKeys(conversation, 1, known.header_hash, known.secret, known.message_key)
        envelope = seal_envelope(header, content, keys, sender.keys.signing, os.urandom)
        return frames.Post(ref=1, envelope=envelope.raw)

    async def close(self, by: Someone, reason: ClosingReason) -> None:
        """Somebody's last word."""
        signed = make_closing(by.keys.signing, Closing(self.conversation, reason, by.account, now_ms()))
        assert (await post(by.browser, f"{MESSAGING}/closings", pair(signed))).status_code == 204
        self.closed = True

    async def let_read(self, following: Someone) -> None:
        """Its client lets the next therapist read all of it."""
        self.following = following
        body = self.history(self.client, self.conversation)
        assert (await post(self.client.browser, f"{MESSAGING}/histories", body)).status_code == 204


async def furnished(staffed: Staffed, client: Someone, therapist: Someone) -> Furnished:
    """A conversation of theirs, open."""
    signed = staffed.match(client, therapist)
    conversation, genesis = await begun(staffed, signed), read(Match, signed.body).genesis
    attachment, chunk = await _attached(client, conversation)
    room = Furnished(
        staffed=staffed,
        client=client,
        therapist=therapist,
        conversation=conversation,
        genesis=genesis,
        opened=_open(staffed, client, therapist, conversation, genesis),
        attachment=attachment,
        chunk=chunk,
    )
    header, wraps = room.opened.signed, list(room.opened.wraps)
    async with sitting(staffed, client) as hers, sitting(staffed, therapist) as his:
        opening = frames.Open(ref=1, header=header.body, signature=header.signature, wraps=wraps)
        assert isinstance(codec.decode_server_frame(await hers.ask(opening)), frames.Committed)
        for wire, each in ((hers, client), (his, therapist)):
            said = await wire.ask(room.deposit(each, conversation))
            assert isinstance(codec.decode_server_frame(said), frames.Deposited)
        said = await hers.ask(room.post(client, conversation, EnvelopeKind.LETTER))
        assert isinstance(codec.decode_server_frame(said), frames.Committed)
    for each in (client, therapist):
        draft = {"conversation": conversation, "version": 1, "sealed": os.urandom(64)}
        assert (await post(each.browser, f"{MESSAGING}/drafts", draft)).status_code == 204
    return room


@asynccontextmanager
async def sitting(staffed: Staffed, someone: Someone) -> AsyncIterator[Wire]:
    """Somebody's socket, greeted if it is accepted."""
    cookies = [f"{name}={value}" for name, value in someone.browser.cookies.items()]
    async with dialled(staffed.home.app, SITE, cookies) as wire:
        if wire.refused is None:
            await wire.send(frames.Hello(version=frames.VERSION, instance=os.urandom(16)))
        yield wire


def text(value: bytes) -> str:
    """As it stands in an address, or in JSON."""
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def _open(
    staffed: Staffed, opener: Someone, other: Someone, conversation: ConversationId, genesis: bytes
) -> OpenedEpoch:
    purpose = EpochPurpose(EpochKind.THREAD, LiveSessionId(b""), staffed.manifest.hash, now_ms())
    bundles = sorted((opener.bundle, other.bundle), key=lambda each: each.account)
    place = EpochPlace(conversation, 1, genesis)
    return open_epoch(opener.keys.signing, opener.account, place, purpose, bundles, os.urandom)


async def _attached(sender: Someone, conversation: ConversationId) -> tuple[AttachmentId, bytes]:
    """A file of one chunk, whole."""
    attachment, [part] = AttachmentId(os.urandom(16)), parts_of(b"a drawing")
    chunk = seal_chunk(os.urandom(32), AttachmentPlace(conversation, attachment, 1), 0, part, os.urandom)
    numbers = {"conversation": conversation, "attachment": attachment, "chunks": 1, "bytes": len(chunk)}
    assert (await post(sender.browser, f"{MESSAGING}/attachments", numbers)).status_code == 200
    path = f"{MESSAGING}/attachments/{text(attachment)}/0"
    headers = {"Content-Type": "application/octet-stream"}
    assert (await sender.browser.put(path, content=chunk, headers=headers)).status_code == 204
    return attachment, chunk
