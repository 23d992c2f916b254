"""`migrate`: brings both databases, or the ones whose addresses are set, up to date, and posts the first policies."""

import time

from server.errors import ConfigurationError
from server.practice.policies import post_first
from server.settings import Secret, Settings
from server.storage.database import Database
from server.storage.embedded.roles import Side
from server.storage.migrate import MIGRATIONS, migrate


async def migrate_all(settings: Settings) -> list[str]:
    """Apply what is missing; gives lines to show. ConfigurationError when no migration address is set at all."""
    urls = {Side.IDENTITY: settings.identity_migration_url, Side.MESSAGING: settings.messaging_migration_url}
    if not any(urls.values()):
        raise ConfigurationError("set IDENTITY_MIGRATION_URL, MESSAGING_MIGRATION_URL or both")
    lines = []
    for side, url in urls.items():
        if url is not None:
            lines += await _migrate(side, url)
    if settings.messaging_migration_url is not None:
        lines += await _post_first(settings.messaging_migration_url)
    return lines


async def _migrate(side: Side, url: Secret) -> list[str]:
    applied = await migrate(url.reveal(), MIGRATIONS / side.value)
    return [f"{side}: {name} applied" for name in applied] or [f"{side}: up to date"]


async def _post_first(url: Secret) -> list[str]:
    """A practice has policies from its first day on: the packaged ones, until it posts its own."""
    async with Database(url.reveal(), pool_size=1) as database, database.transaction() as connection:
        posted = await post_first(connection, time.time_ns() // 1_000_000)
    return [f"messaging: {policy} posted" for policy in posted]
