"""What the messaging side's socket is made of, and how its rooms are put together."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from redis.asyncio import Redis

from server.channels import drain as draining
from server.channels.board import ValkeyBoard
from server.channels.closings import Closings
from server.channels.delivery import Delivery
from server.channels.depositing import DepositKeeping
from server.channels.doorbell import Heard, ValkeyDoorbell
from server.channels.drain import Drain
from server.channels.following import Following
from server.channels.mail_bell import MAIL, MailBell
from server.channels.opening import EpochOpening
from server.channels.posting import Posting
from server.channels.presence import Presence
from server.channels.receipts import Receipts
from server.channels.signals import MailSignal, Passed, PresenceSignal
from server.channels.typing import Telling
from server.channels.verifying import Verifying
from server.crypto.manifest import Manifest
from server.http.site import Site
from server.ids import AccountId, ConversationId
from server.log import get_log
from server.practice.delegations import standing_certifiers
from server.practice.manifests import manifest_in_force
from server.practice.root import pinned_root
from server.protocol.limits import Limits
from server.records.epochs import MemberKeys
from server.roles import Role
from server.sessions.endings import Endings
from server.sessions.sign_in_session import SignInSessions
from server.settings import Limits as Bounds
from server.storage.database import Connection, Database

UNHEARD_SECONDS: Final = 0.5
RESTART_SECONDS: Final = 1.0

_log = get_log("web")


@dataclass(frozen=True, slots=True, kw_only=True)
class Messaging:
    """The rooms, the limits of one connection, and the clock (Unix milliseconds)."""

    site: Site
    sessions: SignInSessions
    endings: Endings
    drain: Drain
    following: Following
    receipts: Receipts
    telling: Telling
    closings: Closings
    mail_bell: MailBell
    limits: Limits
    sockets_per_session: int
    now: Callable[[], int]


@asynccontextmanager
async def open_messaging(
    *,
    site: Site,
    database: Database,
    redis: Redis,
    sessions: SignInSessions,
    bounds: Bounds,
    now: Callable[[], int],
    prefix: str = "webtherapy:",
) -> AsyncIterator[Messaging]:
    """The rooms, with their tasks running, until the context ends."""
    limits = _limits(bounds)
    delivery = Delivery(database, limits)
    hearing = _Hearing(delivery)
    doorbell = ValkeyDoorbell(redis, Heard(rung=hearing.rung, told=hearing.told), prefix)
    mail_bell = hearing.mail_bell = MailBell(database, doorbell)
    presence = hearing.presence = Presence(ValkeyBoard(redis, prefix), delivery, doorbell)
    telling = Telling(delivery, doorbell)
    with ThreadPoolExecutor(bounds.writer_lanes, thread_name_prefix="verify") as threads:
        posting = Posting(Verifying(threads), delivery, doorbell, now, mail_bell.ring_readers)
        opening = EpochOpening(_manifest_in_force, delivery, doorbell, now)
        writers = draining.Rooms(posting, opening, DepositKeeping(_manifest_in_force))
        messaging = Messaging(
            site=site,
            sessions=sessions,
            endings=Endings(redis, sessions),
            drain=Drain(database, writers, bounds.writer_lanes, bounds.batch_rows),
            following=Following(database, delivery, doorbell, presence),
            receipts=Receipts(database, telling.tell),
            telling=telling,
            closings=Closings(database, telling, _CertifierKeys(now).of, now),
            mail_bell=mail_bell,
            limits=limits,
            sockets_per_session=bounds.sockets_per_session,
            now=now,
        )
        async with AsyncExitStack() as exits:
            for each in (
                doorbell,
                presence,
                messaging.endings,
                delivery,
                messaging.receipts,
                messaging.drain,
                mail_bell,
            ):
                await exits.enter_async_context(running(each.run))
            yield messaging


def _limits(bounds: Bounds) -> Limits:
    """What an installation may move of the limits of one connection."""
    return Limits(
        posts_per_second=bounds.posts_per_second,
        posts_burst=bounds.posts_burst,
        outgoing_frames=bounds.outgoing_frames,
    )


@dataclass(slots=True)
class _Hearing:
    """Who is told what the doorbell brings. Those who also ring it are there only after it."""

    delivery: Delivery
    mail_bell: MailBell = field(init=False)
    presence: Presence = field(init=False)

    def rung(self, conversation: ConversationId) -> None:
        if conversation == MAIL:
            self.mail_bell.look()
        else:
            self.delivery.rung(conversation)

    def told(self, conversation: ConversationId, signal: Passed) -> None:
        if isinstance(signal, MailSignal):
            self.mail_bell.heard(signal)
        elif isinstance(signal, PresenceSignal):
            self.presence.heard(conversation, signal)
        else:
            self.delivery.tell(conversation, signal)


@asynccontextmanager
async def running(run: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    """A task of the process. If it fails by a mistake of ours it is begun again, and the log says so."""

    async def keep_running() -> None:
        while True:
            try:
                await run()
            except Exception as failure:  # noqa: BLE001 - a process without one of its tasks would be worse
                _log.error("task_failed", exc_info=failure)
            await asyncio.sleep(RESTART_SECONDS)

    task = asyncio.create_task(keep_running())
    try:
        yield
    finally:
        # Some driver may take a cancellation for its own timeout: it is said again until it is heard.
        while not task.done():
            task.cancel()
            await asyncio.wait((task,), timeout=UNHEARD_SECONDS)


@dataclass(frozen=True, slots=True)
class _CertifierKeys:
    """The practice's answer to who certifies now. Whoever does acts for intake."""

    now: Callable[[], int]

    async def of(self, connection: Connection, account: AccountId) -> MemberKeys:
        certifiers = await standing_certifiers(connection, await pinned_root(connection), account, self.now())
        bundle = next(iter(certifiers.values())).bundle
        return MemberKeys(account, Role.INTAKE, bundle.hash, bundle.signing_public)


async def _manifest_in_force(connection: Connection) -> Manifest | None:
    kept = await manifest_in_force(connection)
    return None if kept is None else kept.manifest
