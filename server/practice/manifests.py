"""Custodian manifests (crypto.md §7.1): who keeps the shares, signed by the root, agreed to by who kept them before."""

from collections.abc import Sequence
from dataclasses import dataclass

from server.crypto.bundle import Bundle, verify_bundle
from server.crypto.canonical import read
from server.crypto.manifest import Manifest, verify_manifest, verify_next_manifest
from server.crypto.signing import Signature, SignedBody
from server.crypto.trust import PinnedRoot
from server.errors import ProofError, Refusal, RefusalCode
from server.ids import AccountId
from server.practice.certificates import certified_bundles
from server.practice.people import Person, people_behind
from server.practice.root import pinned_root
from server.practice.sql import queries
from server.roles import Role
from server.sessions.sign_in_session import SignInSession
from server.storage.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptManifest:
    """A manifest as it was accepted, with the consent of its predecessor's custodians."""

    manifest: Manifest
    signed: SignedBody
    cosignatures: tuple[Signature, ...]


async def manifest_in_force(connection: Connection) -> KeptManifest | None:
    """The newest; None before the first."""
    row = await connection.fetchrow(queries.newest_manifest)
    if row is None:
        return None
    cosignatures = await connection.fetch(queries.cosignatures, row["hash"])
    return KeptManifest(
        manifest=read(Manifest, row["body"]),
        signed=SignedBody(row["body"], row["signature"]),
        cosignatures=tuple(Signature(each["account"], each["signature"]) for each in cosignatures),
    )


async def manifest_of(connection: Connection, manifest_hash: bytes) -> Manifest | None:
    """A manifest by its hash, in force or before; None when there was never such a one."""
    body = await connection.fetchval(queries.manifest_by_hash, manifest_hash)
    return None if body is None else read(Manifest, body)


async def manifests_naming(connection: Connection, account: AccountId) -> list[bytes]:
    """The hashes of those that name an account among their custodians, in force or before."""
    rows = await connection.fetch(queries.manifest_bodies)
    return [
        manifest.hash
        for manifest in (read(Manifest, row["body"]) for row in rows)
        if account in {custodian.account for custodian in manifest.custodians}
    ]


async def earlier_manifests(connection: Connection) -> list[SignedBody]:
    """Those before the one in force, newest first: old matches and epochs name them."""
    return [SignedBody(row["body"], row["signature"]) for row in await connection.fetch(queries.earlier_manifests)]


async def accept_manifest(
    connection: Connection, caller: SignInSession, signed: SignedBody, cosignatures: Sequence[Signature]
) -> None:
    """Keep a manifest brought by an owner: the first, or the one after that in force. The one in force again is fine.

    Its custodians have to be certified as such, with exactly the bundles it names (`uncertified` otherwise).
    """
    if caller.role is not Role.OWNER:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    root = await pinned_root(connection)
    newest = await manifest_in_force(connection)
    if newest is not None and newest.signed.body == signed.body:
        return
    manifest = await _verified(connection, root, newest, signed, cosignatures)
    await _check_custodians(connection, root, manifest)
    await _keep(connection, manifest, signed, cosignatures)


async def custodians(connection: Connection, manifest: Manifest) -> list[Person]:
    """The people whom a manifest names."""
    return await people_behind(connection, [custodian.bundle_hash for custodian in manifest.custodians])


async def _verified(
    connection: Connection,
    root: PinnedRoot,
    newest: KeptManifest | None,
    signed: SignedBody,
    cosignatures: Sequence[Signature],
) -> Manifest:
    if newest is None:
        manifest = verify_manifest(signed, root)
        if manifest.generation != 0 or cosignatures:
            raise ProofError("wrong_previous")
        return manifest
    before = await custodians(connection, newest.manifest)
    bundles: dict[AccountId, Bundle] = {person.account: verify_bundle(person.bundle) for person in before}
    return verify_next_manifest(signed, cosignatures, root, newest.manifest, bundles)


async def _check_custodians(connection: Connection, root: PinnedRoot, manifest: Manifest) -> None:
    people = await custodians(connection, manifest)
    certified = await certified_bundles(connection, root, people)
    for named in manifest.custodians:
        if named.account not in certified:
            raise Refusal(RefusalCode.UNCERTIFIED)
        if certified[named.account].role is not Role.CUSTODIAN:
            raise ProofError("unlawful_role")


async def _keep(
    connection: Connection, manifest: Manifest, signed: SignedBody, cosignatures: Sequence[Signature]
) -> None:
    row = await connection.fetchrow(
        queries.insert_manifest, manifest.generation, signed.hash, signed.body, signed.signature
    )
    if row is None:
        raise Refusal(RefusalCode.CONFLICT)
    for each in cosignatures:
        await connection.execute(queries.insert_cosignature, signed.hash, each.account, each.signature)
