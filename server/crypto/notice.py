"""Notices and the answers to them (crypto.md §11): sealed to one person, signed by who sends them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from server.crypto.bundle import Bundle, Signer
from server.crypto.canonical import Body, Uint, encode
from server.crypto.checks import ascending, count, hashes, ids, same, word
from server.crypto.hashing import sha256
from server.crypto.notice_content import NoticeContent, check_sealed_length, pad_content, read_content
from server.crypto.sealing import SealingKey, seal
from server.crypto.signing import SignedBody, SigningKey
from server.crypto.trust import CertifiedBundle
from server.errors import ProofError
from server.ids import AccountId, NoticeId
from server.roles import Role

MOST_ANSWERS = 4


class NoticeKind(StrEnum):
    """What it is about, said outside the seal."""

    UPDATE = "update"
    MATCH = "match"
    APPOINTMENT = "appointment"
    POLICY = "policy"
    RELEASE = "release"
    SECURITY = "security"
    REQUEST = "request"


POSTING: Final = frozenset({Role.INTAKE, Role.OFFICER, Role.OWNER, Role.SYSTEM})
"""Who signs every kind but requests."""

SERVICE_KINDS: Final = frozenset(
    {NoticeKind.UPDATE, NoticeKind.APPOINTMENT, NoticeKind.POLICY, NoticeKind.RELEASE, NoticeKind.SECURITY}
)
"""What a system of the practice may sign, to clients and therapists (crypto.md §11.4)."""

ASKING: Final = frozenset({Role.CLIENT, Role.THERAPIST})
"""Who signs requests, to intake."""


class Notice(Body, frozen=True, tag="webtherapy/v1/notice"):
    """The sender's word on what was sealed, for whom, and what may be answered."""

    notice_id: NoticeId
    kind: NoticeKind
    sender: AccountId
    sender_bundle_hash: bytes
    recipient: AccountId
    recipient_bundle_hash: bytes
    sealed_hash: bytes
    subject: bytes
    answers: tuple[str, ...]
    made_at: Uint

    def __post_init__(self) -> None:
        ids(self.notice_id, self.sender, self.recipient)
        hashes(self.sender_bundle_hash, self.recipient_bundle_hash, self.sealed_hash)
        if self.subject:
            ids(self.subject)
        count(self.answers, 0, MOST_ANSWERS)
        for each in self.answers:
            word(each)
        ascending([each.encode() for each in self.answers])

    @property
    def hash(self) -> bytes:
        """What an answer names it by."""
        return sha256(self.encoded())


class NoticeAnswer(Body, frozen=True, tag="webtherapy/v1/notice-answer"):
    """The recipient's word, one of those that were asked for."""

    notice_id: NoticeId
    notice_hash: bytes
    account: AccountId
    answer: str
    answered_at: Uint

    def __post_init__(self) -> None:
        ids(self.notice_id, self.account)
        hashes(self.notice_hash)
        word(self.answer)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticePurpose:
    """What a notice is besides its content. `subject` is an id or empty; `answers` stand in their order."""

    notice_id: NoticeId
    kind: NoticeKind
    subject: bytes = b""
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class MadeNotice:
    """What the sender posts."""

    signed: SignedBody
    sealed: bytes


def make_notice(
    signer: SigningKey,
    sender: Signer,
    recipient: Bundle,
    purpose: NoticePurpose,
    content: NoticeContent,
    made_at: int,
) -> MadeNotice:
    """A notice of the holder of `sender` to the holder of `recipient`."""
    info = _seal_info(purpose.notice_id, purpose.kind, recipient.hash)
    sealed = seal(recipient.sealing_public, info, pad_content(content))
    notice = Notice(
        purpose.notice_id,
        purpose.kind,
        sender.account,
        sender.hash,
        recipient.account,
        recipient.hash,
        sha256(sealed),
        purpose.subject,
        purpose.answers,
        made_at,
    )
    return MadeNotice(signer.sign_body(notice), sealed)


def verify_notice(
    signed: SignedBody, sealed: bytes, sender: CertifiedBundle, recipient: AccountId, recipient_role: Role
) -> Notice:
    """A certified sender's notice to this person, with what was sealed. Opens nothing.

    Reasons: bad_signature, unknown_member, wrong_bundle, wrong_recipient, wrong_sealed_hash, bad_padding, unlawful_role.
    """
    notice = signed.verified(Notice, sender.bundle.signing_public)
    same(notice.sender, sender.account, "unknown_member")
    same(notice.sender_bundle_hash, sender.hash, "wrong_bundle")
    same(notice.recipient, recipient, "wrong_recipient")
    same(sha256(sealed), notice.sealed_hash, "wrong_sealed_hash")
    check_sealed_length(sealed)
    _check_roles(notice.kind, sender.role, recipient_role)
    return notice


def open_notice(key: SealingKey, notice: Notice, sealed: bytes) -> NoticeContent:
    """What a verified notice says; `key` is that of the bundle which it names. Secret. Reasons: wrong_key, bad_padding."""
    return read_content(
        key.open_sealed(_seal_info(notice.notice_id, notice.kind, notice.recipient_bundle_hash), sealed)
    )


def make_notice_answer(signer: SigningKey, notice: Notice, answer: str, answered_at: int) -> SignedBody:
    """The recipient's answer; ProofError("bad_answer") when it was not asked for."""
    _check_answer(notice, answer)
    said = NoticeAnswer(notice.notice_id, notice.hash, notice.recipient, answer, answered_at)
    return signer.sign_body(said)


def verify_notice_answer(signed: SignedBody, notice: Notice, recipient: Signer) -> NoticeAnswer:
    """The answer of the holder of `recipient`.

    Reasons: bad_signature, unknown_member, wrong_recipient, wrong_notice, bad_answer.
    """
    said = signed.verified(NoticeAnswer, recipient.signing_public)
    same(said.account, recipient.account, "unknown_member")
    same(said.account, notice.recipient, "wrong_recipient")
    same(said.notice_id, notice.notice_id, "wrong_notice")
    same(said.notice_hash, notice.hash, "wrong_notice")
    _check_answer(notice, said.answer)
    return said


def _check_roles(kind: NoticeKind, sender: Role, recipient: Role) -> None:
    """Staff and the system tell; who is treated, and who treats, ask intake; the practice's other systems tell these two, and less."""
    if sender is Role.SERVICE:
        lawful = kind in SERVICE_KINDS and recipient in ASKING
    elif kind is NoticeKind.REQUEST:
        lawful = sender in ASKING and recipient is Role.INTAKE
    else:
        lawful = sender in POSTING
    if not lawful:
        raise ProofError("unlawful_role")


def _check_answer(notice: Notice, answer: str) -> None:
    if answer not in notice.answers:
        raise ProofError("bad_answer")


def _seal_info(notice_id: NoticeId, kind: NoticeKind, recipient_bundle_hash: bytes) -> bytes:
    return encode("webtherapy/v1/notice-seal", notice_id, kind.value, recipient_bundle_hash)
