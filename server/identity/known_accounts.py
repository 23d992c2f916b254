"""The accounts that were ever issued or registered, for staff: by pseudonym, and whether they were shut (protocol.md §1.7)."""

from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.http.bodies import Answer, Blob, answers
from server.identity.asking import staff_asker
from server.identity.rooms import rooms_of
from server.roles import Role
from server.storage.audit import Act, note
from server.storage.queries import load

queries: Final = load(Path(__file__).with_name("known_accounts.sql"))


class IssuedAccountAnswer(Answer, frozen=True, kw_only=True):
    """An account from outside; `state` is "active" or "closed"."""

    account: Blob
    role: Role
    state: str
    issued_at: int


async def get_accounts(request: Request) -> Response:
    """All of them, for intake, officers and owners."""
    caller, rooms = await staff_asker(request, Role.INTAKE, Role.OFFICER, Role.OWNER), rooms_of(request)
    async with rooms.database.transaction() as connection:
        rows = await connection.fetch(queries.issued_accounts)
        await note(connection, Act.ACCOUNTS_READ, caller.account, rooms.now())
    return answers(
        [
            IssuedAccountAnswer(
                account=Blob(row["account"]),
                role=Role(row["role"]),
                state="active" if row["state"] == "active" else "closed",
                issued_at=row["issued_at"],
            )
            for row in rows
        ]
    )


def known_account_routes() -> list[BaseRoute]:
    """To be mounted among identity's routes."""
    return [Route("/accounts", get_accounts, methods=["GET"])]
