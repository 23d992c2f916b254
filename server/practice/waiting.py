"""Who waits for a therapist, and how much each therapist has to do (protocol.md §1.6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server.crypto.bundle import Bundle
from server.crypto.canonical import read
from server.crypto.signing import SignedBody
from server.ids import AccountId, ConversationId
from server.practice.proposals import ProposalState
from server.practice.wishes import queries
from server.storage.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """The newest proposal to somebody."""

    conversation: ConversationId
    therapist: AccountId
    replaces: ConversationId | None
    state: ProposalState
    proposed_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A client who waits. `since`: when their account's first keys were made, their last conversation ended, or they asked for a change."""

    account: AccountId
    since: int
    wish: AccountId | None
    change: SignedBody | None
    offer: Offer | None


async def queue(connection: Connection) -> list[Waiting]:
    """Who waits, the longest first."""
    return sorted((_waiting(row) for row in await connection.fetch(queries.queue)), key=lambda each: each.since)


async def caseload(connection: Connection) -> dict[AccountId, int]:
    """How many open conversations each certified therapist has."""
    return {AccountId(row["account"]): row["open"] for row in await connection.fetch(queries.caseload)}


def _waiting(row: Mapping[str, Any]) -> Waiting:
    change = None if row["change_body"] is None else SignedBody(row["change_body"], row["change_signature"])
    began = row["change_at"] or row["closed_at"] or read(Bundle, row["first_bundle"]).made_at
    return Waiting(account=AccountId(row["account"]), since=began, wish=row["wish"], change=change, offer=_offer(row))


def _offer(row: Mapping[str, Any]) -> Offer | None:
    if row["conversation"] is None:
        return None
    return Offer(
        conversation=ConversationId(row["conversation"]),
        therapist=AccountId(row["therapist"]),
        replaces=row["replaces"],
        state=ProposalState(row["state"]),
        proposed_at=row["proposed_at"],
    )
