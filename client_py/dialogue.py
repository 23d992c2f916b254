"""One conversation as a program uses it: send, listen, start and end live sessions."""

import asyncio
from collections.abc import AsyncIterator, Callable

from client_py import events
from client_py.events import Alarm, Event, Message
from client_py.line import Line, now_ms
from client_py.record_log import LogSeen
from client_py.seat import Seat
from server.crypto.checks import Random, drawn
from server.crypto.content import EnvelopeKind, Text
from server.errors import Refusal, RefusalCode
from server.ids import ID_BYTES, AccountId, ConversationId, LiveSessionId, MessageId

PATIENCE_SECONDS = 30.0


class ConversationStoppedError(Exception):
    """The record did not prove itself; `alarm` says what and where. Nothing more is sent or shown."""

    def __init__(self, alarm: Alarm) -> None:
        super().__init__(f"conversation stopped at {alarm.sequence}: {alarm.reason}")
        self.alarm = alarm


class Dialogue:
    """The friendly face of a `Seat`. All waiting ends with `ConversationStoppedError` when the record does not hold."""

    def __init__(self, seat: Seat, line: Line, random: Random) -> None:
        self.record: list[Message] = []
        """Every envelope of the verified record opened so far, in order."""
        self.cursors: dict[AccountId, tuple[int, int]] = {}
        """(delivered, read) by account."""
        self.closed = False
        """The conversation was closed, or who reads it has changed, while this was open."""
        self.present: set[AccountId] = set()
        self.typing_now: set[AccountId] = set()
        self._seat = seat
        self._line = line
        self._random = random
        self._caught_up = False
        self._refused: RefusalCode | None = None
        self._answers: dict[MessageId, asyncio.Future[int]] = {}
        self._pages: dict[int, asyncio.Future[events.PageRead]] = {}
        self._moved = asyncio.Event()

    @property
    def attested(self) -> dict[AccountId, LogSeen]:
        """The largest head of the record log that each sender says to have seen, of what was read."""
        return self._seat.conversation.transcript.attested

    @property
    def identity(self) -> ConversationId:
        """The conversation's id."""
        return self._seat.conversation.identity

    @property
    def other(self) -> AccountId:
        """The other participant."""
        return self._seat.conversation.other

    @property
    def session(self) -> LiveSessionId | None:
        """The live session that is open in the verified record."""
        return self._seat.conversation.transcript.session

    @property
    def sequence(self) -> int:
        """The last verified entry."""
        return self._seat.conversation.transcript.sequence

    @property
    def head(self) -> bytes:
        """The verified head."""
        return self._seat.conversation.transcript.head

    @property
    def genesis(self) -> bytes:
        """head(0): the match's."""
        return self._seat.conversation.transcript.heads[0]

    @property
    def epoch(self) -> int:
        """The epoch in force, 0 before the first."""
        return self._seat.conversation.transcript.epoch

    @property
    def texts(self) -> list[str]:
        """What was written, in order."""
        return [message.text for message in self.record if isinstance(message.content, Text)]

    @property
    def waiting(self) -> int:
        """Messages written and not in the record yet."""
        return len(self._seat.outbox.pending)

    async def caught_up(self, seconds: float = PATIENCE_SECONDS) -> None:
        """Waits until the record is verified as far as the server has it, and opened."""
        await self.wait_for(lambda: self._caught_up and self._seat.conversation.opened == self.sequence, seconds)

    async def start_session(self, seconds: float = PATIENCE_SECONDS) -> LiveSessionId:
        """Opens a live session, or joins the one that is open; resolves when it can be written in. `Refusal` when it may not be."""
        if self.session is None or self._seat.conversation.stale:
            self._refused = None
            self._seat.wanted = self.session or LiveSessionId(drawn(self._random, ID_BYTES))
            self._line.person_did()
        await self.wait_for(lambda: self._refused is not None or self._writable(), seconds)
        if self.session is None:
            raise Refusal(self._refused or RefusalCode.NO_SESSION)
        return self.session

    def _writable(self) -> bool:
        conversation = self._seat.conversation
        return self.session is not None and conversation.ready() and not conversation.stale

    async def end_session(self) -> None:
        """Ends the live session; no fault when the other one was quicker."""
        try:
            await self._written(EnvelopeKind.END, "")
        except Refusal as refusal:
            if refusal.code is not RefusalCode.NO_SESSION:
                raise

    async def send(self, text: str) -> int:
        """Sends; resolves with the sequence when it is in the record. Raises `Refusal` when it is refused for good."""
        Text(text)  # ProofError("too_large") here and now, not when it is sealed
        return await self._written(EnvelopeKind.TEXT, text)

    async def messages(self, after: int = 0) -> AsyncIterator[Message]:
        """The texts of the record after a sequence, from the first to the newest and on, as they are verified."""
        shown = 0
        while True:
            for message in self.record[shown:]:
                shown += 1
                if isinstance(message.content, Text) and message.sequence > after:
                    yield message
            self._check()
            if shown == len(self.record):
                await self._moved.wait()

    async def read_back(self, before: int | None = None, limit: int = 50) -> events.PageRead:
        """The page of at most `limit` entries before a sequence (default: the newest), from the server, verified."""
        ref = self._seat.ask_page(before or self.sequence + 1, limit)
        self._pages[ref] = asyncio.get_running_loop().create_future()
        self._line.person_did()
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await self._pages[ref]
        finally:
            del self._pages[ref]

    def mark_read(self, sequence: int | None = None) -> None:
        """Says that a person has seen the record up to a sequence (default: all of it)."""
        self._seat.read_mark = max(self._seat.read_mark, self.sequence if sequence is None else sequence)
        self._line.person_did()

    def typing(self, active: bool = True) -> None:
        """Tells the other participant that someone is writing, or no longer."""
        self._seat.say_typing(active)
        self._line.person_did()

    async def wait_for(self, condition: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> None:
        """Waits until `condition` holds, looking after every event; TimeoutError."""
        async with asyncio.timeout(seconds):
            while not condition():
                self._check()
                await self._moved.wait()

    async def _written(self, kind: EnvelopeKind, text: str) -> int:
        self._check()
        message = self._seat.write(kind, text, now_ms())
        answer: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._answers[message] = answer
        self._line.person_did()
        return await answer

    def _check(self) -> None:
        if self._seat.alarm:
            raise ConversationStoppedError(self._seat.alarm)
        ended = self._line.connection.ended_by
        if ended is not None:
            raise Refusal(ended)

    # -- what happened -------------------------------------------------------------------------------------------------

    def heard(self, event: Event) -> None:
        """Takes one event of this conversation, on the event loop."""
        self.closed = self.closed or isinstance(event, events.Closed)
        match event:
            case Message():
                self.record.append(event)
            case events.Sent():
                self._answer(event.message, event.sequence)
            case events.Unsent():
                self._answer(event.message, Refusal(RefusalCode(event.code)))
            case events.CaughtUp():
                self._caught_up = True
            case events.CursorMoved():
                self.cursors[event.account] = (event.delivered, event.read)
            case events.PresenceChanged():
                _toggle(self.present, event.account, event.present)
            case events.TypingChanged():
                _toggle(self.typing_now, event.account, event.active)
            case events.PageRead() if event.ref in self._pages:
                self._pages[event.ref].set_result(event)
            case events.RequestRefused() if event.ref in self._pages:
                self._pages[event.ref].set_exception(Refusal(RefusalCode(event.code)))
            case events.RequestRefused():
                self._refused = RefusalCode(event.code)
            case Alarm():
                self._fail(ConversationStoppedError(event))
            case _:
                pass  # other events are seen in the seat itself
        self.moved()

    def ended(self, code: RefusalCode) -> None:
        """The sign-in session is over: nothing that waits will be answered."""
        self._fail(Refusal(code))
        self.moved()

    def moved(self) -> None:
        """Wakes everyone who waits for a condition."""
        self._moved.set()
        self._moved = asyncio.Event()

    def _answer(self, message: MessageId, outcome: int | Refusal) -> None:
        answer = self._answers.pop(message, None)
        if answer is None or answer.done():
            return
        if isinstance(outcome, int):
            answer.set_result(outcome)
        else:
            answer.set_exception(outcome)

    def _fail(self, error: Exception) -> None:
        waiting: list[asyncio.Future[int] | asyncio.Future[events.PageRead]] = [*self._answers.values()]
        for answer in [*waiting, *self._pages.values()]:
            if not answer.done():
                answer.set_exception(error)


def _toggle(people: set[AccountId], account: AccountId, there: bool) -> None:
    if there:
        people.add(account)
    else:
        people.discard(account)
