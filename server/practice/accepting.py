"""What a client's answer to a proposed match brings about (crypto.md §12.3), in the transaction that keeps the answer."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from server.crypto.notice import NoticeKind
from server.errors import ProofError, Refusal, RefusalCode
from server.ids import AccountId, ConversationId
from server.practice.intake import intake_staff
from server.practice.matches import VerifiedMatch, begin, verified_match
from server.practice.notices import Answered, AnswerHooks
from server.practice.proposals import LockedProposal, ProposalState, check_place, check_standing, lock, settle
from server.practice.sayings import Event
from server.practice.system_notices import SystemNotices
from server.practice.wishes import queries
from server.storage.audit import Act, note
from server.storage.database import Connection

_EVENTS: Final = {
    ProposalState.ACCEPTED: Event.MATCH_ACCEPTED,
    ProposalState.DECLINED: Event.MATCH_DECLINED,
    ProposalState.STALE: Event.MATCH_STALE,
}


def answer_hooks(system: SystemNotices) -> AnswerHooks:
    """What answers bring about, by kind of notice."""
    return {NoticeKind.MATCH: Accepting(system)}


@dataclass(frozen=True, slots=True)
class Accepting:
    """The hook of notices of kind "match"; the service tells therapist and intake what became of it."""

    system: SystemNotices

    async def __call__(self, connection: Connection, answered: Answered, now: int) -> Collection[AccountId]:
        """See `AnswerHook`. Refuses another's match (`not_for_you`) and one that was settled otherwise meanwhile (`conflict`)."""
        proposal = await lock(connection, ConversationId(answered.notice.subject))
        if proposal is None or proposal.client != answered.said.account:
            raise Refusal(RefusalCode.NOT_FOR_YOU)
        if proposal.state is not ProposalState.PROPOSED:
            raise Refusal(RefusalCode.CONFLICT)
        state = ProposalState.DECLINED
        if answered.said.answer == "accept":
            state = await _accepted(connection, proposal, now)
        await settle(connection, proposal, state, now)
        return await self._tell(connection, proposal, state, now)

    async def _tell(
        self, connection: Connection, proposal: LockedProposal, state: ProposalState, now: int
    ) -> set[AccountId]:
        people = [proposal.therapist, *(person.account for person in await intake_staff(connection))]
        if state is ProposalState.STALE:
            people.append(proposal.client)
        told: set[AccountId] = set()
        for account in people:
            told |= set(await self.system.tell(connection, account, _EVENTS[state], now, subject=proposal.conversation))
        return told


async def _accepted(connection: Connection, proposal: LockedProposal, now: int) -> ProposalState:
    """The conversation exists from now on, if the match still holds: keys, custodians and who else there is may have changed meanwhile."""
    found = await _still_holding(connection, proposal, now)
    if found is None:
        return ProposalState.STALE
    await begin(connection, found)
    if proposal.replaces is not None:
        await connection.execute(queries.settle_change, proposal.replaces, now)
    await note(connection, Act.MATCH_KEPT, proposal.proposer, now, subject=proposal.client, detail=proposal.signed.hash)
    return ProposalState.ACCEPTED


async def _still_holding(connection: Connection, proposal: LockedProposal, now: int) -> VerifiedMatch | None:
    try:
        found = await verified_match(connection, proposal.proposer, proposal.signed, now)
        await check_standing(connection, proposal.client, proposal.therapist)
        await check_place(connection, proposal.client, proposal.replaces)
    except (ProofError, Refusal):
        return None
    return found
