"""Somebody whom a notice is waiting for: sealed and signed before any clock starts."""

import os
from dataclasses import dataclass
from typing import Final

from bench.pairs import Seat
from bench.world import Person, now_ms
from client_py import documents
from client_py.documents import Octets, Signed
from client_py.notices import NoticeToPost
from server.crypto.notice import NoticeKind, NoticePurpose, make_notice
from server.crypto.notice_content import NoticeContent
from server.ids import ConversationId, NoticeId

CONTENT: Final = NoticeContent("Opening hours", "From Monday on we open at nine.")


@dataclass(frozen=True, slots=True, repr=False)
class Addressed:
    """Who it is, signed in, the conversation that they follow, and the request that posts their notice."""

    seat: Seat
    conversation: ConversationId
    request: bytes


def addressed_to(sender: Person, recipient: Person, seat: Seat, conversation: ConversationId) -> Addressed:
    """A notice of `sender`'s to `recipient`."""
    purpose = NoticePurpose(notice_id=NoticeId(os.urandom(16)), kind=NoticeKind.UPDATE)
    made = make_notice(sender.keys.signing, sender.bundle, recipient.bundle, purpose, CONTENT, now_ms())
    request = documents.write(NoticeToPost(notice=Signed.of(made.signed), sealed=Octets(made.sealed)))
    return Addressed(seat, conversation, request)
