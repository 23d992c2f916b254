"""Accounts for tests, as `webtherapy staff` issues them, without a process for each."""

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass

from server.commands.staff import begin_anew, install, issue_sheets
from server.crypto.checks import Random
from server.practice.policies import post_first
from server.roles import Role
from server.settings import Settings
from server.storage.database import Database


@dataclass(frozen=True, slots=True)
class Sheet:
    """What an account is issued on: its number and its one-time activation text."""

    number: str
    activation: str


async def install_root(environ: Mapping[str, str], public: bytes) -> None:
    """What `webtherapy staff root` does."""
    await install(Settings.from_environ(environ), public)


async def post_policies(environ: Mapping[str, str]) -> None:
    """What `webtherapy migrate` does for a practice that has posted none of its own."""
    url = environ["MESSAGING_DATABASE_URL"]
    async with Database(url, pool_size=1) as database, database.transaction() as connection:
        await post_first(connection, time.time_ns() // 1_000_000)


async def issue(environ: Mapping[str, str], role: str, random: Random = os.urandom) -> Sheet:
    """What `webtherapy staff issue` does."""
    [sheet] = await issue_sheets(Settings.from_environ(environ), [Role(role)], None, random)
    return Sheet(sheet.number, sheet.activation)


async def issue_anew(environ: Mapping[str, str], number: str) -> Sheet:
    """What `webtherapy staff begin-anew` does."""
    sheet = await begin_anew(Settings.from_environ(environ), number, None)
    return Sheet(sheet.number, sheet.activation)
