"""Puts a made-up practice where the server looks for it, by the functions that production uses.

Only one thing is left out: nobody types a password. Sign-in sessions are begun as they are after a sign-in.
"""

import os
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace

import asyncpg
from redis.asyncio import Redis

from bench import naive
from bench.pairs import Pair, Seat
from bench.world import Certified, Matched, Person, Practice, now_ms
from server.crypto.signing import SigningKey
from server.practice.bundles import accept_bundle
from server.practice.certificates import accept_certificate
from server.practice.delegations import accept_delegation
from server.practice.manifests import accept_manifest
from server.practice.matches import accept_match
from server.practice.root import install_root
from server.sessions import cookie
from server.sessions.sign_in_session import SignInSession, SignInSessions
from server.storage.database import Connection, Database


class Seeder:
    """One practice, being put into one pair of stores."""

    def __init__(self, database: Database, sessions: SignInSessions, practice: Practice) -> None:
        self._database = database
        self._sessions = sessions
        self._practice = practice
        self._callers: dict[bytes, SignInSession] = {}

    async def practice(self) -> None:
        """Root, certifier, custodians and their manifest."""
        made = self._practice
        await install_root(self._database, made.root.public)
        for person in (made.owner, made.intake, *(custodian.person for custodian in made.custodians)):
            await self._publish(person)
        owner = self._callers[made.owner.account]
        await self._in_transaction(lambda connection: accept_delegation(connection, owner, made.delegation))
        for custodian in made.custodians:
            await self._certify(custodian)
        await self._in_transaction(lambda connection: accept_manifest(connection, owner, made.signed_manifest, ()))

    async def matches(self, matched: Iterable[Matched]) -> list[tuple[Seat, Seat]]:
        """Clients and therapists with their conversations; their seats, the client's first."""
        return [await self._match(one) for one in matched]

    async def _match(self, matched: Matched) -> tuple[Seat, Seat]:
        seats = (await self._publish(matched.client.person), await self._publish(matched.therapist.person))
        await self._certify(matched.client)
        await self._certify(matched.therapist)
        intake = self._callers[self._practice.intake.account]
        await self._in_transaction(lambda connection: accept_match(connection, intake, matched.signed, now_ms()))
        return seats

    async def _publish(self, person: Person) -> Seat:
        token, session = await self._sessions.begin(person.account, person.role)
        self._callers[person.account] = session
        await self._in_transaction(lambda connection: accept_bundle(connection, session, person.signed, None))
        return Seat(person.account, cookie.setting(token, secure=False).partition(";")[0])

    async def _certify(self, certified: Certified) -> None:
        intake = self._callers[self._practice.intake.account]
        await self._in_transaction(
            lambda connection: accept_certificate(connection, intake, certified.certificate, now_ms())
        )

    async def _in_transaction(self, act: Callable[[Connection], Awaitable[object]]) -> None:
        async with self._database.transaction() as connection:
            await act(connection)


async def seed_naive(database_url: str, redis_url: str, pairs: list[Pair]) -> list[Pair]:
    """The accounts and conversations of these pairs, in the naive server's stores; the pairs with its cookies."""
    connection = await asyncpg.connect(database_url)
    try:
        await connection.execute(naive.SCHEMA)
        people = [(one.writer.account, SigningKey(one.signing_seed).public) for one in pairs]
        people += [(one.reader.account, bytes(32)) for one in pairs]
        members = [(one.conversation, seat.account) for one in pairs for seat in (one.writer, one.reader)]
        await connection.executemany("INSERT INTO accounts VALUES ($1, $2)", people)
        await connection.executemany("INSERT INTO members VALUES ($1, $2)", members)
    finally:
        await connection.close()
    async with Redis.from_url(redis_url) as redis:
        return [
            replace(one, writer=await _sign_in_naive(redis, one.writer), reader=await _sign_in_naive(redis, one.reader))
            for one in pairs
        ]


async def _sign_in_naive(redis: Redis, seat: Seat) -> Seat:
    token = os.urandom(16).hex()
    await redis.set(f"naive:session:{token}", seat.account)
    return Seat(seat.account, f"session={token}")
