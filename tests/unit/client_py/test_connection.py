"""Connection, seat, outbox and conversation together, over every kind of bad network (client_py/connection.py)."""

from collections import Counter
from random import Random

from hypothesis import example, given, settings
from hypothesis import strategies as st

from server.ids import LiveSessionId
from tests.unit.client_py.cast import make_cast
from tests.unit.client_py.network import Network, Peer

CAST = make_cast()
MOVES = (
    "rise",
    "fall",
    "deliver",
    "write",
    "cut",
    "ghost",
    "dial",
    "time",
    "haunt",
    "before",
    "after",
    "end",
    "start",
    "restart",
    "rotate",
    "read",
)
WEIGHTED = MOVES + ("rise", "fall", "deliver") * 8 + ("write", "dial") * 4


def move(network: Network, peer: Peer, what: str, nth: int) -> None:
    """One thing happens in the world."""
    match what:
        case "rotate" if nth % 6 == 0:
            network.rotate("client" if nth % 4 else "therapist")
        case "rise" | "fall" | "deliver" | "dial" | "read":
            getattr(network, what)(peer)
        case "write":
            if nth % 4 and peer.seat.conversation.transcript.session is None:
                peer.seat.wanted = peer.seat.wanted or session_id(nth)
            network.write(peer, f"line {nth}")
        case "restart" if nth % 3 == 0:
            network.restart(peer)
        case "cut" | "ghost":
            network.cut(peer, ghost=what == "ghost")
        case "time":
            network.pass_time(peer)
        case "haunt":
            network.haunt()
        case "before" | "after":
            network.server.faults.append(what)
        case "end" if nth % 5 == 0:
            network.write(peer, "", kind="end")
        case "start":
            peer.seat.wanted = peer.seat.wanted or session_id(nth)
        case _:
            pass


def session_id(nth: int) -> LiveSessionId:
    """An id for the nth session."""
    return LiveSessionId(nth.to_bytes(16, "big"))


@settings(max_examples=50, deadline=None)
@example(262_144)
@given(st.integers(0, 2**32))
def test_every_client_converges_and_nothing_is_lost_or_doubled(seed: int) -> None:
    """Whatever the network does: all read the same, and each message written is there once or was given back as unsent."""
    walk = Random(seed)  # a long walk finds what short lists of moves do not
    network = Network(CAST, ["client", "therapist", "client"])
    network.peers[0].seat.wanted = session_id(2**40)
    network.heal(20)
    for nth in range(250):
        move(network, network.peers[walk.randrange(3)], walk.choice(WEIGHTED), nth)
    network.heal()
    check(network)


def check(network: Network) -> None:
    """The promises."""
    first = network.peers[0]
    sequences = [message.sequence for message in first.record]
    assert sequences == sorted(set(sequences))
    read = Counter(message.message for message in first.record)
    for peer in network.peers:
        assert peer.alarms == []
        assert peer.record == first.record
        assert peer.seat.conversation.transcript.head == network.server.heads[-1]
        assert peer.seat.outbox.pending == []
        mine = [message for message, _ in peer.written]
        assert all(read[message] == (message not in peer.unsent) for message in mine)
        order = [message.message for message in first.record if message.message in mine]
        assert order == [message for message in mine if message not in peer.unsent]


def test_a_quiet_network_carries_a_session_both_ways() -> None:
    """Two people start, write to each other, end, and both seal what was."""
    network = Network(CAST, ["client", "therapist"])
    client, therapist = network.peers
    client.seat.wanted = session_id(1)
    network.heal(30)
    for nth in range(5):
        network.write(client, f"from the client {nth}")
        network.write(therapist, f"from the therapist {nth}")
    network.heal(60)
    network.write(therapist, "", kind="end")
    network.heal(60)
    check(network)
    assert len(therapist.texts) == 10
    assert [message.kind for message in client.record[-3:]] == ["end", "seal", "seal"]


def test_a_session_goes_on_when_somebody_takes_new_keys() -> None:
    """What was written under the old keys and what comes after is one record, for both, and for who signs in later."""
    network = Network(CAST, ["client", "therapist"])
    client, therapist = network.peers
    client.seat.wanted = session_id(1)
    network.heal(30)
    network.write(client, "under the first keys")
    network.heal(30)
    network.rotate("client")
    network.write(therapist, "to the second keys")
    network.heal(60)
    network.rotate("therapist")
    network.write(client, "to everybody's newest")
    network.heal(60)
    check(network)
    assert therapist.texts == ["under the first keys", "to the second keys", "to everybody's newest"]
    assert [len(header.bundle_hashes) for header, _, _ in network.server.epochs] == [2, 2, 2]
    assert len({header.session for header, _, _ in network.server.epochs}) == 1
    assert len({tuple(header.bundle_hashes.values()) for header, _, _ in network.server.epochs}) == 3
