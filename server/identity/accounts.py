"""Accounts as the identity database keeps them: found by a keyed hash, opened under the pepper (crypto.md §3.4)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

from server.crypto.activation import SECRET_BYTES
from server.crypto.pepper import PepperedKind, Peppers
from server.errors import ProofError, Refusal, RefusalCode
from server.ids import ID_BYTES, AccountId
from server.roles import Role
from server.storage.database import Connection, Database
from server.storage.queries import load

queries = load(Path(__file__).with_name("queries.sql"))

NOBODYS_LOOKUP: Final = bytes(32)
"""Where a number leads whose check digit is wrong."""

FIRST_VERSION: Final = 1
_WRAP_BYTES: Final = 170


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Credentials:
    """What a password is checked against, opened: the verifier's text, and the wrap as its holder made it."""

    account: AccountId
    role: Role
    verifier_version: int
    verifier: bytes
    wrap_version: int
    wrap: bytes


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Activation:
    """What an issued account waits for."""

    account: AccountId
    role: Role
    secret: bytes
    root_public: bytes


class Accounts:
    """The accounts. An unknown number leads to *nobody*: an account like any other, whose key and secret nobody knows."""

    def __init__(
        self, database: Database, peppers: Peppers, random: Callable[[int], bytes], nobodys_verifier: bytes
    ) -> None:
        self._database = database
        self._peppers = peppers
        self._random = random
        self._nobody = self._nobodys_rows(nobodys_verifier)

    def number_lookup(self, number: str) -> bytes:
        """Under what a number is kept and counted, 32 bytes, whether it is anyone's or not."""
        try:
            return self._peppers.number_lookup(number)
        except ProofError:
            return NOBODYS_LOOKUP

    async def credentials(self, number_lookup: bytes) -> Credentials:
        """What is behind a number, or nobody's, after the same work."""
        async with self._database.transaction() as connection:
            row = await connection.fetchrow(queries.find_credentials, number_lookup) or self._nobody
        account = AccountId(row["account"])
        verifier = _Sealed(PepperedKind.PASSWORD_VERIFIER, row["verifier_version"], row["verifier_sealed"])
        wrap = _Sealed(PepperedKind.PASSWORD_WRAP, row["wrap_version"], row["wrap_sealed"])
        return Credentials(
            account=account,
            role=Role(row["role"]),
            verifier_version=verifier.version,
            verifier=self._open(account, verifier),
            wrap_version=wrap.version,
            wrap=self._open(account, wrap),
        )

    async def activation(self, connection: Connection, number_lookup: bytes, now: int) -> Activation:
        """What waits behind a number, or nobody's activation, after the same work."""
        row = await connection.fetchrow(queries.find_activation, number_lookup, now) or self._nobody
        account = AccountId(row["account"])
        return Activation(
            account=account,
            role=Role(row["role"]),
            secret=self._open(account, _Sealed(PepperedKind.ACTIVATION, FIRST_VERSION, row["secret_sealed"])),
            root_public=row["root_public"],
        )

    async def activate(
        self, connection: Connection, account: AccountId, verifier: bytes, wrap: bytes, now: int
    ) -> None:
        """Use the activation up and keep what its holder made; `wrong_credentials` when someone was quicker."""
        if await connection.fetchrow(queries.use_activation, account, now) is None:
            raise Refusal(RefusalCode.WRONG_CREDENTIALS)
        sealed = self._seal(account, PepperedKind.PASSWORD_VERIFIER, FIRST_VERSION, verifier)
        await connection.execute(queries.insert_verifier, account, "password", FIRST_VERSION, sealed, now)
        sealed = self._seal(account, PepperedKind.PASSWORD_WRAP, FIRST_VERSION, wrap)
        await connection.execute(queries.insert_wrap, account, "password", FIRST_VERSION, sealed, now)

    async def renew_verifier(self, credentials: Credentials, verifier: bytes, now: int) -> None:
        """The same key under today's profile."""
        version = credentials.verifier_version + 1
        sealed = self._seal(credentials.account, PepperedKind.PASSWORD_VERIFIER, version, verifier)
        async with self._database.transaction() as connection:
            await connection.execute(
                queries.replace_verifier, credentials.account, version, sealed, now, credentials.verifier_version
            )

    def _seal(self, account: AccountId, kind: PepperedKind, version: int, value: bytes) -> bytes:
        return self._peppers.seal(kind, account, version, value, self._random)

    def _open(self, account: AccountId, sealed: "_Sealed") -> bytes:
        return self._peppers.open(sealed.kind, account, sealed.version, sealed.bytes)

    def _nobodys_rows(self, verifier: bytes) -> Mapping[str, Any]:
        """Rows like those of the database, sealed like them; nothing in them can be matched."""
        account = AccountId(self._random(ID_BYTES))
        return {
            "account": account,
            "role": Role.CLIENT,
            "verifier_version": FIRST_VERSION,
            "verifier_sealed": self._seal(account, PepperedKind.PASSWORD_VERIFIER, FIRST_VERSION, verifier),
            "wrap_version": FIRST_VERSION,
            "wrap_sealed": self._seal(account, PepperedKind.PASSWORD_WRAP, FIRST_VERSION, self._random(_WRAP_BYTES)),
            "secret_sealed": self._seal(account, PepperedKind.ACTIVATION, FIRST_VERSION, self._random(SECRET_BYTES)),
            "root_public": bytes(32),
        }


class _Sealed(NamedTuple):
    """One sealed value and what its seal is bound to besides the account."""

    kind: PepperedKind
    version: int
    bytes: bytes
