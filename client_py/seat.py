"""A member's seat in one conversation: what to ask the server, what to send next. Pure; time and randomness are arguments.

connected → follow → catch up → learn each epoch → deposit for it → post
(a refusal leads back to the step that it names)
"""

from collections.abc import Callable
from typing import Final

from client_py import events, signals
from client_py.asked import Asked, SeatFrame
from client_py.codes import known_code
from client_py.conversation import Conversation, StopError
from client_py.events import Alarm, AlarmReason, Event
from client_py.outbox import HELD, Outbox, Pending
from client_py.transcript import KeysUnknownError
from server.crypto.appointment import Appointment
from server.crypto.checks import Random, drawn
from server.crypto.content import WRITTEN_KINDS, EnvelopeKind
from server.crypto.letter import Letter
from server.errors import ProofError, RefusalCode
from server.ids import ID_BYTES, LiveSessionId, MessageId
from server.protocol import frames

POSTS_IN_FLIGHT: Final = 32
"""Half of what the server accepts unanswered from one connection (protocol/limits.py)."""
CONFIRM_EVERY_MS: Final = 250
"""protocol.md §3.4."""
PATIENCE_MS: Final = 500
"""When a refusal says "wait" without saying how long."""


class Seat:
    """Holds one conversation, its outbox and this connection's progress in it."""

    def __init__(self, conversation: Conversation, outbox: Outbox, next_ref: Callable[[], int], random: Random) -> None:
        self.conversation = conversation
        self.outbox = outbox
        self.alarm: Alarm | None = None
        self.wanted: LiveSessionId | None = None
        """A live session that this member wants to be open."""
        self.read_mark = 0
        self._next_ref = next_ref
        self._random = random
        self._out: list[frames.AnyClientFrame] = []
        self._confirmed = (0, 0)
        self._sealed_at = 0
        """The end that this instance has sealed: its own seal takes a while to come back."""
        self._reset()

    def _reset(self) -> None:
        self._out.clear()
        self.linked = False
        self.caught_up = False
        self._asked = Asked()
        self._awaited_epoch = 0
        self._awaited_keys: int | None = None
        self._deaf = False
        self._held_until = 0
        self._room = POSTS_IN_FLIGHT
        self._confirm_at = 0

    # -- the connection ------------------------------------------------------------------------------------------------

    def connected(self) -> None:
        """The connection is welcome: asks for everything after what is verified."""
        self._reset()
        if self.alarm:
            return
        self.linked = True
        self._follow()

    def _follow(self) -> None:
        ref = self._next_ref()
        self._asked.follow = ref
        self._asked.after = self.conversation.transcript.sequence
        self.caught_up = False
        identity = self.conversation.identity
        self._out.append(frames.Follow(ref=ref, conversation=identity, after=self.conversation.transcript.sequence))

    def disconnected(self) -> None:
        """The connection ended; what was in flight is unsure until it is answered."""
        self._reset()
        self.outbox.disconnected()

    def take_frames(self) -> list[frames.AnyClientFrame]:
        """Frames to send, in order; the next call starts with none."""
        taken, self._out = self._out, []
        return taken

    def deadline(self) -> int | None:
        """When `tick` wants to be called, Unix milliseconds; None when nothing waits for time."""
        if not self.linked or self.alarm:
            return None
        due = []
        if self._held_until and (self.outbox.pending or self.wanted):
            due.append(self._held_until)
        if self._confirmed != self._cursors():
            due.append(self._confirm_at)
        return min(due, default=None)

    def tick(self, now: int) -> list[Event]:
        """Time has passed, or the shell has put something into the outbox."""
        return self._guarded(lambda: self._settle(self.conversation.look_again()), now)

    # -- what the shell wants ------------------------------------------------------------------------------------------

    def write(self, kind: str, text: str, now: int) -> MessageId:
        """Puts a message into the outbox; `tick` sends it as soon as it can be sent."""
        message = MessageId(drawn(self._random, ID_BYTES))
        self.outbox.put(Pending(message=message, kind=kind, text=text, client_time=now))
        return message

    def write_letter(self, message: MessageId, content: Letter | Appointment, now: int) -> None:
        """Puts a letter or an appointment into the outbox; an epoch for it is opened where there is none."""
        self.outbox.put(Pending.of(message, content, now))

    def ask_page(self, before: int, limit: int) -> int:
        """Asks for the page before a sequence; the answer is a `PageRead` with the returned ref."""
        ref = self._next_ref()
        self._asked.reads[ref] = before
        identity = self.conversation.identity
        self._out.append(frames.Read(ref=ref, conversation=identity, before=before, limit=limit))
        return ref

    def say_typing(self, active: bool) -> None:
        """Tells the other participant; worth nothing later, so it is dropped while there is no connection."""
        if self.linked and not self.alarm:
            self._out.append(frames.Typing(conversation=self.conversation.identity, active=active))

    # -- what the server says ------------------------------------------------------------------------------------------

    def receive(self, frame: SeatFrame, now: int) -> list[Event]:
        """Takes one frame of this conversation and goes as far as it can."""
        return self._guarded(lambda: self._take(frame), now)

    def refused(self, frame: frames.Refused, now: int) -> list[Event]:
        """Takes a refusal of one of this seat's requests."""
        return self._guarded(lambda: self._take_refusal(frame, now), now)

    def asked(self, ref: int) -> bool:
        """Whether a request of this seat carries this ref."""
        return self._asked.owns(ref)

    def _guarded(self, step: Callable[[], list[Event]], now: int) -> list[Event]:
        if self.alarm:
            return []
        happened: list[Event] = []
        try:
            happened += step()
            happened += self._advance(now)
        except KeysUnknownError as missing:
            happened += self._settle(missing.events)
            happened.append(self._ask_for_keys())
            self._deaf = True  # what comes behind that opening is asked for again
        except StopError as stop:
            happened += stop.events
            happened.append(self._stop(stop.reason, stop.sequence))
        except ProofError:
            # What this member itself would make does not stand: custodians without a certificate that holds.
            happened.append(self._stop(AlarmReason.UNKNOWN_MANIFEST, self.conversation.transcript.sequence))
        return happened

    def _ask_for_keys(self) -> Event:
        self._awaited_keys = self.conversation.trust.people_readings
        return events.KeysUnknown(conversation=self.conversation.identity)

    def _stop(self, reason: AlarmReason, sequence: int) -> Alarm:
        identity = self.conversation.identity
        self.alarm = Alarm(conversation=identity, reason=reason, sequence=sequence)
        self._out = [frames.Unfollow(conversation=identity)] if self.linked else []
        return self.alarm

    def _take(self, frame: SeatFrame) -> list[Event]:
        match frame:
            case frames.Followed():
                return self._followed(frame)
            case frames.Delivery() | frames.CaughtUp() if self._deaf:
                return []
            case frames.Delivery():
                return self._settle(self.conversation.take(frame.entries, frame.head))
            case frames.CaughtUp():
                return self._reached(frame)
            case frames.Epoch():
                return self._learnt(frame)
            case frames.Deposited():
                self._asked.depositing.pop(frame.ref, None)
                self.conversation.deposited(frame.epoch)
                return [self._ready(frame.epoch)]
            case frames.Committed():
                return self._committed(frame)
            case frames.Page():
                return self._page(frame)
            case frames.Receipt() | frames.Presence() | frames.TypingNow():
                return [signals.heard(self.conversation, frame)]

    def _followed(self, frame: frames.Followed) -> list[Event]:
        if frame.ref != self._asked.follow:
            return []  # this follow was asked anew
        self._deaf = False
        asked_after = self._asked.after
        if frame.after < asked_after:
            raise StopError(AlarmReason.RECORD_LOST, asked_after)
        if self.conversation.transcript.heads[asked_after] != frame.head:
            raise StopError(AlarmReason.HEAD_DIFFERS, asked_after)
        return signals.standing(self.conversation, frame)

    def _reached(self, frame: frames.CaughtUp) -> list[Event]:
        self.conversation.confirm_head(frame.sequence, frame.head)
        self.caught_up = True
        return [events.CaughtUp(conversation=self.conversation.identity, sequence=frame.sequence)]

    def _learnt(self, frame: frames.Epoch) -> list[Event]:
        self._asked.learning.pop(frame.ref, None)
        happened = self._settle(self.conversation.learn(frame))
        return [*happened, self._ready(frame.epoch)] if frame.deposited else happened

    def _committed(self, frame: frames.Committed) -> list[Event]:
        self.conversation.transcript.claim(frame.sequence, frame.head)
        if frame.ref == self._asked.opening:
            return []  # the opening itself arrives as a delivery, and only that is believed
        message = self._asked.posts.pop(frame.ref, None)
        if message is None:
            return []
        self.conversation.transcript.promise(frame.sequence, message)
        self._room = min(POSTS_IN_FLIGHT, self._room + 1)
        if not self.outbox.committed(message):
            return []
        return [events.Sent(conversation=self.conversation.identity, message=message, sequence=frame.sequence)]

    def _settle(self, happened: list[Event]) -> list[Event]:
        """Own messages seen in the record leave the outbox, whoever posted them."""
        settled: list[Event] = []
        for message, sequence, counter in self.conversation.own_arrivals():
            if self.outbox.committed(message, counter):
                settled.append(events.Sent(conversation=self.conversation.identity, message=message, sequence=sequence))
        return happened + settled

    def _page(self, frame: frames.Page) -> list[Event]:
        before = self._asked.reads.pop(frame.ref, None)
        if before is None:
            return []
        messages = self.conversation.open_page(before, frame.anchor, frame.entries)
        earliest = frame.entries[0].sequence if frame.entries else 0
        identity = self.conversation.identity
        return [events.PageRead(conversation=identity, ref=frame.ref, earliest=earliest, messages=messages)]

    def _ready(self, epoch: int) -> Event:
        return events.EpochReady(conversation=self.conversation.identity, epoch=epoch)

    # -- refusals ------------------------------------------------------------------------------------------------------

    def _take_refusal(self, frame: frames.Refused, now: int) -> list[Event]:
        code = known_code(frame.code)
        ref = frame.ref if frame.ref is not None else -1
        if code in HELD:
            self._held_until = max(self._held_until, now + (int(frame.retry_after * 1000) or PATIENCE_MS))
        if frame.epoch is not None:
            self._awaited_epoch = max(self._awaited_epoch, frame.epoch)
        if ref in self._asked.posts:
            return self._post_refused(self._asked.posts.pop(ref), code, frame.counter, now)
        if ref == self._asked.opening:
            return self._opening_refused(ref, code, now)
        self._asked.reads.pop(ref, None)
        epoch = self._asked.learning.pop(ref, None) or self._asked.depositing.pop(ref, None)
        if epoch is not None and code not in HELD:
            self.conversation.give_up(epoch)
        if code is RefusalCode.STALE_KEYS:
            return [self._ask_for_keys()]
        if ref == self._asked.follow and code in HELD:
            self._asked.follow = 0
        identity = self.conversation.identity
        return [] if code in HELD else [events.RequestRefused(conversation=identity, ref=ref, code=code)]

    def _post_refused(self, message: MessageId, code: RefusalCode, counter: int | None, now: int) -> list[Event]:
        if code is RefusalCode.DEPOSIT_REQUIRED:
            self.conversation.forget_deposit()
        if code is RefusalCode.NO_SESSION:
            self._held_until = max(self._held_until, now + PATIENCE_MS)  # the record is about to show the end
        if code is RefusalCode.TOO_FAST:
            self._room = 1  # and one more with each that is committed: a flight of refusals helps nobody
        if not self.outbox.refused(message, code, counter):
            return self._keys_stale(now) if code is RefusalCode.STALE_KEYS else []
        return [self._unsent(message, code)]

    def _keys_stale(self, now: int) -> list[Event]:
        """Somebody has newer keys. A live session goes on in another epoch; the seal of one that is over has no place any more."""
        self.outbox.give_up(EnvelopeKind.SEAL)
        # When nothing newer is shown, then a little later.
        self._held_until = max(self._held_until, now + PATIENCE_MS)
        return [self._ask_for_keys()]

    def _opening_refused(self, ref: int, code: RefusalCode, now: int) -> list[Event]:
        self._asked.opening = None
        if code is RefusalCode.STALE_KEYS:
            return self._keys_stale(now)
        if code in HELD or code in (RefusalCode.STALE_EPOCH, RefusalCode.SESSION_OPEN):
            return []  # another opener was first, or the server asks for patience: the transcript decides what comes next
        self.wanted = None
        return [events.RequestRefused(conversation=self.conversation.identity, ref=ref, code=code)]

    # -- what to do next -----------------------------------------------------------------------------------------------

    def _advance(self, now: int) -> list[Event]:
        if not self.linked:
            return []
        self._confirm(now)
        self._hear_of_keys()
        if now < self._held_until or self._awaited_keys is not None:
            return []
        self._held_until = 0
        self._refollow()
        self._out += self._asked.epochs(self.conversation, self._next_ref, now)
        if not self.caught_up:
            return []
        thread = self._needs_thread(now)
        self._open(now, thread=thread)
        self._seal_what_ended(now)
        return self._post(thread=thread)

    def _needs_thread(self, now: int) -> bool:
        """Whether a letter waits that the epoch in force does not take."""
        waits = self.wanted is None and any(item.kind in WRITTEN_KINDS for item in self.outbox.pending)
        stale = self.conversation.transcript.session is None and self.conversation.stale
        return waits and (stale or not self.conversation.transcript.takes_letters(now))

    def _hear_of_keys(self) -> None:
        """People were shown again: what waited for that goes on."""
        if self._awaited_keys in (None, self.conversation.trust.people_readings):
            return
        self._awaited_keys = None
        if self.conversation.stale:
            self._held_until = 0
        if self._deaf:
            self._follow()

    def _refollow(self) -> None:
        if self._asked.follow == 0:
            out = self._out
            self.connected()
            self._out = out + self._out

    def _confirm(self, now: int) -> None:
        if self._confirmed == self._cursors() or now < self._confirm_at:
            return
        self._confirmed = self._cursors()
        self._confirm_at = now + CONFIRM_EVERY_MS
        delivered, read = self._confirmed
        self._out.append(frames.Confirm(conversation=self.conversation.identity, delivered=delivered, read=read))

    def _cursors(self) -> tuple[int, int]:
        delivered = self.conversation.opened
        return delivered, min(self.read_mark, delivered)

    def _open(self, now: int, *, thread: bool) -> None:
        live = self.conversation.transcript.session
        if live is not None and self.conversation.stale:
            self.wanted = live if self.wanted or self.outbox.pending else None  # it goes on in another epoch
        elif live is not None or self.wanted in self.conversation.transcript.sessions:
            self.wanted = self._asked.opening = None  # it is open, or was, until somebody ended it
        if self.wanted is None and not thread:
            self._asked.opening = None
        elif self._asked.opening is None and not self.conversation.doubts:
            self._propose(now)

    def _propose(self, now: int) -> None:
        if self.conversation.transcript.epoch < self._awaited_epoch:
            return
        ref = self._next_ref()
        self._asked.opening = ref
        self._out.append(self.conversation.opening(self.wanted, ref, now))

    def _seal_what_ended(self, now: int) -> None:
        ended = self.conversation.seal_due()
        if ended is not None and ended.sequence > self._sealed_at:
            self._sealed_at = ended.sequence
            self.write(EnvelopeKind.SEAL, "", now)

    def _post(self, *, thread: bool) -> list[Event]:
        if self.wanted is not None or thread:
            return []  # what is written while an epoch opens belongs into it
        if self.conversation.transcript.epoch == 0:
            return [self._unsent(message, RefusalCode.NO_SESSION) for message in self.outbox.give_up()]
        if (
            self.conversation.unlearned()
            or not self.conversation.ready()
            or self.conversation.transcript.epoch < self._awaited_epoch
        ):
            return []
        for item in self.outbox.release(self.conversation.transcript.epoch, self._room, self.conversation.seal):
            self._send(item)
        return []

    def _unsent(self, message: MessageId, code: RefusalCode) -> Event:
        return events.Unsent(conversation=self.conversation.identity, message=message, code=code)

    def _send(self, item: Pending) -> None:
        ref = self._next_ref()
        self._asked.posts[ref] = item.message
        self._out.append(frames.Post(ref=ref, envelope=item.envelope))
