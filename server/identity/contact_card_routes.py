"""The HTTP door to contact cards (protocol.md §1.1)."""

from typing import Annotated

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.crypto.sealed_fields import MOST_RECIPIENTS, WRAP_BYTES
from server.crypto.signing import SignedBody as Signed
from server.errors import Refusal, RefusalCode
from server.http.bodies import Answer, Blob, Body, Id, Signature, SignedBody, SignedBytes, answer, done, read
from server.identity.asking import asker, staff_asker
from server.identity.rooms import rooms_of
from server.identity.sealed_documents import CONTACT_CARD, KeptDocument, keep, kept_for
from server.ids import AccountId
from server.roles import Role


class SealedFields(Blob, least=40, most=16_384):
    """Nonce, ciphertext and tag (crypto.md §3.12)."""


class KeyWrap(Blob, least=WRAP_BYTES, most=WRAP_BYTES):
    """The key of the fields, sealed to one recipient."""


class RecipientWrap(Body, frozen=True, kw_only=True):
    """A recipient, and what lets them open it."""

    account: Id
    wrap: KeyWrap


class ContactCardBody(Body, frozen=True, kw_only=True):
    """A card with everything that it names."""

    card: SignedBody
    sealed: SealedFields
    wraps: Annotated[tuple[RecipientWrap, ...], msgspec.Meta(max_length=MOST_RECIPIENTS)]


class HolderBody(Body, frozen=True, kw_only=True):
    """Whose card."""

    account: Id


class ContactCardAnswer(Answer, frozen=True, kw_only=True):
    """A card with the reader's own wrap; version 0 and nulls before the first."""

    version: int
    card: SignedBody | None
    sealed: Blob | None
    wrap: Blob | None


async def get_contact_card(request: Request) -> Response:
    """The caller's own card."""
    caller = (await asker(request, incomplete=True)).account
    return answer(_answer(await kept_for(CONTACT_CARD, rooms_of(request), caller, caller)))


async def post_contact_card(request: Request) -> Response:
    """The caller's own card, anew."""
    caller = (await asker(request, incomplete=True)).account
    body = await read(request, ContactCardBody)
    wraps = {AccountId(bytes(each.account)): bytes(each.wrap) for each in body.wraps}
    signed = Signed(bytes(body.card.body), bytes(body.card.signature))
    await keep(CONTACT_CARD, rooms_of(request), caller, signed, bytes(body.sealed), wraps)
    return done()


async def post_contact_card_read(request: Request) -> Response:
    """Somebody's card, for intake staff it was sealed to: they see other people's lives, so not before their second factor is set up."""
    caller = await staff_asker(request, Role.INTAKE)
    holder = AccountId(bytes((await read(request, HolderBody)).account))
    kept = await kept_for(CONTACT_CARD, rooms_of(request), holder, caller.account)
    if kept is None:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    return answer(_answer(kept))


def contact_card_routes() -> list[BaseRoute]:
    """To be mounted among identity's routes."""
    return [
        Route("/contact-card", get_contact_card, methods=["GET"]),
        Route("/contact-card", post_contact_card, methods=["POST"]),
        Route("/contact-card/read", post_contact_card_read, methods=["POST"]),
    ]


def _answer(kept: KeptDocument | None) -> ContactCardAnswer:
    if kept is None:
        return ContactCardAnswer(version=0, card=None, sealed=None, wrap=None)
    return ContactCardAnswer(
        version=kept.version,
        card=SignedBody(body=SignedBytes(kept.signed.body), signature=Signature(kept.signed.signature)),
        sealed=Blob(kept.sealed_fields),
        wrap=Blob(kept.wrap),
    )
