"""Proposals (crypto.md §12.3): a match that intake signed takes effect when its client accepts, and not before.

A proposal is `proposed` until one thing happens to it, and never anything after that.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from server.crypto.canonical import read
from server.crypto.notice import Notice, NoticeKind
from server.crypto.signing import SignedBody
from server.errors import ProofError, Refusal, RefusalCode
from server.ids import AccountId, ConversationId
from server.practice.matches import VerifiedMatch, verified_match
from server.practice.notices import SealedNotice, accept_notice
from server.practice.shut import check_open
from server.practice.sql import queries as chain
from server.practice.wishes import queries
from server.records.standing import standing, take_turns
from server.roles import Role
from server.storage.audit import Act, note
from server.storage.database import Connection, Row

ANSWERS: Final = ("accept", "decline")
"""What a notice that a match waits has to ask for."""


class ProposalState(StrEnum):
    """`stale`: the client accepted, and the match held no more."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    STALE = "stale"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A proposal as it stands."""

    conversation: ConversationId
    client: AccountId
    therapist: AccountId
    replaces: ConversationId | None
    state: ProposalState
    proposed_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedProposal(Proposal):
    """The same, held until the transaction ends, with the match and who signed it."""

    proposer: AccountId
    signed: SignedBody


async def propose(
    connection: Connection,
    caller: AccountId,
    signed: SignedBody,
    notices: Sequence[SealedNotice],
    replaces: ConversationId | None,
    now: int,
) -> Collection[AccountId]:
    """Keep a match and the notice that asks its client, both or neither; the same again is fine. Gives whose mail has changed.

    Refuses what `verified_match` refuses, a client who has a proposal or a conversation already (`conflict`) unless this one replaces
    that one and they asked for it, and notices that do not ask this client about this match (`bad_signature`).
    """
    found = await verified_match(connection, caller, signed, now)
    client, therapist = found.only(Role.CLIENT), found.only(Role.THERAPIST)
    if await connection.fetchval(queries.proposal_body, found.match.conversation) == signed.body:
        return ()
    _check_notices(found, client, notices)
    await check_standing(connection, client, therapist)
    await check_place(connection, client, replaces)
    kept = await connection.fetchval(
        queries.insert_proposal,
        found.match.conversation,
        client,
        therapist,
        caller,
        signed.body,
        signed.signature,
        replaces,
        now,
    )
    if kept is None:
        raise Refusal(RefusalCode.CONFLICT)
    told = [await accept_notice(connection, caller, each.signed, each.sealed, now) for each in notices]
    await note(connection, Act.MATCH_PROPOSED, caller, now, subject=client, detail=signed.hash)
    return {account for accounts in told for account in accounts}


async def check_standing(connection: Connection, *accounts: AccountId) -> None:
    """`suspended` when one of them may not write, `deactivated` when nobody can come in there. Both stay as they are until the transaction ends."""
    await take_turns(connection)
    stands = await standing(connection)
    if any(account in stands and stands[account].suspended for account in accounts):
        raise Refusal(RefusalCode.SUSPENDED)
    await check_open(connection, *accounts)


async def check_place(connection: Connection, client: AccountId, replaces: ConversationId | None) -> None:
    """`conflict` unless the client has no open conversation, or just this one, and asked for another in its place."""
    rows = await connection.fetch(queries.open_conversations, client)
    standing = {ConversationId(row["conversation"]) for row in rows}
    if standing != (set() if replaces is None else {replaces}):
        raise Refusal(RefusalCode.CONFLICT)
    if replaces is not None and await connection.fetchval(queries.open_change, replaces) is None:
        raise Refusal(RefusalCode.CONFLICT)


async def withdraw(
    connection: Connection, caller: AccountId, conversation: ConversationId, now: int
) -> Proposal | None:
    """Take a proposal back; None when it was taken back before, `conflict` when it is settled otherwise, `not_for_you` when there is none."""
    locked = await lock(connection, conversation)
    if locked is None:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    if locked.state is ProposalState.WITHDRAWN:
        return None
    if locked.state is not ProposalState.PROPOSED:
        raise Refusal(RefusalCode.CONFLICT)
    await settle(connection, locked, ProposalState.WITHDRAWN, now)
    await note(connection, Act.PROPOSAL_WITHDRAWN, caller, now, subject=locked.client, detail=locked.signed.hash)
    return locked


async def lock(connection: Connection, conversation: ConversationId) -> LockedProposal | None:
    """A proposal, held; nobody certifies or matches until the transaction ends, which is the order in which everyone takes these locks."""
    await connection.execute(chain.take_turns)
    row = await connection.fetchrow(queries.lock_proposal, conversation)
    if row is None:
        return None
    said = _proposal(row)
    return LockedProposal(
        conversation=said.conversation,
        client=said.client,
        therapist=said.therapist,
        replaces=said.replaces,
        state=said.state,
        proposed_at=said.proposed_at,
        proposer=AccountId(row["proposer"]),
        signed=SignedBody(row["body"], row["signature"]),
    )


async def settle(connection: Connection, proposal: Proposal, state: ProposalState, now: int) -> None:
    """What became of a proposal that is held."""
    await connection.execute(queries.settle_proposal, proposal.conversation, state.value, now)


async def proposals(connection: Connection) -> list[Proposal]:
    """The newest first."""
    return [_proposal(row) for row in await connection.fetch(queries.proposals)]


async def matches_among(
    connection: Connection, client: AccountId, subjects: Collection[bytes]
) -> dict[bytes, tuple[SignedBody, AccountId]]:
    """Of what notices are about, the matches that were proposed to this client, each with its therapist."""
    rows = await connection.fetch(queries.matches_among, client, list(subjects))
    return {
        row["conversation"]: (SignedBody(row["body"], row["signature"]), AccountId(row["therapist"])) for row in rows
    }


def _check_notices(found: VerifiedMatch, client: AccountId, notices: Sequence[SealedNotice]) -> None:
    """One asks the client about this match. That they hold, `accept_notice` sees to."""
    said = [read(Notice, each.signed.body) for each in notices]
    asking = [each for each in said if each.kind is NoticeKind.MATCH]
    if len(asking) != 1:
        raise ProofError("wrong_recipient")
    if asking[0].recipient != client or asking[0].subject != found.match.conversation:
        raise ProofError("wrong_recipient")
    if asking[0].answers != ANSWERS:
        raise ProofError("bad_answer")


def _proposal(row: Row) -> Proposal:
    return Proposal(
        conversation=ConversationId(row["conversation"]),
        client=AccountId(row["client"]),
        therapist=AccountId(row["therapist"]),
        replaces=row["replaces"],
        state=ProposalState(row["state"]),
        proposed_at=row["proposed_at"],
    )
