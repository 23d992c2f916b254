"""One connection, once it is accepted: its rules, its followers, what waits to be written; answers come back here."""

import asyncio
from typing import Final

from server.channels.delivery import Follower
from server.channels.outgoing import Outgoing
from server.errors import ClosingRefusal, EndReason, Refusal, RefusalCode
from server.ids import AccountId, ConversationId
from server.protocol.codec import encode
from server.protocol.frames import (
    AnyClientFrame,
    Committed,
    Deposit,
    Deposited,
    Follow,
    Frame,
    Open,
    Post,
    Refused,
    Welcome,
)
from server.protocol.limits import Limits
from server.protocol.session import Session
from server.records.appending import Committed as Placed
from server.sessions.sign_in_session import SignInSession

CLOSE_SIGNED_OUT: Final = 4401


class Ending:
    """Why a connection ends, whoever says so first: the sign-in session, the reader's slowness, the clock."""

    __slots__ = ("why",)

    def __init__(self) -> None:
        self.why: asyncio.Future[ClosingRefusal] = asyncio.get_running_loop().create_future()

    def end(self, why: ClosingRefusal) -> None:
        """End it, wherever its tasks are."""
        if not self.why.done():
            self.why.set_result(why)

    def signed_out(self, reason: EndReason | None) -> None:
        """The sign-in session is over."""
        self.end(ClosingRefusal(RefusalCode.SIGNED_OUT, CLOSE_SIGNED_OUT, reason=reason))


class Connection:
    """Who is behind the socket, and everything that belongs to it. It is the `Replies` of what it sends."""

    __slots__ = ("_answered", "_since", "ending", "followers", "outgoing", "session", "signed_in")

    def __init__(self, signed_in: SignInSession, ending: Ending, limits: Limits, now: float) -> None:
        self.signed_in = signed_in
        self._since = now
        self.ending = ending
        self.session = Session(limits, now)
        self.outgoing = Outgoing(limits, ending.end)
        self.followers: dict[ConversationId, Follower] = {}
        self._answered: asyncio.Future[None] | None = None

    @property
    def account(self) -> AccountId:
        """Who is signed in."""
        return self.signed_in.account

    def send(self, frame: Frame) -> None:
        """Have a frame written."""
        self.outgoing.put(encode(frame))

    def welcome(self, time: int, now: float) -> Welcome:
        """The answer to hello. `time` is Unix milliseconds; `now` and the constructor's are seconds of one steady clock.

        What is left of the idle clock was looked up with the handshake: less has to be said than there is, never more.
        """
        left = max(0, self.signed_in.left - round((now - self._since) * 1000))
        return Welcome(account=self.account, time=time, expires=self.signed_in.expires, left=left)

    def committed(self, ref: int, committed: Placed) -> None:
        """See `Replies`."""
        self.send(
            Committed(
                ref=ref,
                conversation=committed.conversation,
                sequence=committed.sequence,
                time=committed.time,
                head=committed.head,
            )
        )
        self._answer()

    def deposited(self, ref: int, conversation: ConversationId, epoch: int) -> None:
        """See `Replies`."""
        self.send(Deposited(ref=ref, conversation=conversation, epoch=epoch))
        self._answer()

    def refused(self, ref: int, refusal: Refusal) -> None:
        """See `Replies`."""
        self.send(refused_frame(ref, refusal))
        self._answer()

    def not_done(self, frame: AnyClientFrame, refusal: Refusal) -> None:
        """A frame that was lawful came to nothing on its way to its room."""
        if isinstance(frame, Follow):
            self.session.unfollowed(frame.conversation)
        if isinstance(frame, Post | Open | Deposit):
            self.refused(frame.ref, refusal)
        else:
            self.send(refused_frame(getattr(frame, "ref", None), refusal))

    async def until_it_may_read(self) -> None:
        """Return when few enough posts are unanswered."""
        while not self.session.may_read:
            self._answered = asyncio.get_running_loop().create_future()
            await self._answered

    def _answer(self) -> None:
        self.session.answered()
        if self._answered is not None and not self._answered.done():
            self._answered.set_result(None)


def refused_frame(ref: int | None, refusal: Refusal) -> Refused:
    """A refusal on the wire."""
    return Refused(
        ref=ref,
        code=refusal.code.value,
        retry_after=refusal.retry_after,
        epoch=refusal.epoch,
        counter=refusal.counter,
        reason=None if refusal.reason is None else refusal.reason.value,
    )
