"""The composition root: `create_app(settings)` builds the rooms in its lifespan and hangs them behind the door."""

import os
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from typing import TypedDict

from redis.asyncio import Redis
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute, Route

from server.crypto.pepper import Peppers
from server.errors import ConfigurationError, StorageFault
from server.http.door import behind_the_door
from server.http.site import Site
from server.identity import departures, forgotten, tidings
from server.identity.history import keep_writing
from server.identity.processor import Account, Processor
from server.identity.rooms import Identity, furnish
from server.identity.routes import identity_routes
from server.log import get_log
from server.mailbox.attachments import Attachments
from server.mailbox.s3_shelf import S3Place, S3Shelf
from server.mailbox.shelf import PostgresShelf, Shelf
from server.practice.accepting import answer_hooks
from server.practice.agreement import keep_telling_who_has_agreed
from server.practice.countersigning import keep_reminding
from server.practice.erasing import Erasing
from server.practice.policy_telling import keep_telling_policies
from server.practice.suspension import keep_telling
from server.practice.system_notices import SystemNotices
from server.practice.tidings import keep_taking
from server.records import forgotten as records_forgotten
from server.records.departures import keep_putting
from server.records.log_key import log_origin, log_signer
from server.records.sequencing import Sequencer
from server.sessions.broken_rules import BrokenRules
from server.sessions.departures import Departures
from server.sessions.forgotten import ForgottenClients
from server.sessions.pace import Pace
from server.sessions.reaper import keep_reaping
from server.sessions.redis import connected
from server.sessions.sign_in_session import SignInSessions
from server.sessions.tidings import Tidings
from server.settings import Settings
from server.storage.database import Database
from server.storage.migrate import MIGRATIONS, check_schema
from server.storage.peppers import read_peppers
from server.storage.system_key import ensure_system_key
from server.web.broken_rules_api import rules_pace
from server.web.letters.warnings_api import warnings_pace
from server.web.mail import Mail
from server.web.practice import Practice
from server.web.rooms import Messaging, open_messaging, running
from server.web.routes import messaging_routes
from server.web.static import static_routes

_log = get_log("app")


class State(TypedDict, total=False):
    """What endpoints find in `request.state`: the rooms that this process serves."""

    identity: Identity
    practice: Practice
    messaging: Messaging
    mail: Mail
    attachments: Attachments
    warnings: Pace
    broken_rules: BrokenRules
    rules_pace: Pace


def create_app(settings: Settings) -> Starlette:
    """The application of one process. Nothing is opened before its lifespan begins, everything is closed when it ends."""
    site = Site(settings.origin, settings.also_origins)
    routes: list[BaseRoute] = [Route("/healthz", _health, methods=["GET"])]
    if settings.serves_identity():
        routes += identity_routes()
    if settings.serves_messaging():
        routes += messaging_routes()
        routes += static_routes(settings.static_dir)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[State]:
        async with AsyncExitStack() as exits:
            redis = await exits.enter_async_context(connected(settings.required("redis_url")))
            sessions = SignInSessions(redis, os.urandom)
            await exits.enter_async_context(running(partial(keep_reaping, sessions)))
            state = State()
            if settings.serves_identity():
                state["identity"] = await _identity(exits, settings, site, redis, sessions)
            if settings.serves_messaging():
                state |= await _messaging(exits, settings, site, redis, sessions)
            yield state

    return behind_the_door(routes, site, lifespan)


async def _health(_: Request) -> PlainTextResponse:
    return PlainTextResponse("ok\n")


def _now() -> int:
    return time.time_ns() // 1_000_000


async def _database(exits: AsyncExitStack, settings: Settings, side: str) -> Database:
    """One side's pool. A schema that does not fit stops the process; a PostgreSQL that is away does not, it will come."""
    url = settings.required(f"{side}_database_url")
    try:
        await check_schema(url, MIGRATIONS / side)
    except StorageFault:
        _log.warning("database_away", database=side)
    bounds = settings.limits
    return await exits.enter_async_context(
        Database(
            url,
            pool_size=bounds.pool_size,
            statement_cache_size=bounds.statement_cache,
            statement_seconds=bounds.statement_milliseconds / 1000,
        )
    )


async def _messaging(
    exits: AsyncExitStack, settings: Settings, site: Site, redis: Redis, sessions: SignInSessions
) -> State:
    """The messaging side's rooms, and the tasks that keep them."""
    database = await _database(exits, settings, "messaging")
    messaging = await exits.enter_async_context(
        open_messaging(site=site, database=database, redis=redis, sessions=sessions, bounds=settings.limits, now=_now)
    )
    ring = messaging.mail_bell.ring
    system = await _system(exits, settings, database)
    shelf = _shelf(settings, database)
    attachments = Attachments(database, shelf, _now, settings.limits.attachment_bytes_per_day)
    erasing = Erasing(database, shelf, system, _now, settings.limits.backup_days)
    for task in (
        partial(keep_telling, database, sessions),
        partial(keep_telling_who_has_agreed, database, sessions),
        partial(keep_putting, database, Departures(redis)),
        partial(records_forgotten.keep_putting, database, ForgottenClients(redis)),
        partial(keep_taking, database, Tidings(redis), system, ring, _now),
        partial(keep_telling_policies, database, system, ring, _now),
        partial(keep_reminding, database, system, ring, _now),
        attachments.keep_sweeping,
        erasing.keep_erasing,
    ):
        await exits.enter_async_context(running(task))
    hooks = answer_hooks(system)
    return State(
        practice=Practice(site=site, database=database, sessions=sessions, now=_now),
        messaging=messaging,
        mail=Mail(site=site, database=database, sessions=sessions, now=_now, ring=ring, hooks=hooks, system=system),
        attachments=attachments,
        warnings=warnings_pace(redis),
        broken_rules=BrokenRules(redis),
        rules_pace=rules_pace(redis),
    )


async def _system(exits: AsyncExitStack, settings: Settings, database: Database) -> SystemNotices:
    """The key that signs for the service, and the record log that it signs. It is published as soon as PostgreSQL is there, at the latest in this task."""
    kept = ensure_system_key(settings.system_key_file, _now())
    origin = log_origin(settings.service_name)
    sequencer = Sequencer(database, origin, log_signer(kept.secret, origin), _now)
    await exits.enter_async_context(running(sequencer.run))
    system = SystemNotices(kept, os.urandom)
    with suppress(StorageFault):
        await system.publish(database)
    await exits.enter_async_context(running(partial(system.keep_published, database)))
    return system


def _shelf(settings: Settings, database: Database) -> Shelf:
    """Where attachments lie: in PostgreSQL, unless an object store is configured."""
    place = S3Place.configured(settings)
    return PostgresShelf(database) if place is None else S3Shelf(place)


def _processor(settings: Settings) -> Processor | None:
    if settings.stripe_key is None or settings.stripe_webhook_secret is None:
        return None
    return Processor(
        Account(key=settings.stripe_key, webhook_secret=settings.stripe_webhook_secret, api=settings.stripe_api)
    )


async def _identity(
    exits: AsyncExitStack, settings: Settings, site: Site, redis: Redis, sessions: SignInSessions
) -> Identity:
    if settings.pepper_dir is None:
        raise ConfigurationError("WEBTHERAPY_PEPPER_DIR must be set")
    identity = furnish(
        site=site,
        database=await _database(exits, settings, "identity"),
        redis=redis,
        peppers=Peppers(read_peppers(settings.pepper_dir)),
        sessions=sessions,
        now=_now,
        random=os.urandom,
        service=settings.service_name,
        staff_need_second_factor=settings.staff_need_second_factor,
        processor=_processor(settings),
    )
    exits.callback(identity.verifiers.close)
    await exits.enter_async_context(running(partial(keep_writing, identity.database, sessions.log)))
    await exits.enter_async_context(running(partial(tidings.keep_putting, identity.database, Tidings(redis))))
    await exits.enter_async_context(running(partial(departures.keep_taking, identity.database, Departures(redis))))
    clients = ForgottenClients(redis)
    await exits.enter_async_context(running(partial(forgotten.keep_taking, identity.database, clients, _now)))
    return identity
