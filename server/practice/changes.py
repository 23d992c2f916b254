"""Requests for another therapist (crypto.md §12.5): the client's own word, at most one open per conversation, until they take it back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from server.crypto.canonical import read
from server.crypto.change_request import ChangeRequest, verify_change_request
from server.crypto.notice import Notice, NoticeKind
from server.crypto.signing import SignedBody
from server.errors import ProofError, Refusal, RefusalCode
from server.ids import AccountId, ConversationId
from server.practice.intake import intake_staff
from server.practice.notices import SealedNotice, accept_own_notice
from server.practice.sayings import Event
from server.practice.signing_bundles import under_own_keys
from server.practice.sql import queries as chain
from server.practice.system_notices import SystemNotices
from server.practice.wishes import queries
from server.storage.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptChange:
    """A request; `settled_at` is when another match was accepted in the conversation's place, or the request was `withdrawn`."""

    change: SignedBody
    kept_at: int
    settled_at: int | None
    withdrawn: bool


async def accept_change(
    connection: Connection, caller: AccountId, signed: SignedBody, notices: Sequence[SealedNotice], now: int
) -> Collection[AccountId]:
    """Keep the request of a client for one of their open conversations, and what they tell intake with it, all or nothing; the same
    again is fine. Gives whose mail has changed.

    Refuses conversations that are not the caller's as a client, or closed (`not_for_you`), a second request for one (`conflict`), what the
    caller's keys did not sign, and notices that are no requests about this conversation (ProofError).
    """
    said = await under_own_keys(connection, caller, lambda bundle: verify_change_request(signed, bundle))
    _check_notices(said, notices)
    await connection.execute(chain.take_turns)
    known: bytes | None = await connection.fetchval(queries.change_body, said.request)
    if known == signed.body:
        return ()
    rows = await connection.fetch(queries.open_conversations, caller)
    if said.conversation not in [row["conversation"] for row in rows]:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    kept = await connection.fetchval(
        queries.insert_change, said.request, said.conversation, caller, signed.body, signed.signature, now
    )
    if kept is None:
        raise Refusal(RefusalCode.CONFLICT)
    told = [await accept_own_notice(connection, caller, each.signed, each.sealed, now) for each in notices]
    return {account for accounts in told for account in accounts}


async def withdraw_change(
    connection: Connection, system: SystemNotices, caller: AccountId, conversation: ConversationId, now: int
) -> Collection[AccountId]:
    """Take the caller's open request for a conversation back, and what was proposed because of it; the same again is fine. The service
    tells intake. Gives whose mail has changed.

    Refuses conversations without a request of the caller's (`not_for_you`), and one in whose place somebody was accepted (`conflict`).
    """
    await connection.execute(chain.take_turns)
    newest = await connection.fetchrow(queries.newest_change, conversation, caller)
    if newest is None:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    if newest["withdrawn"]:
        return ()
    if newest["settled_at"] is not None:
        raise Refusal(RefusalCode.CONFLICT)
    await connection.execute(queries.withdraw_change, newest["request"], now)
    await connection.execute(queries.withdraw_replacing, conversation, now)
    changed: set[AccountId] = set()
    for person in await intake_staff(connection):
        about = {"account": caller.hex()}
        told = await system.tell(
            connection, person.account, Event.CHANGE_WITHDRAWN, now, values=about, subject=conversation
        )
        changed |= set(told)
    return changed


async def changes_of(connection: Connection, account: AccountId) -> list[KeptChange]:
    """An account's own requests, newest first."""
    return [
        KeptChange(
            change=SignedBody(row["body"], row["signature"]),
            kept_at=row["kept_at"],
            settled_at=row["settled_at"],
            withdrawn=row["withdrawn"],
        )
        for row in await connection.fetch(queries.changes_of, account)
    ]


def _check_notices(change: ChangeRequest, notices: Sequence[SealedNotice]) -> None:
    """Each is a request about this conversation, at most one for each reader. That they hold, `accept_own_notice` sees to."""
    said = [read(Notice, each.signed.body) for each in notices]
    if any(each.kind is not NoticeKind.REQUEST or each.subject != change.conversation for each in said):
        raise ProofError("wrong_subject")
    if len({each.recipient for each in said}) != len(said):
        raise ProofError("wrong_recipient")
