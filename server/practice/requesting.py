"""Requests about the record (crypto.md §13.5): a client asks, an officer or owner answers in time, and a no is not the last word."""

from collections.abc import Collection
from typing import Final

from server.crypto.canonical import read
from server.crypto.paper import SealedPaper
from server.crypto.record_request import (
    Disagreement,
    RecordAnswer,
    RecordRequest,
    RequestAnswered,
    RequestKind,
    verify_disagreement,
    verify_record_answer,
    verify_record_request,
)
from server.crypto.signing import SignedBody
from server.errors import Refusal, RefusalCode
from server.ids import AccountId
from server.practice.certificates import certified_of
from server.practice.consents import DAY_MS, MOST_SKEW_MS
from server.practice.readers import accept_paper, officers
from server.practice.sayings import Event
from server.practice.signing_bundles import under_standing_keys
from server.practice.system_notices import SystemNotices
from server.records import record_requests, releases
from server.records.record_requests import KeptRequest
from server.storage.audit import Act, note
from server.storage.database import Connection

ANSWER_DAYS: Final = {RequestKind.AMENDMENT: 60, RequestKind.RESTRICTION: 30}
"""45 CFR 164.526(b)(2). For a restriction the law names no time: the practice takes as long as for access (164.524(b)(2))."""

EXTENSION_DAYS: Final = 30
"""How much longer, once, by a written word in time."""

_ACTS: Final = {
    RequestAnswered.ACCEPT: Act.REQUEST_AGREED,
    RequestAnswered.DENY: Act.REQUEST_DENIED,
    RequestAnswered.EXTEND: Act.REQUEST_EXTENDED,
}


def due(kept: KeptRequest) -> int:
    """When a request has to be answered."""
    if kept.extension is not None:
        return kept.extension.said.until
    return _first_due(kept.request.said.kind, kept.request.kept_at)


async def accept_request(
    connection: Connection, system: SystemNotices, caller: AccountId, signed: SignedBody, paper: SealedPaper, now: int
) -> Collection[AccountId]:
    """Keep what a client asks for, also one who is suspended or whose care is over, and tell the officers and owners. The same again is fine,
    and tells nobody. Gives whose mail has changed.

    Refuses a conversation whose client the caller is not (`not_for_you`), a clock that is ahead (`wrong_time`), and what does not hold (ProofError).
    """
    said = await under_standing_keys(connection, caller, lambda bundle: verify_record_request(signed, bundle))
    if said.conversation and await releases.client_of(connection, said.conversation) != caller:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    _check_clock(said.made_at, now)
    await accept_paper(connection, paper, said.paper_hash, [caller], now)
    if not await record_requests.keep_request(connection, said, signed, now):
        return ()
    return await _tell_officers(connection, system, Event.RECORD_REQUESTED, said, now)


async def accept_answer(
    connection: Connection, system: SystemNotices, caller: AccountId, signed: SignedBody, paper: SealedPaper, now: int
) -> Collection[AccountId]:
    """Keep what an officer or owner says to a request, and tell its client. The same again is fine, and tells nobody. Gives whose mail has changed.

    Refuses another's name (`bad_sender`), a request that is not there (`not_for_you`), a second yes or no, more time for what is answered, a second
    extension, one that comes too late or lasts too long (`conflict`), and what does not hold (ProofError).
    """
    # Read before it is verified, to know what it is about; nothing is believed until then.
    named = read(RecordAnswer, signed.body)
    if named.officer != caller:
        raise Refusal(RefusalCode.BAD_SENDER)
    locked = await record_requests.lock_request(connection, named.request_id)
    request = locked.request
    said = verify_record_answer(signed, (await certified_of(connection, caller))[caller], request)
    _check_clock(said.at, now)
    await accept_paper(connection, paper, said.paper_hash, [request.client], now)
    if not await record_requests.keep_answer(connection, request, said, signed, now):
        return ()
    if said.answer is RequestAnswered.EXTEND:
        if locked.answer is not None:
            raise Refusal(RefusalCode.CONFLICT)
        _check_extension(request.kind, locked.kept_at, said.until, now)
    changed = await system.tell(connection, request.client, Event.RECORD_ANSWERED, now, subject=request.request_id)
    await note(connection, _ACTS[said.answer], caller, now, subject=request.client, detail=signed.hash)
    return changed


async def accept_disagreement(
    connection: Connection, system: SystemNotices, caller: AccountId, signed: SignedBody, paper: SealedPaper, now: int
) -> Collection[AccountId]:
    """Keep a client's statement to a no, beside it for good, and tell the officers and owners. The same again is fine, and tells nobody. Gives whose
    mail has changed.

    Refuses what is not the caller's (`not_for_you`), what nobody said no to, another statement (`conflict`), and what does not hold (ProofError).
    """
    locked = await record_requests.lock_request(connection, read(Disagreement, signed.body).request_id)
    request, answer = locked.request, locked.answer
    if request.client != caller:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    if answer is None:
        raise Refusal(RefusalCode.CONFLICT)
    said = await under_standing_keys(
        connection, caller, lambda bundle: verify_disagreement(signed, bundle, request, answer)
    )
    _check_clock(said.made_at, now)
    await accept_paper(connection, paper, said.paper_hash, [caller], now)
    if not await record_requests.keep_disagreement(connection, request, said, signed, now):
        return ()
    return await _tell_officers(connection, system, Event.DISAGREED, request, now)


async def _tell_officers(
    connection: Connection, system: SystemNotices, event: Event, about: RecordRequest, now: int
) -> Collection[AccountId]:
    told: set[AccountId] = set()
    for person in await officers(connection):
        told |= set(await system.tell(connection, person.account, event, now, subject=about.request_id))
    return told


def _first_due(kind: RequestKind, kept_at: int) -> int:
    return kept_at + ANSWER_DAYS[kind] * DAY_MS


def _check_extension(kind: RequestKind, kept_at: int, until: int, now: int) -> None:
    """Inside the first time, by thirty days at most."""
    first = _first_due(kind, kept_at)
    if now > first or until > first + EXTENSION_DAYS * DAY_MS:
        raise Refusal(RefusalCode.CONFLICT)


def _check_clock(at: int, now: int) -> None:
    if at > now + MOST_SKEW_MS:
        raise Refusal(RefusalCode.WRONG_TIME)
