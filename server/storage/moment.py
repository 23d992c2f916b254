"""Reading all of a database as of one moment, and writing nothing."""

from pathlib import Path
from typing import Final

from server.storage.database import Connection
from server.storage.queries import load

queries: Final = load(Path(__file__).with_name("moment.sql"))


async def one_moment(connection: Connection) -> None:
    """Everything that is read from now on is of this moment, and PostgreSQL refuses to write; to be asked first in a transaction."""
    await connection.execute(queries.one_moment)
