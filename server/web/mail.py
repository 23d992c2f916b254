"""What every endpoint needs that changes what somebody has to read."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from starlette.requests import Request

from server.http.signed_in import signed_in
from server.http.site import Site
from server.ids import AccountId
from server.practice.notices import AnswerHooks
from server.practice.system_notices import SystemNotices
from server.sessions.sign_in_session import SignInSession, SignInSessions
from server.storage.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """The mailboxes, as the application's lifespan state holds them under `mail`. Whoever changes somebody's mail commits, then calls `ring` with their accounts."""

    site: Site
    database: Database
    sessions: SignInSessions
    now: Callable[[], int]
    ring: Callable[[Collection[AccountId]], None]
    hooks: AnswerHooks
    system: SystemNotices


def mail_of(request: Request) -> Mail:
    """The mailboxes of this application."""
    mail = request.state.mail
    assert isinstance(mail, Mail)  # the composition's promise, for the type checker
    return mail


async def mail_asked(request: Request, *, writing: bool = False, letters: bool = False) -> tuple[Mail, SignInSession]:
    """The mailboxes, and who asks; `signed_out` for nobody. Who is suspended reads, staff their notices only and no `letters`, and does
    nothing that is `writing`.
    """
    mail = mail_of(request)
    own = not (writing or letters)
    return mail, await signed_in(request, mail.sessions, mail.site, suspended=own, writing=writing)
