"""`staff issue`: an account and its sheet, from the command line."""

import os
import time
from dataclasses import dataclass

from server.crypto.pepper import Peppers
from server.errors import ConfigurationError, ProofError
from server.identity.issuing import issue
from server.practice.root import install_root, root_public
from server.roles import Role
from server.settings import Settings
from server.storage.database import Database
from server.storage.peppers import read_peppers


@dataclass(frozen=True, slots=True, repr=False)
class Sheet:
    """What is printed, once, for the person it is for."""

    account: str
    """The pseudonym, in hex."""

    role: Role
    number: str
    activation: str


async def issue_sheet(settings: Settings, role: Role, root: bytes | None) -> Sheet:
    """Issue an account. The sheet carries a fingerprint of the practice's root key: `root`, or the one installed here."""
    if settings.pepper_dir is None:
        raise ConfigurationError("WEBTHERAPY_PEPPER_DIR must be set")
    peppers = Peppers(read_peppers(settings.pepper_dir))
    root = root or await _installed_root(settings)
    async with Database(settings.required("identity_database_url"), pool_size=1) as database:
        issued = await issue(database, peppers, role, root, time.time_ns() // 1_000_000, os.urandom)
    return Sheet(issued.account.hex(), role, issued.number, issued.activation_text)


async def install(settings: Settings, root_public: bytes) -> bytes:
    """Install the practice's root public key; gives its fingerprint. ConfigurationError when it is none, or another is there."""
    async with Database(settings.required("messaging_database_url"), pool_size=1) as database:
        try:
            return await install_root(database, root_public)
        except ProofError:
            raise ConfigurationError("this is not an Ed25519 public key") from None


async def _installed_root(settings: Settings) -> bytes:
    async with (
        Database(settings.required("messaging_database_url"), pool_size=1) as database,
        database.acquire() as one,
    ):
        found = await root_public(one)
    if found is None:
        raise ConfigurationError(
            "no root is installed yet: `webtherapy staff root` installs one, or name it with --root"
        )
    return found
