"""A client's consents over HTTP (protocol.md §1.10): the forms, who reads what is filled in, signing, taking back, and what was disclosed."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.crypto.part2 import Part2Status
from server.http.bodies import LARGE_BODY_BYTES, Answer, SignedBody, answer, done, read
from server.practice.consents import accept_consent, accept_revocation
from server.practice.forms import form_texts
from server.practice.readers import officers
from server.records import releases
from server.records.accounting import accounted
from server.records.papers import papers_for
from server.roles import Role
from server.web.documents import PersonAnswer, person_answer, signed_of
from server.web.practice import asked, practice_of
from server.web.release.release_documents import (
    ConsentAnswer,
    DisclosureAnswer,
    WithPaper,
    consent_answer,
    disclosure_answer,
    sealed_of,
)

PREFIX: Final = "/messaging/v1"


class FormAnswer(Answer, frozen=True, kw_only=True):
    """The text of a form."""

    form: str
    version: int
    text: str


class FormsAnswer(Answer, frozen=True, kw_only=True):
    """All of them."""

    forms: list[FormAnswer]


class OfficersAnswer(Answer, frozen=True, kw_only=True):
    """The certified officers and owners."""

    people: list[PersonAnswer]


class ConsentsAnswer(Answer, frozen=True, kw_only=True):
    """The caller's consents, newest first, and whether their record is one of 42 CFR part 2."""

    part2: Part2Status
    consents: list[ConsentAnswer]


class AccountingAnswer(Answer, frozen=True, kw_only=True):
    """What was disclosed of the caller, newest first."""

    disclosures: list[DisclosureAnswer]


async def get_forms(request: Request) -> Response:
    """The texts, for whoever asks."""
    practice_of(request)
    return answer(
        FormsAnswer(forms=[FormAnswer(form=each.form, version=each.version, text=each.text) for each in form_texts()])
    )


async def get_officers(request: Request) -> Response:
    """Whom papers are sealed to, besides their author and their client."""
    rooms, _ = await asked(request, suspended=True)
    async with rooms.database.transaction() as connection:
        people = await officers(connection)
    return answer(OfficersAnswer(people=[person_answer(each) for each in people]))


async def post_consent(request: Request) -> Response:
    """A consent of the caller's."""
    rooms, caller = await asked(request, Role.CLIENT, suspended=True)
    body = await read(request, WithPaper, LARGE_BODY_BYTES)
    async with rooms.database.transaction() as connection:
        await accept_consent(connection, caller.account, signed_of(body.signed), sealed_of(body.paper), rooms.now())
    return done()


async def post_revocation(request: Request) -> Response:
    """The caller takes a consent back."""
    rooms, caller = await asked(request, Role.CLIENT, suspended=True)
    body = await read(request, SignedBody)
    async with rooms.database.transaction() as connection:
        await accept_revocation(connection, caller.account, signed_of(body), rooms.now())
    return done()


async def get_consents(request: Request) -> Response:
    """The caller's own."""
    rooms, caller = await asked(request, Role.CLIENT, suspended=True)
    async with rooms.database.transaction() as connection:
        found = await releases.consents(connection, caller.account)
        status = await releases.part2_status(connection, caller.account)
        papers = await papers_for(connection, [each.consent.paper_hash for each in found], caller.account)
    return answer(ConsentsAnswer(part2=status, consents=[consent_answer(each, papers, status) for each in found]))


async def get_accounting(request: Request) -> Response:
    """What was disclosed of the caller, but for what a gag still hides."""
    rooms, caller = await asked(request, Role.CLIENT, suspended=True)
    now = rooms.now()
    async with rooms.database.transaction() as connection:
        found = await releases.disclosures(connection, caller.account, now)
        papers = await papers_for(connection, [each.disclosure.paper_hash for each in found], caller.account)
    rows = []
    for each in found:
        listed = accounted(each.disclosure, each.kept_at, now)
        rows.append(disclosure_answer(each, papers, hipaa=listed.hipaa, part2=listed.part2))
    return answer(AccountingAnswer(disclosures=rows))


def consent_routes() -> list[Route]:
    """All routes; the application's lifespan state has to hold `practice: Practice`."""
    return [
        Route(f"{PREFIX}/forms", get_forms, methods=["GET"]),
        Route(f"{PREFIX}/officers", get_officers, methods=["GET"]),
        Route(f"{PREFIX}/consents", get_consents, methods=["GET"]),
        Route(f"{PREFIX}/consents", post_consent, methods=["POST"]),
        Route(f"{PREFIX}/consents/revoke", post_revocation, methods=["POST"]),
        Route(f"{PREFIX}/accounting", get_accounting, methods=["GET"]),
    ]
