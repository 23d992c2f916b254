"""GET /messaging/v1/conversations (protocol.md §1.2): an account's conversations, and everyone in them with their keys."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.http.bodies import Answer, Blob, SignedBody, answer
from server.http.signed_in import signed_in
from server.practice.people import certified_people
from server.records.conversations import Listed, accounts_beside, conversations_of
from server.records.destructions import destroyed_of
from server.web.documents import PersonAnswer, person_answer, signed_answer
from server.web.practice import Practice
from server.web.release.retention_documents import DestroyedAnswer, destroyed_answer

PATH: Final = "/messaging/v1/conversations"


class ConversationAnswer(Answer, frozen=True, kw_only=True):
    """A *conversation*."""

    conversation: Blob
    match: SignedBody
    sequence: int
    head: Blob
    epoch: int
    session: Blob | None
    delivered: int
    read: int
    opened_at: int
    last_at: int
    closing: SignedBody | None
    reading: bool
    grants: list[SignedBody]


class ConversationsAnswer(Answer, frozen=True, kw_only=True):
    """The whole answer."""

    conversations: list[ConversationAnswer]
    destroyed: list[DestroyedAnswer]
    people: list[PersonAnswer]


async def get_conversations(request: Request) -> Response:
    """The caller's conversations, the one that changed last first."""
    rooms = request.state.practice
    assert isinstance(rooms, Practice)  # the composition's promise, for the type checker
    caller = await signed_in(request, rooms.sessions, rooms.site)
    async with rooms.database.transaction() as connection:
        listed = await conversations_of(connection, caller.account)
        destroyed = await destroyed_of(connection, caller.account)
        people = await certified_people(connection, await accounts_beside(connection, caller.account))
    return answer(
        ConversationsAnswer(
            conversations=[_conversation(each) for each in listed],
            destroyed=[destroyed_answer(each) for each in destroyed],
            people=[person_answer(each) for each in people],
        )
    )


def conversation_routes() -> list[Route]:
    """The one route; the application's lifespan state has to hold `practice: Practice`."""
    return [Route(PATH, get_conversations, methods=["GET"])]


def _conversation(listed: Listed) -> ConversationAnswer:
    return ConversationAnswer(
        conversation=Blob(listed.conversation),
        match=signed_answer(listed.match),
        sequence=listed.sequence,
        head=Blob(listed.head),
        epoch=listed.epoch,
        session=None if listed.session is None else Blob(listed.session),
        delivered=listed.delivered,
        read=listed.read,
        opened_at=listed.opened_at,
        last_at=listed.last_at,
        closing=None if listed.closing is None else signed_answer(listed.closing),
        reading=listed.reading,
        grants=[signed_answer(each) for each in listed.grants],
    )
