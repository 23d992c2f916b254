"""The baseline: what a good developer writes in a day, kept honest.

Starlette and uvicorn with the flags of the real server, an asyncpg pool, one INSERT per message before its
acknowledgement, one PUBLISH per message, one subscription per process that sends each letter on. The same PostgreSQL
(own database, fsync as it is), the same Valkey, the same payload bytes. `NAIVE_VERIFY=1` verifies the same Ed25519
signatures inline; without it nothing is verified.

It has no grants, epochs, deposits, counters, heads, gap-free sequences, idempotence, catching up or receipts. It does
not send a letter back to the socket that posted it, which the real server does.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Annotated, Final

import asyncpg
import msgspec
from msgspec import Meta
from redis.asyncio import Redis
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from server.crypto.envelope import parse_envelope, verify_envelope

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS accounts (account bytea PRIMARY KEY, signing_public bytea NOT NULL);
CREATE TABLE IF NOT EXISTS members (
    conversation bytea NOT NULL, account bytea NOT NULL REFERENCES accounts, PRIMARY KEY (account, conversation));
CREATE TABLE IF NOT EXISTS messages (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, conversation bytea NOT NULL, sender bytea NOT NULL,
    envelope bytea NOT NULL, created_at timestamptz NOT NULL DEFAULT now());
CREATE INDEX IF NOT EXISTS messages_by_conversation ON messages (conversation, id);
"""

INSERT: Final = "INSERT INTO messages (conversation, sender, envelope) VALUES ($1, $2, $3) RETURNING id"
POOL_SIZE: Final = 20
"""Tried 10, 20 and 50 with 50 writers: 20 was the quickest by a little."""

Id = Annotated[bytes, Meta(min_length=16, max_length=16)]


class Follow(msgspec.Struct, tag_field="t", tag="follow"):
    conversation: Id


class Post(msgspec.Struct, tag_field="t", tag="post"):
    ref: int
    conversation: Id
    envelope: bytes


class Following(msgspec.Struct, tag_field="t", tag="following"):
    conversation: Id


class Ack(msgspec.Struct, tag_field="t", tag="ack"):
    ref: int
    id: int


class Letter(msgspec.Struct, tag_field="t", tag="letter"):
    conversation: Id
    id: int
    envelope: bytes


class Rung(msgspec.Struct, array_like=True):
    """What travels through Valkey: the letter as it will be sent, and the socket that need not have it."""

    origin: bytes
    conversation: bytes
    letter: bytes


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Follow | Post).decode
_decode_rung = msgspec.msgpack.Decoder(Rung).decode


@dataclass(eq=False)
class Connection:
    """One socket, who is behind it, and which conversations are theirs."""

    socket: WebSocket
    account: bytes
    signing_public: bytes
    conversations: frozenset[bytes]
    origin: bytes = field(default_factory=lambda: os.urandom(8))


class Naive:
    """The whole application."""

    def __init__(self, pool: asyncpg.Pool, redis: Redis, *, verify: bool) -> None:
        self.pool = pool
        self.redis = redis
        self.verify = verify
        self.rooms: dict[bytes, set[Connection]] = {}
        self.pubsub = redis.pubsub(ignore_subscribe_messages=True)

    async def serve(self, socket: WebSocket) -> None:
        """One connection, from sign-in to its end."""
        account = await self.redis.get(f"naive:session:{socket.cookies.get('session', '')}")
        if not isinstance(account, bytes):
            await socket.close(4401)
            return
        connection = await self._connection(socket, account)
        await socket.accept()
        try:
            while True:
                await self._receive(connection, _decode(await socket.receive_bytes()))
        except (WebSocketDisconnect, msgspec.DecodeError):
            pass
        finally:
            for room in self.rooms.values():
                room.discard(connection)

    async def listen(self) -> None:
        """Sends every letter that is published on to the sockets that follow its conversation."""
        await self.pubsub.subscribe("naive:nothing")
        async for message in self.pubsub.listen():
            rung = _decode_rung(message["data"])
            for connection in tuple(self.rooms.get(rung.conversation, ())):
                if connection.origin != rung.origin:
                    with suppress(WebSocketDisconnect, RuntimeError):
                        await connection.socket.send_bytes(rung.letter)

    async def _connection(self, socket: WebSocket, account: bytes) -> Connection:
        public = await self.pool.fetchval("SELECT signing_public FROM accounts WHERE account = $1", account)
        rows = await self.pool.fetch("SELECT conversation FROM members WHERE account = $1", account)
        return Connection(socket, account, public, frozenset(row["conversation"] for row in rows))

    async def _receive(self, connection: Connection, frame: Follow | Post) -> None:
        if frame.conversation not in connection.conversations:
            raise WebSocketDisconnect(4404)
        if isinstance(frame, Post):
            await self._post(connection, frame)
        else:
            await self._follow(connection, frame)

    async def _follow(self, connection: Connection, frame: Follow) -> None:
        self.rooms.setdefault(frame.conversation, set()).add(connection)
        await self.pubsub.subscribe(_channel(frame.conversation))
        await connection.socket.send_bytes(_encode(Following(frame.conversation)))

    async def _post(self, connection: Connection, frame: Post) -> None:
        if self.verify:
            envelope = parse_envelope(frame.envelope)
            if envelope.header.sender != connection.account or envelope.header.conversation != frame.conversation:
                raise WebSocketDisconnect(4400)
            verify_envelope(envelope, connection.signing_public)
        number = await self.pool.fetchval(INSERT, frame.conversation, connection.account, frame.envelope)
        letter = _encode(Letter(frame.conversation, number, frame.envelope))
        rung = _encode(Rung(connection.origin, frame.conversation, letter))
        await self.redis.publish(_channel(frame.conversation), rung)
        await connection.socket.send_bytes(_encode(Ack(frame.ref, number)))


def _channel(conversation: bytes) -> str:
    return f"naive:{conversation.hex()}"


def create_app() -> Starlette:
    """The application, told by its environment where PostgreSQL and Valkey are."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        redis = Redis.from_url(os.environ["NAIVE_REDIS_URL"], max_connections=1000)
        async with asyncpg.create_pool(
            os.environ["NAIVE_DATABASE_URL"], min_size=POOL_SIZE, max_size=POOL_SIZE
        ) as pool:
            naive = Naive(pool, redis, verify=os.environ.get("NAIVE_VERIFY") == "1")
            app.state.naive = naive
            listening = asyncio.create_task(naive.listen())
            yield
            listening.cancel()

    async def endpoint(socket: WebSocket) -> None:
        await socket.app.state.naive.serve(socket)

    return Starlette(routes=[WebSocketRoute("/socket", endpoint)], lifespan=lifespan)
