"""People by pseudonym, and what staff do to their accounts (protocol.md §1.7)."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.crypto.staff_act import ActWord, ReasonCode
from server.http.bodies import Answer, Blob, Body, Id, SignedBody, answers, done, read
from server.ids import AccountId
from server.practice.accounts import AccountState, known_accounts
from server.practice.suspension import TOLD, accept_act
from server.roles import Role
from server.storage.audit import Act, note
from server.web.documents import signed_of
from server.web.mail import mail_of
from server.web.practice import asked

PREFIX: Final = "/messaging/v1/accounts"


class AccountAnswer(Answer, frozen=True, kw_only=True):
    """An account from outside."""

    account: Blob
    role: Role
    certified: bool
    state: AccountState
    since: int | None


class ActBody(Body, frozen=True, kw_only=True):
    """What is done to an account, signed by who does it; the words of the reason stay with the person."""

    act: SignedBody
    code: ReasonCode
    account: Id


async def get_accounts(request: Request) -> Response:
    """Everybody whose keys are known, for intake, officers and owners."""
    rooms, caller = await asked(request, Role.INTAKE, Role.OFFICER, Role.OWNER)
    async with rooms.database.transaction() as connection:
        found = await known_accounts(connection)
        await note(connection, Act.ACCOUNTS_READ, caller.account, rooms.now())
    return answers(
        [
            AccountAnswer(
                account=Blob(each.account),
                role=each.role,
                certified=each.certified,
                state=each.state,
                since=each.since,
            )
            for each in found
        ]
    )


async def post_suspend(request: Request) -> Response:
    """Suspend an account."""
    return await _do(request, ActWord.SUSPEND)


async def post_reinstate(request: Request) -> Response:
    """Let an account write again."""
    return await _do(request, ActWord.REINSTATE)


def account_routes() -> list[Route]:
    """All routes, with full paths; the application's lifespan state has to hold `practice: Practice` and `mail: Mail`."""
    return [
        Route(PREFIX, get_accounts, methods=["GET"]),
        Route(f"{PREFIX}/suspend", post_suspend, methods=["POST"]),
        Route(f"{PREFIX}/reinstate", post_reinstate, methods=["POST"]),
    ]


async def _do(request: Request, act: ActWord) -> Response:
    rooms, caller = await asked(request, Role.INTAKE, Role.OWNER)
    body = await read(request, ActBody)
    account = AccountId(bytes(body.account))
    mail, signed = mail_of(request), signed_of(body.act)
    async with rooms.database.transaction() as connection:
        new = await accept_act(connection, rooms.sessions, caller, account, act, body.code, signed, rooms.now())
        changed = await mail.system.tell(connection, account, TOLD[act], rooms.now()) if new else ()
    mail.ring(changed)
    return done()
