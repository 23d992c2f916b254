"""Accepting an account's own keys (crypto.md §4.1). That they are its keys, a certifier says later."""

from server.crypto.bundle import Bundle, verify_anew, verify_bundle, verify_successor
from server.crypto.canonical import read
from server.crypto.signing import SignedBody
from server.errors import ProofError, Refusal, RefusalCode
from server.ids import AccountId
from server.practice.people import Person, people_behind, person_in_force
from server.practice.sql import queries
from server.records.log import LogKind, Noted, add
from server.roles import Role
from server.storage.database import Connection


async def accept_bundle(
    connection: Connection,
    caller: AccountId,
    role: Role,
    signed: SignedBody,
    predecessor_signature: bytes | None,
    *,
    anew: bool,
) -> None:
    """Keep the caller's bundle, with the role that the caller has here; the same bundle again is fine. `anew`: the practice has let this account
    begin anew, since its keys were lost (crypto.md §4.7).

    Of two successors of one bundle, made in two browsers, one is kept. Refuses another account's (`not_for_you`), one that proves nothing (ProofError), one that came second (`conflict`),
    and one that follows on keys begun anew that nobody vouches for yet (`uncertified`).
    """
    said = read(Bundle, signed.body)
    if said.account != caller:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    newest = await person_in_force(connection, caller)
    if newest is not None and newest.bundle.body == signed.body:
        return
    bundle = _verified(signed, predecessor_signature, newest, anew=anew)
    row = await connection.fetchrow(
        queries.insert_bundle,
        bundle.account,
        bundle.generation,
        signed.hash,
        role.value,
        signed.body,
        signed.signature,
        predecessor_signature,
    )
    if row is not None:
        noted = Noted(kind=LogKind.BUNDLE, record=signed.encoded(), account=bundle.account)
        await add(connection, noted)
    elif not await _is_kept(connection, signed):
        raise Refusal(RefusalCode.CONFLICT)


async def _is_kept(connection: Connection, signed: SignedBody) -> bool:
    """Whether it came twice at once."""
    return any(person.bundle.body == signed.body for person in await people_behind(connection, [signed.hash]))


def _verified(signed: SignedBody, predecessor_signature: bytes | None, newest: Person | None, *, anew: bool) -> Bundle:
    """The first bundle of an account, or the one after `newest`; `conflict` where another one stands already."""
    if newest is not None and read(Bundle, signed.body).generation <= len(newest.earlier):
        raise Refusal(RefusalCode.CONFLICT)
    if newest is not None and predecessor_signature is not None:
        _check_vouched(newest)
        return verify_successor(signed, read(Bundle, newest.bundle.body), predecessor_signature)
    if newest is not None and anew:
        return verify_anew(signed, read(Bundle, newest.bundle.body))
    bundle = verify_bundle(signed)
    if newest is not None:
        raise Refusal(RefusalCode.CONFLICT)
    if bundle.generation != 0 or predecessor_signature is not None:
        raise ProofError("wrong_previous")
    return bundle


def _check_vouched(before: Person) -> None:
    """Keys that were begun anew are nobody's until a certifier vouches for them: nothing follows on them before, or the chain would never hold."""
    if before.earlier and before.predecessor_signature is None and before.certificate is None:
        raise Refusal(RefusalCode.UNCERTIFIED)
