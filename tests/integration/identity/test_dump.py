"""Who has the identity database and not the pepper has nothing to sign in with, and nobody's number (crypto.md §3.4)."""

import base64
import os
from collections.abc import Iterator

from argon2 import PasswordHasher

from server.crypto.pepper import PepperedKind, Peppers
from server.errors import ProofError
from server.ids import AccountId
from server.roles import Role
from server.storage.database import Database
from tests.integration.house import House
from tests.integration.identity.life import holder
from tests.support.authenticator import Authenticator


async def _everything(database: Database) -> list[bytes]:
    """Every value of every table, as a dump has them."""
    names = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
    async with database.acquire() as connection:
        tables = [row["relname"] for row in await connection.fetch(names) if row["relname"] != "schema_migration"]
        rows = [row for table in tables for row in await connection.fetch(f"SELECT * FROM {table}")]  # noqa: S608 - our own tables' names
    values = [value for row in rows for value in row.values()]
    return [value if isinstance(value, bytes) else str(value).encode() for value in values]


def _spellings(value: bytes) -> Iterator[bytes]:
    yield value
    yield value.hex().encode()
    yield base64.b32encode(value).rstrip(b"=")
    yield base64.b64encode(value).rstrip(b"=")
    yield base64.urlsafe_b64encode(value).rstrip(b"=")


async def test_a_dump_holds_nothing_in_clear_and_no_verifier_to_try_guesses_on(home: House) -> None:
    """No number, key, TOTP secret, credential id, public key or wrap in any spelling; no text of Argon2's; no look-up without the pepper."""
    client, staff = await holder(home, code=True), await holder(home, Role.OWNER, code=True)
    await client.set_up_totp()
    clients, staffs = await client.add_passkey(), await staff.add_passkey()
    async with home.visitor("192.0.2.4") as browser:
        await client.sign_in(browser, os.urandom(32))
    kept = await _everything(home.identity_database)
    secret: list[bytes] = [client.totp, b"192.0.2", b"127.0.0.0"]
    for person in (client, staff):
        secret += [person.number.encode(), person.key, person.code]
    for authenticator in (clients, staffs):
        secret += [authenticator.id, *authenticator.point]
    for value in secret:
        for spelling in _spellings(value):
            assert not any(spelling in each for each in kept)
    assert not any(b"$argon2" in each for each in kept)
    assert not set(_lookups(Peppers({1: os.urandom(32)}), client.number, clients)) & set(kept)
    assert set(_lookups(home.identity.peppers, client.number, clients)) <= set(kept)


async def test_a_verifier_is_not_checkable_without_the_pepper(home: House) -> None:
    """What is kept of a password or a code opens under no other pepper, and is no verifier as it stands."""
    client = await holder(home, code=True)
    stranger = Peppers({1: os.urandom(32)})
    async with home.identity_database.acquire() as connection:
        query = "SELECT kind, version, sealed FROM verifier WHERE account = $1"
        rows = await connection.fetch(query, client.someone.account)
    assert {row["kind"] for row in rows} == {"password", "recovery"}
    for row in rows:
        for kind in ("password-verifier", "recovery-verifier"):
            assert _opens(stranger, kind, client.someone.account, row["version"], row["sealed"]) is None
        opened = _opens(
            home.identity.peppers, f"{row['kind']}-verifier", client.someone.account, row["version"], row["sealed"]
        )
        assert opened is not None
        assert PasswordHasher().verify(opened, client.key if row["kind"] == "password" else client.code)


def _opens(peppers: Peppers, kind: str, account: bytes, version: int, sealed: bytes) -> bytes | None:
    try:
        return peppers.open(PepperedKind(kind), AccountId(account), version, sealed)
    except ProofError:
        return None


def _lookups(peppers: Peppers, number: str, passkey: Authenticator) -> list[bytes]:
    return [peppers.number_lookup(number), peppers.passkey_lookup(passkey.id)]
