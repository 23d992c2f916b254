"""Drafts (crypto.md §3.10): what was written and not sent yet, sealed by its writer. They are no part of the record."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.errors import Refusal, RefusalCode
from server.ids import AccountId, ConversationId, DraftSlot
from server.records.destructions import check_not_destroyed
from server.records.transcripts import is_member
from server.storage.database import Connection
from server.storage.queries import load

_queries: Final = load(Path(__file__).with_name("drafts.sql"))

MOST_LETTERS: Final = 200
"""Letters in the making, per account: more than anyone writes at a time, and all of them fit into one answer."""

MOST_EMPTIED: Final = 1_000
"""Slots that were sent or emptied, per account: of these the newest are remembered, so that no older draft comes back."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Draft:
    """The newest of a slot: the conversation itself, or a letter's. `sealed` is None where it was sent or emptied: the version stays, so that no older one comes back."""

    slot: DraftSlot
    conversation: ConversationId
    version: int
    sealed: bytes | None


async def drafts_of(connection: Connection, account: AccountId) -> list[Draft]:
    """An account's own drafts, by slot."""
    return [
        Draft(
            slot=DraftSlot(row["slot"]),
            conversation=ConversationId(row["conversation"]),
            version=row["version"],
            sealed=row["sealed"],
        )
        for row in await connection.fetch(_queries.drafts_of, account)
    ]


async def keep(connection: Connection, account: AccountId, draft: Draft) -> None:
    """Keep a draft in the place of an older one; the same again is fine.

    Refuses conversations that are not there or not the account's (`not_for_you`), what is no newer than the one kept (`conflict`), and more
    letters at a time than MOST_LETTERS (`too_large`), and words for a conversation that is destroyed (`closed`).
    """
    if not await is_member(connection, draft.conversation, account):
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    if draft.sealed is not None:
        await check_not_destroyed(connection, draft.conversation)
    if bytes(draft.slot) == bytes(draft.conversation):
        kept = await connection.fetchval(_queries.keep_draft, account, draft.conversation, draft.version, draft.sealed)
    else:
        await connection.execute(_queries.take_turns_drafting, account)
        if (
            draft.sealed is not None
            and await connection.fetchval(_queries.full_slots, account, draft.slot) >= MOST_LETTERS
        ):
            raise Refusal(RefusalCode.TOO_LARGE)
        kept = await connection.fetchval(
            _queries.keep_letter_draft, account, draft.slot, draft.conversation, draft.version, draft.sealed
        )
        if draft.sealed is None:
            await connection.execute(_queries.forget_emptied, account, MOST_EMPTIED)
    if kept is None:
        raise Refusal(RefusalCode.CONFLICT)
