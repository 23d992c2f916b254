"""Service accounts (crypto.md §11.4): made and revoked by owners; what their tokens open, and for how long."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.crypto.canonical import read
from server.crypto.service import Service, token_hash, verify_service
from server.crypto.signing import SignedBody
from server.errors import Refusal, RefusalCode
from server.ids import AccountId
from server.practice.certificates import certified_bundles
from server.practice.people import certified_people, person_in_force
from server.practice.root import pinned_root
from server.records.log import LogKind, Noted, add
from server.storage.audit import Act, note
from server.storage.database import Connection
from server.storage.queries import load

queries: Final = load(Path(__file__).with_name("services.sql"))

DAY_MS: Final = 24 * 60 * 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptService:
    """A service account as its owner made it, and how it stands. `used_on`: the day on which its token was last shown, from 1970."""

    service: Service
    kept_at: int
    used_on: int | None
    revoked_at: int | None
    has_keys: bool
    certified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedService:
    """An owner's word on a service account, for who reads what it posted."""

    owner: AccountId
    signed: SignedBody


async def accept_service(connection: Connection, owner: AccountId, signed: SignedBody, now: int) -> None:
    """Keep an owner's word; the same again is fine.

    Refuses what does not hold (ProofError), what is over already (`malformed`), and accounts and tokens that somebody has (`conflict`).
    """
    people = await certified_people(connection, [owner])
    if not people:
        raise Refusal(RefusalCode.UNCERTIFIED)
    certified = await certified_bundles(connection, await pinned_root(connection), people)
    service = verify_service(signed, certified[owner])
    if await connection.fetchval(queries.service_body, service.account) == signed.body:
        return
    if service.expires_at <= now:
        raise Refusal(RefusalCode.MALFORMED)
    if await person_in_force(connection, service.account) is not None:
        raise Refusal(RefusalCode.CONFLICT)
    values = (service.account, owner, service.token_hash, service.expires_at, signed.body, signed.signature, now)
    if await connection.fetchrow(queries.insert_service, *values) is None:
        raise Refusal(RefusalCode.CONFLICT)
    await add(connection, Noted(kind=LogKind.SERVICE, record=signed.encoded(), account=owner))
    await note(connection, Act.SERVICE_ADDED, owner, now, subject=service.account, detail=signed.hash)


async def revoke_service(connection: Connection, owner: AccountId, account: AccountId, now: int) -> None:
    """From the commit on its token opens nothing, in any process. Again is fine; `not_for_you` where there is none."""
    row = await connection.fetchrow(queries.revoke, account, now)
    if row is None:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    if row["new"]:
        await note(connection, Act.SERVICE_REVOKED, owner, now, subject=account)


async def services(connection: Connection) -> list[KeptService]:
    """All that were ever made, the newest first."""
    return [
        KeptService(
            service=read(Service, row["body"]),
            kept_at=row["kept_at"],
            used_on=row["used_on"],
            revoked_at=row["revoked_at"],
            has_keys=row["has_keys"],
            certified=row["certified"],
        )
        for row in await connection.fetch(queries.services)
    ]


async def named_services(connection: Connection, accounts: Sequence[AccountId]) -> list[NamedService]:
    """Those of these accounts that are service accounts."""
    rows = await connection.fetch(queries.services_of, list(accounts))
    return [
        NamedService(owner=AccountId(row["owner"]), signed=SignedBody(row["body"], row["signature"])) for row in rows
    ]


async def shown(connection: Connection, token: bytes | None, now: int) -> Service:
    """Whose token this is, held until the transaction ends; `signed_out` for none, and for one that was revoked or is over."""
    if token is None:
        raise Refusal(RefusalCode.SIGNED_OUT)
    hashed = token_hash(token)
    await connection.execute(queries.mark_used, hashed, now // DAY_MS)
    row = await connection.fetchrow(queries.by_token, hashed, now)
    if row is None:
        raise Refusal(RefusalCode.SIGNED_OUT)
    return read(Service, row["body"])
