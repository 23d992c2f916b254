"""What the identity application is made of; its composition puts it together once."""

from collections.abc import Callable
from dataclasses import dataclass

from redis.asyncio import Redis
from starlette.requests import Request

from server.crypto.pepper import Peppers
from server.http.site import Site
from server.identity.accounts import Accounts
from server.identity.attempts import Attempts
from server.identity.ceremony import Ceremony
from server.identity.failures import Failures
from server.identity.passkeys import Passkeys
from server.identity.processor import Processor
from server.identity.reservations import Reservations
from server.identity.tickets import Tickets
from server.identity.verifier import SIGN_IN, Profile, Verifiers
from server.sessions.sign_in_session import SignInSessions
from server.storage.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The rooms, and the clock (Unix milliseconds)."""

    site: Site
    database: Database
    peppers: Peppers
    accounts: Accounts
    passkeys: Passkeys
    ceremony: Ceremony
    verifiers: Verifiers
    attempts: Attempts
    failures: Failures
    tickets: Tickets
    reservations: Reservations
    sessions: SignInSessions
    now: Callable[[], int]
    random: Callable[[int], bytes]
    staff_need_second_factor: bool
    processor: Processor | None
    """Who takes payments; None where nobody does."""


def rooms_of(request: Request) -> Identity:
    """The rooms, for an endpoint: the application's lifespan state has to hold `identity: Identity`."""
    rooms = request.state.identity
    assert isinstance(rooms, Identity)  # the composition's promise, for the type checker
    return rooms


def furnish(
    *,
    site: Site,
    database: Database,
    redis: Redis,
    peppers: Peppers,
    sessions: SignInSessions,
    now: Callable[[], int],
    random: Callable[[int], bytes],
    service: str = "webtherapy",
    staff_need_second_factor: bool = True,
    processor: Processor | None = None,
    profile: Profile = SIGN_IN,
    prefix: str = "webtherapy:",
) -> Identity:
    """The identity rooms over a database, Valkey and the peppers. `verifiers.close()` when done."""
    verifiers = Verifiers(profile, random)
    return Identity(
        site=site,
        database=database,
        peppers=peppers,
        accounts=Accounts(database, peppers, random, verifiers.make_now(random(32))),
        passkeys=Passkeys(peppers, random),
        ceremony=Ceremony(site, service),
        verifiers=verifiers,
        attempts=Attempts(redis, now, random, prefix),
        failures=Failures(peppers),
        tickets=Tickets(redis, random, prefix),
        reservations=Reservations(redis, peppers, random, prefix),
        sessions=sessions,
        now=now,
        random=random,
        staff_need_second_factor=staff_need_second_factor,
        processor=processor,
    )
