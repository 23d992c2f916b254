"""The bundles that an account may sign with now (crypto.md §2): what it publishes is not certified at once."""

from collections.abc import Callable
from typing import TypeVar

from server.crypto.bundle import Bundle
from server.crypto.canonical import read
from server.crypto.signing import under_any
from server.ids import AccountId
from server.practice.policies import queries
from server.storage.database import Connection

Said = TypeVar("Said")


async def under_own_keys(connection: Connection, account: AccountId, verify: Callable[[Bundle], Said]) -> Said:
    """What `verify` gives under one of the account's bundles; ProofError("bad_signature") when under none."""
    return await _under(connection, queries.signing_bundles, account, verify)


async def under_standing_keys(connection: Connection, account: AccountId, verify: Callable[[Bundle], Said]) -> Said:
    """The same for what lets something out: keys begun anew sign it only once somebody vouches for them (crypto.md §4.7)."""
    return await _under(connection, queries.standing_bundles, account, verify)


async def under_named_keys(
    connection: Connection, account: AccountId, bundle_hash: bytes, verify: Callable[[Bundle], Said]
) -> Said:
    """The same for a custodian, whom a manifest names by one bundle: what was entrusted to that one is given with its keys, whatever came after."""
    rows = await connection.fetch(queries.named_bundle, account, bundle_hash)
    rows += await connection.fetch(queries.signing_bundles, account)
    return under_any([read(Bundle, row["body"]) for row in rows], verify)


async def _under(connection: Connection, query: str, account: AccountId, verify: Callable[[Bundle], Said]) -> Said:
    rows = await connection.fetch(query, account)
    return under_any([read(Bundle, row["body"]) for row in rows], verify)
