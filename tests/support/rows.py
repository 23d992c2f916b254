"""What a database holds, for tests that look for what must not be there."""

from server.storage.database import Database


async def everything(database: Database) -> list[bytes]:
    """Every value of every table that the application's role may read; what is not bytes, as text."""
    names = """
        SELECT relname FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND has_table_privilege(oid, 'SELECT')
    """
    async with database.acquire() as connection:
        tables = [row["relname"] for row in await connection.fetch(names)]
        rows = [row for table in tables for row in await connection.fetch(f"SELECT * FROM {table}")]  # noqa: S608 - our own tables' names
    values = [value for row in rows for value in row.values()]
    return [value if isinstance(value, bytes) else str(value).encode() for value in values]
