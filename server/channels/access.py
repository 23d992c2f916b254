"""Access: the only place where grants are made. Each condition stands on its own line, with the refusal that it leads to.

What a grant is made of was read under the lock of the transaction that uses it up. "Not yours" and "not there" are one refusal.
"""

from collections.abc import Mapping, Sequence

from server.crypto.closing import Closing, verify_closing
from server.crypto.content import EnvelopeKind
from server.crypto.deposit import verify_deposit
from server.crypto.envelope import Envelope
from server.crypto.epoch import EpochHeader, EpochKind, check_wraps
from server.crypto.history import HistoryGrant, check_granted_wraps, verify_history
from server.crypto.manifest import Manifest
from server.crypto.signing import SignedBody
from server.errors import ProofError, Refusal, RefusalCode
from server.ids import AccountId, ConversationId
from server.records.epochs import MemberKeys
from server.records.grants import (
    ClosingGrant,
    DepositingGrant,
    HistoryKeepingGrant,
    OpeningGrant,
    PostingGrant,
    ReadingGrant,
)
from server.records.heads import Head, Heads
from server.records.histories import GrantedEpoch
from server.roles import Role


def grant_posting(heads: Heads, account: AccountId, envelope: Envelope, *, verified: bool) -> PostingGrant:
    """May this account's envelope be the next entry of its conversation (crypto.md §6.4)? `verified`: its signature holds."""
    header = envelope.header
    head = heads.places.get(header.conversation)
    if head is None:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    if (header.conversation, account) not in heads.members:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    if header.sender != account:
        raise Refusal(RefusalCode.BAD_SENDER)
    if not verified:
        raise Refusal(RefusalCode.BAD_SIGNATURE)
    _check_takes(heads, head, account)
    if header.epoch < head.epoch:
        raise Refusal(RefusalCode.STALE_EPOCH, epoch=head.epoch)
    if header.epoch > head.epoch:
        raise Refusal(RefusalCode.BAD_EPOCH)
    _check_kind(header.kind, head)
    if head.stale_keys:
        raise Refusal(RefusalCode.STALE_KEYS)
    if (header.conversation, account) not in heads.depositors:
        raise Refusal(RefusalCode.DEPOSIT_REQUIRED)
    last = heads.counters[header.conversation, account, header.instance]
    if header.counter != last + 1:
        raise Refusal(RefusalCode.BAD_COUNTER, counter=last)
    return PostingGrant(envelope, head)


def _check_takes(heads: Heads, head: Head, account: AccountId) -> None:
    """Does the conversation take anything, from them?"""
    if (head.conversation, account) in heads.suspended:
        raise Refusal(RefusalCode.SUSPENDED)
    if head.closed:
        raise Refusal(RefusalCode.CLOSED)


def _check_kind(kind: EnvelopeKind, head: Head) -> None:
    """Is this kind lawful now (protocol.md §3.5)?"""
    match kind:
        case EnvelopeKind.TEXT | EnvelopeKind.END:
            if head.session is None:
                raise Refusal(RefusalCode.NO_SESSION)
        case EnvelopeKind.SEAL:
            if head.session is not None:
                raise Refusal(RefusalCode.SESSION_OPEN)
        case EnvelopeKind.LETTER | EnvelopeKind.APPOINTMENT:
            if head.session is None and head.epoch_kind is not EpochKind.THREAD:
                raise Refusal(RefusalCode.NO_SESSION)


def grant_opening(
    heads: Heads,
    account: AccountId,
    signed: SignedBody,
    header: EpochHeader,
    wraps: Sequence[bytes],
    members: Sequence[MemberKeys],
    manifest: Manifest | None,
    *,
    session_was_used: bool,
) -> OpeningGrant:
    """May this account open this epoch, next after the one in force (crypto.md §5.1)? ProofError when the bytes do not hold."""
    head = heads.places.get(header.conversation)
    if head is None:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    opener = _member(members, account)
    if opener is None or (header.conversation, account) not in heads.members:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    if header.opener != account:
        raise Refusal(RefusalCode.BAD_SENDER)
    _check_takes(heads, head, account)
    if _names_earlier(header, members):
        raise Refusal(RefusalCode.STALE_KEYS)
    if signed.verified(EpochHeader, opener.signing_public).epoch != header.epoch:
        raise Refusal(RefusalCode.BAD_SIGNATURE)
    if header.epoch <= head.epoch or header.previous != head.epoch_hash:
        raise Refusal(RefusalCode.STALE_EPOCH, epoch=head.epoch)
    if header.epoch != head.epoch + 1:
        raise Refusal(RefusalCode.BAD_EPOCH)
    if [(each.account, each.bundle_hash) for each in header.members] != [(each.account, each.hash) for each in members]:
        raise Refusal(RefusalCode.BAD_EPOCH)
    if manifest is None or header.manifest_hash != manifest.hash:
        raise Refusal(RefusalCode.BAD_EPOCH)
    if head.session is not None and header.session != head.session:
        raise Refusal(RefusalCode.SESSION_OPEN)
    if head.session is None and session_was_used:
        raise Refusal(RefusalCode.BAD_EPOCH)
    _check_wraps(header, wraps)
    return OpeningGrant(header, signed, wraps, head)


def grant_depositing(
    heads: Heads,
    account: AccountId,
    signed: SignedBody,
    conversation: ConversationId,
    sealed_shares: Sequence[bytes],
    members: Sequence[MemberKeys],
    header: EpochHeader | None,
    manifest: Manifest | None,
) -> DepositingGrant:
    """May this account's deposit for an epoch be kept (crypto.md §7.2)? ProofError("bad_signature") when it is not its own."""
    head = heads.places.get(conversation)
    if head is None:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    depositor = _member(members, account)
    if depositor is None or (conversation, account) not in heads.members:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    _check_takes(heads, head, account)
    if header is None:
        raise Refusal(RefusalCode.BAD_EPOCH)
    if _names_earlier(header, members):
        raise Refusal(RefusalCode.STALE_KEYS)
    if manifest is None:
        raise Refusal(RefusalCode.BAD_DEPOSIT)
    try:
        deposit = verify_deposit(signed, sealed_shares, depositor, header, manifest)
    except ProofError as error:
        if error.reason == "bad_signature":
            raise
        raise Refusal(RefusalCode.BAD_DEPOSIT) from None
    return DepositingGrant(deposit, signed, sealed_shares)


def grant_depositing_anew(
    heads: Heads,
    account: AccountId,
    signed: SignedBody,
    sealed_shares: Sequence[bytes],
    header: EpochHeader,
    depositor: MemberKeys | None,
    manifest: Manifest,
) -> DepositingGrant:
    """May this account's deposit for an epoch of once be kept under new custodians (crypto.md §7.4)?

    `depositor`: the account under the bundle by which that epoch names it. It is no word in the conversation: that one is closed, or they are suspended,
    keeps nobody from it. ProofError("bad_signature") when it is not their own.
    """
    if (header.conversation, account) not in heads.members or depositor is None:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    try:
        deposit = verify_deposit(signed, sealed_shares, depositor, header, manifest)
    except ProofError as error:
        if error.reason == "bad_signature":
            raise
        raise Refusal(RefusalCode.BAD_DEPOSIT) from None
    return DepositingGrant(deposit, signed, sealed_shares)


def grant_reading(
    conversation: ConversationId, account: AccountId, *, is_member: bool, is_reader: bool = False
) -> ReadingGrant:
    """May this account read this conversation? Members who have not left may, and who was let; for anyone else it is not there."""
    if not (is_member or is_reader):
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    return ReadingGrant(conversation, account, is_member)


def grant_closing(
    heads: Heads, account: AccountId, signed: SignedBody, said: Closing, closer: MemberKeys | None
) -> ClosingGrant:
    """May this account close this conversation (crypto.md §12.4)? `closer`: it takes part, or certifies; ProofError when the bytes do not
    hold, or the reason is not theirs to give.
    """
    head = heads.places.get(said.conversation)
    if head is None or closer is None or closer.account != account:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    closing = verify_closing(signed, closer, closer.role, said.conversation)
    if head.closed:
        raise Refusal(RefusalCode.CONFLICT)
    if head.session is not None:
        raise Refusal(RefusalCode.SESSION_OPEN)
    return ClosingGrant(closing, signed)


def grant_history(
    heads: Heads,
    account: AccountId,
    signed: SignedBody,
    said: HistoryGrant,
    wraps: Sequence[bytes],
    members: Sequence[MemberKeys],
    recipient: AccountId | None,
    epochs: Mapping[int, GrantedEpoch],
) -> HistoryKeepingGrant | None:
    """May this account let `recipient`, who is its therapist now, read this closed conversation (crypto.md §5.3)?

    None when they were let read all of it already. ProofError when the bytes do not hold.
    """
    head = heads.places.get(said.conversation)
    if head is None or (said.conversation, account) not in heads.members:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    client = _member(members, account)
    if client is None or client.role is not Role.CLIENT:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    history = verify_history(signed, [client], said.conversation, said.recipient_bundle_hash)
    check_granted_wraps(history, wraps)
    if recipient is None:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    if not head.closed:
        raise Refusal(RefusalCode.CONFLICT)
    rows = [(row, epochs.get(row.epoch)) for row in history.epochs]
    if any(known is None or known.header_hash != row.header_hash for row, known in rows):
        raise Refusal(RefusalCode.BAD_EPOCH)
    wrapped = [known.wrapped for _, known in rows if known is not None]
    if all(wrapped):
        return None
    if any(wrapped):
        raise Refusal(RefusalCode.CONFLICT)
    return HistoryKeepingGrant(history, signed, recipient, wraps)


def grant_own_wraps(grant: ReadingGrant, members: Sequence[MemberKeys]) -> ReadingGrant:
    """May its holder see all their wraps at once? A history is granted from them, by the conversation's client only."""
    member = _member(members, grant.account)
    if not grant.member or member is None or member.role is not Role.CLIENT:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    return grant


def _member(members: Sequence[MemberKeys], account: AccountId) -> MemberKeys | None:
    return next((member for member in members if member.account == account), None)


def _names_earlier(header: EpochHeader, members: Sequence[MemberKeys]) -> bool:
    """Whether an epoch names a bundle that another one succeeds by now (crypto.md §4.6)."""
    earlier = {(member.account, bundle_hash) for member in members for bundle_hash in member.earlier}
    return any((each.account, each.bundle_hash) in earlier for each in header.members)


def _check_wraps(header: EpochHeader, wraps: Sequence[bytes]) -> None:
    try:
        check_wraps(header, wraps)
    except ProofError:
        raise Refusal(RefusalCode.BAD_EPOCH) from None
