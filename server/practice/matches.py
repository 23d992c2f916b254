"""Matches (crypto.md §4.3): a certifier lets certified people have a conversation, which begins when its client accepts (proposals.py)."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from server.crypto.canonical import read
from server.crypto.match import Match, verify_match
from server.crypto.signing import SignedBody
from server.errors import ProofError, Refusal, RefusalCode
from server.ids import AccountId
from server.practice.certificates import certified_bundles
from server.practice.delegations import standing_certifiers
from server.practice.manifests import manifest_in_force
from server.practice.people import Person, people_behind, person_in_force
from server.practice.root import pinned_root
from server.practice.sql import queries
from server.records.conversations import Member, create
from server.roles import Role
from server.storage.database import Connection

SPEAKING: Final = frozenset({Role.CLIENT, Role.THERAPIST, Role.INTAKE})
"""Who takes part in conversations. Owners, officers and custodians keep, oversee and open; they do not treat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedMatch:
    """A match that holds now, and its members as the record will have them."""

    match: Match
    signed: SignedBody
    members: tuple[Member, ...]

    def only(self, role: Role) -> AccountId:
        """The one participant of this role; ProofError("unlawful_role") when there are more, or none."""
        accounts = [each.account for each in self.match.participants if each.role is role]
        if len(accounts) != 1:
            raise ProofError("unlawful_role")
        return accounts[0]


async def verified_match(connection: Connection, certifier: AccountId, signed: SignedBody, now: int) -> VerifiedMatch:
    """A match that this certifier signed, as it holds now. Nobody certifies or matches until the transaction ends.

    Refuses who is no certifier (`not_for_you`), people whose keys nobody has certified (`uncertified`), and what does not hold
    (ProofError).
    """
    root = await pinned_root(connection)
    await connection.execute(queries.take_turns)
    certifiers = await standing_certifiers(connection, root, certifier, now)
    # Read before it is verified, to know what to verify it with; nothing is believed until then.
    said = read(Match, signed.body)
    if said.delegation_hash not in certifiers:
        raise ProofError("wrong_delegation")
    people = await _participants(connection, said)
    certified = await certified_bundles(connection, root, people)
    match = verify_match(signed, certifiers[said.delegation_hash], certified)
    _check_roles(match)
    await _check_manifest(connection, match)
    members = tuple(
        Member(
            account=person.account,
            role=person.role,
            bundle_hash=person.hash,
            signing_public=person.bundle.signing_public,
        )
        for person in certified.values()
    )
    return VerifiedMatch(match=match, signed=signed, members=members)


async def begin(connection: Connection, found: VerifiedMatch) -> None:
    """Its conversation exists from now on."""
    await create(connection, found.match, found.signed.body, found.signed.signature, found.members)


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
