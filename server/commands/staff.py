"""`staff`: accounts from the command line: issuing, shutting, binding anew."""

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass

from server.crypto.checks import Random
from server.crypto.pepper import Peppers
from server.errors import ConfigurationError, EndReason, ProofError
from server.identity import beginning_anew
from server.identity.accounts import Accounts
from server.identity.deactivation import account_with_number, bind_anew, shut
from server.identity.failures import Failures
from server.identity.issuing import ACTIVATION_MS, issue
from server.identity.passkeys import Passkeys
from server.identity.verifier import SIGN_IN, Verifiers
from server.ids import ID_BYTES, AccountId
from server.practice.root import install_root, root_public
from server.roles import Role
from server.sessions.redis import connected
from server.sessions.sign_in_session import SignInSessions
from server.settings import Settings
from server.storage.audit import OPERATOR, Act, note
from server.storage.database import Connection, Database
from server.storage.peppers import read_peppers


@dataclass(frozen=True, slots=True, repr=False)
class Sheet:
    """What is printed, once, for the person it is for."""

    account: str
    """The pseudonym, in hex."""

    role: Role
    number: str
    activation: str


async def issue_sheets(
    settings: Settings, roles: Sequence[Role], root: bytes | None, random: Random = os.urandom
) -> list[Sheet]:
    """Issue an account for each role. Sheets carry a fingerprint of the practice's root key: `root`, or the one installed here."""
    peppers = _peppers(settings)
    root = root or await _installed_root(settings)
    async with Database(settings.required("identity_database_url"), pool_size=1) as database:
        issued = [await issue(database, peppers, role, root, _now(), random) for role in roles]
    return [
        Sheet(one.account.hex(), role, one.number, one.activation_text) for role, one in zip(roles, issued, strict=True)
    ]


async def install(settings: Settings, root_public: bytes) -> bytes:
    """Install the practice's root public key; gives its fingerprint. ConfigurationError when it is none, or another is there."""
    async with Database(settings.required("messaging_database_url"), pool_size=1) as database:
        try:
            return await install_root(database, root_public)
        except ProofError:
            raise ConfigurationError("this is not an Ed25519 public key") from None


@dataclass(frozen=True, slots=True)
class Shut:
    """An account that was shut, and how many of its sign-in sessions ended by that."""

    account: AccountId
    sessions: int


async def deactivate(settings: Settings, named: str) -> Shut:
    """Shut the account with this pseudonym or number: its sessions end, and nobody signs in until it is bound anew."""
    peppers = _peppers(settings)
    async with (
        Database(settings.required("identity_database_url"), pool_size=1) as database,
        connected(settings.required("redis_url")) as redis,
        database.transaction() as connection,
    ):
        account = await _named(connection, peppers, named)
        if not await shut(connection, account, _now()):
            raise ConfigurationError("there is no such account")
        ended = await SignInSessions(redis, os.urandom).end_all(account, EndReason.DEACTIVATED)
        await note(connection, Act.ACCOUNT_DEACTIVATED, OPERATOR, _now(), subject=account)
    return Shut(account, ended)


async def reissue(settings: Settings, named: str) -> str:
    """Bind the account with this pseudonym or number anew; what its holder has to do then, in a sentence."""
    peppers = _peppers(settings)
    verifiers = Verifiers(SIGN_IN, os.urandom)
    nobodys = verifiers.make_now(os.urandom(32))
    verifiers.close()
    async with (
        Database(settings.required("identity_database_url"), pool_size=1) as database,
        database.transaction() as connection,
    ):
        account = await _named(connection, peppers, named)
        accounts = Accounts(database, peppers, os.urandom, nobodys)
        passkeys = Passkeys(peppers, os.urandom)
        before = await bind_anew(connection, accounts, passkeys, Failures(peppers), account, nobodys, _now())
        if before is None:
            raise ConfigurationError("there is no such account")
        await note(connection, Act.ACCOUNT_BOUND_ANEW, OPERATOR, _now(), subject=account)
    if before.recovery_version == 0 and not before.active:
        return "The account is open again, but has no recovery code: nothing opens its keys. Issue a new account."
    if before.active:
        return "Failures are forgotten. Sign in as before, or recover with the recovery code."
    return "The account is open again. Choose “recover” at the sign-in page, with number and recovery code, and set a new password."


async def begin_anew(settings: Settings, named: str, root: bytes | None) -> Sheet:
    """A new sheet for a client who has lost every key. ConfigurationError where there is none, or it is no client's."""
    peppers = _peppers(settings)
    root = root or await _installed_root(settings)
    verifiers = Verifiers(SIGN_IN, os.urandom)
    nobodys = verifiers.make_now(os.urandom(32))
    verifiers.close()
    async with (
        Database(settings.required("identity_database_url"), pool_size=1) as database,
        connected(settings.required("redis_url")) as redis,
    ):
        accounts = Accounts(database, peppers, os.urandom, nobodys)
        passkeys, sessions = Passkeys(peppers, os.urandom), SignInSessions(redis, os.urandom)
        async with database.transaction() as connection:
            account = await _named(connection, peppers, named)
            issued = await beginning_anew.begin_anew(
                connection, accounts, passkeys, Failures(peppers), account, root, _now(), os.urandom
            )
            await sessions.end_all(account, EndReason.CHANGED)
            await note(connection, Act.ACCOUNT_BEGUN_ANEW, OPERATOR, _now(), subject=account)
        # Only now: what did not become of the account must not become of its keys either.
        await sessions.let_begin_anew(account, ACTIVATION_MS)
    return Sheet(issued.account.hex(), Role.CLIENT, issued.number, issued.activation_text)


async def _named(connection: Connection, peppers: Peppers, named: str) -> AccountId:
    """By its pseudonym, 32 digits in hex, or its number."""
    if named.isdecimal() and len(named) == 10:
        account = await account_with_number(connection, peppers, named)
        if account is None:
            raise ConfigurationError("there is no such account")
        return account
    try:
        account = AccountId(bytes.fromhex(named))
    except ValueError:
        raise ConfigurationError("an account is named by its number, or by its pseudonym in hex") from None
    if len(account) != ID_BYTES:
        raise ConfigurationError("an account is named by its number, or by its pseudonym in hex")
    return account


def _peppers(settings: Settings) -> Peppers:
    if settings.pepper_dir is None:
        raise ConfigurationError("WEBTHERAPY_PEPPER_DIR must be set")
    return Peppers(read_peppers(settings.pepper_dir))


def _now() -> int:
    return time.time_ns() // 1_000_000


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
