"""Drafts over HTTP (protocol.md §1.2): each account its own, in its own conversations."""

from typing import Annotated, Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.crypto.canonical import MAX_UINT
from server.http.bodies import Answer, Blob, Body, Id, answer, done, read
from server.http.signed_in import signed_in
from server.ids import AccountId, ConversationId, DraftSlot
from server.mailbox.drafts import Draft, drafts_of, keep
from server.web.practice import Practice

PATH: Final = "/messaging/v1/drafts"


class SealedDraft(Blob, least=40, most=49_152):
    """Nonce, ciphertext and tag (crypto.md §3.10)."""


class DraftBody(Body, frozen=True, kw_only=True):
    """A draft, or that there is none any more."""

    slot: Id | None = None
    conversation: Id
    version: Annotated[int, msgspec.Meta(ge=1, le=MAX_UINT)]
    sealed: SealedDraft | None


class DraftAnswer(Answer, frozen=True, kw_only=True):
    """The newest draft of a slot."""

    slot: Blob
    conversation: Blob
    version: int
    sealed: Blob | None


class DraftsAnswer(Answer, frozen=True, kw_only=True):
    """All of the caller's."""

    drafts: list[DraftAnswer]


async def get_drafts(request: Request) -> Response:
    """The caller's drafts."""
    rooms, caller = await _asked(request)
    async with rooms.database.acquire() as connection:
        found = await drafts_of(connection, caller)
    return answer(DraftsAnswer(drafts=[_answer(each) for each in found]))


async def post_draft(request: Request) -> Response:
    """The caller's draft in one slot; without a slot it is what is said live."""
    rooms, caller = await _asked(request)
    body = await read(request, DraftBody)
    sealed = None if body.sealed is None else bytes(body.sealed)
    conversation = ConversationId(bytes(body.conversation))
    slot = DraftSlot(bytes(body.slot or body.conversation))
    draft = Draft(slot=slot, conversation=conversation, version=body.version, sealed=sealed)
    async with rooms.database.transaction() as connection:
        await keep(connection, caller, draft)
    return done()


def draft_routes() -> list[Route]:
    """Both routes; the application's lifespan state has to hold `practice: Practice`."""
    return [Route(PATH, get_drafts, methods=["GET"]), Route(PATH, post_draft, methods=["POST"])]


async def _asked(request: Request) -> tuple[Practice, AccountId]:
    rooms = request.state.practice
    assert isinstance(rooms, Practice)  # the composition's promise, for the type checker
    return rooms, (await signed_in(request, rooms.sessions, rooms.site)).account


def _answer(draft: Draft) -> DraftAnswer:
    sealed = None if draft.sealed is None else Blob(draft.sealed)
    slot, conversation = Blob(draft.slot), Blob(draft.conversation)
    return DraftAnswer(slot=slot, conversation=conversation, version=draft.version, sealed=sealed)
