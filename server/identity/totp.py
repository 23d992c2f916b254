"""One-time codes of an authenticator app (RFC 6238: SHA-1, 30 s, six digits, as every app does them). The secret is sealed under
the pepper; a step is used once.
"""

import base64
from hmac import compare_digest
from pathlib import Path
from typing import Final

from pyotp import HOTP

from server.crypto.pepper import PepperedKind
from server.errors import Refusal, RefusalCode
from server.identity.accounts import FIRST_VERSION, Accounts
from server.ids import AccountId
from server.storage.database import Connection
from server.storage.queries import load

queries = load(Path(__file__).with_name("totp.sql"))

SECRET_BYTES: Final = 20
STEP_MS: Final = 30_000
WINDOW: Final = 1
"""Steps by which the app's clock may be off, either way."""


def step_of(secret: bytes, code: str, now: int) -> int:
    """The step in which `code` is right, or a Refusal `wrong_code`. Every step of the window is looked at, whatever is found."""
    codes, current = HOTP(base64.b32encode(secret).decode()), now // STEP_MS
    window = range(current - WINDOW, current + WINDOW + 1)
    right = [step for step in window if compare_digest(codes.at(step), code)]
    if not right:
        raise Refusal(RefusalCode.WRONG_CODE)
    return right[-1]


async def new_totp(connection: Connection, accounts: Accounts, account: AccountId, secret: bytes) -> bytes:
    """A secret that is to be confirmed, sealed as it will be kept."""
    row = await connection.fetchrow(queries.find_totp, account)
    version = FIRST_VERSION if row is None else row["version"] + 1
    return version.to_bytes(8) + accounts.seal(account, PepperedKind.TOTP, version, secret)


async def confirm(
    connection: Connection, accounts: Accounts, account: AccountId, new: bytes, code: str, now: int
) -> None:
    """Keep what `new_totp` made in place of the one before; a Refusal `wrong_code`, or `conflict` when another was kept meanwhile."""
    version, sealed = int.from_bytes(new[:8]), new[8:]
    secret = accounts.open(account, PepperedKind.TOTP, version, sealed)
    step = step_of(secret, code, now)
    # The pepper may have been rotated since it was made, and the one that it was sealed under may be about to go.
    anew = accounts.seal(account, PepperedKind.TOTP, version, secret)
    if await connection.fetchrow(queries.keep_totp, account, version, anew, now, step) is None:
        raise Refusal(RefusalCode.CONFLICT)


async def use_code(connection: Connection, accounts: Accounts, account: AccountId, code: str, now: int) -> None:
    """Use a code up; a Refusal `wrong_code` for a wrong one, one that was used, and where there is no secret."""
    row = await connection.fetchrow(queries.find_totp, account)
    if row is None:
        raise Refusal(RefusalCode.WRONG_CODE)
    step = step_of(accounts.open(account, PepperedKind.TOTP, row["version"], row["secret_sealed"]), code, now)
    if await connection.fetchrow(queries.use_step, account, row["version"], step) is None:
        raise Refusal(RefusalCode.WRONG_CODE)


async def drop(connection: Connection, account: AccountId) -> bool:
    """Forget the secret; whether there was one."""
    return await connection.fetchrow(queries.delete_totp, account) is not None
