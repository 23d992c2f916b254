"""Puts a made-up practice where the server looks for it, by the functions that production uses.

Only one thing is left out: nobody types a password. Sign-in sessions are begun as they are after a sign-in.
"""

import asyncio
import os
from dataclasses import replace
from typing import Final

import asyncpg
from redis.asyncio import Redis

from bench import naive
from bench.addressed import Reader, request_to
from bench.pairs import Pair, Seat
from bench.world import Certified, Matched, Person, Practice, now_ms
from client_py.client import Client
from server.crypto.bundle import verify_bundle
from server.crypto.pepper import Peppers
from server.crypto.signing import SigningKey
from server.identity.issuing import issue
from server.ids import SignInId
from server.practice.bundles import accept_bundle
from server.practice.certificates import accept_certificate
from server.practice.delegations import accept_delegation
from server.practice.manifests import accept_manifest
from server.practice.matches import begin, verified_match
from server.practice.root import install_root
from server.roles import Role
from server.sessions import cookie
from server.sessions.sign_in_session import SignInSession, SignInSessions
from server.storage.database import Connection, Database
from server.storage.embedded.stack import EmbeddedStack
from server.storage.peppers import read_peppers

PASSWORD: Final = "seven quiet herons by the lake"  # noqa: S105 - of accounts that last as long as a benchmark
TOGETHER: Final = 8
"""Matches made at a time: fewer than the pool has connections."""


class Seeder:
    """One practice, being put into one pair of stores."""

    def __init__(self, database: Database, sessions: SignInSessions, practice: Practice) -> None:
        self._database = database
        self._sessions = sessions
        self._practice = practice
        self._callers: dict[bytes, SignInSession] = {}
        self.seats: dict[bytes, Seat] = {}
        """By account: who was seeded, signed in."""

    def present(self) -> tuple[SignInId, ...]:
        """The sign-in sessions of everyone, as they are now."""
        return tuple(session.id for session in tuple(self._callers.values()))

    async def practice(self) -> None:
        """Root, certifier, custodians and their manifest."""
        made = self._practice
        await install_root(self._database, made.root.public)
        async with self._database.transaction() as connection:
            for person in (made.owner, made.intake, *(custodian.person for custodian in made.custodians)):
                await self._publish(connection, person)
            owner = self._callers[made.owner.account]
            await accept_delegation(connection, owner, made.delegation)
            for certified in (made.certified(made.intake), *made.custodians):
                await self._certify(connection, certified)
            await accept_manifest(connection, owner, made.signed_manifest, ())

    async def matches(self, matched: list[Matched]) -> list[tuple[Seat, Seat]]:
        """Clients and therapists with their conversations; their seats, the client's first."""
        seats: list[tuple[Seat, Seat]] = []
        for start in range(0, len(matched), TOGETHER):
            seats += await asyncio.gather(*(self._match(one) for one in matched[start : start + TOGETHER]))
        return seats

    async def readers(self, stack: EmbeddedStack, port: int, count: int) -> list[Reader]:
        """Therapists whose accounts a password opens, made over the service's own doors and certified."""
        peppers = Peppers(read_peppers(stack.folders.pepper))
        async with Database(stack.environ["IDENTITY_DATABASE_URL"], pool_size=1) as identity:
            return [await self._reader(identity, peppers, f"http://localhost:{port}") for _ in range(count)]

    async def _reader(self, identity: Database, peppers: Peppers, url: str) -> Reader:
        root = self._practice.root.public
        issued = await issue(identity, peppers, Role.THERAPIST, root, now_ms(), os.urandom)
        async with await Client.activate(url, issued.number, issued.activation_text, PASSWORD) as client:
            signed = (await client.own_person()).bundle.proof
            secret, keys = client.account.vault.secret, client.account.keys
        person = Person(issued.account, Role.THERAPIST, secret, keys, signed, verify_bundle(signed))
        async with self._database.transaction() as connection:
            await self._certify(connection, self._practice.certified(person))
        return Reader(issued.number, PASSWORD, request_to(self._practice.intake, person.bundle))

    async def _match(self, matched: Matched) -> tuple[Seat, Seat]:
        intake = self._callers[self._practice.intake.account]
        async with self._database.transaction() as connection:
            client = await self._publish(connection, matched.client.person)
            therapist = await self._publish(connection, matched.therapist.person)
            await self._certify(connection, matched.client)
            await self._certify(connection, matched.therapist)
            await begin(connection, await verified_match(connection, intake.account, matched.signed, now_ms()))
        return client, therapist

    async def _publish(self, connection: Connection, person: Person) -> Seat:
        token, session = await self._sessions.begin(person.account, person.role)
        self._callers[person.account] = session
        await accept_bundle(connection, session.account, session.role, person.signed, None, anew=False)
        seat = Seat(person.account, cookie.setting(token, secure=False).partition(";")[0])
        self.seats[person.account] = seat
        return seat

    async def _certify(self, connection: Connection, certified: Certified) -> None:
        intake = self._callers[self._practice.intake.account]
        await accept_certificate(connection, intake, certified.certificate, now_ms())


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
