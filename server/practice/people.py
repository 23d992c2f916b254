"""People as the practice knows them (protocol.md §1.2): pseudonym, role, a bundle with its certificate, and the bundles before it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from server.crypto.signing import SignedBody
from server.ids import AccountId
from server.practice.sql import queries
from server.roles import Role
from server.storage.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptBundle:
    """A bundle as it was accepted (crypto.md §4.1). `certificate` is None until a certifier has vouched for it.

    `predecessor_signature` is None for the first one of an account.
    """

    bundle_hash: bytes
    bundle: SignedBody
    predecessor_signature: bytes | None
    certificate: SignedBody | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(KeptBundle):
    """An account with one of its bundles; `earlier` are those before that one, newest first (crypto.md §4.6)."""

    account: AccountId
    role: Role
    earlier: tuple[KeptBundle, ...]


Chain = Sequence[Mapping[str, Any]]
"""The rows of one account's bundles, newest first."""


async def everyone_certified(connection: Connection) -> list[Person]:
    """All who are certified, each with the newest certified bundle."""
    rows = await connection.fetch(queries.certified_accounts)
    return await certified_people(connection, [row["account"] for row in rows])


async def certified_people(connection: Connection, accounts: Sequence[AccountId]) -> list[Person]:
    """These accounts, each with the newest certified bundle; who has none is left out. By account."""
    certified = [
        (chain, [place for place, row in enumerate(chain) if row["certificate"] is not None])
        for chain in await _chains(connection, accounts)
    ]
    return [_person(chain, places[0]) for chain, places in certified if places]


async def people_behind(connection: Connection, bundle_hashes: Sequence[bytes]) -> list[Person]:
    """The people behind bundles, with exactly these, certified or not; unknown hashes are left out. By account."""
    rows = await connection.fetch(queries.accounts_behind, list(bundle_hashes))
    return [
        _person(chain, place)
        for chain in await _chains(connection, [row["account"] for row in rows])
        for place in reversed(range(len(chain)))
        if chain[place]["bundle_hash"] in bundle_hashes
    ]


async def person_in_force(connection: Connection, account: AccountId) -> Person | None:
    """An account's newest bundle, certified or not; None before the first."""
    for chain in await _chains(connection, [account]):
        return _person(chain, 0)
    return None


async def uncertified(connection: Connection) -> list[Person]:
    """Whose newest bundle waits for a certificate."""
    rows = await connection.fetch(queries.waiting_accounts)
    return [_person(chain, 0) for chain in await _chains(connection, [row["account"] for row in rows])]


async def _chains(connection: Connection, accounts: Sequence[AccountId]) -> list[Chain]:
    rows = await connection.fetch(queries.bundles_of, list(accounts))
    return [list(chain) for _, chain in groupby(rows, lambda row: row["account"])]


def _person(chain: Chain, place: int) -> Person:
    kept = [_kept(row) for row in chain[place:]]
    return Person(
        account=AccountId(chain[place]["account"]),
        role=Role(chain[place]["role"]),
        bundle_hash=kept[0].bundle_hash,
        bundle=kept[0].bundle,
        predecessor_signature=kept[0].predecessor_signature,
        certificate=kept[0].certificate,
        earlier=tuple(kept[1:]),
    )


def _kept(row: Mapping[str, Any]) -> KeptBundle:
    certificate = row["certificate"]
    return KeptBundle(
        bundle_hash=row["bundle_hash"],
        bundle=SignedBody(row["bundle"], row["bundle_signature"]),
        predecessor_signature=row["predecessor_signature"],
        certificate=None if certificate is None else SignedBody(certificate, row["certificate_signature"]),
    )
