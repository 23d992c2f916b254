"""Attachments over HTTP (protocol.md §1.5): one chunk per request, so that no request ever holds more than one."""

import re
from typing import Annotated, Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.crypto.attachment import MAX_CHUNKS
from server.errors import Refusal, RefusalCode
from server.http.bodies import Answer, Body, Id, answer, decode_blob, done, read
from server.http.signed_in import signed_in
from server.ids import AccountId, AttachmentId, ConversationId
from server.mailbox.attachments import Attachments
from server.web.mail import mail_of

PATH: Final = "/messaging/v1/attachments"
_INDEX: Final = re.compile(r"[0-9]{1,3}", re.ASCII)
"""Looked at here and not by the router, which fails at numbers beyond all counts."""
MEDIA_TYPE: Final = "application/octet-stream"
_HEADERS: Final = {
    # Ciphertext, and nothing that a browser should ever show by itself; `sandbox` joins the policy of every answer.
    "Content-Disposition": "attachment",
    "Content-Security-Policy": "sandbox",
}


class BeginBody(Body, frozen=True, kw_only=True):
    """An upload's numbers."""

    conversation: Id
    attachment: Id
    chunks: Annotated[int, msgspec.Meta(ge=1, le=MAX_CHUNKS)]
    bytes: Annotated[int, msgspec.Meta(ge=1, le=2**31)]


class KeptAnswer(Answer, frozen=True, kw_only=True):
    """Which chunks are kept."""

    kept: list[int]


async def post_attachment(request: Request) -> Response:
    """Begin an upload, or find out how far it came."""
    attachments, account = await _asked(request, writing=True)
    body = await read(request, BeginBody)
    conversation, attachment = ConversationId(bytes(body.conversation)), AttachmentId(bytes(body.attachment))
    kept = await attachments.begin(account, conversation, attachment, body.chunks, body.bytes)
    return answer(KeptAnswer(kept=kept))


async def put_chunk(request: Request) -> Response:
    """One chunk. Its length is known before it is read, and no more of it is."""
    attachments, account = await _asked(request, writing=True)
    attachment, index = _place(request)
    if request.headers.get("content-type") != MEDIA_TYPE:
        raise Refusal(RefusalCode.MALFORMED)
    most = await attachments.expected(account, attachment, index)
    await attachments.put(account, attachment, index, await _body(request, most))
    return done()


async def get_chunk(request: Request) -> Response:
    """One chunk as it was sent."""
    attachments, account = await _asked(request)
    return chunk_answer(await attachments.get(account, *_place(request)))


def chunk_answer(chunk: bytes) -> Response:
    """A chunk as it was sent."""
    return Response(chunk, headers=_HEADERS, media_type=MEDIA_TYPE)


def attachments_of(request: Request) -> Attachments:
    """The attachments of the application, which its lifespan put into the state."""
    attachments = request.state.attachments
    assert isinstance(attachments, Attachments)  # the composition's promise, for the type checker
    return attachments


def attachment_routes() -> list[Route]:
    """The application's lifespan state has to hold `attachments: Attachments` and `mail: Mail`."""
    chunk = f"{PATH}/{{attachment}}/{{index}}"
    return [
        Route(PATH, post_attachment, methods=["POST"]),
        Route(chunk, put_chunk, methods=["PUT"]),
        Route(chunk, get_chunk, methods=["GET"]),
    ]


async def _asked(request: Request, *, writing: bool = False) -> tuple[Attachments, AccountId]:
    attachments, mail = attachments_of(request), mail_of(request)
    # Files are of the conversation, not of the mailbox: staff who are suspended read neither.
    session = await signed_in(request, mail.sessions, mail.site, writing=writing)
    return attachments, session.account


def _place(request: Request) -> tuple[AttachmentId, int]:
    attachment = AttachmentId(bytes(decode_blob(request.path_params["attachment"], Id)))
    index: str = request.path_params["index"]
    if not _INDEX.fullmatch(index) or int(index) >= MAX_CHUNKS:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    return attachment, int(index)


async def _body(request: Request, most: int) -> bytes:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > most:
            raise Refusal(RefusalCode.TOO_LARGE)
    return bytes(body)
