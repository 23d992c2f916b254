"""What a person may know of the practice before and while registering, and what they answer to it (protocol.md §1.2)."""

from typing import Annotated, Final

from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.crypto.acceptance import POLICIES_OF, Audience, Policy, PolicyAnswer, policy_text_hash
from server.crypto.canonical import MAX_UINT
from server.errors import Refusal, RefusalCode
from server.http.bodies import Answer, Blob, Body, SignedBody, answer, done, read
from server.http.signed_in import signed_in
from server.practice.acceptances import accept, answers_of
from server.practice.agreement import tell_who_has_agreed
from server.practice.intake import intake_staff
from server.practice.policies import LONGEST_TEXT, LONGEST_TITLE, PolicyVersion, in_force, post
from server.practice.root import root_public
from server.roles import Role
from server.sessions.sign_in_session import SignInSession
from server.storage.audit import Act, note
from server.web.documents import PersonAnswer, person_answer, signed_of
from server.web.practice import Practice, asked

PREFIX: Final = "/messaging/v1"


class RootAnswer(Answer, frozen=True, kw_only=True):
    """The practice's root public key, or null before it is installed."""

    root: Blob | None


class PolicyVersionAnswer(Answer, frozen=True, kw_only=True):
    """A version in force."""

    policy: Policy
    version: int
    title: str
    text: str
    posted_at: int


class PoliciesAnswer(Answer, frozen=True, kw_only=True):
    """All versions in force."""

    policies: list[PolicyVersionAnswer]


class RevisionBody(Body, frozen=True, kw_only=True):
    """The next version of a policy."""

    policy: Policy
    title: Annotated[str, Meta(min_length=1, max_length=LONGEST_TITLE)]
    text: Annotated[str, Meta(min_length=1, max_length=LONGEST_TEXT)]
    version: Annotated[int, Meta(ge=1, le=MAX_UINT)]


class AnsweredAnswer(Answer, frozen=True, kw_only=True):
    """The answer that stands to one version."""

    policy: Policy
    version: int
    answer: PolicyAnswer
    answered_at: int


class AcceptancesAnswer(Answer, frozen=True, kw_only=True):
    """All that the caller answered."""

    acceptances: list[AnsweredAnswer]


class IntakeAnswer(Answer, frozen=True, kw_only=True):
    """The certified intake staff."""

    people: list[PersonAnswer]


async def get_root(request: Request) -> Response:
    """The root, for whoever asks: who registers has no sheet that names it."""
    async with _rooms(request).database.acquire() as connection:
        public = await root_public(connection)
    return answer(RootAnswer(root=None if public is None else Blob(public)))


async def get_policies(request: Request) -> Response:
    """The texts in force for clients, or for the audience that is named, for whoever asks."""
    audience = _audience(request.query_params.get("audience", Audience.CLIENTS))
    async with _rooms(request).database.acquire() as connection:
        found = await in_force(connection, audience)
    return answer(PoliciesAnswer(policies=[_policy(each) for each in found]))


async def post_policy(request: Request) -> Response:
    """The next version of a policy, from an owner; whom it is for is asked at their next sign-in."""
    rooms, caller = await asked(request, Role.OWNER)
    body, now = await read(request, RevisionBody), rooms.now()
    if "\x00" in body.title + body.text:
        raise Refusal(RefusalCode.MALFORMED)
    async with rooms.database.transaction() as connection:
        await post(connection, body.policy, body.title, body.text, now, body.version)
        if body.policy in POLICIES_OF[Audience.STAFF]:
            await tell_who_has_agreed(connection, rooms.sessions)
        await note(connection, Act.POLICY_POSTED, caller.account, now, detail=policy_text_hash(body.text))
    return done()


async def post_acceptance(request: Request) -> Response:
    """The caller's answer to a policy."""
    caller = await _caller(request)
    rooms, body = _rooms(request), await read(request, SignedBody)
    async with rooms.database.transaction() as connection:
        await accept(connection, rooms.sessions, caller, signed_of(body), rooms.now())
    return done()


async def get_acceptances(request: Request) -> Response:
    """What the caller answered so far."""
    caller = await _caller(request)
    async with _rooms(request).database.acquire() as connection:
        found = await answers_of(connection, caller.account)
    rows = [
        AnsweredAnswer(policy=each.policy, version=each.version, answer=each.answer, answered_at=each.answered_at)
        for each in found
    ]
    return answer(AcceptancesAnswer(acceptances=rows))


async def get_intake(request: Request) -> Response:
    """Whom the caller's contact card is sealed to, besides the caller."""
    await _caller(request)
    async with _rooms(request).database.transaction() as connection:
        people = await intake_staff(connection)
    return answer(IntakeAnswer(people=[person_answer(each) for each in people]))


def policy_routes() -> list[Route]:
    """All routes, with full paths; the application's lifespan state has to hold `practice: Practice`."""
    return [
        Route(f"{PREFIX}/root", get_root, methods=["GET"]),
        Route(f"{PREFIX}/policies", get_policies, methods=["GET"]),
        Route(f"{PREFIX}/policies", post_policy, methods=["POST"]),
        Route(f"{PREFIX}/acceptances", post_acceptance, methods=["POST"]),
        Route(f"{PREFIX}/acceptances", get_acceptances, methods=["GET"]),
        Route(f"{PREFIX}/intake", get_intake, methods=["GET"]),
    ]


async def _caller(request: Request) -> SignInSession:
    rooms = _rooms(request)
    return await signed_in(request, rooms.sessions, rooms.site, suspended=True)


def _rooms(request: Request) -> Practice:
    rooms = request.state.practice
    assert isinstance(rooms, Practice)  # the composition's promise, for the type checker
    return rooms


def _audience(word: str) -> Audience:
    try:
        return Audience(word)
    except ValueError:
        raise Refusal(RefusalCode.MALFORMED) from None


def _policy(version: PolicyVersion) -> PolicyVersionAnswer:
    return PolicyVersionAnswer(
        policy=version.policy,
        version=version.version,
        title=version.title,
        text=version.text,
        posted_at=version.posted_at,
    )
