"""A network that loses, repeats through reconnection and reorders across connections, around real client cores."""

from dataclasses import dataclass, field

from client_py.connection import Connection
from client_py.events import Alarm, Event, KeysUnknown, Message, Sent, Unsent
from client_py.outbox import Outbox
from client_py.seat import Seat
from server.crypto.letter import Letter
from server.ids import InstanceId, MessageId
from tests.unit.client_py.cast import Cast, seeded
from tests.unit.client_py.model_server import ModelServer, Wire


@dataclass(slots=True)
class Peer:
    """One client core and its present socket: bytes on their way up; those on their way down lie in the wire."""

    seat: Seat
    connection: Connection
    up: list[bytes] = field(default_factory=list)
    wire: Wire | None = None
    written: list[tuple[MessageId, str]] = field(default_factory=list)
    record: list[Message] = field(default_factory=list)
    sent: list[MessageId] = field(default_factory=list)
    unsent: list[MessageId] = field(default_factory=list)
    alarms: list[Alarm] = field(default_factory=list)
    asks: bool = False
    """It wants to read people's keys again."""

    def hear(self, events: list[Event]) -> None:
        """Keeps what the core says."""
        for event in events:
            match event:
                case Message():
                    self.record.append(event)
                case Sent():
                    self.sent.append(event.message)
                case Unsent():
                    self.unsent.append(event.message)
                case Alarm():
                    self.alarms.append(event)
                case KeysUnknown():
                    self.asks = True
                case _:
                    pass

    @property
    def texts(self) -> list[str]:
        """What this peer reads."""
        return [message.text for message in self.record if message.kind == "text"]


class Network:
    """Moves one thing at a time; every order of moves is a possible world."""

    def __init__(self, cast: Cast, names: list[str]) -> None:
        proved, members = cast.trust("client").match(cast.match)
        self.server = ModelServer(proved, members)
        self.now = 0
        self._cast = cast
        self._names = names
        self._born = 0
        self.peers = [Peer(*self._core(name)) for name in names]
        self._ghosts: list[tuple[Wire, list[bytes]]] = []
        """Sockets that a client has given up and the server still reads."""

    def _core(self, name: str) -> tuple[Seat, Connection]:
        self._born += 1
        random = seeded(f"{name}/{self._born}")
        instance = InstanceId(random(16))
        connection = Connection(instance)
        conversation = self._cast.seat_at(name, instance, random)
        seat = Seat(conversation, Outbox(), connection.next_ref, random)
        connection.take_seat(seat)
        return seat, connection

    def restart(self, peer: Peer) -> None:
        """The client's process dies; the next one has the sealed envelopes that were kept, and nothing else."""
        self.cut(peer, ghost=True)
        pending = peer.seat.outbox.pending
        peer.unsent += [item.message for item in pending if not item.envelope]
        kept = peer.seat.outbox.kept()
        peer.seat, peer.connection = self._core(self._names[self.peers.index(peer)])
        for envelope in kept:
            peer.seat.outbox.bring_back(envelope)
        peer.record.clear()

    def rotate(self, name: str) -> None:
        """Somebody takes new keys, which are certified: their sessions end, and they sign in again."""
        self._cast = self._cast.rotated(name)
        _, self.server.members = self._cast.trust(name).match(self._cast.match)
        for at, peer in enumerate(self.peers):
            if self._names[at] == name:
                self.restart(peer)

    def read(self, peer: Peer) -> None:
        """Whoever asked for people's keys is shown them."""
        if peer.asks:
            peer.asks = False
            peer.seat.conversation.trust.take_people(self._cast.people)
            self.pass_time(peer)

    def dial(self, peer: Peer) -> None:
        """A new socket, if there is none."""
        if peer.wire is None:
            peer.wire = Wire(peer.seat.conversation.account)
            peer.connection.opened()
            self.flush(peer)

    def cut(self, peer: Peer, ghost: bool) -> None:
        """The client's socket breaks; what it sent last is lost, or reaches the server later."""
        if peer.wire is None:
            return
        if ghost:
            self._ghosts.append((peer.wire, peer.up))
        peer.wire, peer.up = None, []
        peer.connection.lost()

    def haunt(self) -> None:
        """The server reads one frame of a socket that its client gave up long ago."""
        for wire, up in self._ghosts:
            if up:
                self.server.receive(wire, up.pop(0))
                return

    def rise(self, peer: Peer) -> None:
        """One frame reaches the server."""
        if peer.wire is not None and peer.up:
            self.server.receive(peer.wire, peer.up.pop(0))

    def fall(self, peer: Peer) -> None:
        """One frame reaches the client."""
        if peer.wire is not None and peer.wire.out:
            peer.hear(peer.connection.receive(peer.wire.out.pop(0), self.now))
            self.flush(peer)

    def deliver(self, peer: Peer, most: int = 2) -> None:
        """The server looks after what the client follows."""
        if peer.wire is not None:
            self.server.deliver(peer.wire, most)

    def pass_time(self, peer: Peer) -> None:
        """Half a second passes for everybody, and this client looks at its clock."""
        self.now += 500
        peer.hear(peer.connection.tick(self.now))
        self.flush(peer)

    def write(self, peer: Peer, text: str, kind: str = "text") -> None:
        """Somebody writes."""
        message = peer.seat.write(kind, text, self.now)
        if kind == "text":
            peer.written.append((message, text))
        self.pass_time(peer)

    def write_letter(self, peer: Peer, message: MessageId, letter: Letter) -> None:
        """Somebody writes a letter."""
        peer.seat.write_letter(message, letter, self.now)
        self.pass_time(peer)

    def flush(self, peer: Peer) -> None:
        """What the core wants to send goes on its way."""
        data = peer.connection.frames_to_send()
        if peer.wire is not None:
            peer.up += data

    def heal(self, rounds: int = 400) -> None:
        """Everything works again until nothing moves any more."""
        self.server.faults.clear()
        for _ in range(rounds):
            self.haunt()
            for peer in self.peers:
                self.dial(peer)
                self.rise(peer)
                self.deliver(peer)
                self.fall(peer)
                self.read(peer)
                self.pass_time(peer)
        while any(up for _, up in self._ghosts):
            self.haunt()
