"""Posting and answering notices (crypto.md §11.1, §11.2): who may say what to whom, and what an answer brings about.

Whoever calls these rings the mail bell for the accounts that come back, once the transaction is committed.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from server.crypto.canonical import read
from server.crypto.notice import Notice, NoticeAnswer, NoticeKind, verify_notice, verify_notice_answer
from server.crypto.service import Service
from server.crypto.signing import SignedBody
from server.crypto.trust import CertifiedBundle
from server.errors import ProofError, Refusal, RefusalCode
from server.ids import AccountId
from server.mailbox import notices as mailbox
from server.practice.certificates import certified_bundles
from server.practice.people import Person, certified_people
from server.practice.root import pinned_root
from server.practice.signing_bundles import under_own_keys
from server.storage.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Answered:
    """A verified answer to a verified notice, just written."""

    notice: Notice
    said: NoticeAnswer
    signed: SignedBody


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedNotice:
    """A notice that comes with something else, such as a proposal."""

    signed: SignedBody
    sealed: bytes


AnswerHook: TypeAlias = Callable[[Connection, Answered, int], Awaitable[Collection[AccountId]]]
"""What an answer brings about, in the transaction that keeps it: (connection, answered, now) → whose mail has changed by it.

A Refusal undoes the answer, too.
"""

AnswerHooks: TypeAlias = Mapping[NoticeKind, AnswerHook]
"""By kind of notice. Answers to the other kinds are kept, and nothing more."""

REQUESTS_PER_DAY: Final = 50
"""What one may ask of one of intake's staff in a day, and a system of the practice tell one person; a mailbox is not filled beyond that."""
_DAY_MS: Final = 24 * 60 * 60_000


async def accept_own_notice(
    connection: Connection, caller: AccountId, signed: SignedBody, sealed: bytes, now: int
) -> Collection[AccountId]:
    """`accept_notice` for one that comes by itself. Kind "match" comes with its proposal only: what a client says yes to is what intake
    signed with it, and nobody can ask them anew in other words (ProofError("unlawful_role")). Requests have a bound (`too_fast`).
    """
    said = read(Notice, signed.body)
    if said.kind is NoticeKind.MATCH:
        raise ProofError("unlawful_role")
    if said.kind is NoticeKind.REQUEST:
        await mailbox.take_turns_posting(connection, caller)
    changed = await accept_notice(connection, caller, signed, sealed, now)
    if changed and said.kind is NoticeKind.REQUEST:
        await _check_bound(connection, said, now)
    return changed


async def accept_service_notice(
    connection: Connection, service: Service, signed: SignedBody, sealed: bytes, now: int
) -> Collection[AccountId]:
    """`accept_notice` for one of a service account (crypto.md §11.4): of the kinds that its owner named, and within bounds (`too_fast`)."""
    said = read(Notice, signed.body)
    if said.kind not in service.kinds:
        raise ProofError("unlawful_role")
    await mailbox.take_turns_posting(connection, service.account)
    changed = await accept_notice(connection, service.account, signed, sealed, now)
    if changed:
        await _check_bound(connection, said, now)
    return changed


async def accept_notice(
    connection: Connection, caller: AccountId, signed: SignedBody, sealed: bytes, now: int
) -> Collection[AccountId]:
    """Keep a notice that the caller signed; the same again is fine. Gives whose mail has changed.

    Refuses what is in another's name (`bad_sender`), recipients who are not there (`not_for_you`) or have newer keys (`stale_keys`), callers
    whom nobody certified (`uncertified`), what does not hold (ProofError), and another notice under the same id (`id_conflict`).
    """
    # Read before it is verified, to know what to verify it with; nothing is believed until then.
    said = read(Notice, signed.body)
    if said.sender != caller:
        raise Refusal(RefusalCode.BAD_SENDER)
    sender = await _certified_sender(connection, caller)
    recipient = await _recipient(connection, said)
    notice = verify_notice(signed, sealed, sender, recipient.account, recipient.role)
    new = await mailbox.keep(connection, notice, signed, sealed, now)
    return {notice.recipient} if new else ()


async def accept_answer(
    connection: Connection, caller: AccountId, signed: SignedBody, hooks: AnswerHooks, now: int
) -> Collection[AccountId]:
    """Keep the caller's answer to a notice, and bring about what it brings about, once. Gives whose mail has changed.

    The same answer again is fine, another one later is `conflict`. Refuses notices that are not the caller's (`not_for_you`), what was not
    asked for and what the caller's keys did not sign (ProofError).
    """
    locked = await mailbox.lock(connection, caller, read(NoticeAnswer, signed.body).notice_id)
    said = await under_own_keys(connection, caller, lambda bundle: verify_notice_answer(signed, locked.notice, bundle))
    if locked.answered is not None:
        # From two pages at once, each by its own clock: the word counts.
        if read(NoticeAnswer, locked.answered).answer != said.answer:
            raise Refusal(RefusalCode.CONFLICT)
        return ()
    await mailbox.write_answer(connection, locked.notice, signed, now)
    hook = hooks.get(locked.notice.kind)
    if hook is None:
        return {caller}
    return {caller, *await hook(connection, Answered(notice=locked.notice, said=said, signed=signed), now)}


async def _check_bound(connection: Connection, said: Notice, now: int) -> None:
    if await mailbox.posted_since(connection, said.recipient, said.sender, now - _DAY_MS) > REQUESTS_PER_DAY:
        raise Refusal(RefusalCode.TOO_FAST, 3_600.0)


async def _certified_sender(connection: Connection, account: AccountId) -> CertifiedBundle:
    people = await certified_people(connection, [account])
    if not people:
        raise Refusal(RefusalCode.UNCERTIFIED)
    return (await certified_bundles(connection, await pinned_root(connection), people))[account]


async def _recipient(connection: Connection, said: Notice) -> Person:
    """Whom it is for, by the newest keys that are certified as theirs: only those open it on every device."""
    people = await certified_people(connection, [said.recipient])
    if not people:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    if people[0].bundle_hash != said.recipient_bundle_hash:
        raise Refusal(RefusalCode.STALE_KEYS)
    return people[0]
