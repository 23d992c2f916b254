"""Release of information at the desk (protocol.md §1.10): requests and their clock, processes, markings, and every disclosure."""

from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.crypto.part2 import Part2Status
from server.http.bodies import LARGE_BODY_BYTES, Answer, Body, Id, Signature, SignedBody, answer, decode, done, read
from server.ids import AccountId, ProcessId
from server.practice.consents import accept_decision, accept_marking, marking_of
from server.practice.disclosing import accept_disclosure
from server.practice.legal import accept_approval, accept_process
from server.records import releases
from server.records.accounting import accounted
from server.records.papers import papers_for
from server.records.record_requests import requests_of
from server.roles import Role
from server.storage.audit import Act, note
from server.web.documents import PersonAnswer, person_answer, signed_answer, signed_of
from server.web.mail import mail_of
from server.web.practice import asked
from server.web.release.order_reading_api import ClientQuery
from server.web.release.record_requests_api import RecordRequestAnswer, record_requests_answer
from server.web.release.release_documents import (
    ConsentAnswer,
    DisclosureAnswer,
    ProcessAnswer,
    SealedBytes,
    WithPaper,
    consent_answer,
    disclosure_answer,
    process_answer,
    sealed_of,
)

PREFIX: Final = "/messaging/v1"
_DESK: Final = (Role.OFFICER, Role.OWNER)


class ToldBody(Body, frozen=True, kw_only=True):
    """A notice, sealed to whom it is for."""

    notice: SignedBody
    sealed: SealedBytes


class DecisionBody(Body, frozen=True, kw_only=True):
    """An officer's word, and the notice that tells the client why."""

    decision: SignedBody
    told: ToldBody


class MarkingAnswer(Answer, frozen=True, kw_only=True):
    """Whether a record is one of 42 CFR part 2, and who says so."""

    part2: Part2Status
    marking: SignedBody | None
    people: list[PersonAnswer]


class ApprovalBody(Body, frozen=True, kw_only=True):
    """The second signature under a process."""

    process: Id
    signature: Signature


class RequestsAnswer(Answer, frozen=True, kw_only=True):
    """What the practice is asked for, newest first: to send something, and to do something about a record, with whoever signed something of these."""

    requests: list[ConsentAnswer]
    record_requests: list[RecordRequestAnswer]
    people: list[PersonAnswer]


class ProcessesAnswer(Answer, frozen=True, kw_only=True):
    """What was served, newest first."""

    processes: list[ProcessAnswer]


class DisclosuresAnswer(Answer, frozen=True, kw_only=True):
    """Everything that was disclosed, newest first."""

    disclosures: list[DisclosureAnswer]


async def get_requests(request: Request) -> Response:
    """With the day by which each has to be answered."""
    rooms, caller = await asked(request, *_DESK)
    async with rooms.database.transaction() as connection:
        found = await releases.consents(connection, None, asked=True)
        statuses = await releases.part2_statuses(connection, [each.consent.client for each in found])
        papers = await papers_for(connection, [each.consent.paper_hash for each in found], caller.account)
        about = await record_requests_answer(connection, await requests_of(connection, None), caller.account)
        await note(connection, Act.REQUESTS_READ, caller.account, rooms.now())
    rows = [consent_answer(each, papers, statuses.get(each.consent.client, Part2Status.PENDING)) for each in found]
    return answer(RequestsAnswer(requests=rows, record_requests=about.requests, people=about.people))


async def post_decision(request: Request) -> Response:
    """No, or later; and why."""
    rooms, caller = await asked(request, *_DESK)
    body = await read(request, DecisionBody)
    async with rooms.database.transaction() as connection:
        changed = await accept_decision(
            connection,
            caller.account,
            signed_of(body.decision),
            signed_of(body.told.notice),
            bytes(body.told.sealed),
            rooms.now(),
        )
    mail_of(request).ring(changed)
    return done()


async def get_marking(request: Request) -> Response:
    """What was said last of a client's record."""
    rooms, caller = await asked(request, *_DESK, Role.THERAPIST)
    client = AccountId(bytes(decode(msgspec.json.encode(dict(request.query_params)), ClientQuery).client))
    async with rooms.database.transaction() as connection:
        marking, people = await marking_of(connection, caller.account, caller.role, client)
        status = await releases.part2_status(connection, client)
    said = None if marking is None else signed_answer(marking)
    return answer(MarkingAnswer(part2=status, marking=said, people=[person_answer(each) for each in people]))


async def post_marking(request: Request) -> Response:
    """Whether a client's record is one of drug or alcohol treatment."""
    rooms, caller = await asked(request, *_DESK, Role.THERAPIST)
    body = await read(request, SignedBody)
    async with rooms.database.transaction() as connection:
        await accept_marking(connection, caller.account, caller.role, signed_of(body), rooms.now())
    return done()


async def get_processes(request: Request) -> Response:
    """What was served."""
    rooms, caller = await asked(request, *_DESK)
    async with rooms.database.transaction() as connection:
        found = await releases.processes(connection)
        statuses = await releases.part2_statuses(connection, [each.process.client for each in found])
        papers = await papers_for(connection, [each.process.paper_hash for each in found], caller.account)
        await note(connection, Act.PROCESSES_READ, caller.account, rooms.now())
    rows = [process_answer(each, papers, statuses.get(each.process.client, Part2Status.PENDING)) for each in found]
    return answer(ProcessesAnswer(processes=rows))


async def post_process(request: Request) -> Response:
    """What an officer says was served."""
    rooms, caller = await asked(request, *_DESK)
    body = await read(request, WithPaper, LARGE_BODY_BYTES)
    mail = mail_of(request)
    async with rooms.database.transaction() as connection:
        changed = await accept_process(
            connection, mail.system, caller.account, signed_of(body.signed), sealed_of(body.paper), rooms.now()
        )
    mail.ring(changed)
    return done()


async def post_approval(request: Request) -> Response:
    """The second signature."""
    rooms, caller = await asked(request, *_DESK)
    body = await read(request, ApprovalBody)
    async with rooms.database.transaction() as connection:
        await accept_approval(
            connection, caller.account, ProcessId(bytes(body.process)), bytes(body.signature), rooms.now()
        )
    return done()


async def get_disclosures(request: Request) -> Response:
    """Everything, also what a gag keeps from its client."""
    rooms, caller = await asked(request, *_DESK)
    now = rooms.now()
    async with rooms.database.transaction() as connection:
        found = await releases.disclosures(connection, None, None)
        papers = await papers_for(connection, [each.disclosure.paper_hash for each in found], caller.account)
        await note(connection, Act.DISCLOSURES_READ, caller.account, now)
    rows = []
    for each in found:
        listed = accounted(each.disclosure, each.kept_at, now)
        rows.append(disclosure_answer(each, papers, hipaa=listed.hipaa, part2=listed.part2))
    return answer(DisclosuresAnswer(disclosures=rows))


async def post_disclosure(request: Request) -> Response:
    """Before anything is handed out: it is, or nothing allows it."""
    rooms, caller = await asked(request, Role.CLIENT, Role.THERAPIST, *_DESK)
    body = await read(request, WithPaper, LARGE_BODY_BYTES)
    async with rooms.database.transaction() as connection:
        await accept_disclosure(
            connection, caller.account, caller.role, signed_of(body.signed), sealed_of(body.paper), rooms.now()
        )
    return done()


def release_routes() -> list[Route]:
    """All routes; the application's lifespan state has to hold `practice: Practice` and `mail: Mail`."""
    return [
        Route(f"{PREFIX}/requests", get_requests, methods=["GET"]),
        Route(f"{PREFIX}/requests/decide", post_decision, methods=["POST"]),
        Route(f"{PREFIX}/part2", get_marking, methods=["GET"]),
        Route(f"{PREFIX}/part2", post_marking, methods=["POST"]),
        Route(f"{PREFIX}/processes", get_processes, methods=["GET"]),
        Route(f"{PREFIX}/processes", post_process, methods=["POST"]),
        Route(f"{PREFIX}/processes/approve", post_approval, methods=["POST"]),
        Route(f"{PREFIX}/disclosures", get_disclosures, methods=["GET"]),
        Route(f"{PREFIX}/disclosures", post_disclosure, methods=["POST"]),
    ]
