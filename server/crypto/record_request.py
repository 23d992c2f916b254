"""Requests about the record (crypto.md §13.5): a client asks to have it corrected, or something of it kept from somebody; an officer answers.

Nothing in the record is ever changed by it: what was asked, what was answered and what was said to a no stand beside it. All words are in papers.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from server.crypto.bundle import Signer
from server.crypto.canonical import Body, Uint
from server.crypto.checks import hashes, ids, same
from server.crypto.hashing import sha256
from server.crypto.order import check_may_order
from server.crypto.paper import Paper, check_paper
from server.crypto.paper_forms import Form
from server.crypto.signing import SignedBody
from server.crypto.trust import CertifiedBundle
from server.errors import ProofError
from server.ids import AccountId, ConversationId, RecordRequestId


class RequestKind(StrEnum):
    """What the practice is asked for."""

    AMENDMENT = "amendment"
    """To correct or complete the record, 45 CFR 164.526."""

    RESTRICTION = "restriction"
    """To keep something of it from somebody, 45 CFR 164.522(a)."""


class RequestAnswered(StrEnum):
    """What an officer says to it."""

    ACCEPT = "accept"
    DENY = "deny"
    EXTEND = "extend"


class RequestGround(StrEnum):
    """Why, in one word; the words beside it are for the client."""

    AGREED = "agreed"
    LONGER = "longer"
    ACCURATE = "accurate"
    NOT_OURS = "not-ours"
    NOT_RECORD = "not-record"
    NOT_OPEN = "not-open"
    NOT_AGREED = "not-agreed"


_DENIALS: Final[Mapping[RequestKind, frozenset[RequestGround]]] = MappingProxyType(
    {
        RequestKind.AMENDMENT: frozenset(
            {RequestGround.ACCURATE, RequestGround.NOT_OURS, RequestGround.NOT_RECORD, RequestGround.NOT_OPEN}
        ),
        RequestKind.RESTRICTION: frozenset({RequestGround.NOT_AGREED}),
    }
)
"""45 CFR 164.526(a)(2) knows four grounds for a no; what is not agreed to needs none (164.522(a)(1)(ii))."""


class RecordRequest(Body, frozen=True, tag="webtherapy/v1/record-request"):
    """What a client asks for. `conversation` is empty where it is about none. ProofError: wrong_length."""

    request_id: RecordRequestId
    kind: RequestKind
    client: AccountId
    conversation: ConversationId
    paper_hash: bytes
    made_at: Uint

    def __post_init__(self) -> None:
        ids(self.request_id, self.client)
        if self.conversation:
            ids(self.conversation)
        hashes(self.paper_hash)

    @property
    def hash(self) -> bytes:
        """What an answer names it by."""
        return sha256(self.encoded())


class RecordAnswer(Body, frozen=True, tag="webtherapy/v1/record-answer"):
    """What the practice says to it. `until` is 0 but for more time. ProofError: wrong_length, bad_form."""

    request_id: RecordRequestId
    request_hash: bytes
    answer: RequestAnswered
    ground: RequestGround
    paper_hash: bytes
    until: Uint
    officer: AccountId
    at: Uint

    def __post_init__(self) -> None:
        ids(self.request_id, self.officer)
        hashes(self.request_hash, self.paper_hash)
        extends = self.answer is RequestAnswered.EXTEND
        if extends != (self.ground is RequestGround.LONGER) or extends != (self.until > self.at):
            raise ProofError("bad_form")
        if (self.answer is RequestAnswered.ACCEPT) != (self.ground is RequestGround.AGREED):
            raise ProofError("bad_form")
        if not extends and self.until:
            raise ProofError("bad_form")

    @property
    def hash(self) -> bytes:
        """What a disagreement names it by."""
        return sha256(self.encoded())


class Disagreement(Body, frozen=True, tag="webtherapy/v1/disagreement"):
    """What the client says to a no. ProofError: wrong_length."""

    request_id: RecordRequestId
    answer_hash: bytes
    client: AccountId
    paper_hash: bytes
    made_at: Uint

    def __post_init__(self) -> None:
        ids(self.request_id, self.client)
        hashes(self.answer_hash, self.paper_hash)


def verify_record_request(signed: SignedBody, signer: Signer) -> RecordRequest:
    """The request of the holder of `signer`, for themselves. Reasons: bad_signature, unknown_member."""
    request = signed.verified(RecordRequest, signer.signing_public)
    same(request.client, signer.account, "unknown_member")
    return request


def verify_record_answer(signed: SignedBody, by: CertifiedBundle, request: RecordRequest) -> RecordAnswer:
    """An officer's or owner's word on this request. Reasons: bad_signature, unknown_member, unlawful_role, wrong_basis, bad_form."""
    said = signed.verified(RecordAnswer, by.bundle.signing_public)
    same(said.officer, by.account, "unknown_member")
    check_may_order(by)
    same(said.request_id, request.request_id, "wrong_basis")
    same(said.request_hash, request.hash, "wrong_basis")
    if said.answer is RequestAnswered.DENY and said.ground not in _DENIALS[request.kind]:
        raise ProofError("bad_form")
    return said


def verify_disagreement(
    signed: SignedBody, signer: Signer, request: RecordRequest, answer: RecordAnswer
) -> Disagreement:
    """The client's word on this answer to their request. Reasons: bad_signature, unknown_member, wrong_basis, bad_form (it was no no)."""
    said = signed.verified(Disagreement, signer.signing_public)
    same(said.client, signer.account, "unknown_member")
    same(said.client, request.client, "unknown_member")
    same(said.request_id, request.request_id, "wrong_basis")
    same(said.answer_hash, answer.hash, "wrong_basis")
    if request.kind is not RequestKind.AMENDMENT or answer.answer is not RequestAnswered.DENY:
        raise ProofError("bad_form")
    return said


def check_request_paper(request: RecordRequest, paper: Paper) -> None:
    """ProofError("wrong_paper") unless it is this request's, on the form of its kind."""
    check_paper(paper, request.paper_hash, Form(request.kind.value), paper.version)


def check_answer_paper(answer: RecordAnswer, paper: Paper) -> None:
    """ProofError("wrong_paper") unless it is this answer's; ("incomplete_form") for a no that does not say what one may do about it."""
    check_paper(paper, answer.paper_hash, Form.RECORD_ANSWER, paper.version)
    if answer.answer is RequestAnswered.DENY and not paper.value("rights").strip():
        raise ProofError("incomplete_form")


def check_disagreement_paper(disagreement: Disagreement, paper: Paper) -> None:
    """ProofError("wrong_paper") unless it is this statement."""
    check_paper(paper, disagreement.paper_hash, Form.DISAGREEMENT, paper.version)
