"""Delegations (crypto.md §4.2): whom the root lets certify, and for how long."""

from collections.abc import Mapping, Sequence

from server.crypto.signing import SignedBody
from server.crypto.trust import Certifier, Delegation, PinnedRoot, verify_delegation
from server.errors import Refusal, RefusalCode
from server.ids import AccountId
from server.practice.people import people_behind, person_in_force
from server.practice.root import pinned_root
from server.practice.sql import queries
from server.roles import Role
from server.sessions.sign_in_session import SignInSession
from server.storage.database import Connection


async def accept_delegation(connection: Connection, caller: SignInSession, signed: SignedBody) -> None:
    """Keep a delegation that the root signed, brought by an owner. The certifier's bundle has to be known."""
    if caller.role is not Role.OWNER:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    root = await pinned_root(connection)
    said = signed.verified(Delegation, root.public)
    named = await people_behind(connection, [said.certifier_bundle_hash])
    if not named:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    certifier = verify_delegation(signed, named[0].bundle, root)
    await connection.execute(
        queries.insert_delegation,
        certifier.delegation_hash,
        said.certifier,
        said.certifier_bundle_hash,
        said.valid_from,
        said.valid_until,
        signed.body,
        signed.signature,
    )


async def delegations(connection: Connection) -> list[SignedBody]:
    """All that were ever given: an old certificate needs its old delegation."""
    return [SignedBody(row["body"], row["signature"]) for row in await connection.fetch(queries.delegations)]


async def standing_certifiers(
    connection: Connection, root: PinnedRoot, account: AccountId, now: int
) -> Mapping[bytes, Certifier]:
    """By which delegations (by hash) an account may certify now; `not_for_you` when by none.

    A delegation whose bundle is no longer the account's newest does not count: those keys were replaced for a reason.
    """
    rows = await connection.fetch(queries.delegations_to, account, now)
    newest = await person_in_force(connection, account)
    if newest is None:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    standing = {
        bytes(row["hash"]): verify_delegation(SignedBody(row["body"], row["signature"]), newest.bundle, root)
        for row in rows
        if row["bundle_hash"] == newest.bundle_hash
    }
    if not standing:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    return standing


async def certifiers_by_delegation(
    connection: Connection, root: PinnedRoot, hashes: Sequence[bytes]
) -> Mapping[bytes, Certifier]:
    """The certifiers behind delegations, expired ones too: what they certified in time stands."""
    rows = await connection.fetch(queries.delegations_by_hash, list(hashes))
    bundles = {person.bundle_hash: person.bundle for person in await people_behind(connection, _bundle_hashes(rows))}
    return {
        bytes(row["hash"]): verify_delegation(
            SignedBody(row["body"], row["signature"]), bundles[row["bundle_hash"]], root
        )
        for row in rows
    }


async def certifier_bundles(connection: Connection) -> list[bytes]:
    """The hashes of all bundles that a delegation names."""
    return _bundle_hashes(await connection.fetch(queries.delegations))


def _bundle_hashes(rows: Sequence[Mapping[str, bytes]]) -> list[bytes]:
    return [bytes(row["bundle_hash"]) for row in rows]
