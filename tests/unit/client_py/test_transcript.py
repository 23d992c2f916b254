"""A record that does not prove itself stops the conversation (client_py/transcript.py, crypto.md §6.5)."""

from collections.abc import Callable

import msgspec
import pytest

from client_py.events import AlarmReason
from server.ids import LiveSessionId
from server.protocol import codec, frames
from tests.unit.client_py.cast import make_cast
from tests.unit.client_py.network import Network, Peer

CAST = make_cast()
Tamper = Callable[[frames.Delivery], frames.Delivery]


def session() -> Network:
    """Two people who have written three lines each."""
    network = Network(CAST, ["client", "therapist", "client"])
    network.cut(network.peers[2], ghost=False)
    network.peers[0].seat.wanted = LiveSessionId(bytes(16))
    _settle(network, 20)
    for nth in range(3):
        network.write(network.peers[0], f"c{nth}")
        network.write(network.peers[1], f"t{nth}")
        _settle(network, 8)
    return network


def _settle(network: Network, rounds: int) -> None:
    for _ in range(rounds):
        for peer in network.peers[:2]:
            network.dial(peer)
            network.rise(peer)
            network.deliver(peer, 50)
            network.fall(peer)


def read_tampered(network: Network, tamper: Tamper) -> Peer:
    """A third browser signs in and is shown a record with one delivery changed."""
    late = network.peers[2]
    network.dial(late)
    wire = late.wire
    assert wire is not None
    for _ in range(8):
        network.rise(late)
        network.deliver(late, 50)
        wire.out = [_changed(data, tamper) for data in wire.out]
        while wire.out:
            network.fall(late)
    return late


def _changed(data: bytes, tamper: Tamper) -> bytes:
    frame = codec.decode_server_frame(data)
    return codec.encode(tamper(frame)) if isinstance(frame, frames.Delivery) else data


def with_entries(change: Callable[[list[frames.Entry]], list[frames.Entry]]) -> Tamper:
    """Changes a delivery's entries."""
    return lambda frame: msgspec.structs.replace(frame, entries=change(list(frame.entries)))


def renumbered(entries: list[frames.Entry]) -> list[frames.Entry]:
    """The same entries with sequences that have no gap."""
    return [frames.Entry(n, entry.time, entry.kind, entry.payload) for n, entry in enumerate(entries, 1)]


def swapped(entries: list[frames.Entry]) -> list[frames.Entry]:
    """Two neighbours of two people change places, with lawful numbers and times: later envelopes attest the true order."""
    entries[3], entries[4] = entries[4], entries[3]
    return [frames.Entry(n, n, entry.kind, entry.payload) for n, entry in enumerate(entries, 1)]


def flipped(entries: list[frames.Entry]) -> list[frames.Entry]:
    """One bit of an envelope differs."""
    payload = bytearray(entries[3].payload)
    payload[-1] ^= 1
    entries[3] = msgspec.structs.replace(entries[3], payload=bytes(payload))
    return entries


@pytest.mark.parametrize(
    ("tamper", "reason"),
    [
        (with_entries(lambda entries: entries[:2] + entries[3:]), AlarmReason.GAP),
        (with_entries(lambda entries: renumbered(entries[:2] + entries[3:])), AlarmReason.BAD_COUNTER),
        (with_entries(swapped), AlarmReason.SEEN_DIFFERS),
        (with_entries(flipped), AlarmReason.BAD_ENVELOPE),
        (with_entries(lambda entries: renumbered([*entries, entries[-1]])), AlarmReason.MESSAGE_DOUBLED),
        (with_entries(lambda entries: renumbered(entries[1:])), AlarmReason.BAD_ENVELOPE),
        (
            with_entries(lambda entries: [*entries[:-1], msgspec.structs.replace(entries[-1], time=0)]),
            AlarmReason.TIME_RAN_BACK,
        ),
        (lambda frame: msgspec.structs.replace(frame, head=bytes(32)), AlarmReason.HEAD_DIFFERS),
    ],
)
def test_a_changed_record_stops_the_conversation(tamper: Tamper, reason: AlarmReason) -> None:
    """Dropped, reordered, altered, doubled, back-dated: one alarm, and nothing is sent any more."""
    late = read_tampered(session(), tamper)
    assert [alarm.reason for alarm in late.alarms] == [reason]
    late.seat.write("text", "is anybody there", 0)
    assert late.connection.tick(10**6) == []
    assert late.connection.frames_to_send() == []


def test_an_untouched_record_is_read_whole() -> None:
    """The same way, unchanged, raises nothing: the alarms above are not for show."""
    network = session()
    late = read_tampered(network, lambda frame: frame)
    assert late.alarms == []
    assert late.texts == network.peers[0].texts
    assert len(late.texts) == 6


def test_a_server_that_has_lost_entries_is_not_followed() -> None:
    """A record shorter than what was verified stops the conversation (protocol.md §3.3)."""
    network = session()
    network.cut(network.peers[0], ghost=False)
    network.server.entries.pop()
    network.server.heads.pop()
    _settle(network, 6)
    assert [alarm.reason for alarm in network.peers[0].alarms] == [AlarmReason.RECORD_LOST]


def test_a_page_read_back_is_found_in_the_record() -> None:
    """Reading backwards gives the same messages; the heads bind the page to what was verified."""
    network = session()
    client = network.peers[0]
    ref = client.seat.ask_page(5, 3)
    network.flush(client)
    network.rise(client)
    frame = codec.decode_server_frame(client.wire.out[-1]) if client.wire else None
    assert isinstance(frame, frames.Page)
    messages = client.seat.conversation.open_page(5, frame.anchor, frame.entries)
    assert [message.sequence for message in messages] == [2, 3, 4]
    assert ref == frame.ref
