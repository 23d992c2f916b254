"""Beginning anew (crypto.md §4.7): for who has lost password, passkeys and recovery code, and so every key. Their number stays, and all that others have of them."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from server.crypto.activation import SECRET_BYTES, write
from server.crypto.pepper import PepperedKind
from server.crypto.trust import root_fingerprint
from server.crypto.vault import WrapKind
from server.errors import ConfigurationError
from server.identity import tidings, totp
from server.identity.accounts import FIRST_VERSION, Accounts
from server.identity.accounts import queries as account_queries
from server.identity.deactivation import queries as activation_queries
from server.identity.failures import Failures
from server.identity.issuing import ACTIVATION_MS, Issued
from server.identity.passkeys import Passkeys
from server.identity.standing import hold
from server.ids import AccountId
from server.roles import Role
from server.storage.database import Connection
from server.storage.queries import load

queries: Final = load(Path(__file__).with_name("beginning_anew.sql"))


async def begin_anew(
    connection: Connection,
    accounts: Accounts,
    passkeys: Passkeys,
    failures: Failures,
    account: AccountId,
    root_public: bytes,
    now: int,
    random: Callable[[int], bytes],
) -> Issued:
    """A new sheet for a client's account: with it they make new keys, and nothing that the lost ones opened is theirs to open any more.

    Ending its sessions is the caller's, before the commit. ConfigurationError where there is no such account, or it is no client's: staff are
    issued a new one.
    """
    await hold(connection, account)
    row = await connection.fetchrow(queries.named, account)
    if row is None:
        raise ConfigurationError("there is no such account")
    if row["role"] != Role.CLIENT.value:
        raise ConfigurationError("only clients begin anew: issue a new account to anyone else")
    await failures.forget_all(connection, account)
    await _forget(connection, accounts, passkeys, account)
    secret = random(SECRET_BYTES)
    sealed = accounts.seal(account, PepperedKind.ACTIVATION, FIRST_VERSION, secret)
    await connection.execute(account_queries.insert_activation, account, sealed, root_public, now + ACTIVATION_MS)
    await tidings.begun_anew(connection, account, now)
    number = accounts.open(account, PepperedKind.NUMBER, FIRST_VERSION, row["number_sealed"]).decode()
    return Issued(account=account, number=number, activation_text=write(secret, root_fingerprint(root_public)))


async def _forget(connection: Connection, accounts: Accounts, passkeys: Passkeys, account: AccountId) -> None:
    """Every way in, and what nobody can open any more."""
    for kind in (WrapKind.PASSWORD, WrapKind.RECOVERY):
        await accounts.drop_wrap(connection, account, kind)
    await passkeys.drop_all(connection, account)
    await totp.drop(connection, account)
    for query in (queries.forget_verifiers, queries.forget_predecessors, queries.forget_settings):
        await connection.execute(query, account)
    await connection.execute(activation_queries.drop_activation, account)
    await connection.execute(queries.begin_generations, account)
