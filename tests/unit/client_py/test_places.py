"""What members signed stands in lawful places only, or the conversation stops (client_py/transcript.py, crypto.md §6.5)."""

from collections.abc import Callable

import msgspec
import pytest

from client_py.events import AlarmReason
from client_py.outbox import Pending
from client_py.transcript import StopError, Transcript
from server.crypto.content import EnvelopeKind, Seal
from server.crypto.envelope import parse_envelope, seal_envelope
from server.crypto.epoch import EpochKind, EpochPurpose, open_epoch, unwrap_epoch
from server.crypto.letter import Letter, Purpose
from server.crypto.transcript import EntryKind
from server.ids import LiveSessionId, MessageId
from server.protocol import codec, frames
from tests.unit.client_py.cast import make_cast, seeded
from tests.unit.client_py.network import Network, Peer

CAST = make_cast()
FIRST, SECOND = LiveSessionId(bytes(16)), LiveSessionId(bytes([1]) * 16)
Slip = Callable[[Network], None]


def live() -> Network:
    """Two people in a live session, each with a line in the record."""
    network = Network(CAST, ["client", "therapist"])
    begin(network, FIRST)
    return network


def begin(network: Network, session: LiveSessionId) -> None:
    """The client begins a live session, and both write in it."""
    network.peers[0].seat.wanted = session
    network.heal(20)
    for peer in network.peers:
        network.write(peer, "line")
    network.heal(20)


def over() -> Network:
    """The same, after the session's end and both seals."""
    network = live()
    network.write(network.peers[0], "", "end")
    network.heal(30)
    return network


def letter(thread: MessageId, subject: str = "Thursday", purpose: Purpose = Purpose.LETTER) -> Letter:
    """A letter; with a subject it begins its thread."""
    return Letter(thread, subject, "slipped in", purpose, ())


def letters(*said: tuple[int, Letter]) -> Slip:
    """Letters by the therapist, each under an id of so many ones."""

    def slip(network: Network) -> None:
        peer = network.peers[1]
        for nth, (number, content) in enumerate(said, start=1):
            item = Pending(MessageId(bytes([number]) * 16), EnvelopeKind.LETTER, "", 0, content=content)
            raw = peer.seat.conversation.seal(item, peer.seat.outbox.counter + nth)
            network.server.slip_in(EntryKind.ENVELOPE, raw)

    return slip


NAME = MessageId(bytes([7]) * 16)


def sealed(peer: Peer, kind: EnvelopeKind) -> bytes:
    """An envelope that this peer would sign, whether it is lawful now or not."""
    message = MessageId(seeded(kind)(16))
    content = letter(message) if kind is EnvelopeKind.LETTER else None
    item = Pending(message=message, kind=kind, text="slipped in", client_time=0, content=content)
    return peer.seat.conversation.seal(item, peer.seat.outbox.counter + 1)


def envelope(kind: EnvelopeKind) -> Slip:
    """The therapist's envelope of a kind, committed here and now."""
    return lambda network: network.server.slip_in(EntryKind.ENVELOPE, sealed(network.peers[1], kind))


def opening(kind: EpochKind, session: bytes, manifest: bytes = CAST.manifest.hash) -> Slip:
    """An epoch that the therapist opens here and now."""

    def slip(network: Network) -> None:
        conversation = network.peers[1].seat.conversation
        account = CAST.accounts["therapist"]
        members = [person.newest.bundle for person in conversation.transcript.members.values()]
        purpose = EpochPurpose(kind, LiveSessionId(session), manifest, 0)
        place = conversation.transcript.place
        made = open_epoch(account.keys.signing, account.identity, place, purpose, members, seeded("opening"))
        network.server.slip_in(EntryKind.EPOCH, made.signed.encoded())

    return slip


def seal_upon(change: Callable[[Seal], Seal]) -> Slip:
    """The therapist's seal, saying something else than what was."""

    def slip(network: Network) -> None:
        peer = network.peers[1]
        transcript = peer.seat.conversation.transcript
        ended = transcript.ended
        assert ended is not None
        header = parse_envelope(sealed(peer, EnvelopeKind.SEAL)).header
        content = change(Seal(ended.session, ended.sequence, ended.head))
        opened, _, wraps = network.server.epochs[transcript.epoch - 1]
        keys = CAST.accounts["therapist"].keys
        place = [member.account for member in opened.members].index(header.sender)
        epoch = unwrap_epoch(keys.sealing, header.sender, opened, wraps[place])
        made = seal_envelope(header, content, epoch, keys.signing, seeded("seal"))
        network.server.slip_in(EntryKind.ENVELOPE, made.raw)

    return slip


def resumed() -> Network:
    """A second live session after the first, which is sealed."""
    network = over()
    begin(network, SECOND)
    return network


@pytest.mark.parametrize(
    ("scene", "slip", "reason"),
    [
        (over, envelope(EnvelopeKind.TEXT), AlarmReason.BAD_ENVELOPE),
        (over, envelope(EnvelopeKind.END), AlarmReason.BAD_ENVELOPE),
        (over, envelope(EnvelopeKind.LETTER), AlarmReason.BAD_ENVELOPE),
        (live, letters((7, letter(NAME)), (8, letter(NAME))), AlarmReason.WRONG_THREAD),
        (live, letters((8, letter(NAME, "")), (7, letter(NAME))), AlarmReason.WRONG_THREAD),
        (live, letters((7, letter(NAME, ""))), AlarmReason.WRONG_THREAD),
        (resumed, envelope(EnvelopeKind.SEAL), AlarmReason.BAD_ENVELOPE),
        (live, opening(EpochKind.SESSION, SECOND), AlarmReason.BAD_OPENING),
        (live, opening(EpochKind.THREAD, b""), AlarmReason.BAD_OPENING),
        (over, opening(EpochKind.SESSION, FIRST), AlarmReason.BAD_OPENING),
        (over, seal_upon(lambda seal: msgspec.structs.replace(seal, last_head=bytes(32))), AlarmReason.SEEN_DIFFERS),
        (over, seal_upon(lambda seal: msgspec.structs.replace(seal, last_sequence=1)), AlarmReason.SEEN_DIFFERS),
        (over, seal_upon(lambda seal: msgspec.structs.replace(seal, session=SECOND)), AlarmReason.SEEN_DIFFERS),
    ],
)
def test_an_entry_out_of_place_stops_the_conversation(
    scene: Callable[[], Network], slip: Slip, reason: AlarmReason
) -> None:
    """A true signature is not enough: each kind has its place, and the client finds that it is not there."""
    network = scene()
    slip(network)
    network.heal(10)
    assert [alarm.reason for alarm in network.peers[0].alarms] == [reason]


@pytest.mark.parametrize(
    ("scene", "slip"),
    [
        (live, envelope(EnvelopeKind.TEXT)),
        (live, envelope(EnvelopeKind.LETTER)),
        (live, letters((7, letter(NAME, purpose=Purpose.REFERRAL)))),
        (live, opening(EpochKind.SESSION, FIRST)),
        (over, opening(EpochKind.SESSION, SECOND)),
        (over, opening(EpochKind.THREAD, b"")),
        (over, seal_upon(lambda seal: seal)),
    ],
)
def test_an_entry_in_its_place_is_taken(scene: Callable[[], Network], slip: Slip) -> None:
    """The same ways of slipping in, where it is lawful: the alarms above are not for show."""
    network = scene()
    before = network.peers[0].seat.conversation.transcript.sequence
    slip(network)
    peer = network.peers[0]
    network.dial(peer)
    network.deliver(peer, 50)
    while peer.wire is not None and peer.wire.out:
        network.fall(peer)
    assert peer.alarms == []
    assert peer.seat.conversation.transcript.sequence == before + 1


def test_a_thread_goes_on_under_its_name() -> None:
    """A first letter, and two that name it."""
    network = live()
    letters((7, letter(NAME)), (8, letter(NAME, "")), (9, letter(NAME, "")))(network)
    network.heal(10)
    assert network.peers[0].alarms == []


def test_a_letter_opens_an_epoch_of_its_own_and_is_read_by_both() -> None:
    """Without a live session; the next letter stands in the same epoch."""
    network = over()
    for number in (7, 8):
        content = letter(NAME, "Thursday" if number == 7 else "")
        network.write_letter(network.peers[0], MessageId(bytes([number]) * 16), content)
        network.heal(20)
    transcript = network.peers[0].seat.conversation.transcript
    assert transcript.openings[transcript.epoch].header.kind is EpochKind.THREAD
    assert transcript.epoch == 2
    for peer in network.peers:
        assert peer.alarms == []
        assert sum(message.kind == EnvelopeKind.LETTER for message in peer.record) == 2


@pytest.mark.parametrize("delivered_first", [False, True])
def test_an_acknowledged_message_stands_where_it_was_said_to(delivered_first: bool) -> None:
    """A server that says "kept" and keeps something else in that place has lied to the sender."""
    network = live()
    client = network.peers[0]
    network.dial(client)
    network.write(client, "kept?")
    [post] = client.up
    frame = codec.decode_client_frame(post)
    assert isinstance(frame, frames.Post)
    client.up.clear()
    envelope(EnvelopeKind.TEXT)(network)
    assert client.wire is not None
    place = len(network.server.entries)
    lie = frames.Committed(
        ref=frame.ref, conversation=CAST.conversation, sequence=place, time=place, head=network.server.heads[place]
    )
    if delivered_first:
        network.deliver(client, 50)
        client.wire.say(lie)
    else:
        client.wire.say(lie)
        network.deliver(client, 50)
    while client.wire.out:
        network.fall(client)
    assert [alarm.reason for alarm in client.alarms] == [AlarmReason.HEAD_DIFFERS]


def test_two_acknowledgements_name_one_head() -> None:
    """A server that says two heads of one entry to come has lied once, before the entry is there."""
    match, members = CAST.trust("client").match(CAST.match)
    transcript = Transcript(match, members)
    transcript.claim(5, bytes(32))
    with pytest.raises(StopError, match="head_differs"):
        transcript.claim(5, bytes([1]) * 32)


def arrive(network: Network) -> Peer:
    """The client takes what there is, and its clock goes on."""
    peer = network.peers[0]
    network.dial(peer)
    network.deliver(peer, 50)
    while peer.wire is not None and peer.wire.out:
        network.fall(peer)
    network.pass_time(peer)
    return peer


def test_an_opening_under_a_manifest_that_nobody_proves_stops_the_conversation() -> None:
    """The practice's document is asked for once more; when it does not show the manifest, there is none."""
    network = live()
    opening(EpochKind.SESSION, FIRST, bytes(32))(network)
    peer = arrive(network)
    assert peer.seat.conversation.doubts
    assert peer.alarms == []
    peer.seat.conversation.trust.take_practice(CAST.practice)
    network.pass_time(peer)
    assert [alarm.reason for alarm in peer.alarms] == [AlarmReason.UNKNOWN_MANIFEST]


def test_an_opening_under_new_custodians_waits_for_their_manifest() -> None:
    """The custodians changed while the client was looking: it takes the practice's document anew and goes on."""
    network = live()
    after = CAST.successor()
    assert after.manifest is not None
    opening(EpochKind.SESSION, FIRST, after.manifest.proof.hash)(network)
    peer = arrive(network)
    peer.seat.conversation.trust.take_practice(after)
    network.pass_time(peer)
    assert peer.alarms == []
    assert not peer.seat.conversation.doubts


def test_no_opening_goes_back_to_former_custodians() -> None:
    """Who was replaced is not entrusted with anything again, whatever an opener says."""
    network = live()
    after = CAST.successor()
    assert after.manifest is not None
    for peer in network.peers:
        peer.seat.conversation.trust.take_practice(after)
    opening(EpochKind.SESSION, FIRST, after.manifest.proof.hash)(network)
    for peer in reversed(network.peers):
        network.dial(peer)
        network.deliver(peer, 50)
        while peer.wire is not None and peer.wire.out:
            network.fall(peer)
    opening(EpochKind.SESSION, FIRST)(network)
    assert [alarm.reason for alarm in arrive(network).alarms] == [AlarmReason.UNKNOWN_MANIFEST]
