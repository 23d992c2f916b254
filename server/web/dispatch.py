"""From a lawful command to the room that carries it out: one match statement, one line each."""

import asyncio
from typing import assert_never

from server.channels.work import depositing_of, opening_of, post_of
from server.ids import ConversationId
from server.protocol import frames
from server.protocol.session import Command
from server.records.cursors import Seen
from server.web.connection import Connection
from server.web.rooms import Messaging


async def dispatch(rooms: Messaging, connection: Connection, command: Command) -> None:
    """Carry it out, or have it carried out. A Refusal, ProofError or Fault is for the frame's sender."""
    match command.frame:
        case frames.Hello():
            connection.send(connection.welcome(rooms.now(), asyncio.get_running_loop().time()))
            rooms.mail_bell.arrive(connection.account, connection.outgoing)
        case frames.Post() as frame:
            rooms.drain.put(post_of(connection.account, connection, frame))
        case frames.Confirm() as frame:
            told = 0 if frame.discreet else frame.read
            seen = Seen(delivered=max(frame.delivered, told), read=frame.read, told=told)
            rooms.receipts.confirm(ConversationId(frame.conversation), connection.account, seen)
        case frames.Typing() as frame:
            _typing(rooms, connection, frame)
        case frames.Follow() as frame:
            _unfollow(rooms, connection, frame.conversation)
            follower = await rooms.following.follow(connection.account, frame, connection.outgoing)
            connection.followers[ConversationId(frame.conversation)] = follower
        case frames.Unfollow() as frame:
            _unfollow(rooms, connection, frame.conversation)
        case frames.Read() as frame:
            connection.send(await rooms.following.read(connection.account, frame))
        case frames.Learn() as frame:
            connection.send(await rooms.following.learn(connection.account, frame))
        case frames.Open() as frame:
            rooms.drain.put(opening_of(connection.account, connection, frame))
        case frames.Deposit() as frame:
            rooms.drain.put(depositing_of(connection.account, connection, frame))
        case frames.Activity() as frame:
            clock = await rooms.sessions.activity(connection.signed_in.id, frame.age)
            connection.send(frames.Idle(left=clock.left, cap=clock.cap))
        case _ as never:
            assert_never(never)


def _typing(rooms: Messaging, connection: Connection, frame: frames.Typing) -> None:
    follower = connection.followers.get(ConversationId(frame.conversation))
    if follower is not None and not (follower.gone or follower.discreet) and follower.grant.member:
        rooms.telling.typing(follower.grant, active=frame.active)


def leave(rooms: Messaging, connection: Connection) -> None:
    """The connection is over: it follows nothing more."""
    rooms.mail_bell.depart(connection.account, connection.outgoing)
    for conversation in tuple(connection.followers):
        _unfollow(rooms, connection, conversation)


def _unfollow(rooms: Messaging, connection: Connection, conversation: bytes) -> None:
    follower = connection.followers.pop(ConversationId(conversation), None)
    if follower is not None:
        rooms.following.unfollow(follower)
