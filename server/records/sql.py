"""This room's named queries."""

from pathlib import Path
from typing import Final

from server.storage.queries import load

queries: Final = load(Path(__file__).with_name("queries.sql"))

care: Final = load(Path(__file__).with_name("care.sql"))
