"""Accounts for tests, as `webtherapy staff` issues them, without a process for each."""

from collections.abc import Mapping
from dataclasses import dataclass

from server.commands.staff import install, issue_sheet
from server.roles import Role
from server.settings import Settings


@dataclass(frozen=True, slots=True)
class Sheet:
    """What an account is issued on: its number and its one-time activation text."""

    number: str
    activation: str


async def install_root(environ: Mapping[str, str], public: bytes) -> None:
    """What `webtherapy staff root` does."""
    await install(Settings.from_environ(environ), public)


async def issue(environ: Mapping[str, str], role: str) -> Sheet:
    """What `webtherapy staff issue` does."""
    sheet = await issue_sheet(Settings.from_environ(environ), Role(role), None)
    return Sheet(sheet.number, sheet.activation)
