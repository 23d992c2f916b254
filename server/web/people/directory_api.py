"""The directory over HTTP (protocol.md §1.6): what everyone may see of the therapists, and how it comes to be seen."""

from typing import Annotated, Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.crypto.canonical import MAX_UINT
from server.http.bodies import (
    LARGE_BODY_BYTES,
    Answer,
    Blob,
    Body,
    Id,
    SignedBody,
    answer,
    answers,
    decode_blob,
    done,
    read,
)
from server.ids import AccountId
from server.practice.profiles import (
    MAX_PHOTO_BYTES,
    KeptProfile,
    Shown,
    directory,
    keep,
    newest_of,
    newest_profiles,
    photo_shown,
    publish,
)
from server.roles import Role
from server.storage.audit import Act, note
from server.web.documents import signed_answer, signed_of
from server.web.practice import Practice, asked

PREFIX: Final = "/messaging/v1"


class Photo(Blob, least=4, most=MAX_PHOTO_BYTES):
    """A JPEG picture."""


class TherapistAnswer(Answer, frozen=True, kw_only=True):
    """A published profile."""

    therapist: Blob
    name: str
    credentials: str
    approaches: tuple[str, ...]
    languages: tuple[str, ...]
    about: str
    photo: Blob | None


class DirectoryAnswer(Answer, frozen=True, kw_only=True):
    """All of them."""

    therapists: list[TherapistAnswer]


class ProfileBody(Body, frozen=True, kw_only=True):
    """A therapist's profile, with the picture that it names."""

    profile: SignedBody
    photo: Photo | None


class ProfileAnswer(Answer, frozen=True, kw_only=True):
    """The newest version. `published`: everyone sees this one; `shown`: the version that they see, null when none."""

    account: Blob | None
    version: int
    profile: SignedBody | None
    photo: Blob | None
    published: bool
    shown: int | None


class PublishBody(Body, frozen=True, kw_only=True):
    """Which version of whose profile is to be seen, or none."""

    account: Id
    version: Annotated[int, msgspec.Meta(ge=1, le=MAX_UINT)]
    published: bool


async def get_directory(request: Request) -> Response:
    """The published profiles, for whoever asks."""
    async with _rooms(request).database.acquire() as connection:
        found = await directory(connection)
    return answer(DirectoryAnswer(therapists=[_therapist(each) for each in found]))


async def get_photo(request: Request) -> Response:
    """A picture of the directory, for whoever asks."""
    photo_id = bytes(decode_blob(request.path_params["photo"], Id))
    async with _rooms(request).database.acquire() as connection:
        photo = await photo_shown(connection, photo_id)
    return Response(photo, media_type="image/jpeg")


async def get_profile(request: Request) -> Response:
    """The caller's own profile."""
    rooms, caller = await asked(request, Role.THERAPIST)
    async with rooms.database.acquire() as connection:
        kept = await newest_of(connection, caller.account)
    if kept is None:
        return answer(ProfileAnswer(account=None, version=0, profile=None, photo=None, published=False, shown=None))
    return answer(_profile(kept))


async def post_profile(request: Request) -> Response:
    """The caller's own profile, anew."""
    rooms, caller = await asked(request, Role.THERAPIST)
    body = await read(request, ProfileBody, LARGE_BODY_BYTES)
    photo = None if body.photo is None else bytes(body.photo)
    async with rooms.database.transaction() as connection:
        await keep(connection, caller.account, signed_of(body.profile), photo, rooms.now())
    return done()


async def get_profiles(request: Request) -> Response:
    """Everyone's newest versions, for intake."""
    rooms, caller = await asked(request, Role.INTAKE)
    async with rooms.database.transaction() as connection:
        found = await newest_profiles(connection)
        await note(connection, Act.PROFILES_READ, caller.account, rooms.now())
    return answers([_profile(each) for each in found])


async def post_publish(request: Request) -> Response:
    """Intake shows a version to everyone, or none."""
    rooms, caller = await asked(request, Role.INTAKE)
    body = await read(request, PublishBody)
    account = AccountId(bytes(body.account))
    async with rooms.database.transaction() as connection:
        await publish(connection, caller, account, body.version, published=body.published, now=rooms.now())
    return done()


def directory_routes() -> list[Route]:
    """All routes, with full paths; the application's lifespan state has to hold `practice: Practice`."""
    return [
        Route(f"{PREFIX}/directory", get_directory, methods=["GET"]),
        Route(f"{PREFIX}/directory/photo/{{photo}}", get_photo, methods=["GET"]),
        Route(f"{PREFIX}/profile", get_profile, methods=["GET"]),
        Route(f"{PREFIX}/profile", post_profile, methods=["POST"]),
        Route(f"{PREFIX}/profiles", get_profiles, methods=["GET"]),
        Route(f"{PREFIX}/profiles/publish", post_publish, methods=["POST"]),
    ]


def _rooms(request: Request) -> Practice:
    rooms = request.state.practice
    assert isinstance(rooms, Practice)  # the composition's promise, for the type checker
    return rooms


def _therapist(shown: Shown) -> TherapistAnswer:
    profile = shown.profile
    return TherapistAnswer(
        therapist=Blob(profile.account),
        name=profile.name,
        credentials=profile.credentials,
        approaches=profile.approaches,
        languages=profile.languages,
        about=profile.about,
        photo=None if shown.photo is None else Blob(shown.photo),
    )


def _profile(kept: KeptProfile) -> ProfileAnswer:
    return ProfileAnswer(
        account=Blob(kept.account),
        version=kept.version,
        profile=signed_answer(kept.profile),
        photo=None if kept.photo is None else Blob(kept.photo),
        published=kept.published,
        shown=kept.shown,
    )
