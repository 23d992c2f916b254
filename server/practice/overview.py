"""What everyone who is signed in may know of the practice, to check everything else with (protocol.md §1.2)."""

from dataclasses import dataclass

from server.crypto.signing import SignedBody
from server.ids import AccountId
from server.practice.delegations import certifier_bundles, delegations
from server.practice.manifests import KeptManifest, custodians, earlier_manifests, manifest_in_force
from server.practice.people import Person, certified_people, people_behind
from server.practice.root import root_public
from server.practice.sql import queries
from server.storage.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Parts that do not exist yet are None or empty."""

    root: bytes | None
    delegations: list[SignedBody]
    certifiers: list[Person]
    manifest: KeptManifest | None
    earlier: list[SignedBody]
    custodians: list[Person]
    system: list[Person]


async def overview(connection: Connection) -> Overview:
    """The practice as it stands."""
    manifest = await manifest_in_force(connection)
    return Overview(
        root=await root_public(connection),
        delegations=await delegations(connection),
        certifiers=await people_behind(connection, await certifier_bundles(connection)),
        manifest=manifest,
        earlier=await earlier_manifests(connection),
        custodians=[] if manifest is None else await custodians(connection, manifest.manifest),
        system=await certified_people(connection, await _system_accounts(connection)),
    )


async def _system_accounts(connection: Connection) -> list[AccountId]:
    return [AccountId(row["account"]) for row in await connection.fetch(queries.system_accounts)]
