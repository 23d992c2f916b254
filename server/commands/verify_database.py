"""`verify` without a package: the whole messaging database, in plain words; with it, if it is named, the file of destructions."""

from pathlib import Path

from server.commands.backup import checked_file
from server.commands.verify_package import lines_of
from server.errors import ConfigurationError
from server.packages.report import Report
from server.practice.verifying import verify_database
from server.records.destroying_again import known_lines
from server.settings import Settings
from server.storage.database import Connection, Database
from server.storage.moment import one_moment


async def verify_messaging(
    settings: Settings, destroyed: Path | None = None, head: str | None = None
) -> tuple[list[str], bool]:
    """What to print, and whether everything that can be proved holds."""
    if settings.messaging_database_url is None:
        raise ConfigurationError("verify needs the messaging database: MESSAGING_DATABASE_URL, or --data")
    async with (
        Database(settings.messaging_database_url.reveal(), pool_size=1) as database,
        database.transaction() as connection,
    ):
        await one_moment(connection)
        report = await verify_database(connection)
        if destroyed is not None:
            await _verify_file(connection, destroyed, head, report)
    verdict = "Everything that can be proved holds." if report.whole else "This database does NOT hold."
    return [*lines_of(report), "", verdict], report.whole


async def _verify_file(connection: Connection, path: Path, head: str | None, report: Report) -> None:
    """The file's own chain, and that file and database speak of the same destructions."""
    try:
        file = checked_file(path, [], head)
    except ConfigurationError as error:
        report.fails(f"{error}.")
        return
    known = {(each.kind, each.destruction_id): each for each in await known_lines(connection)}
    filed = {(line.kind, line.destruction_id): number for number, line in enumerate(file.lines, start=1)}
    for (kind, by_id), number in filed.items():
        if (kind, by_id) not in known:
            report.fails(
                f"{path}: line {number} speaks of destruction {by_id.hex()}, which this database does not know as {kind}."
            )
    missing = [each for each in known if each not in filed]
    if missing:
        report.notes(f"{path} does not have {len(missing)} lines yet that the database has: make a backup.")
    report.holds(
        f"{path} holds: {file.head.count} lines, each behind the one before. Compare with what you wrote down: {file.head}"
    )
