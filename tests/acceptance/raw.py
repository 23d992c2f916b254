"""A socket in the hands of someone who writes frames by hand."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from client_py.client import Client
from client_py.socket import dial
from server.crypto.canonical import read
from server.crypto.content import Content, EnvelopeKind, Text
from server.crypto.envelope import Envelope, EnvelopeHeader, seal_envelope
from server.crypto.epoch import EpochHeader, EpochKeys, unwrap_epoch
from server.crypto.hashing import EMPTY_LOG_ROOT
from server.crypto.signing import SigningKey
from server.ids import AccountId, ConversationId, InstanceId, MessageId
from server.protocol import codec, frames

PATIENCE = 60.0


class Raw:
    """One socket. Frames go out as given; answers are found by their ref."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.instance = InstanceId(os.urandom(16))
        self._ref = 0

    def ref(self) -> int:
        """A ref that was not used yet."""
        self._ref += 1
        return self._ref

    async def send(self, frame: frames.ClientFrame) -> None:
        """One lawful frame."""
        await self.socket.send(codec.encode(frame))

    async def hello(self) -> frames.Welcome:
        """Greets, and is welcome."""
        await self.send(frames.Hello(version=frames.VERSION, instance=self.instance))
        welcome = await self.next()
        assert isinstance(welcome, frames.Welcome)
        return welcome

    async def next(self) -> frames.AnyServerFrame:
        """The next frame."""
        async with asyncio.timeout(PATIENCE):
            data = await self.socket.recv()
        assert isinstance(data, bytes)
        return codec.decode_server_frame(data)

    async def ask(self, frame: frames.ClientFrame) -> frames.AnyServerFrame:
        """Sends, and gives the answer with the same ref; what comes in between is passed over."""
        await self.send(frame)
        while True:
            answer = await self.next()
            if getattr(answer, "ref", None) == getattr(frame, "ref", -1):
                return answer

    async def closed(self) -> int | None:
        """Waits for the end; its code."""
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    await self.socket.recv()
        except ConnectionClosed:
            return self.socket.close_code


@asynccontextmanager
async def raw(client: Client, greet: bool = True) -> AsyncIterator[Raw]:
    """A second socket of a client's sign-in session."""
    async with dial(client.http) as socket:
        by_hand = Raw(socket)
        if greet:
            await by_hand.hello()
        yield by_hand


class Forger:
    """A member who knows the epoch's secret and says what they like."""

    def __init__(self, raw_socket: Raw, client: Client, conversation: ConversationId, keys: EpochKeys) -> None:
        self.raw = raw_socket
        self.client = client
        self.conversation = conversation
        self.keys = keys

    @classmethod
    async def of(cls, raw_socket: Raw, client: Client, conversation: ConversationId, epoch: int) -> "Forger":
        """Learns the epoch as a member may."""
        answer = await raw_socket.ask(frames.Learn(ref=raw_socket.ref(), conversation=conversation, epoch=epoch))
        assert isinstance(answer, frames.Epoch)
        header = read(EpochHeader, answer.header)
        keys = unwrap_epoch(client.account.keys.sealing, client.account.identity, header, answer.wrap)
        return cls(raw_socket, client, conversation, keys)

    def header(self, genesis: bytes, counter: int = 1) -> EnvelopeHeader:
        """A lawful header; `msgspec.structs.replace` makes it otherwise."""
        return EnvelopeHeader(
            conversation=self.conversation,
            epoch=self.keys.epoch,
            sender=AccountId(self.client.account.identity),
            instance=self.raw.instance,
            counter=counter,
            message_id=MessageId(os.urandom(16)),
            kind=EnvelopeKind.TEXT,
            client_time=1,
            seen_sequence=0,
            seen_head=genesis,
            log_size=0,
            log_root=EMPTY_LOG_ROOT,
        )

    def seal(
        self, header: EnvelopeHeader, signer: SigningKey | None = None, content: Content | None = None
    ) -> Envelope:
        """Seals whatever the header says, in whatever epoch it claims."""
        keys = EpochKeys(
            header.conversation, header.epoch, self.keys.header_hash, self.keys.secret, self.keys.message_key
        )
        signer = signer or self.client.account.keys.signing
        return seal_envelope(header, content or Text("a forged line, never to be read"), keys, signer, os.urandom)

    async def post(self, envelope: bytes) -> frames.AnyServerFrame:
        """Posts bytes as an envelope."""
        return await self.raw.ask(frames.Post(ref=self.raw.ref(), envelope=envelope))


def changed(header: EnvelopeHeader, **fields: object) -> EnvelopeHeader:
    """The header with other fields."""
    return msgspec.structs.replace(header, **fields)
