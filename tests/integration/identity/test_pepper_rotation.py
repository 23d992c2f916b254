"""The pepper is rotated under a running service (crypto.md §3.4)."""

import asyncio
import os
import secrets
from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, aclosing
from dataclasses import dataclass
from itertools import cycle

import httpx
import pytest

from server.crypto import activation
from server.crypto.pepper import PepperedKind, Peppers
from server.crypto.vault import WrapKind
from server.errors import ProofError
from server.identity.accounts import FIRST_VERSION, Predecessor, queries
from server.identity.activation import look
from server.identity.ceremony import Credential
from server.identity.failures import Way
from server.identity.resealing import Resealing, under_peppers
from server.identity.totp import queries as totp_queries
from server.ids import AccountId
from server.roles import Role
from server.storage.database import Database
from tests.integration.house import DEVICE, PEPPERS, House, Someone, activate, house, post
from tests.integration.identity import test_intake as intakes
from tests.integration.identity.life import BASE, holder, raw
from tests.integration.identity.test_contact_card import FIELDS, opened, send
from tests.support.databases import FreshDatabase

FIRST, SECOND = bytes(range(32)), bytes([2]) * 32
BEFORE, DURING, AFTER = PEPPERS, Peppers({1: FIRST, 2: SECOND}), Peppers({2: SECOND})
NETWORK = "192.0.2.0/24"


@dataclass(slots=True, kw_only=True)
class Town:
    """A house on the same databases, whatever peppers are at hand."""

    identity: FreshDatabase
    messaging: FreshDatabase
    redis_url: str
    prefix: str

    def at(self, peppers: Peppers) -> AbstractAsyncContextManager[House]:
        """The service, started with these peppers."""
        return house(self.identity.url, self.messaging.url, self.redis_url, self.prefix, peppers=peppers)


@pytest.fixture(name="town")
async def _town(identity_database: FreshDatabase, messaging_database: FreshDatabase, redis_url: str) -> Town:
    prefix = f"test-{secrets.token_hex(8)}:"
    return Town(identity=identity_database, messaging=messaging_database, redis_url=redis_url, prefix=prefix)


async def sign_in(browser: httpx.AsyncClient, someone: Someone, key: bytes | None = None) -> httpx.Response:
    """With their own key, unless another is tried."""
    shown = {"number": someone.number, "authentication_key": key or someone.authentication_key, "device": DEVICE}
    return await post(browser, "/identity/v1/sign-in", shown)


async def status_of(home: House, someone: Someone, key: bytes | None = None, address: str = "127.0.0.1") -> int:
    """What a sign-in from a fresh browser answers."""
    async with home.visitor(address) as browser:
        return (await sign_in(browser, someone, key)).status_code


def resealing(database: Database, batch: int = 200) -> Resealing:
    """What `webtherapy peppers rotate` runs."""
    return Resealing(database=database, peppers=DURING, random=os.urandom, batch=batch)


async def rotate(database: Database, batch: int = 200, most: int | None = None) -> int:
    """Rotate, or begin to and stop after so many batches; how many there were."""
    batches = 0
    async with aclosing(resealing(database, batch).run()) as rotation:
        async for _ in rotation:
            batches += 1
            if batches == most:
                break
    return batches


async def give_everything(home: House, someone: Someone) -> bytes:
    """A recovery code, a predecessor, a passkey and a code generator for somebody; the passkey's credential id."""
    rooms, account, credential_id = home.identity, someone.account, os.urandom(40)
    sealed = rooms.accounts.seal(account, PepperedKind.TOTP, 3, b"t" * 20)
    async with rooms.database.transaction() as connection:
        verifier = await rooms.verifiers.make(someone.authentication_key)
        await rooms.accounts.keep_verifier(connection, account, WrapKind.RECOVERY, 1, verifier, 0)
        await rooms.accounts.keep_wrap(connection, account, WrapKind.RECOVERY, 1, b"r" * 170, 0)
        await rooms.accounts.rotate(connection, account, Predecessor(generation=1, sealed=b"p" * 72))
        await rooms.accounts.rotate(connection, account, Predecessor(generation=2, sealed=b"q" * 72))
        credential = Credential(id=credential_id, public_key=b"key", sign_count=0)
        await rooms.passkeys.keep(connection, account, credential, b"w" * 170, "phone", 0)
        await connection.execute(totp_queries.keep_totp, account, 3, sealed, 0, 0)
    return credential_id


async def check_everything(home: House, someone: Someone, credential_id: bytes) -> None:
    """All of it is found, and opens."""
    rooms, account = home.identity, someone.account
    for kind in (WrapKind.PASSWORD, WrapKind.RECOVERY):
        credentials = await rooms.accounts.credentials(someone.number, kind)
        assert await rooms.verifiers.check(credentials.verifier, someone.authentication_key)
    async with rooms.database.acquire() as connection:
        recovery = await rooms.accounts.wrap(connection, account, WrapKind.RECOVERY)
        assert recovery is not None
        assert recovery.bytes == b"r" * 170
        predecessors = await rooms.accounts.predecessors(connection, account)
        assert [each.sealed for each in predecessors] == [b"q" * 72, b"p" * 72]
        passkey = await rooms.passkeys.find(connection, credential_id)
        assert passkey is not None
        assert (passkey.account, passkey.wrap.bytes) == (account, b"w" * 170)
        row = await connection.fetchrow(totp_queries.find_totp, account)
        assert row is not None
        assert rooms.accounts.open(account, PepperedKind.TOTP, 3, row["secret_sealed"]) == b"t" * 20


async def test_everything_goes_on_before_while_and_after(town: Town) -> None:
    """Signing in works before the rotation, after each of its batches, and when the old pepper is gone; so does all else that is sealed."""
    async with town.at(BEFORE) as home:
        people = [await activate(home, Role.CLIENT) for _ in range(3)]
        intake, equipped = await activate(home, Role.INTAKE), await activate(home, Role.CLIENT)
        assert (await send(people[0], 1, intake)).status_code == 204
        assert (await intakes.send(people[0], 1, intake)).status_code == 204
        credential_id = await give_everything(home, equipped)
    async with town.at(DURING) as home:
        issued = await home.issue(Role.THERAPIST)  # under the old pepper, as by a command that was started before
        assert [await status_of(home, each) for each in people] == [200] * 3
        turns = cycle(people)
        async for _ in resealing(home.identity_database, batch=1).run():
            assert await status_of(home, next(turns)) == 200
            await check_everything(home, equipped, credential_id)
        assert set(await under_peppers(home.identity_database)) == {2}
        assert [await status_of(home, each) for each in people] == [200] * 3
    async with town.at(AFTER) as home:
        assert [await status_of(home, each) for each in people] == [200] * 3
        assert await status_of(home, people[0], os.urandom(32)) == 401
        await check_everything(home, equipped, credential_id)
        secret = activation.read(issued.activation_text).secret
        assert (await look(home.identity, issued.number, secret, NETWORK)).role is Role.THERAPIST
        async with home.visitor() as browser:
            assert (await sign_in(browser, intake)).status_code == 200
            read = await post(browser, "/identity/v1/contact-card/read", {"account": bytes(people[0].account)})
            told = await post(browser, intakes.READ, {"account": bytes(people[0].account)})
        assert opened(read.json(), intake, people[0]) == FIELDS
        assert intakes.opened(told.json(), intake, people[0]) == intakes.ANSWERS


async def test_it_may_be_cut_off_anywhere_and_begun_again(town: Town) -> None:
    """Stopped after each batch in turn, it goes on from there: in the end everything is done, and nothing twice."""
    async with town.at(BEFORE) as home:
        people = [await activate(home, Role.CLIENT) for _ in range(3)]
        credential_id = await give_everything(home, people[0])
    async with town.at(DURING) as home:
        kept = sum((await under_peppers(home.identity_database)).values())
        stops = 0
        while await rotate(home.identity_database, batch=1, most=1):
            stops += 1
            assert [await status_of(home, each) for each in people[1:]] == [200] * 2
        assert await under_peppers(home.identity_database) == {2: kept}
        # Three numbers, their three verifiers and wraps, a passkey, two predecessors, a code generator, a recovery code's two.
        assert stops == 3 + 3 + 3 + 1 + 2 + 1 + 2
        assert await rotate(home.identity_database) == 0
    async with town.at(AFTER) as home:
        await check_everything(home, people[0], credential_id)
        assert [await status_of(home, each) for each in people[1:]] == [200] * 2


async def test_what_a_server_changes_meanwhile_is_not_lost(town: Town) -> None:
    """A password that is being changed while the rotation passes stays changed, and is moved when it is there."""
    new = os.urandom(32)
    async with town.at(BEFORE) as home:
        someone, bystander = await activate(home, Role.CLIENT), await activate(home, Role.CLIENT)
        rooms = home.identity
        verifier = await rooms.verifiers.make(new)
        async with rooms.database.transaction() as connection:
            await rooms.accounts.keep_verifier(connection, someone.account, WrapKind.PASSWORD, 2, verifier, 0)
            rotation, rows = resealing(home.identity_database).run(), 0
            while rows < 5:  # two numbers, two wraps, one verifier: all that we do not hold
                rows += await anext(rotation)
            rest = asyncio.create_task(_count(rotation))
        assert await rest == 1
    async with town.at(AFTER) as home:
        assert await status_of(home, someone, new) == 200
        assert await status_of(home, someone) == 401
        assert await status_of(home, bystander) == 200


async def test_failures_in_a_row_go_on_under_the_next_look_up(town: Town) -> None:
    """Rotating opens nobody's door to a guesser: what was counted before counts after, and the larger count of two stands."""
    async with town.at(BEFORE) as home:
        someone, other = await activate(home, Role.CLIENT), await activate(home, Role.CLIENT)
        for _ in range(3):
            assert await status_of(home, someone, os.urandom(32), "198.51.100.1") == 401
        for who in (someone, other):
            assert await status_of(home, who, os.urandom(32), "198.51.100.1") == 401
    async with town.at(DURING) as home:
        for _ in range(2):
            assert await status_of(home, other, os.urandom(32), "203.0.113.1") == 401
        await rotate(home.identity_database)
        async with home.identity_database.acquire() as connection:
            for who, count in ((someone, 4), (other, 2)):
                lookup = AFTER.number_lookup(who.number)
                sql = "SELECT count FROM failure WHERE number_lookup = $1 AND place = $2"
                assert await connection.fetchval(sql, lookup, b"") == count
                assert await connection.fetchval(sql, BEFORE.number_lookup(who.number), b"") is None


async def test_recovering_forgets_failures_under_every_look_up(town: Town) -> None:
    """Between the new pepper and the rotation, what was counted before the restart and after it is forgotten alike."""
    async with town.at(BEFORE) as home:
        someone, other = await activate(home, Role.CLIENT), await activate(home, Role.CLIENT)
        for who in (someone, other):
            assert await status_of(home, who, os.urandom(32), "198.51.100.1") == 401
    async with town.at(DURING) as home:
        for who in (someone, other):
            assert await status_of(home, who, os.urandom(32), "203.0.113.1") == 401
        async with home.identity_database.transaction() as connection:
            await home.identity.failures.forget_all(connection, someone.account)
            sql = "SELECT count(*) FROM failure WHERE number_lookup = ANY($1::bytea[])"
            for who, kept in ((someone, 0), (other, 2)):
                lookups = [each.value for each in DURING.number_lookups(who.number)]
                assert await connection.fetchval(sql, lookups) == kept


async def test_a_code_generator_that_is_confirmed_after_the_rotation_needs_no_older_pepper(town: Town) -> None:
    """A secret that was handed out before the restart is kept under the newest pepper, whenever its holder confirms it."""
    async with town.at(BEFORE) as home:
        client = await holder(home)
        client.totp = raw((await client.say("totp", step_up=client.step_up)).json()["secret"])
    async with town.at(DURING) as home:
        await rotate(home.identity_database)
        async with home.visitor() as browser:
            browser.cookies = client.browser.cookies
            said = await post(browser, BASE + "totp/confirm", {"code": client.totp_now()})
        assert said.status_code == 204, said.text
        assert set(await under_peppers(home.identity_database)) == {2}


async def test_networks_are_forgotten_and_learnt_anew(town: Town) -> None:
    """What was kept of a network cannot be moved, so none is left; the next sign-in makes it known again."""
    sql = "SELECT network_lookup FROM familiar WHERE account = $1"
    async with town.at(BEFORE) as home:
        someone = await activate(home, Role.CLIENT)
    async with town.at(DURING) as home:
        async with home.identity_database.acquire() as connection:
            assert len(await connection.fetch(sql, someone.account)) == 1
            await rotate(home.identity_database)
            assert await connection.fetch(sql, someone.account) == []
        assert await status_of(home, someone) == 200
    async with town.at(AFTER) as home, home.identity_database.transaction() as connection:
        failures, way = home.identity.failures, Way.SIGN_IN
        assert (await failures.place(connection, someone.account, "127.0.0.0/24", way, home.clock())).known


async def test_no_number_is_given_twice_while_it_lasts(town: Town) -> None:
    """A number that is kept under the old pepper is taken, for who draws it under the new one."""
    async with town.at(BEFORE) as home:
        someone = await activate(home, Role.CLIENT)
    async with town.at(DURING) as home, home.identity_database.transaction() as connection:
        lookups = DURING.number_lookups(someone.number)
        account = AccountId(os.urandom(16))
        sealed = DURING.seal(PepperedKind.NUMBER, account, FIRST_VERSION, someone.number.encode(), os.urandom)
        kept = await connection.fetchrow(
            queries.insert_account, account, "client", lookups[0].value, 2, sealed, 0, [each.value for each in lookups]
        )
        assert kept is None


async def test_a_pepper_that_is_needed_and_missing_stops_it(town: Town) -> None:
    """Nothing is guessed, nothing is skipped: it says so, and what it had done stays done."""
    async with town.at(BEFORE) as home:
        await activate(home, Role.CLIENT)
        stranger = Resealing(database=home.identity_database, peppers=AFTER, random=os.urandom)
        with pytest.raises(ProofError, match="unknown_pepper"):
            async for _ in stranger.run():
                pass
        assert set(await under_peppers(home.identity_database)) == {1}


async def _count(rotation: AsyncGenerator[int, None]) -> int:
    return sum([count async for count in rotation])
