"""Notices as they are kept (crypto.md §11): whether they hold, the practice has verified; here they are sealed bytes with marks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from server.crypto.canonical import read
from server.crypto.notice import Notice
from server.crypto.signing import SignedBody
from server.errors import Refusal, RefusalCode
from server.ids import AccountId, NoticeId
from server.storage.database import Connection, Row
from server.storage.queries import load

_queries: Final = load(Path(__file__).with_name("notices.sql"))

PAGE_ROWS: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class KeptNotice:
    """A notice as its recipient gets it."""

    notice_id: NoticeId
    sender: AccountId
    notice: SignedBody
    sealed: bytes
    posted_at: int
    read_at: int | None
    answer: SignedBody | None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class LockedNotice:
    """One notice, held until the transaction ends, and the body of the answer that stands."""

    notice: Notice
    answered: bytes | None


async def keep(
    connection: Connection, notice: Notice, signed: SignedBody, sealed: bytes, now: int, *, waiting: bool = False
) -> bool:
    """Keep a verified notice; whether it is new. The same again is fine, another one under its id is `id_conflict`.

    One that is `waiting` is shown to nobody before `show`.
    """
    row = await connection.fetchrow(
        _queries.insert_notice,
        notice.notice_id,
        notice.recipient,
        notice.sender,
        notice.sender_bundle_hash,
        notice.kind.value,
        notice.subject or None,
        signed.body,
        signed.signature,
        sealed,
        now,
        waiting,
    )
    if row is None and await connection.fetchval(_queries.body_of, notice.notice_id) != signed.body:
        raise Refusal(RefusalCode.ID_CONFLICT)
    return row is not None


async def notices_of(connection: Connection, recipient: AccountId, before: NoticeId | None) -> list[KeptNotice]:
    """The newest of a person's notices that were posted before the one named, at most PAGE_ROWS; newest first."""
    rows = await connection.fetch(_queries.notices_of, recipient, before, PAGE_ROWS)
    return [_kept(row) for row in rows]


async def notice_about(
    connection: Connection, recipient: AccountId, sender: AccountId, subject: bytes
) -> KeptNotice | None:
    """The newest that a person has from another on a subject; None when there is none."""
    row = await connection.fetchrow(_queries.notice_about, recipient, sender, subject)
    return None if row is None else _kept(row)


async def mark_read(connection: Connection, recipient: AccountId, notices: Sequence[NoticeId], now: int) -> bool:
    """Their reader has seen these; whether that is news. What is not theirs stays as it is."""
    return bool(await connection.fetch(_queries.mark_read, recipient, list(notices), now))


async def lock(connection: Connection, recipient: AccountId, notice_id: NoticeId) -> LockedNotice:
    """One of somebody's own notices, held; `not_for_you` when it is not theirs or not there."""
    row = await connection.fetchrow(_queries.lock_notice, recipient, notice_id)
    if row is None:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    return LockedNotice(notice=read(Notice, row["body"]), answered=row["answer_body"])


async def write_answer(connection: Connection, notice: Notice, answer: SignedBody, now: int) -> None:
    """Keep the answer to a notice that was locked and has none."""
    await connection.execute(_queries.answer, notice.notice_id, answer.body, answer.signature, now)


async def take_turns_posting(connection: Connection, sender: AccountId) -> None:
    """Until the transaction ends, what this account posts is counted one after the other."""
    await connection.execute(_queries.take_turns_posting, sender)


async def posted_since(connection: Connection, recipient: AccountId, sender: AccountId, time: int) -> int:
    """How many notices one has posted to another since then."""
    return int(await connection.fetchval(_queries.posted_since, recipient, sender, time))


async def show(connection: Connection, sender_bundle_hash: bytes) -> Collection[AccountId]:
    """These keys are certified: what they wrote while waiting is shown. Gives whose mail has changed by it."""
    return {AccountId(row["recipient"]) for row in await connection.fetch(_queries.show, sender_bundle_hash)}


def _kept(row: Row) -> KeptNotice:
    answer: Any = row["answer_body"]
    return KeptNotice(
        notice_id=NoticeId(row["notice_id"]),
        sender=AccountId(row["sender"]),
        notice=SignedBody(row["body"], row["signature"]),
        sealed=row["sealed"],
        posted_at=row["posted_at"],
        read_at=row["read_at"],
        answer=None if answer is None else SignedBody(answer, row["answer_signature"]),
    )
