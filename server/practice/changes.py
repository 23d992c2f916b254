"""Requests for another therapist (crypto.md §12.5): the client's own word, at most one open per conversation."""

from dataclasses import dataclass

from server.crypto.change_request import verify_change_request
from server.crypto.signing import SignedBody
from server.errors import Refusal, RefusalCode
from server.ids import AccountId
from server.practice.signing_bundles import under_own_keys
from server.practice.sql import queries as chain
from server.practice.wishes import queries
from server.storage.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptChange:
    """A request; `settled_at` is when another match was accepted in the conversation's place."""

    change: SignedBody
    kept_at: int
    settled_at: int | None


async def accept_change(connection: Connection, caller: AccountId, signed: SignedBody, now: int) -> None:
    """Keep the request of a client for one of their open conversations; the same again is fine.

    Refuses conversations that are not the caller's as a client, or closed (`not_for_you`), a second request for one (`conflict`), and
    what the caller's keys did not sign (ProofError).
    """
    said = await under_own_keys(connection, caller, lambda bundle: verify_change_request(signed, bundle))
    await connection.execute(chain.take_turns)
    known: bytes | None = await connection.fetchval(queries.change_body, said.request)
    if known == signed.body:
        return
    rows = await connection.fetch(queries.open_conversations, caller)
    if said.conversation not in [row["conversation"] for row in rows]:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    kept = await connection.fetchval(
        queries.insert_change, said.request, said.conversation, caller, signed.body, signed.signature, now
    )
    if kept is None:
        raise Refusal(RefusalCode.CONFLICT)


async def changes_of(connection: Connection, account: AccountId) -> list[KeptChange]:
    """An account's own requests, newest first."""
    return [
        KeptChange(
            change=SignedBody(row["body"], row["signature"]), kept_at=row["kept_at"], settled_at=row["settled_at"]
        )
        for row in await connection.fetch(queries.changes_of, account)
    ]
