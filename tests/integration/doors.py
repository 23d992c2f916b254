"""Every door to what belongs to somebody, and whom it lets in by how they stand to it (compliance HS-01).

Whoever is let in is not told that it is not there; what they are told else is for other tests. Everything that is not listed is denied.
"""

import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from server.crypto.change_request import ChangeRequest, History, make_change_request
from server.crypto.closing import Closing, ClosingReason, make_closing
from server.ids import AttachmentId, ConversationId, RequestId
from server.protocol import frames
from server.roles import Role
from tests.integration.furnished import MESSAGING, Furnished, text
from tests.integration.house import Someone, now_ms, pair, write
from tests.support.asgi_socket import Said, Wire


class Relation(StrEnum):
    """How somebody stands to a conversation."""

    CLIENT = "its client"
    THERAPIST = "its therapist, still"
    READER = "the next therapist, who was let read it"
    CERTIFIER = "who certifies for the practice"
    NOBODY = "anybody else: who left it, who is in others, staff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Somebody asks for what belongs to a conversation, or for what never was."""

    someone: Someone
    wire: Wire
    room: Furnished
    conversation: ConversationId
    attachment: AttachmentId


Ask = Callable[[Question], Awaitable[Said]]


@dataclass(frozen=True, slots=True)
class Door:
    """A way to ask, and whom it lets in. `writing`: suspended clients are told that they are, before anything is looked at.

    `open_only`: nobody while the conversation is closed. `after_change`: only asked where there is a next therapist.
    """

    name: str
    ask: Ask
    lets: frozenset[Relation]
    writing: bool = False
    open_only: bool = False
    after_change: bool = False

    @property
    def spoken(self) -> bool:
        """Whether it writes into the record over the socket."""
        return self.name in {"post", "open", "deposit"}


MEMBERS: Final = frozenset({Relation.CLIENT, Relation.THERAPIST})
READERS: Final = MEMBERS | {Relation.READER}
CLIENT: Final = frozenset({Relation.CLIENT})


async def _http(question: Question, method: str, path: str, content: bytes, kind: str = "application/json") -> Said:
    headers = {"Content-Type": kind} if content else {}
    said = await question.someone.browser.request(method, f"{MESSAGING}/{path}", content=content, headers=headers)
    return Said(said.status_code, tuple(sorted(said.headers.raw)), said.content)


def _posted(path: str, body: Callable[[Question], dict[str, Any]]) -> Ask:
    return lambda question: _http(question, "POST", path, write(body(question)))


def _read(path: Callable[[Question], str]) -> Ask:
    return lambda question: _http(question, "GET", path(question), b"")


def _framed(frame: Callable[[Question], frames.ClientFrame]) -> Ask:
    async def ask(question: Question) -> Said:
        if question.wire.refused is not None:
            return question.wire.refused
        return Said(0, (), await question.wire.ask(frame(question)))

    return ask


def _draft(question: Question) -> dict[str, Any]:
    return {"conversation": question.conversation, "version": now_ms(), "sealed": bytes(64)}


def _letter_draft(question: Question) -> dict[str, Any]:
    return _draft(question) | {"slot": os.urandom(16)}


def _upload(question: Question) -> dict[str, Any]:
    numbers = {"chunks": 1, "bytes": len(question.room.chunk)}
    return {"conversation": question.conversation, "attachment": os.urandom(16)} | numbers


def _closing(question: Question) -> dict[str, Any]:
    """For a reason that is not theirs to give: whoever is let in is told so, and nothing is closed."""
    reason = ClosingReason.LEFT if question.someone.role is Role.THERAPIST else ClosingReason.ENDED
    said = Closing(question.conversation, reason, question.someone.account, now_ms())
    return pair(make_closing(question.someone.keys.signing, said))


def _history(question: Question) -> dict[str, Any]:
    """To who treats that client now; granted already."""
    return question.room.history(question.someone, question.conversation)


def _change(question: Question) -> dict[str, Any]:
    said = ChangeRequest(RequestId(os.urandom(16)), question.conversation, History.KEEP, now_ms())
    return {"change": pair(make_change_request(question.someone.keys.signing, said)), "notices": []}


def _deposit(question: Question) -> dict[str, Any]:
    frame = question.room.deposit(question.someone, question.conversation)
    signed = {"body": frame.deposit, "signature": frame.signature}
    return {"deposit": signed, "sealed_shares": list(frame.sealed_shares)}


def _chunk(question: Question) -> str:
    return f"attachments/{text(question.attachment)}/0"


def _put(question: Question) -> Awaitable[Said]:
    return _http(question, "PUT", _chunk(question), question.room.chunk, "application/octet-stream")


def _named(question: Question) -> bytes:
    return question.conversation


DOORS: Final = (
    Door("follow", _framed(lambda q: frames.Follow(ref=1, conversation=_named(q), after=0)), READERS),
    Door("read", _framed(lambda q: frames.Read(ref=1, conversation=_named(q), before=9, limit=9)), READERS),
    Door("learn", _framed(lambda q: frames.Learn(ref=1, conversation=_named(q), epoch=1)), READERS),
    Door("post", _framed(lambda q: q.room.post(q.someone, q.conversation)), MEMBERS),
    Door("open", _framed(lambda q: q.room.opening(q.someone, q.conversation)), MEMBERS),
    Door("deposit", _framed(lambda q: q.room.deposit(q.someone, q.conversation)), MEMBERS),
    Door("deposit anew", _posted("deposits", _deposit), MEMBERS),
    Door("draft", _posted("drafts", _draft), MEMBERS),
    Door("draft of a letter", _posted("drafts", _letter_draft), MEMBERS),
    Door("letters read", _posted("mail/read", lambda q: {"conversation": _named(q), "sequences": [2]}), MEMBERS),
    Door(
        "thread put away",
        _posted("mail/archive", lambda q: {"conversation": _named(q), "thread": bytes(16), "archived": True}),
        MEMBERS,
    ),
    Door("upload", _posted("attachments", _upload), MEMBERS, writing=True),
    Door("chunk sent", _put, CLIENT, writing=True),
    Door("chunk", _read(_chunk), READERS),
    Door("closing", _posted("closings", _closing), MEMBERS | {Relation.CERTIFIER}),
    Door("history", _posted("histories", _history), CLIENT, after_change=True),
    Door("wraps", _read(lambda q: f"wraps?conversation={text(q.conversation)}"), CLIENT),
    Door("change asked for", _posted("changes", _change), CLIENT, writing=True, open_only=True),
)
"""Files are sent by the client here: nobody else goes on with an upload of theirs."""
