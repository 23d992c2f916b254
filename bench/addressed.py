"""Somebody whom a notice is waiting for: sealed and signed before any clock starts."""

import os
from dataclasses import dataclass
from typing import Final

from bench.pairs import Seat
from bench.world import Person, now_ms
from client_py import documents
from client_py.account import Account
from client_py.documents import Octets, Signed
from client_py.notices import NoticeToPost
from server.crypto.bundle import Bundle
from server.crypto.notice import NoticeKind, NoticePurpose, make_notice
from server.crypto.notice_content import NoticeContent
from server.crypto.vault import Vault
from server.ids import NoticeId

CONTENT: Final = NoticeContent("Opening hours", "From Monday on we open at nine.")


@dataclass(frozen=True, slots=True, repr=False)
class Addressed:
    """Who it is, signed in, with the secret of their keys and the practice's fingerprint; and the request that posts their notice."""

    seat: Seat
    role: str
    secret: bytes
    root_fingerprint: bytes
    request: bytes

    @property
    def opened(self) -> Account:
        """Their account, as it is behind a password."""
        return Account.opened(self.seat.account, self.role, Vault(self.secret, self.root_fingerprint))


@dataclass(frozen=True, slots=True, repr=False)
class Reader:
    """Somebody who sits at a browser: what they type to get in, and the request that posts their notice."""

    number: str
    password: str
    request: bytes


def addressed_to(sender: Person, recipient: Person, seat: Seat, root_fingerprint: bytes) -> Addressed:
    """A notice of `sender`'s to `recipient`."""
    request = request_to(sender, recipient.bundle)
    return Addressed(seat, recipient.role.value, recipient.secret, root_fingerprint, request)


def request_to(sender: Person, recipient: Bundle) -> bytes:
    """What posts a notice of `sender`'s to whoever has these keys."""
    purpose = NoticePurpose(notice_id=NoticeId(os.urandom(16)), kind=NoticeKind.UPDATE)
    made = make_notice(sender.keys.signing, sender.bundle, recipient, purpose, CONTENT, now_ms())
    return documents.write(NoticeToPost(notice=Signed.of(made.signed), sealed=Octets(made.sealed)))
