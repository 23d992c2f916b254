"""Who lost every key and began anew is met again only on the caller's own word (client_py/known_keys.py, crypto.md §4.7)."""

import os

import pytest

from client_py.conversation import Conversation, StopError
from client_py.events import AlarmReason
from server.crypto.epoch import EpochKind, EpochPurpose, open_epoch
from server.crypto.transcript import EntryKind
from server.ids import InstanceId, LiveSessionId
from server.protocol import frames
from tests.unit.client_py.cast import Cast, make_cast, seeded
from tests.unit.client_py.network import Network, Peer

CAST = make_cast()
ANEW = CAST.begun_anew("client")
CLIENT = CAST.accounts["client"].identity
SESSION = LiveSessionId(bytes(15) + b"\1")


def conversation(cast: Cast, name: str) -> Conversation:
    """As one of them begins it."""
    return cast.seat_at(name, InstanceId(bytes(16)), seeded("anew"))


@pytest.mark.parametrize("cast", [ANEW, ANEW.rotated("client")])
def test_no_epoch_is_opened_to_keys_begun_anew_until_they_are_accepted(cast: Cast) -> None:
    """A certifier's word alone opens nothing: the caller says that they compared the number."""
    his = conversation(cast, "therapist")
    with pytest.raises(StopError) as stopped:
        his.opening(SESSION, 1, 0)
    assert stopped.value.reason is AlarmReason.KEYS_BEGUN_ANEW
    his.trust.accept_anew(os.urandom(32))
    with pytest.raises(StopError):
        his.opening(SESSION, 1, 0)
    his.trust.accept_anew(ANEW.trust("therapist").person(CLIENT).hash)
    his.opening(SESSION, 1, 0)


def test_keys_that_the_old_ones_signed_are_followed() -> None:
    """A rotation is nobody's word but its holder's; and who began anew knows of it themselves."""
    conversation(CAST.rotated("client"), "therapist").opening(SESSION, 1, 0)
    conversation(ANEW, "client").opening(SESSION, 1, 0)


@pytest.mark.parametrize("accepted", [False, True])
def test_nothing_of_an_epoch_under_them_is_shown_before(accepted: bool) -> None:
    """Whoever holds such keys may open the epoch themselves: the conversation stops there as well."""
    network = Network(CAST, ["client", "therapist"])
    therapist = network.peers[1]
    therapist.seat.wanted = SESSION
    network.heal(20)
    his = therapist.seat.conversation
    trust = ANEW.trust("therapist")
    if accepted:
        his.trust.accept_anew(trust.person(CLIENT).hash)
    members = [trust.person(account).bundle for account in his.transcript.members]
    purpose = EpochPurpose(EpochKind.SESSION, SESSION, CAST.manifest.hash, 0)
    signing = ANEW.accounts["client"].keys.signing
    opened = open_epoch(signing, CLIENT, his.transcript.place, purpose, members, seeded("opening"))
    network.server.epochs.append((opened.header, opened.signed, list(opened.wraps)))
    network.server.slip_in(EntryKind.EPOCH, opened.signed.encoded())
    _arrive(network, therapist)
    his.trust.take_people(ANEW.people)
    _arrive(network, therapist)
    assert [alarm.reason for alarm in therapist.alarms] == ([] if accepted else [AlarmReason.KEYS_BEGUN_ANEW])
    assert his.opened == (2 if accepted else 1)


def test_what_was_said_under_lost_keys_is_proved_and_locked() -> None:
    """Whoever began anew finds it in its place, without its words, and is stopped by nothing; a bent word stops them all the same."""
    network = Network(CAST, ["client", "therapist"])
    client, therapist = network.peers
    therapist.seat.wanted = SESSION
    network.heal(20)
    network.write(client, "hers")
    network.heal(20)
    network.write(client, "", "end")
    network.heal(20)
    shown = network.server
    hers = conversation(ANEW, "client")
    happened = hers.take(shown.entries, shown.heads[-1])
    assert [type(each).__name__ for each in happened[:3]] == ["SessionStarted", "Locked", "SessionEnded"]
    assert (hers.unlearned(), hers.undeposited(), hers.opened) == ([], [], len(shown.entries))
    bent = [*shown.entries]
    bent[1] = frames.Entry(2, 2, EntryKind.ENVELOPE, bent[1].payload[:-1] + bytes([bent[1].payload[-1] ^ 1]))
    with pytest.raises(StopError) as stopped:
        conversation(ANEW, "client").take(bent, shown.heads[-1])
    assert stopped.value.reason is AlarmReason.BAD_ENVELOPE


def _arrive(network: Network, peer: Peer) -> None:
    network.dial(peer)
    for _ in range(4):
        network.rise(peer)
        network.deliver(peer, 50)
        while peer.wire is not None and peer.wire.out:
            network.fall(peer)
        network.pass_time(peer)
