"""Matches (crypto.md §4.3): a certifier lets certified people have a conversation, and it exists from then on."""

from collections import Counter
from typing import Final

from server.crypto.canonical import read
from server.crypto.match import Match, verify_match
from server.crypto.signing import SignedBody
from server.errors import ProofError, Refusal, RefusalCode
from server.ids import ConversationId
from server.practice.certificates import certified_bundles
from server.practice.delegations import standing_certifiers
from server.practice.manifests import manifest_in_force
from server.practice.people import Person, people_behind, person_in_force
from server.practice.root import pinned_root
from server.practice.sql import queries
from server.records.conversations import Member, create
from server.roles import Role
from server.sessions.sign_in_session import SignInSession
from server.storage.audit import Act, note
from server.storage.database import Connection

SPEAKING: Final = frozenset({Role.CLIENT, Role.THERAPIST, Role.INTAKE})
"""Who takes part in conversations. Owners, officers and custodians keep, oversee and open; they do not treat."""


async def accept_match(connection: Connection, caller: SignInSession, signed: SignedBody, now: int) -> ConversationId:
    """Create the conversation of a match that the caller, a certifier, signed. The same match again: the same answer.

    Refuses who is no certifier (`not_for_you`), people whose keys nobody has certified (`uncertified`), what does not hold
    (ProofError), and another match for a conversation that exists (`conflict`).
    """
    root = await pinned_root(connection)
    await connection.execute(queries.take_turns)
    certifiers = await standing_certifiers(connection, root, caller.account, now)
    # Read before it is verified, to know what to verify it with; nothing is believed until then.
    said = read(Match, signed.body)
    if said.delegation_hash not in certifiers:
        raise ProofError("wrong_delegation")
    people = await _participants(connection, said)
    certified = await certified_bundles(connection, root, people)
    match = verify_match(signed, certifiers[said.delegation_hash], certified)
    _check_roles(match)
    await _check_manifest(connection, match)
    members = [
        Member(
            account=person.account,
            role=person.role,
            bundle_hash=person.hash,
            signing_public=person.bundle.signing_public,
        )
        for person in certified.values()
    ]
    await create(connection, match, signed.body, signed.signature, members)
    client = next(each.account for each in match.participants if each.role is Role.CLIENT)
    await note(connection, Act.MATCH_KEPT, caller.account, now, subject=client, detail=signed.hash)
    return match.conversation


async def _participants(connection: Connection, said: Match) -> list[Person]:
    """Those whom it names; all have to be known, by the bundles they have now."""
    people = await people_behind(connection, [each.bundle_hash for each in said.participants])
    if len(people) != len(said.participants):
        raise Refusal(RefusalCode.UNCERTIFIED)
    for person in people:
        newest = await person_in_force(connection, person.account)
        if newest is None or newest.bundle_hash != person.bundle_hash:
            raise ProofError("wrong_bundle")
    return people


def _check_roles(match: Match) -> None:
    """One client, and at least one who is there for them: every conversation is somebody's own."""
    roles = Counter(participant.role for participant in match.participants)
    if roles[Role.CLIENT] != 1 or not roles.keys() <= SPEAKING:
        raise ProofError("unlawful_role")


async def _check_manifest(connection: Connection, match: Match) -> None:
    """It has to name the custodians in force: what is said will be entrusted to them."""
    newest = await manifest_in_force(connection)
    if newest is None or newest.manifest.hash != match.manifest_hash:
        raise ProofError("stale_manifest")
