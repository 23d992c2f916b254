"""Sealed settings (crypto.md §3.11): what a person's browsers remember together. Nobody here can read them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.errors import Refusal, RefusalCode
from server.ids import AccountId
from server.storage.database import Connection
from server.storage.queries import load

queries: Final = load(Path(__file__).with_name("sealed_settings.sql"))


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SealedSettings:
    """`version` counts from 1; 0 and None before the first."""

    version: int
    sealed: bytes | None


async def settings_of(connection: Connection, account: AccountId) -> SealedSettings:
    """An account's own."""
    row = await connection.fetchrow(queries.find_settings, account)
    if row is None:
        return SealedSettings(version=0, sealed=None)
    return SealedSettings(version=row["version"], sealed=row["sealed"])


async def keep(connection: Connection, account: AccountId, version: int, sealed: bytes) -> None:
    """Put them in the place of those before; `conflict` unless the version is one above the one kept."""
    if await connection.fetchval(queries.keep_settings, account, version, sealed) is None:
        raise Refusal(RefusalCode.CONFLICT)
