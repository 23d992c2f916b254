"""`migrate`: brings both databases, or the ones whose addresses are set, up to date."""

from server.errors import ConfigurationError
from server.settings import Secret, Settings
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
    return lines


async def _migrate(side: Side, url: Secret) -> list[str]:
    applied = await migrate(url.reveal(), MIGRATIONS / side.value)
    return [f"{side}: {name} applied" for name in applied] or [f"{side}: up to date"]
