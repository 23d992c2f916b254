"""People as the practice knows them (protocol.md §1.2): pseudonym, role, bundle, and the certificate that vouches for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from server.crypto.signing import SignedBody
from server.ids import AccountId
from server.practice.sql import queries
from server.roles import Role
from server.storage.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """`certificate` is None until a certifier has vouched for this bundle."""

    account: AccountId
    role: Role
    bundle_hash: bytes
    bundle: SignedBody
    certificate: SignedBody | None


async def everyone_certified(connection: Connection) -> list[Person]:
    """All who are certified, each with the newest certified bundle."""
    return [_person(row) for row in await connection.fetch(queries.people)]


async def people_behind(connection: Connection, bundle_hashes: Sequence[bytes]) -> list[Person]:
    """The people behind bundles, certified or not; unknown hashes are left out. By account."""
    return [_person(row) for row in await connection.fetch(queries.people_behind, list(bundle_hashes))]


async def person_in_force(connection: Connection, account: AccountId) -> Person | None:
    """An account's newest bundle, certified or not; None before the first."""
    row = await connection.fetchrow(queries.person_in_force, account)
    return None if row is None else _person(row)


async def uncertified(connection: Connection) -> list[Person]:
    """Whose newest bundle waits for a certificate."""
    return [_person(row) for row in await connection.fetch(queries.uncertified)]


def _person(row: Mapping[str, Any]) -> Person:
    certificate = row["certificate"]
    return Person(
        account=AccountId(row["account"]),
        role=Role(row["role"]),
        bundle_hash=row["bundle_hash"],
        bundle=SignedBody(row["bundle"], row["bundle_signature"]),
        certificate=None if certificate is None else SignedBody(certificate, row["certificate_signature"]),
    )
