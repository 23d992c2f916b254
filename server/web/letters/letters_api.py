"""Letters over HTTP (protocol.md §1.5): where they stand, what was read, what was put away."""

from typing import Annotated, Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.crypto.canonical import MAX_UINT
from server.http.bodies import Answer, Blob, Body, Id, answer, done, read
from server.ids import ConversationId, MessageId
from server.mailbox.letters import archive, archived_by, letters_of, read_letters
from server.mailbox.unread import readers_of
from server.web.mail import mail_asked

PATH: Final = "/messaging/v1/mail"

Sequence = Annotated[int, msgspec.Meta(ge=1, le=MAX_UINT)]


class LetterAnswer(Answer, frozen=True, kw_only=True):
    """Where a letter or an appointment stands."""

    conversation: Blob
    sequence: int
    sender: Blob
    read: bool


class MailAnswer(Answer, frozen=True, kw_only=True):
    """All of the caller's, newest first, and the threads they have put away."""

    letters: list[LetterAnswer]
    archived: list[Blob]


class ReadBody(Body, frozen=True, kw_only=True):
    """Letters that were read. `discreet`: nobody else is told (protocol.md §3.6)."""

    conversation: Id
    sequences: Annotated[list[Sequence], msgspec.Meta(min_length=1, max_length=200)]
    discreet: bool = False


class ArchiveBody(Body, frozen=True, kw_only=True):
    """A thread to put away, or to take back."""

    conversation: Id
    thread: Id
    archived: bool


async def get_mail(request: Request) -> Response:
    """Where the caller's letters stand."""
    mail, caller = await mail_asked(request, letters=True)
    async with mail.database.acquire() as connection:
        places = await letters_of(connection, caller.account)
        archived = await archived_by(connection, caller.account)
    letters = [
        LetterAnswer(
            conversation=Blob(place.conversation), sequence=place.sequence, sender=Blob(place.sender), read=place.read
        )
        for place in places
    ]
    return answer(MailAnswer(letters=letters, archived=[Blob(thread) for thread in archived]))


async def post_read(request: Request) -> Response:
    """The caller has read letters: their other pages count anew, and the senders see it, unless the caller is discreet."""
    mail, caller = await mail_asked(request, letters=True)
    body = await read(request, ReadBody)
    conversation = ConversationId(bytes(body.conversation))
    async with mail.database.transaction() as connection:
        told = not body.discreet
        await read_letters(connection, conversation, caller.account, body.sequences, mail.now(), told=told)
        readers = await readers_of(connection, [conversation]) if told else [caller.account]
    mail.ring(readers)
    return done()


async def post_archive(request: Request) -> Response:
    """The caller puts a thread away, or takes it back."""
    mail, caller = await mail_asked(request, letters=True)
    body = await read(request, ArchiveBody)
    conversation, thread = ConversationId(bytes(body.conversation)), MessageId(bytes(body.thread))
    async with mail.database.transaction() as connection:
        await archive(connection, conversation, caller.account, thread, archived=body.archived)
    return done()


def letter_routes() -> list[Route]:
    """The application's lifespan state has to hold `mail: Mail`."""
    return [
        Route(PATH, get_mail, methods=["GET"]),
        Route(f"{PATH}/read", post_read, methods=["POST"]),
        Route(f"{PATH}/archive", post_archive, methods=["POST"]),
    ]
