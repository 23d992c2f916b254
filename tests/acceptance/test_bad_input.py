"""What strangers and members may not do: a typed refusal or a documented close code, nothing committed, nobody disturbed."""

import base64
import os
from collections.abc import AsyncIterator, Callable, Iterator, Sequence

import asyncpg
import msgspec
import pytest
from websockets.exceptions import ConnectionClosed

from client_py.http import Http
from client_py.socket import dial
from server.crypto.bundle import Bundle
from server.crypto.epoch import WRAP_BYTES, EpochKind, EpochPlace, EpochPurpose, OpenedEpoch, open_epoch
from server.crypto.signing import SigningKey
from server.errors import Refusal, RefusalCode
from server.ids import ConversationId, LiveSessionId
from server.protocol import codec, frames
from server.protocol.limits import MAX_FRAME_BYTES
from tests.acceptance.house import House, Room
from tests.acceptance.raw import Forger, Raw, changed, raw
from tests.acceptance.search import Search
from tests.acceptance.service import Running

HELLO = {"t": "hello", "version": 1, "instance": bytes(16)}


@pytest.fixture
async def room(running: Running, house: House) -> AsyncIterator[Room]:
    """A pair in a live session of their own for one test."""
    async with running.room(house.pairs[0]) as met:
        yield met


def packed(**fields: object) -> bytes:
    """A map as MessagePack."""
    return msgspec.msgpack.encode(fields)


MALFORMED = {
    "empty": b"",
    "no MessagePack": b"\xc1",
    "cut short": codec.encode(frames.Typing(conversation=bytes(16), active=True))[:-1],
    "trailing bytes": codec.encode(frames.Typing(conversation=bytes(16), active=True)) + b"\x00",
    "no map": msgspec.msgpack.encode([1, 2, 3]),
    "no tag": packed(ref=1),
    "unknown tag": packed(t="drop", ref=1),
    "server's tag": packed(t="welcome", account=bytes(16), time=1, expires=1),
    "unknown field": packed(t="typing", conversation=bytes(16), active=True, more=1),
    "missing field": packed(t="typing", active=True),
    "mistyped field": packed(t="typing", conversation="text", active=True),
    "short id": packed(t="typing", conversation=bytes(15), active=True),
    "negative ref": packed(t="read", ref=-1, conversation=bytes(16), before=1, limit=1),
    "limit too high": packed(t="read", ref=1, conversation=bytes(16), before=1, limit=201),
    "second hello": msgspec.msgpack.encode(HELLO),
    "deeply nested": b"\x91" * 5000 + b"\x00",
}


@pytest.mark.parametrize("data", MALFORMED.values(), ids=MALFORMED.keys())
async def test_a_frame_out_of_the_protocol_ends_the_connection(data: bytes, room: Room) -> None:
    """4400, and the other tab of the same person and the other person go on."""
    async with raw(room.client) as by_hand:
        await by_hand.socket.send(data)
        assert await by_hand.closed() == 4400
    await still_talking(room)


@pytest.mark.parametrize(
    ("data", "code"),
    [("a text message", 1003), (bytes(MAX_FRAME_BYTES + 1), 1009)],
    ids=["text", "too large"],
)
async def test_a_message_that_is_no_frame_ends_the_connection(data: str | bytes, code: int, room: Room) -> None:
    """Text is 1003; one byte over 65 536 is 1009."""
    async with raw(room.client) as by_hand:
        await by_hand.socket.send(data)
        assert await by_hand.closed() == code
    await still_talking(room)


@pytest.mark.parametrize(
    "first",
    [
        codec.encode(frames.Typing(conversation=bytes(16), active=True)),
        msgspec.msgpack.encode(HELLO | {"version": 2}),
        b"\xc1",
    ],
    ids=["not hello", "another version", "nonsense"],
)
async def test_the_first_frame_must_be_a_greeting(first: bytes, room: Room) -> None:
    """Anything else is 4400."""
    async with raw(room.client, greet=False) as by_hand:
        await by_hand.socket.send(first)
        assert await by_hand.closed() == 4400


Ask = Callable[[Raw, ConversationId, bytes], frames.ClientFrame]
ASKS: dict[str, Ask] = {
    "follow": lambda by, c, _: frames.Follow(ref=by.ref(), conversation=c, after=0),
    "read": lambda by, c, _: frames.Read(ref=by.ref(), conversation=c, before=9, limit=5),
    "learn": lambda by, c, _: frames.Learn(ref=by.ref(), conversation=c, epoch=1),
    "post": lambda by, _, envelope: frames.Post(ref=by.ref(), envelope=envelope),
}


@pytest.mark.parametrize("ask", ASKS.values(), ids=ASKS.keys())
async def test_a_foreign_conversation_looks_like_one_that_does_not_exist(
    ask: Ask, running: Running, house: House, room: Room
) -> None:
    """The same refusal to the last field, so that nobody can find out who speaks with whom."""
    async with running.room(house.pairs[1]) as other, raw(room.client) as by_hand:
        forger = await Forger.of(by_hand, room.client, room.hers.identity, room.hers.epoch)
        answers = []
        for conversation in (other.hers.identity, ConversationId(os.urandom(16))):
            header = changed(forger.header(bytes(32)), conversation=conversation)
            answer = await by_hand.ask(ask(by_hand, conversation, forger.seal(header).raw))
            assert isinstance(answer, frames.Refused)
            answers.append(msgspec.structs.replace(answer, ref=None))
        assert answers[0] == answers[1]
        assert answers[0].code == RefusalCode.NOT_FOR_YOU
        sequence = other.hers.sequence
        await still_talking(other)
        assert other.hers.sequence == sequence + 2


async def test_a_forged_envelope_is_refused_by_name_and_never_committed(room: Room) -> None:
    """Signature, sender, epoch, counter: each has its word, and the record does not move."""
    head = room.hers.head
    async with raw(room.client) as by_hand:
        forger = await Forger.of(by_hand, room.client, room.hers.identity, room.hers.epoch)
        header = forger.header(room.hers.genesis)
        forged = {
            "bad_signature": forger.seal(header, SigningKey(os.urandom(32))).raw,
            "bad_sender": forger.seal(changed(header, sender=room.therapist.account.identity)).raw,
            "bad_epoch": forger.seal(changed(header, epoch=room.hers.epoch + 1)).raw,
            "bad_counter": forger.seal(changed(header, counter=7)).raw,
        }
        for word, envelope in forged.items():
            answer = await forger.post(envelope)
            assert isinstance(answer, frames.Refused)
            assert answer.code == word
    assert room.hers.head == head
    await still_talking(room)


async def test_nobody_writes_in_an_epoch_before_having_deposited_for_it(running: Running, house: House) -> None:
    """The custodians' shares come first; without them not even a lawful envelope is taken."""
    pair = house.pairs[1]
    async with await pair.therapist.sign_in(running.url) as therapist, await pair.client.sign_in(running.url) as client:
        his = await therapist.conversation()
        if his.session is not None:
            await his.end_session()
            await his.wait_for(lambda: his.session is None)
        await his.start_session()
        async with raw(client) as by_hand:
            forger = await Forger.of(by_hand, client, his.identity, his.epoch)
            answer = await forger.post(forger.seal(forger.header(his.genesis)).raw)
        assert isinstance(answer, frames.Refused)
        assert answer.code == RefusalCode.DEPOSIT_REQUIRED


@pytest.mark.parametrize("spoil", ["no array", "cut short", "another length"])
async def test_an_envelope_of_the_wrong_shape_is_refused(spoil: str, room: Room) -> None:
    """What does not parse is refused or ends the connection; it is never committed."""
    head = room.hers.head
    async with raw(room.client) as by_hand:
        forger = await Forger.of(by_hand, room.client, room.hers.identity, room.hers.epoch)
        whole = forger.seal(forger.header(room.hers.genesis)).raw
        data = {"no array": b"\x01", "cut short": whole[:-1], "another length": whole + b"\x00"}[spoil]
        await by_hand.send(frames.Post(ref=1, envelope=data))
        answer = await refused_or_closed(by_hand)
        assert answer in ("malformed", "bad_signature", 4400)
    assert room.hers.head == head
    await still_talking(room)


async def test_a_replayed_envelope_is_acknowledged_again_and_stands_once(room: Room) -> None:
    """The same bytes get the first answer again; the same id around other bytes is a conflict."""
    async with raw(room.client) as by_hand:
        forger = await Forger.of(by_hand, room.client, room.hers.identity, room.hers.epoch)
        header = forger.header(room.hers.genesis)
        envelope = forger.seal(header).raw
        first = await forger.post(envelope)
        again = await forger.post(envelope)
        assert isinstance(first, frames.Committed)
        assert isinstance(again, frames.Committed)
        assert (again.sequence, again.time, again.head) == (first.sequence, first.time, first.head)
        other = await forger.post(forger.seal(changed(header, counter=2)).raw)
        assert isinstance(other, frames.Refused)
        assert other.code == RefusalCode.ID_CONFLICT
    await room.his.wait_for(lambda: room.his.sequence >= first.sequence)
    await still_talking(room)
    assert [message.message for message in room.his.record].count(header.message_id) == 1


async def test_an_opening_that_may_not_be_is_refused_by_name(room: Room) -> None:
    """Another's signature, another predecessor, a foreign member, a second session, spoilt wraps: the record does not move."""
    head = room.hers.head
    async with raw(room.client) as by_hand:
        for word, frame in forged_openings(room).items():
            answer = await by_hand.ask(msgspec.structs.replace(frame, ref=by_hand.ref()))
            assert isinstance(answer, frames.Refused)
            assert answer.code == word.split(":")[0]
    assert room.hers.head == head
    await still_talking(room)


def forged_openings(room: Room) -> dict[str, frames.Open]:
    """Openings by the word that refuses them; each is lawful in all but one thing."""
    transcript = room.hers._seat.conversation.transcript
    account, place = room.client.account, transcript.place
    own, other = [transcript.members[each.account.identity].newest.bundle for each in (room.client, room.therapist)]
    running = EpochPurpose(EpochKind.SESSION, transcript.session or LiveSessionId(b""), room.manifest_hash, 1)

    def opening(
        signer: SigningKey = account.keys.signing,
        place: EpochPlace = place,
        purpose: EpochPurpose = running,
        members: Sequence[Bundle] = (own, other),
    ) -> OpenedEpoch:
        return open_epoch(signer, account.identity, place, purpose, members, os.urandom)

    second = EpochPurpose(EpochKind.SESSION, LiveSessionId(os.urandom(16)), room.manifest_hash, 1)
    custodians = EpochPurpose(EpochKind.SESSION, running.session, bytes(32), 1)
    made = {
        "bad_signature": opening(signer=SigningKey(os.urandom(32))),
        "stale_epoch": opening(place=EpochPlace(place.conversation, place.epoch, bytes(32))),
        "bad_epoch: a member left out": opening(members=[own]),
        "bad_epoch: other custodians": opening(purpose=custodians),
        "session_open": opening(purpose=second),
    }
    whole = opening()
    spoilt = (whole.wraps[0], bytes(WRAP_BYTES))
    sent = {word: _open_frame(each, each.wraps) for word, each in made.items()}
    return sent | {"bad_epoch: spoilt wraps": _open_frame(whole, spoilt)}


def _open_frame(opened: OpenedEpoch, wraps: Sequence[bytes]) -> frames.Open:
    signed = opened.signed
    return frames.Open(ref=0, header=signed.body, signature=signed.signature, wraps=list(wraps))


async def test_a_socket_needs_a_session_and_its_own_origin(running: Running, room: Room) -> None:
    """Without the cookie 401, from a foreign page 403: both before the upgrade."""
    stranger = Http(running.url)
    with pytest.raises(Refusal) as refused:
        async with dial(stranger):
            pass
    assert refused.value.code is RefusalCode.SIGNED_OUT
    with pytest.raises(Refusal) as refused:
        async with dial(room.client.http, origin="https://elsewhere.example"):
            pass
    assert refused.value.code is RefusalCode.BAD_ORIGIN
    await stranger.close()


MARK = "a-mark-that-no-log-may-repeat"


async def test_no_log_repeats_what_was_refused(running: Running, room: Room) -> None:
    """Tags, fields, values, texts and envelopes of refused frames leave no trace; the log has said something all the same."""
    frames_with_a_mark = [
        packed(t=MARK),
        packed(t="typing", conversation=bytes(16), active=True, **{MARK: 1}),
        packed(t="typing", conversation=MARK, active=True),
        MARK.encode(),
    ]
    for data in frames_with_a_mark:
        async with raw(room.client) as by_hand:
            await by_hand.socket.send(data)
            await by_hand.closed()
    async with raw(room.client) as by_hand:
        await by_hand.socket.send(MARK)
        await by_hand.closed()
    async with raw(room.client) as by_hand:
        await by_hand.send(frames.Post(ref=1, envelope=MARK.encode()))
        await refused_or_closed(by_hand)
    log = running.process.log_text()
    assert "serving" in log
    assert Search([MARK]).in_bytes(log.encode()) == []


async def test_no_log_repeats_what_is_kept_or_of_whom(running: Running, room: Room, house: House) -> None:
    """Neither ciphertext nor pseudonyms, numbers, conversations or addresses: what was written, refused and read leaves only constant words."""
    sequence = await room.hers.send("kept")
    await reached(room, sequence)
    async with raw(room.client) as by_hand:
        await by_hand.send(frames.Follow(ref=1, conversation=ConversationId(bytes(16)), after=0))
        await refused_or_closed(by_hand)
    connection = await asyncpg.connect(running.environ["MESSAGING_DATABASE_URL"])
    try:
        rows = await connection.fetch("SELECT payload, head FROM record WHERE conversation = $1", room.hers.identity)
    finally:
        await connection.close()
    kept = [
        value
        for row in rows
        for value in (bytes(row["payload"])[-24:], bytes(row["payload"])[48:72], bytes(row["head"]))
    ]
    kept += [bytes(room.hers.identity), bytes(room.client.account.identity)]
    log = running.process.log_text()
    assert "serving" in log
    assert len(kept) > 5
    assert [value for value in kept if any(spelling in log for spelling in _spelled(value))] == []
    assert [person.number for person in (house.owner, house.intake) if person.number in log] == []
    assert [where for where in ("127.0.0.1", "/messaging/v1", "/identity/v1") if where in log] == []


def _spelled(value: bytes) -> Iterator[str]:
    """As a program might write bytes into a line."""
    yield value.hex()
    yield repr(value)[2:-1]
    yield base64.b64encode(value).decode()[:-4]
    yield base64.urlsafe_b64encode(value).decode()[:-4]


async def still_talking(room: Room) -> None:
    """Both can write, and both read it."""
    for dialogue in (room.hers, room.his):
        sequence = await dialogue.send("still here")
        await reached(room, sequence)
    assert room.hers.head == room.his.head


async def reached(room: Room, sequence: int) -> None:
    """Both have verified the record that far."""
    await room.hers.wait_for(lambda: room.hers.sequence >= sequence)
    await room.his.wait_for(lambda: room.his.sequence >= sequence)


async def refused_or_closed(by_hand: Raw) -> str | int | None:
    """The next refusal's code, or the code with which the connection ended."""
    try:
        while True:
            frame = await by_hand.next()
            if isinstance(frame, frames.Refused) and frame.ref is not None:
                return frame.code
    except ConnectionClosed:
        return by_hand.socket.close_code
