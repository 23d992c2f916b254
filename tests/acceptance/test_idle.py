"""Five quiet minutes, with real processes and real sockets (compliance SES-01 to SES-13). Valkey's clock is put forward; nobody waits."""

import asyncio
import os
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis
from redis.asyncio.client import PubSub

from client_py.client import Client
from client_py.connection import Connection
from client_py.documents import Document, Empty
from server.errors import EndReason, Refusal, RefusalCode
from server.ids import InstanceId
from server.protocol import codec, frames
from server.roles import Role
from server.sessions import cookie
from server.sessions.endings import LOOK_SECONDS
from server.sessions.redis import connected
from server.sessions.scripts import IDLE_MS
from server.sessions.sign_in_session import SecondFactor, SignInSessions
from server.storage.embedded.stack import EmbeddedStack
from tests.acceptance.house import House
from tests.acceptance.raw import PATIENCE, Raw, raw
from tests.acceptance.service import Running, running_service
from tests.support.databases import Templates
from tests.support.houses import lasting_environ
from tests.support.valkey_clock import CLOSE_MS, ValkeyClock

DAY_MS = 24 * 3_600_000
WELCOME = codec.encode(frames.Welcome(account=bytes(16), time=0, expires=DAY_MS, left=IDLE_MS))
CLOSED = 4401


class Session(Document, frozen=True, kw_only=True):
    """What is left of a session."""

    left: int
    expires: int


class Happened(Document, frozen=True, kw_only=True):
    """A row of the history."""

    at: int
    event: str


class History(Document, frozen=True, kw_only=True):
    """All of it."""

    events: list[Happened]


class Ending(Document, frozen=True, kw_only=True):
    """To end one session, or all others."""

    session: None = None


@pytest.fixture(scope="module")
async def quiet(stack: EmbeddedStack, templates: Templates) -> AsyncIterator[Running]:
    """A service whose clock is nobody else's."""
    async with lasting_environ(stack, templates, 6) as environ, running_service(environ) as service:
        yield service


@pytest.fixture(scope="module")
async def home(quiet: Running) -> House:
    """Its practice: one pair."""
    return await quiet.furnish(1)


@pytest.fixture
async def valkey(quiet: Running) -> AsyncIterator[Redis]:
    """Its Valkey."""
    async with connected(quiet.environ["REDIS_URL"]) as redis:
        yield redis


@pytest.fixture
def clock(valkey: Redis) -> ValkeyClock:
    """Its clock."""
    return ValkeyClock(valkey)


@pytest.fixture
async def sessions(valkey: Redis, home: House) -> SignInSessions:
    """Its sign-in sessions; none of those from before a test is left."""
    found = SignInSessions(valkey, os.urandom)
    for person in (home.pairs[0].client, home.pairs[0].therapist):
        await found.end_all(person.account)
    return found


async def says(tab: Raw, age: int | None) -> frames.Idle:
    """Reports activity, or only asks; what comes in between is passed over."""
    await tab.send(frames.Activity(age=age))
    while not isinstance(answer := await tab.next(), frames.Idle):
        pass
    return answer


async def last_words(tab: Raw) -> str | None:
    """Waits for the end: a refusal that names the reason, then 4401."""
    while not isinstance(said := await tab.next(), frames.Refused) or said.ref is not None:
        pass
    assert said.code == "signed_out"
    assert await tab.closed() == CLOSED
    return said.reason


async def over(client: Client) -> EndReason | None:
    """Why a request is refused now."""
    with pytest.raises(Refusal) as refused:
        async with raw(client):
            pass
    assert refused.value.code is RefusalCode.SIGNED_OUT
    return refused.value.reason


async def log_offs(client: Client, at: int) -> int:
    """How many rows the history has of an idle log-off at this moment, once identity has written one down."""
    async with asyncio.timeout(PATIENCE):
        while True:
            history = await client.http.get("/identity/v1/history", History)
            if count := history.events.count(Happened(at=at, event="idle")):
                return count


async def test_every_tab_of_a_quiet_session_closes_and_no_other(
    quiet: Running, home: House, clock: ValkeyClock, sessions: SignInSessions
) -> None:
    """Two tabs at 300 s, with the reason, and 401 from then on; a second device goes on by its own clock (SES-02, SES-04)."""
    person = home.pairs[0].client
    async with (
        await person.sign_in(quiet.url) as client,
        await person.sign_in(quiet.url) as device,
        raw(client) as one,
        raw(client) as two,
        raw(device) as other,
    ):
        _, quiet_one = await sessions.list_of(client.account.identity)
        await clock.forward(IDLE_MS - 3 * CLOSE_MS)
        assert (await says(one, 0)).left == IDLE_MS
        _, used = await sessions.list_of(client.account.identity)
        assert (used.id, used.left > IDLE_MS - CLOSE_MS) == (quiet_one.id, True)
        assert (await says(two, None)).left > IDLE_MS - CLOSE_MS
        await clock.forward(2 * CLOSE_MS)
        assert 0 < (await says(other, None)).left <= CLOSE_MS
        assert (await says(other, 0)).left == IDLE_MS
        await clock.forward(IDLE_MS - 2 * CLOSE_MS)
        assert {await last_words(one), await last_words(two)} == {"idle"}
        assert await over(client) is EndReason.IDLE
        assert (await says(other, None)).left > 0
        assert await log_offs(device, used.active + IDLE_MS) == 1


async def test_only_what_a_person_does_counts(quiet: Running, home: House, clock: ValkeyClock) -> None:
    """Pings, requests, frames of every other kind, and all that the other side does, leave the clock running (SES-03)."""
    pair = home.pairs[0]
    async with await pair.client.sign_in(quiet.url) as client, raw(client) as tab:
        async with await pair.therapist.sign_in(quiet.url) as therapist:
            his = await therapist.conversation()
            await clock.forward(IDLE_MS - CLOSE_MS)
            async with raw(therapist) as beside:
                await says(beside, 0)
            conversation = his.identity
            await tab.send(frames.Follow(ref=1, conversation=conversation, after=0))
            await his.start_session()
            his.typing()
            sequence = await his.send("Are you there?")
            while not isinstance(heard := await tab.next(), frames.Delivery) or heard.entries[-1].sequence < sequence:
                pass
            await tab.send(frames.Confirm(conversation=conversation, delivered=sequence, read=sequence))
            await tab.send(frames.Typing(conversation=conversation, active=True))
            await tab.ask(frames.Read(ref=2, conversation=conversation, before=sequence, limit=1))
            await tab.ask(frames.Post(ref=3, envelope=b"whatever it is"))
            await (await tab.socket.ping())
            assert (await client.http.get("/identity/v1/session", Session)).left <= CLOSE_MS
            async with raw(client, greet=False) as another:
                assert 0 < (await another.hello()).left <= CLOSE_MS
                assert 0 < (await says(another, None)).left <= CLOSE_MS
            await his.end_session()
        await clock.forward(CLOSE_MS)
        assert await last_words(tab) == "idle"


async def test_a_wrong_clock_at_the_page_changes_nothing(quiet: Running, home: House, clock: ValkeyClock) -> None:
    """A report says how long ago it was, never when: a page whose clock is a day off keeps its five minutes (SES-01)."""
    for skew in (DAY_MS, -DAY_MS):
        async with await home.pairs[0].client.sign_in(quiet.url) as client, raw(client) as tab:
            await clock.forward(IDLE_MS - CLOSE_MS)
            page = Connection(InstanceId(os.urandom(16)))
            page.opened()
            page.frames_to_send()
            page.receive(WELCOME, skew + DAY_MS)
            page.person_did(skew + DAY_MS)
            page.tick(skew + DAY_MS + 10_000)
            (report,) = page.frames_to_send()
            await tab.socket.send(report)
            while not isinstance(answer := await tab.next(), frames.Idle):
                pass
            assert answer.left == IDLE_MS - 10_000


async def test_work_ends_at_the_longest_life(
    quiet: Running, home: House, clock: ValkeyClock, sessions: SignInSessions
) -> None:
    """Nobody stays for longer than a day, however busy; the clock announces it, and the reason says so (SES-11)."""
    async with await home.pairs[0].client.sign_in(quiet.url) as client, raw(client) as tab:
        (session,) = await sessions.list_of(client.account.identity)
        # Not over the socket: a day's reports within a second would be too fast.
        while (await sessions.activity(session.id, 0)).cap > IDLE_MS:
            await clock.forward(IDLE_MS - CLOSE_MS)
        left = await says(tab, 0)
        assert left.left == left.cap
        await clock.forward(left.cap)
        assert await last_words(tab) == "cap"
        assert await over(client) is EndReason.CAP


async def test_another_process_ends_what_a_killed_one_held(
    quiet: Running, home: House, valkey: Redis, clock: ValkeyClock, sessions: SignInSessions
) -> None:
    """After SIGKILL of the process that held the sockets the session ends all the same, in time and once (SES-02, SES-10)."""
    person = home.pairs[0].therapist
    async with quiet.another() as doomed, valkey.pubsub() as channel:
        async with await person.sign_in(doomed.origin) as client, raw(client) as tab:
            assert (await says(tab, 0)).left == IDLE_MS
            await doomed.kill()
        (session,) = await sessions.list_of(person.account)
        await channel.subscribe(sessions.endings_channel)
        await clock.forward(IDLE_MS)
        name = session.id.hex().encode()
        async with asyncio.timeout(PATIENCE):
            # Other people's sessions may end at the same time.
            while not (said := await _announced(channel)).startswith(name):
                pass
        assert said == name + b" idle"
    async with await person.sign_in(quiet.url) as client:
        assert await log_offs(client, session.active + IDLE_MS) == 1


async def _announced(channel: PubSub) -> bytes:
    """The next announcement."""
    while (heard := await channel.get_message(timeout=PATIENCE)) is None or heard["type"] != "message":
        pass
    return bytes(heard["data"])


async def test_a_session_is_ended_from_another_device_at_another_process(quiet: Running, home: House) -> None:
    """Told at once, on every socket, with the reason; the one that asked goes on (SES-13)."""
    person = home.pairs[0].client
    async with (
        quiet.another() as elsewhere,
        await person.sign_in(quiet.url) as client,
        await person.sign_in(elsewhere.origin) as device,
        raw(client) as one,
        raw(client) as two,
        raw(device) as other,
    ):
        await device.http.tell("/identity/v1/sessions/end", Ending())
        async with asyncio.timeout(LOOK_SECONDS):
            assert {await last_words(one), await last_words(two)} == {"elsewhere"}
        assert await over(client) is EndReason.ELSEWHERE
        assert (await says(other, None)).left > 0


async def test_who_has_a_second_factor_to_set_up_gets_no_socket(quiet: Running, home: House, valkey: Redis) -> None:
    """The handshake is refused by name, until the session is complete."""
    sessions = SignInSessions(valkey, os.urandom)
    async with await home.pairs[0].therapist.sign_in(quiet.url) as client:
        token, session = await sessions.begin(
            client.account.identity, Role.THERAPIST, second_factor=SecondFactor.MISSING
        )
        name, _, value = cookie.setting(token, secure=False).partition(";")[0].partition("=")
        client.http._client.cookies.clear()
        client.http._client.cookies.set(name, value)
        with pytest.raises(Refusal) as refused:
            async with raw(client):
                pass
        assert refused.value.code is RefusalCode.SECOND_FACTOR_MISSING
        await sessions.complete(session.id)
        async with raw(client):
            pass


async def test_too_many_reports_are_refused_and_nobody_is_cut_off(quiet: Running, home: House) -> None:
    """Five at once pass; the next is told to wait, and the connection stays."""
    async with await home.pairs[0].client.sign_in(quiet.url) as client, raw(client) as tab:
        for _ in range(8):
            await tab.send(frames.Activity(age=0))
        answers = [await tab.next() for _ in range(8)]
        refused = [each for each in answers if isinstance(each, frames.Refused)]
        assert refused
        assert {each.code for each in refused} == {"too_fast"}
        answer = await tab.ask(frames.Read(ref=9, conversation=bytes(16), before=1, limit=1))
        assert isinstance(answer, frames.Refused)
        assert answer.code == "not_for_you"


async def test_an_emptied_valkey_signs_everyone_out(quiet: Running, home: House, valkey: Redis) -> None:
    """Sockets close and requests are refused, for no reason that anyone knows (SES-09)."""
    async with await home.pairs[0].client.sign_in(quiet.url) as client, raw(client) as tab:
        await valkey.flushdb()
        assert await last_words(tab) is None
        assert await over(client) is None


async def test_no_token_is_in_the_logs(quiet: Running, home: House, clock: ValkeyClock) -> None:
    """Whatever has ended and was asked for after its end."""
    async with await home.pairs[0].client.sign_in(quiet.url) as client, raw(client) as tab:
        token = client.http.cookie.partition("=")[2]
        await clock.forward(IDLE_MS)
        await last_words(tab)
        await over(client)
        with pytest.raises(Refusal):
            await client.http.tell("/identity/v1/sessions/end", Empty())
    secret = cookie.token_of(token)
    assert secret is not None
    for spelling in (token, secret.hex(), repr(secret)):
        assert spelling not in quiet.process.log_text()
