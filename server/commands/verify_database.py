"""`verify` without a package: the whole messaging database, in plain words."""

from server.commands.verify_package import lines_of
from server.errors import ConfigurationError
from server.practice.verifying import verify_database
from server.records.checking import one_moment
from server.settings import Settings
from server.storage.database import Database


async def verify_messaging(settings: Settings) -> tuple[list[str], bool]:
    """What to print, and whether everything that can be proved holds."""
    if settings.messaging_database_url is None:
        raise ConfigurationError("verify needs the messaging database: MESSAGING_DATABASE_URL, or --data")
    async with (
        Database(settings.messaging_database_url.reveal(), pool_size=1) as database,
        database.transaction() as connection,
    ):
        await one_moment(connection)
        report = await verify_database(connection)
    verdict = "Everything that can be proved holds." if report.whole else "This database does NOT hold."
    return [*lines_of(report), "", verdict], report.whole
