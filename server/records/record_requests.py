"""Requests about the record (crypto.md §13.5): kept as signed, beside the record and never in its place, and noted in the log in the same transaction.

Who may say what, the practice has verified (practice/requesting.py).
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Generic, TypeVar

from server.crypto.canonical import Body, read
from server.crypto.record_request import Disagreement, RecordAnswer, RecordRequest, RequestAnswered
from server.crypto.signing import SignedBody
from server.errors import Refusal, RefusalCode
from server.ids import AccountId, RecordRequestId
from server.records.log import LogKind, Noted, add
from server.storage.database import Connection, Row
from server.storage.queries import load

queries: Final = load(Path(__file__).with_name("record_requests.sql"))

MOST_LISTED: Final = 500

SaidT = TypeVar("SaidT", bound=Body)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class LockedRequest:
    """A request that nobody else answers until the transaction ends; `answer` is the yes or the no, if there is one."""

    request: RecordRequest
    kept_at: int
    answer: RecordAnswer | None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class KeptWord(Generic[SaidT]):
    """One of those that were said, as it was signed."""

    said: SaidT
    signed: SignedBody
    kept_at: int


Word = KeptWord[RecordRequest] | KeptWord[RecordAnswer] | KeptWord[Disagreement]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class KeptRequest:
    """A request, and all that was said to it."""

    request: KeptWord[RecordRequest]
    answer: KeptWord[RecordAnswer] | None
    extension: KeptWord[RecordAnswer] | None
    disagreement: KeptWord[Disagreement] | None


async def keep_request(connection: Connection, request: RecordRequest, signed: SignedBody, now: int) -> bool:
    """Whether it is new; another under the same id is `id_conflict`."""
    kept = await connection.fetchval(
        queries.insert,
        request.request_id,
        request.kind.value,
        request.client,
        request.conversation or None,
        request.paper_hash,
        signed.body,
        signed.signature,
        now,
    )
    if kept is None:
        _check_same(await connection.fetchval(queries.body_of, request.request_id), signed, RefusalCode.ID_CONFLICT)
        return False
    await _note(connection, LogKind.RECORD_REQUEST, signed, request)
    return True


async def lock_request(connection: Connection, request_id: RecordRequestId) -> LockedRequest:
    """By its id; `not_for_you` when there is none."""
    row = await connection.fetchrow(queries.lock, request_id)
    if row is None:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    # Asked after the lock is held: what was committed while it was waited for is seen.
    answer: bytes | None = await connection.fetchval(queries.answer_of, request_id)
    return LockedRequest(
        request=read(RecordRequest, row["body"]),
        kept_at=row["kept_at"],
        answer=None if answer is None else read(RecordAnswer, answer),
    )


async def keep_answer(
    connection: Connection, request: RecordRequest, answer: RecordAnswer, signed: SignedBody, now: int
) -> bool:
    """Whether it is new. More time is asked for once, and there is one yes or no: another is `conflict`."""
    extends = answer.answer is RequestAnswered.EXTEND
    kept = await connection.fetchval(
        queries.insert_answer,
        request.request_id,
        extends,
        answer.paper_hash,
        signed.body,
        signed.signature,
        now,
    )
    if kept is None:
        body = await connection.fetchval(queries.answer_body, request.request_id, extends)
        _check_same(body, signed, RefusalCode.CONFLICT)
        return False
    await _note(connection, LogKind.RECORD_ANSWER, signed, request)
    return True


async def keep_disagreement(
    connection: Connection, request: RecordRequest, said: Disagreement, signed: SignedBody, now: int
) -> bool:
    """Whether it is new; there is one to a no, another is `conflict`."""
    kept = await connection.fetchval(
        queries.insert_disagreement, request.request_id, said.paper_hash, signed.body, signed.signature, now
    )
    if kept is None:
        body = await connection.fetchval(queries.disagreement_body, request.request_id)
        _check_same(body, signed, RefusalCode.CONFLICT)
        return False
    await _note(connection, LogKind.DISAGREEMENT, signed, request)
    return True


def words_of(kept: KeptRequest) -> list[Word]:
    """The request and what was said to it."""
    beside = (kept.extension, kept.answer, kept.disagreement)
    return [kept.request, *(each for each in beside if each is not None)]


async def requests_of(connection: Connection, client: AccountId | None) -> list[KeptRequest]:
    """A client's, or everyone's; newest first."""
    return await _listed(connection, client, MOST_LISTED)


async def everything(connection: Connection) -> list[KeptRequest]:
    """All of them, for whoever verifies the database."""
    return await _listed(connection, None, None)


async def _listed(connection: Connection, client: AccountId | None, most: int | None) -> list[KeptRequest]:
    return [
        KeptRequest(
            request=KeptWord(
                said=read(RecordRequest, row["body"]),
                signed=SignedBody(row["body"], row["signature"]),
                kept_at=row["kept_at"],
            ),
            answer=_word(row, "answer", RecordAnswer),
            extension=_word(row, "extension", RecordAnswer),
            disagreement=_word(row, "disagreement", Disagreement),
        )
        for row in await connection.fetch(queries.listed, client, most)
    ]


def _word(row: Row, name: str, shape: type[SaidT]) -> KeptWord[SaidT] | None:
    body = row[f"{name}_body"]
    if body is None:
        return None
    signed = SignedBody(body, row[f"{name}_signature"])
    return KeptWord(said=read(shape, body), signed=signed, kept_at=row[f"{name}_kept_at"])


def _check_same(body: bytes | None, signed: SignedBody, otherwise: RefusalCode) -> None:
    if body != signed.body:
        raise Refusal(otherwise)


async def _note(connection: Connection, kind: LogKind, signed: SignedBody, request: RecordRequest) -> None:
    """The leaf is its client's; which conversation it is about, the request says, and nobody else of that one is told."""
    await add(connection, Noted(kind=kind, record=signed.encoded(), account=request.client))
