"""The therapist's notes over HTTP (protocol.md §1.11): each author their own. For everyone else there are none."""

from typing import Annotated, Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.crypto.canonical import MAX_UINT
from server.crypto.consent import ScopeKind
from server.crypto.part2 import Part2Status
from server.http.bodies import Answer, Blob, Body, Id, answer, decode_blob, done, read
from server.ids import ConversationId, NoteId
from server.notes.private_notes import KeptNote, NotedPlace, keep, note_of, page_of, places_of
from server.practice.people import certified_people
from server.records import releases
from server.records.papers import papers_for
from server.roles import Role
from server.web.documents import PersonAnswer, person_answer
from server.web.practice import asked
from server.web.release.release_documents import ConsentAnswer, consent_answer

PREFIX: Final = "/messaging/v1/private-notes"


class SealedNote(Blob, least=40, most=36_864):
    """Nonce, ciphertext and tag (crypto.md §14)."""


class NoteBody(Body, frozen=True, kw_only=True):
    """A note, or that it is deleted."""

    note: Id
    conversation: Id
    version: Annotated[int, msgspec.Meta(ge=1, le=MAX_UINT)]
    sealed: SealedNote | None


class NoteAnswer(Answer, frozen=True, kw_only=True):
    """A note as it is kept; `sealed` is null once it was deleted."""

    note: Blob
    conversation: Blob
    version: int
    sealed: Blob | None
    kept_at: int


class NotesAnswer(Answer, frozen=True, kw_only=True):
    """A page of them, newest first; none behind the last."""

    notes: list[NoteAnswer]


class PlaceAnswer(Answer, frozen=True, kw_only=True):
    """A conversation that the caller has or had, and how many notes they have about it."""

    conversation: Blob
    client: Blob
    opened_at: int
    notes: int
    last_at: int | None


class PlacesAnswer(Answer, frozen=True, kw_only=True):
    """All of them."""

    places: list[PlaceAnswer]


class NotesConsentsAnswer(Answer, frozen=True, kw_only=True):
    """What clients signed, newest first, and their keys."""

    consents: list[ConsentAnswer]
    people: list[PersonAnswer]


async def get_places(request: Request) -> Response:
    """Whom the caller may write about."""
    rooms, caller = await asked(request, Role.THERAPIST)
    async with rooms.database.transaction() as connection:
        found = await places_of(connection, caller.account)
    return answer(PlacesAnswer(places=[_place(each) for each in found]))


async def get_page(request: Request) -> Response:
    """The caller's notes about one conversation."""
    rooms, caller = await asked(request, Role.THERAPIST)
    conversation = ConversationId(decode_blob(request.query_params.get("conversation", ""), Id))
    before = request.query_params.get("before")
    behind = None if before is None else NoteId(decode_blob(before, Id))
    async with rooms.database.transaction() as connection:
        found = await page_of(connection, caller.account, conversation, behind)
    return answer(NotesAnswer(notes=[_note(each) for each in found]))


async def get_note(request: Request) -> Response:
    """One of the caller's notes, as it is now."""
    rooms, caller = await asked(request, Role.THERAPIST)
    note = NoteId(decode_blob(request.query_params.get("note", ""), Id))
    async with rooms.database.transaction() as connection:
        found = await note_of(connection, caller.account, note)
    return answer(_note(found))


async def get_consents(request: Request) -> Response:
    """The forms by which clients let the caller hand out their notes."""
    rooms, caller = await asked(request, Role.THERAPIST)
    async with rooms.database.transaction() as connection:
        found = await releases.consents(connection, None, asked=True, reader=caller.account)
        notes = [each for each in found if ScopeKind.NOTES in each.consent.kinds]
        statuses = await releases.part2_statuses(connection, [each.consent.client for each in notes])
        papers = await papers_for(connection, [each.consent.paper_hash for each in notes], caller.account)
        people = await certified_people(connection, [each.consent.client for each in notes])
    rows = [consent_answer(each, papers, statuses.get(each.consent.client, Part2Status.PENDING)) for each in notes]
    return answer(NotesConsentsAnswer(consents=rows, people=[person_answer(each) for each in people]))


async def post_note(request: Request) -> Response:
    """The caller writes, or deletes."""
    rooms, caller = await asked(request, Role.THERAPIST)
    body = await read(request, NoteBody)
    note = KeptNote(
        note=NoteId(bytes(body.note)),
        conversation=ConversationId(bytes(body.conversation)),
        version=body.version,
        sealed=None if body.sealed is None else bytes(body.sealed),
        kept_at=rooms.now(),
    )
    async with rooms.database.transaction() as connection:
        await keep(connection, caller.account, note)
    return done()


def private_note_routes() -> list[Route]:
    """All routes; the application's lifespan state has to hold `practice: Practice`."""
    return [
        Route(PREFIX, get_page, methods=["GET"]),
        Route(PREFIX, post_note, methods=["POST"]),
        Route(f"{PREFIX}/one", get_note, methods=["GET"]),
        Route(f"{PREFIX}/places", get_places, methods=["GET"]),
        Route(f"{PREFIX}/consents", get_consents, methods=["GET"]),
    ]


def _note(kept: KeptNote) -> NoteAnswer:
    return NoteAnswer(
        note=Blob(kept.note),
        conversation=Blob(kept.conversation),
        version=kept.version,
        sealed=None if kept.sealed is None else Blob(kept.sealed),
        kept_at=kept.kept_at,
    )


def _place(place: NotedPlace) -> PlaceAnswer:
    treated = place.treated
    return PlaceAnswer(
        conversation=Blob(treated.conversation),
        client=Blob(treated.client),
        opened_at=treated.opened_at,
        notes=place.notes,
        last_at=place.last_at,
    )
