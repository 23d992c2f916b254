"""Passkeys as they are kept: credential and wrap sealed under the pepper, found by a keyed hash (crypto.md §3.4, §3.8)."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.crypto.canonical import decode_array, encode_array
from server.crypto.pepper import PepperedKind, Peppers
from server.crypto.vault import WrapKind
from server.errors import Refusal, RefusalCode
from server.identity.accounts import FIRST_VERSION, KeptWrap
from server.identity.ceremony import Credential
from server.ids import ID_BYTES, AccountId
from server.storage.database import Connection, Row
from server.storage.queries import load

queries = load(Path(__file__).with_name("passkeys.sql"))

MOST: Final = 10
"""Per account: more than anyone carries about."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Passkey:
    """One of an account's. Times are Unix milliseconds."""

    id: bytes
    account: AccountId
    credential: Credential
    wrap: KeptWrap
    name: str
    added_at: int
    used_at: int | None


class Passkeys:
    """All of them, in the caller's transactions."""

    def __init__(self, peppers: Peppers, random: Callable[[int], bytes]) -> None:
        self._peppers = peppers
        self._random = random

    def lookup(self, credential_id: bytes) -> bytes:
        """Under what a credential is kept, and its attempts counted."""
        return self._peppers.passkey_lookup(credential_id)

    async def keep(
        self, connection: Connection, account: AccountId, credential: Credential, wrap: bytes, name: str, now: int
    ) -> None:
        """Keep a new one; a Refusal `conflict` when it is kept already."""
        lookups = self._peppers.passkey_lookups(credential.id)
        kept = await connection.fetchrow(
            queries.insert_passkey,
            self._random(ID_BYTES),
            account,
            lookups[0].value,
            lookups[0].pepper,
            self._seal(account, PepperedKind.PASSKEY, encode_array([credential.id, credential.public_key])),
            self._seal(account, PepperedKind.PASSKEY_WRAP, wrap),
            credential.sign_count,
            name,
            now,
            [lookup.value for lookup in lookups],
        )
        if kept is None:
            raise Refusal(RefusalCode.CONFLICT)

    async def find(self, connection: Connection, credential_id: bytes) -> Passkey | None:
        """The passkey with this credential, whoever's it is."""
        lookups = [lookup.value for lookup in self._peppers.passkey_lookups(credential_id)]
        row = await connection.fetchrow(queries.find_passkey, lookups)
        return None if row is None else self._passkey(row)

    async def of(self, connection: Connection, account: AccountId) -> list[Passkey]:
        """An account's, the oldest first."""
        return [self._passkey(row) for row in await connection.fetch(queries.find_passkeys, account)]

    async def use(self, connection: Connection, passkey: Passkey, sign_count: int, now: int) -> None:
        """It was shown, and counted to this; a Refusal `wrong_code` when it has counted further meanwhile."""
        if await connection.fetchrow(queries.use_passkey, passkey.id, sign_count, now) is None:
            raise Refusal(RefusalCode.WRONG_CODE)

    async def rewrap(self, connection: Connection, account: AccountId, passkey: bytes, wrap: bytes) -> None:
        """Keep another wrap with a passkey; a Refusal `not_for_you` when it is not the account's."""
        sealed = self._seal(account, PepperedKind.PASSKEY_WRAP, wrap)
        if await connection.fetchrow(queries.rewrap_passkey, account, passkey, sealed) is None:
            raise Refusal(RefusalCode.NOT_FOR_YOU)

    async def drop(self, connection: Connection, account: AccountId, passkey: bytes) -> None:
        """Forget one; a Refusal `not_for_you` when it is not the account's."""
        if await connection.fetchrow(queries.delete_passkey, account, passkey) is None:
            raise Refusal(RefusalCode.NOT_FOR_YOU)

    async def drop_all(self, connection: Connection, account: AccountId, but: bytes | None = None) -> None:
        """Forget all of an account's, but this one."""
        await connection.execute(queries.delete_passkeys, account, but)

    def _seal(self, account: AccountId, kind: PepperedKind, value: bytes) -> bytes:
        return self._peppers.seal(kind, account, FIRST_VERSION, value, self._random)

    def _open(self, account: AccountId, kind: PepperedKind, sealed: bytes) -> bytes:
        return self._peppers.open(kind, account, FIRST_VERSION, sealed)

    def _passkey(self, row: Row) -> Passkey:
        account = AccountId(row["account"])
        credential_id, public_key = decode_array(self._open(account, PepperedKind.PASSKEY, row["credential_sealed"]))
        wrap = self._open(account, PepperedKind.PASSKEY_WRAP, row["wrap_sealed"])
        return Passkey(
            id=row["passkey"],
            account=account,
            credential=Credential(id=credential_id, public_key=public_key, sign_count=row["sign_count"]),
            wrap=KeptWrap(kind=WrapKind.PASSKEY, version=FIRST_VERSION, bytes=wrap),
            name=row["name"],
            added_at=row["added_at"],
            used_at=row["used_at"],
        )
