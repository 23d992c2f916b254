"""Live sessions opened as clients open them: over the socket, with a deposit, before any clock starts."""

import os

from bench.load import Client, Crowd, Target
from bench.pairs import Pair, Seat
from bench.wire import framed
from bench.world import Matched, OpenSession, Practice
from server.ids import InstanceId
from server.protocol import codec, frames

_CROWD = 200
"""So many conversations at a time."""


def open_sessions(port: int, practice: Practice, matched: list[Matched], seats: list[tuple[Seat, Seat]]) -> list[Pair]:
    """The pairs, each in a live session whose client has deposited and may write."""
    pairs = []
    for start in range(0, len(matched), _CROWD):
        part = slice(start, start + _CROWD)
        pairs += _open_some(Target("ours", port), practice, matched[part], seats[part])
    return pairs


def quiet_pair(matched: Matched, seats: tuple[Seat, Seat], opened: OpenSession, sequence: int) -> Pair:
    """A pair as loads know it."""
    client, match = matched.client.person, matched.match
    return Pair(match.conversation, *seats, client.signing_seed, opened.opened.keys, match.genesis, sequence)


def _open_some(
    target: Target, practice: Practice, matched: list[Matched], seats: list[tuple[Seat, Seat]]
) -> list[Pair]:
    sessions = [practice.opened(one) for one in matched]
    crowd = Crowd()
    clients = []
    for one, (writer, _) in zip(matched, seats, strict=True):
        client = crowd.add(Client(target, writer, InstanceId(os.urandom(16))))
        client.follow(one.match.conversation, 0)
        clients.append(client)
    crowd.until_ready()
    for client, session in zip(clients, sessions, strict=True):
        client.line.send(_opening(session))
    while not all(client.acknowledged for client in clients):
        crowd.arrivals()
    for client, session in zip(clients, sessions, strict=True):
        client.line.send(_deposit(session))
    while not all(client.deposited for client in clients):
        crowd.arrivals()
    crowd.close()
    return [quiet_pair(*each, sequence=1) for each in zip(matched, seats, sessions, strict=True)]


def _opening(session: OpenSession) -> bytes:
    signed, wraps = session.opened.signed, list(session.opened.wraps)
    return framed(codec.encode(frames.Open(ref=1, header=signed.body, signature=signed.signature, wraps=wraps)))


def _deposit(session: OpenSession) -> bytes:
    signed, shares = session.deposit.signed, list(session.deposit.sealed_shares)
    deposit = frames.Deposit(ref=2, deposit=signed.body, signature=signed.signature, sealed_shares=shares)
    return framed(codec.encode(deposit))
