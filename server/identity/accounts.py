"""Accounts as the identity database keeps them: found by a keyed hash, opened under the pepper (crypto.md §3.4)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from server.crypto.activation import SECRET_BYTES
from server.crypto.pepper import PepperedKind, Peppers
from server.crypto.vault import WrapKind
from server.errors import ProofError, Refusal, RefusalCode
from server.ids import ID_BYTES, AccountId
from server.roles import Role
from server.storage.database import Connection, Database
from server.storage.queries import load

queries = load(Path(__file__).with_name("queries.sql"))

NOBODYS_LOOKUP: Final = bytes(32)
"""Where a number leads whose check digit is wrong."""

FIRST_VERSION: Final = 1

_VERIFIERS: Final = {
    WrapKind.PASSWORD: PepperedKind.PASSWORD_VERIFIER,
    WrapKind.RECOVERY: PepperedKind.RECOVERY_VERIFIER,
}
_WRAPS: Final = {WrapKind.PASSWORD: PepperedKind.PASSWORD_WRAP, WrapKind.RECOVERY: PepperedKind.RECOVERY_WRAP}


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Credentials:
    """What a key is checked against: the verifier's text, opened. `lookup` is under what attempts are counted."""

    lookup: bytes
    account: AccountId
    kind: WrapKind
    version: int
    verifier: bytes


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class KeptWrap:
    """A wrap as its holder made it (crypto.md §3.3)."""

    kind: WrapKind
    version: int
    bytes: bytes


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Predecessor:
    """The account secret before a rotation; `generation` is that of the bundle which came with the next (crypto.md §2)."""

    generation: int
    sealed: bytes


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Activation:
    """What an issued account waits for."""

    account: AccountId
    role: Role
    secret: bytes
    root_public: bytes


class Accounts:
    """The accounts. An unknown number leads to *nobody*: an account like any other, whose keys and secret nobody knows."""

    def __init__(
        self, database: Database, peppers: Peppers, random: Callable[[int], bytes], nobodys_verifier: bytes
    ) -> None:
        self._database = database
        self._peppers = peppers
        self._random = random
        self._nobody = self._nobodys_rows(nobodys_verifier)

    def number_lookups(self, number: str) -> tuple[bytes, ...]:
        """Under what a number may be kept, whether it is anyone's or not; it is counted under the first."""
        try:
            return tuple(lookup.value for lookup in self._peppers.number_lookups(number))
        except ProofError:
            return (NOBODYS_LOOKUP,)

    async def credentials(self, number: str, kind: WrapKind) -> Credentials:
        """What stands behind a number for `password` or `recovery`, or nobody's, after the same work."""
        lookups = self.number_lookups(number)
        async with self._database.acquire() as connection:
            row = await connection.fetchrow(queries.find_verifier, lookups, kind.value) or self._nobody
        account, version = AccountId(row["account"]), row["version"]
        sealed = _VERIFIERS[WrapKind(row["kind"])]
        return Credentials(
            lookup=lookups[0],
            account=account,
            kind=kind,
            version=version,
            verifier=self.open(account, sealed, version, row["verifier_sealed"]),
        )

    async def activation(self, connection: Connection, lookups: Sequence[bytes], now: int) -> Activation:
        """What waits behind a number, or nobody's activation, after the same work."""
        row = await connection.fetchrow(queries.find_activation, lookups, now) or self._nobody
        account = AccountId(row["account"])
        return Activation(
            account=account,
            role=Role(row["role"]),
            secret=self.open(account, PepperedKind.ACTIVATION, FIRST_VERSION, row["secret_sealed"]),
            root_public=row["root_public"],
        )

    async def activate(
        self, connection: Connection, account: AccountId, verifier: bytes, wrap: bytes, now: int
    ) -> None:
        """Use the activation up and keep what its holder made; `wrong_credentials` when someone was quicker."""
        if await connection.fetchrow(queries.use_activation, account, now) is None:
            raise Refusal(RefusalCode.WRONG_CREDENTIALS)
        await self.keep_verifier(connection, account, WrapKind.PASSWORD, FIRST_VERSION, verifier, now)
        await self.keep_wrap(connection, account, WrapKind.PASSWORD, FIRST_VERSION, wrap, now)

    async def keep_verifier(
        self, connection: Connection, account: AccountId, kind: WrapKind, version: int, verifier: bytes, now: int
    ) -> None:
        """Keep what a password's or a recovery code's key is checked against, in place of the one before."""
        sealed = self.seal(account, _VERIFIERS[kind], version, verifier)
        await connection.execute(queries.keep_verifier, account, kind.value, version, sealed, now)

    async def keep_wrap(
        self, connection: Connection, account: AccountId, kind: WrapKind, version: int, wrap: bytes, now: int
    ) -> None:
        """Keep a password's or a recovery code's wrap in place of the one before."""
        sealed = self.seal(account, _WRAPS[kind], version, wrap)
        await connection.execute(queries.keep_wrap, account, kind.value, version, sealed, now)

    async def drop_wrap(self, connection: Connection, account: AccountId, kind: WrapKind) -> None:
        """Keep no wrap of this kind."""
        await connection.execute(queries.delete_wrap, account, kind.value)

    async def wrap(self, connection: Connection, account: AccountId, kind: WrapKind) -> KeptWrap | None:
        """The wrap that a password or a recovery code opens, if there is one."""
        row = await connection.fetchrow(queries.find_wrap, account, kind.value)
        if row is None:
            return None
        version = row["version"]
        return KeptWrap(kind=kind, version=version, bytes=self.open(account, _WRAPS[kind], version, row["sealed"]))

    async def renew_verifier(self, credentials: Credentials, verifier: bytes) -> None:
        """The same key under today's profile; its version stays, for nobody replaced anything."""
        kind = _VERIFIERS[credentials.kind]
        sealed = self.seal(credentials.account, kind, credentials.version, verifier)
        async with self._database.acquire() as connection:
            await connection.execute(
                queries.renew_verifier, credentials.account, credentials.kind.value, credentials.version, sealed
            )

    async def next_version(self, connection: Connection, account: AccountId, kind: WrapKind) -> int:
        """The same key under the next version, which a wrap that is made for it can have then; the caller holds the account."""
        row = await connection.fetchrow(queries.find_own_verifier, account, kind.value)
        if row is None:
            raise Refusal(RefusalCode.CONFLICT)
        version = int(row["version"]) + 1
        verifier = self.open(account, _VERIFIERS[kind], row["version"], row["sealed"])
        await self.keep_verifier(connection, account, kind, version, verifier, row["set_at"])
        return version

    async def predecessors(self, connection: Connection, account: AccountId) -> list[Predecessor]:
        """The earlier account secrets, newest first."""
        kind = PepperedKind.PREDECESSOR
        return [
            Predecessor(generation=row["generation"], sealed=self.open(account, kind, row["generation"], row["sealed"]))
            for row in await connection.fetch(queries.find_predecessors, account)
        ]

    async def rotate(self, connection: Connection, account: AccountId, predecessor: Predecessor) -> None:
        """Go on to the predecessor's generation, which the caller holds the account for."""
        generation = predecessor.generation
        sealed = self.seal(account, PepperedKind.PREDECESSOR, generation, predecessor.sealed)
        await connection.execute(queries.insert_predecessor, account, generation, sealed)
        await connection.execute(queries.set_generation, account, generation)

    def seal(self, account: AccountId, kind: PepperedKind, version: int, value: bytes) -> bytes:
        """Seal under the pepper."""
        return self._peppers.seal(kind, account, version, value, self._random)

    def open(self, account: AccountId, kind: PepperedKind, version: int, sealed: bytes) -> bytes:
        """Open what was sealed under a pepper at hand."""
        return self._peppers.open(kind, account, version, sealed)

    def _nobodys_rows(self, verifier: bytes) -> Mapping[str, Any]:
        """Rows like those of the database, sealed like them; nothing in them can be matched."""
        account = AccountId(self._random(ID_BYTES))
        secret = self._random(SECRET_BYTES)
        return {
            "account": account,
            "role": Role.CLIENT,
            "kind": WrapKind.PASSWORD,
            "version": FIRST_VERSION,
            "verifier_sealed": self.seal(account, PepperedKind.PASSWORD_VERIFIER, FIRST_VERSION, verifier),
            "secret_sealed": self.seal(account, PepperedKind.ACTIVATION, FIRST_VERSION, secret),
            "root_public": bytes(32),
        }
