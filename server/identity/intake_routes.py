"""The HTTP door to the intake questionnaire (protocol.md §1.6)."""

from typing import Annotated, Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.crypto.sealed_fields import MOST_RECIPIENTS
from server.crypto.signing import SignedBody as Signed
from server.errors import Refusal, RefusalCode
from server.http.bodies import (
    LARGE_BODY_BYTES,
    Answer,
    Blob,
    Body,
    Signature,
    SignedBody,
    SignedBytes,
    answer,
    done,
    read,
)
from server.identity.asking import asker, staff_asker
from server.identity.contact_card_routes import HolderBody, RecipientWrap
from server.identity.rooms import rooms_of
from server.identity.sealed_documents import INTAKE, KeptDocument, keep, kept_for
from server.ids import AccountId
from server.roles import Role

READERS: Final = frozenset({Role.INTAKE, Role.THERAPIST})
"""Who may have been named as a reader; whether they were, the wraps say."""


class SealedAnswers(Blob, least=40, most=40_960):
    """Nonce, ciphertext and tag (crypto.md §12.1)."""


class IntakeBody(Body, frozen=True, kw_only=True):
    """An intake with everything that it names."""

    intake: SignedBody
    sealed: SealedAnswers
    wraps: Annotated[tuple[RecipientWrap, ...], msgspec.Meta(max_length=MOST_RECIPIENTS)]


class IntakeAnswer(Answer, frozen=True, kw_only=True):
    """An intake with the reader's own wrap; version 0 and nulls before the first."""

    version: int
    intake: SignedBody | None
    sealed: Blob | None
    wrap: Blob | None


async def get_intake(request: Request) -> Response:
    """The caller's own intake."""
    caller = (await asker(request, incomplete=True)).account
    return answer(_answer(await kept_for(INTAKE, rooms_of(request), caller, caller)))


async def post_intake(request: Request) -> Response:
    """The caller's own intake, anew."""
    caller = (await asker(request, incomplete=True)).account
    body = await read(request, IntakeBody, LARGE_BODY_BYTES)
    wraps = {AccountId(bytes(each.account)): bytes(each.wrap) for each in body.wraps}
    signed = Signed(bytes(body.intake.body), bytes(body.intake.signature))
    await keep(INTAKE, rooms_of(request), caller, signed, bytes(body.sealed), wraps)
    return done()


async def post_intake_read(request: Request) -> Response:
    """Somebody's intake, for staff it was sealed to; not before their second factor is set up."""
    caller = await staff_asker(request, *READERS)
    holder = AccountId(bytes((await read(request, HolderBody)).account))
    kept = await kept_for(INTAKE, rooms_of(request), holder, caller.account)
    if kept is None:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    return answer(_answer(kept))


def intake_routes() -> list[BaseRoute]:
    """To be mounted among identity's routes."""
    return [
        Route("/intake", get_intake, methods=["GET"]),
        Route("/intake", post_intake, methods=["POST"]),
        Route("/intake/read", post_intake_read, methods=["POST"]),
    ]


def _answer(kept: KeptDocument | None) -> IntakeAnswer:
    if kept is None:
        return IntakeAnswer(version=0, intake=None, sealed=None, wrap=None)
    return IntakeAnswer(
        version=kept.version,
        intake=SignedBody(body=SignedBytes(kept.signed.body), signature=Signature(kept.signed.signature)),
        sealed=Blob(kept.sealed_fields),
        wrap=Blob(kept.wrap),
    )
