"""A page of the audit trail on the wire (protocol.md §1.7), the same from either application."""

from typing import Final

from starlette.requests import Request

from server.crypto.canonical import MAX_UINT
from server.errors import Refusal, RefusalCode
from server.http.bodies import Answer, Blob
from server.ids import AccountId
from server.roles import Role
from server.sessions.sign_in_session import SignInSession
from server.storage.audit import Act, AuditRow, note, trail
from server.storage.database import Database

READERS: Final = frozenset({Role.OWNER, Role.OFFICER})


class AuditRowAnswer(Answer, frozen=True, kw_only=True):
    """A row; `actor` is null for the operator at the command line, `subject` where it was about many or nobody."""

    number: int
    at: int
    actor: Blob | None
    act: str
    subject: Blob | None
    hash: Blob


class AuditAnswer(Answer, frozen=True, kw_only=True):
    """A page of the trail, newest first."""

    rows: list[AuditRowAnswer]


async def audit_page(request: Request, database: Database, caller: SignInSession, now: int) -> AuditAnswer:
    """A page, for owner and officer; that they looked is the trail's newest row from then on."""
    if caller.role not in READERS:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    before = _before(request)
    async with database.transaction() as connection:
        rows = await trail(connection, before)
        await note(connection, Act.AUDIT_READ, AccountId(caller.account), now)
    return AuditAnswer(rows=[_row(each) for each in rows])


def _before(request: Request) -> int | None:
    text = request.query_params.get("before")
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and 0 < int(text[:17]) <= MAX_UINT and len(text) <= len(str(MAX_UINT))):
        raise Refusal(RefusalCode.MALFORMED)
    return int(text)


def _row(row: AuditRow) -> AuditRowAnswer:
    return AuditRowAnswer(
        number=row.number,
        at=row.at,
        actor=Blob(row.actor) if row.actor else None,
        act=row.act,
        subject=Blob(row.subject) if row.subject else None,
        hash=Blob(row.hash),
    )
