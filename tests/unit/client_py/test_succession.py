"""Newer keys are taken when the chain leads to them, and only then (client_py/trust.py, transcript.py, crypto.md §4.6)."""

import dataclasses

import pytest
from msgspec.structs import replace

from client_py.conversation import Conversation
from client_py.documents import Octets, Person
from client_py.events import AlarmReason
from client_py.outbox import Pending
from server.crypto.bundle import Bundle
from server.crypto.content import EnvelopeKind, Text
from server.crypto.envelope import parse_envelope, seal_envelope
from server.crypto.epoch import EpochKeys, EpochKind, EpochPurpose, open_epoch, unwrap_epoch
from server.crypto.transcript import EntryKind
from server.errors import ProofError
from server.ids import LiveSessionId, MessageId
from tests.unit.client_py.cast import Cast, make_cast, seeded
from tests.unit.client_py.network import Network, Peer

CAST = make_cast()
ONCE, TWICE = CAST.rotated("client"), CAST.rotated("client").rotated("client")
CLIENT = CAST.accounts["client"].identity
SESSION = LiveSessionId(bytes(15) + b"\1")


def shown(cast: Cast) -> Person:
    """The client as the server shows them."""
    return next(person for person in cast.people if bytes(person.account) == CLIENT)


def newest(cast: Cast) -> Bundle:
    """The client's newest bundle."""
    return cast.trust("therapist").person(CLIENT).bundle


def test_who_took_new_keys_is_known_by_all_of_them() -> None:
    """The newest bundle is for what comes, those before it for what was; the match is proved by the one that it names."""
    trust = TWICE.trust("therapist")
    assert trust.person(CLIENT).bundle.generation == 2
    _, members = trust.match(CAST.match)
    assert {members[CLIENT].generation(each) for each in members[CLIENT].hashes} == {0, 1, 2}


RIVAL = CAST.rotated("client", "rival")

HOSTILE = {
    "no predecessor's signature": (replace(shown(ONCE), predecessor_signature=None), "wrong_previous"),
    "a signature of nobody": (replace(shown(ONCE), predecessor_signature=Octets(bytes(64))), "bad_signature"),
    "a link left out": (replace(shown(TWICE), earlier=shown(TWICE).earlier[1:]), "wrong_previous"),
    "the beginning left out": (replace(shown(ONCE), earlier=[]), "wrong_bundle"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_chain_that_does_not_hold_is_not_taken(name: str) -> None:
    """Whoever has shown the first keys cannot put others in their place without the old ones' word."""
    person, reason = HOSTILE[name]
    with pytest.raises(ProofError, match=reason):
        CAST.trust("therapist").take_people([person])


def test_a_certified_bundle_of_another_chain_is_not_taken() -> None:
    """Two successors of one bundle, both certified: whoever saw the one never takes the other, nor what follows it."""
    for known, other in ((ONCE, RIVAL), (ONCE, RIVAL.rotated("client")), (RIVAL.rotated("client"), ONCE)):
        with pytest.raises(ProofError, match="wrong_bundle"):
            known.trust("therapist").take_people([shown(other)])


def test_an_older_document_takes_nothing_back() -> None:
    """A server that shows the beginning of a chain only changes nothing for who has seen its end."""
    trust = TWICE.trust("therapist")
    for older in (CAST, ONCE):
        trust.take_people([shown(older)])
    assert trust.person(CLIENT).hash == newest(TWICE).hash


def test_keys_that_wait_for_their_certificate_change_nothing() -> None:
    """The old ones stand, and the chain goes on through it later."""
    waiting = replace(shown(ONCE), certificate=None)
    trust = CAST.trust("therapist")
    trust.take_people([waiting])
    assert trust.person(CLIENT).hash == newest(CAST).hash
    trust.take_people([shown(TWICE)])
    assert trust.person(CLIENT).bundle.generation == 2


def test_a_match_that_names_no_link_of_the_chain_is_refused() -> None:
    """The keys that a conversation began with are part of whoever speaks in it."""
    trust = CAST.trust("therapist")
    foreign = make_cast("strangers").match
    with pytest.raises(ProofError):
        trust.match(foreign)
    from_the_second = replace(shown(TWICE), earlier=shown(TWICE).earlier[:1])
    fresh = replace_people(TWICE, from_the_second).trust("therapist")
    with pytest.raises(ProofError, match="wrong_bundle"):
        fresh.match(CAST.match)


def live(cast: Cast) -> Network:
    """Two people in a live session, each with a line in the record."""
    network = Network(cast, ["client", "therapist"])
    network.peers[0].seat.wanted = SESSION
    network.heal(20)
    for peer in network.peers:
        network.write(peer, "line")
    network.heal(20)
    return network


def slip_in_opening(network: Network, cast: Cast) -> None:
    """The therapist opens an epoch for the client as this cast has them, whatever the server thinks of it."""
    transcript = network.peers[1].seat.conversation.transcript
    therapist = cast.accounts["therapist"]
    members = [newest(cast), cast.trust("client").person(therapist.identity).bundle]
    purpose = EpochPurpose(EpochKind.SESSION, SESSION, CAST.manifest.hash, 0)
    opened = open_epoch(
        therapist.keys.signing, therapist.identity, transcript.place, purpose, members, seeded("opening")
    )
    network.server.epochs.append((opened.header, opened.signed, list(opened.wraps)))
    network.server.slip_in(EntryKind.EPOCH, opened.signed.encoded())


def arrive(network: Network) -> Peer:
    """The client takes what there is."""
    peer = network.peers[0]
    network.dial(peer)
    for _ in range(4):
        network.rise(peer)
        network.deliver(peer, 50)
        while peer.wire is not None and peer.wire.out:
            network.fall(peer)
        network.pass_time(peer)
    return peer


def test_an_epoch_waits_for_keys_that_were_not_shown_yet() -> None:
    """Somebody's new keys stand in the record before they were read: they are asked for, and the conversation goes on."""
    network = live(CAST)
    after = CAST.rotated("therapist")
    slip_in_opening(network, after)
    peer = arrive(network)
    assert (peer.asks, peer.alarms) == (True, [])
    before = peer.seat.conversation.transcript.epoch
    peer.seat.conversation.trust.take_people(after.people)
    arrive(network)
    assert (peer.alarms, peer.seat.conversation.transcript.epoch) == ([], before + 1)


def test_an_epoch_under_keys_that_nobody_certified_stops_the_conversation() -> None:
    """They are asked for once more; when the documents do not show them there are none."""
    network = live(CAST)
    slip_in_opening(network, ONCE)
    peer = arrive(network)
    peer.seat.conversation.trust.take_people(CAST.people)
    assert [alarm.reason for alarm in arrive(network).alarms] == [AlarmReason.BAD_OPENING]


def test_no_epoch_names_older_keys_than_the_one_before() -> None:
    """What was replaced, perhaps because it was stolen, reads nothing again."""
    network = live(ONCE)
    slip_in_opening(network, CAST)
    assert [alarm.reason for alarm in arrive(network).alarms] == [AlarmReason.BAD_OPENING]


def test_old_keys_sign_nothing_in_an_epoch_that_names_newer_ones() -> None:
    """Whoever stole the first keys writes nothing that anybody takes for the client's."""
    network = live(CAST)
    network.rotate("client")
    network.write(network.peers[1], "to the new keys")
    network.heal(60)
    thief = network.peers[0].seat.conversation
    stolen = CAST.accounts["client"].keys.signing
    item = Pending(message=MessageId(bytes(16)), kind=EnvelopeKind.TEXT, text="not hers", client_time=0)
    envelope = parse_envelope(thief.seal(item, 1))
    epoch = unwrap_epoch_of(network, thief)
    forged = seal_envelope(envelope.header, Text("not hers"), epoch, stolen, seeded("forged"))
    network.server.slip_in(EntryKind.ENVELOPE, forged.raw)
    assert [alarm.reason for alarm in arrive(network).alarms] == [AlarmReason.BAD_ENVELOPE]


def unwrap_epoch_of(network: Network, conversation: Conversation) -> EpochKeys:
    """The keys of the epoch in force, as the client opens them."""
    header, _, wraps = network.server.epochs[-1]
    place = [member.account for member in header.members].index(conversation.account)
    return unwrap_epoch(ONCE.accounts["client"].keys.sealing, conversation.account, header, wraps[place])


def replace_people(cast: Cast, person: Person) -> Cast:
    """The same with somebody shown otherwise."""
    others = [each for each in cast.people if each.account != person.account]
    return dataclasses.replace(cast, people=[*others, person])
