"""The practice's root (crypto.md §4.2). Its private half is never here; the public half is installed once."""

from server.crypto.trust import PinnedRoot, pin_root, root_fingerprint
from server.errors import ConfigurationError, Refusal, RefusalCode
from server.practice.sql import queries
from server.storage.database import Connection, Database


async def install_root(database: Database, public: bytes) -> bytes:
    """Install the root's public key (32 bytes); its fingerprint. ProofError when it is no key.

    Again with the same key is fine. Another key would make everything certified so far worthless: ConfigurationError.
    """
    fingerprint = root_fingerprint(public)
    async with database.transaction() as connection:
        await connection.execute(queries.insert_root, public)
        if await root_public(connection) != public:
            raise ConfigurationError("Another root is installed already; a practice has one root for its whole life.")
    return fingerprint


async def root_public(connection: Connection) -> bytes | None:
    """The root's public key, or None before it is installed."""
    row = await connection.fetchrow(queries.find_root)
    return None if row is None else bytes(row["public"])


async def pinned_root(connection: Connection) -> PinnedRoot:
    """What every chain begins with; `not_for_you` while there is no practice yet."""
    public = await root_public(connection)
    if public is None:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    return pin_root(public, root_fingerprint(public))
