"""A live session as two people have it, through real sockets and real processes."""

import asyncio

import pytest

from client_py.client import Client
from client_py.dialogue import Dialogue
from server.errors import Refusal, RefusalCode
from tests.acceptance.house import House, Room
from tests.acceptance.service import Running
from tests.support.proxy import TcpProxy

LINES = 25


async def reads(dialogue: Dialogue, *texts: str) -> None:
    """Waits until the newest texts are these."""
    await dialogue.wait_for(lambda: dialogue.texts[-len(texts) :] == list(texts))


async def alternate(room: Room, tag: str, count: int) -> list[str]:
    """Both write `count` lines each, in turn; the texts in the order in which they were acknowledged."""
    written = []
    for nth in range(count):
        for name, dialogue in (("client", room.hers), ("therapist", room.his)):
            written.append(f"{tag}: {name} {nth}")
            await dialogue.send(written[-1])
    return written


async def test_two_people_read_exactly_what_the_other_wrote(running: Running, house: House) -> None:
    """Fifty lines both ways, in one order, over one chain."""
    async with running.room(house.pairs[0]) as room:
        written = await alternate(room, "both ways", LINES)
        await reads(room.hers, *written)
        await reads(room.his, *written)
        assert room.hers.record == room.his.record
        assert room.hers.head == room.his.head


async def test_every_length_of_text_arrives_as_it_was(running: Running, house: House) -> None:
    """Empty, long, right-to-left, emoji, newlines, zero bytes: text is text."""
    texts = ["", "\n\n  two lines\n", "שלום, مرحبا", "👩🏽‍⚕️ é e\u0301", "nul \0 inside", "x" * 32_768]
    async with running.room(house.pairs[0]) as room:
        for text in texts:
            await room.hers.send(text)
        await reads(room.his, *texts)


async def test_a_text_that_is_too_long_is_not_sent(running: Running, house: House) -> None:
    """One byte over 32 768 is refused where it is written."""
    async with running.room(house.pairs[0]) as room:
        with pytest.raises(Exception, match="too_large"):
            await room.hers.send("x" * 32_769)


async def test_receipts_say_how_far_the_other_has_read(running: Running, house: House) -> None:
    """Delivered when their client has it, read when they have seen it."""
    async with running.room(house.pairs[0]) as room:
        sequence = await room.hers.send("have you read this?")
        therapist = room.therapist.account.identity
        await room.hers.wait_for(lambda: room.hers.cursors.get(therapist, (0, 0))[0] >= sequence)
        room.his.mark_read()
        await room.hers.wait_for(lambda: room.hers.cursors[therapist][1] >= sequence)


async def test_presence_and_typing_reach_the_other_and_nobody_else(running: Running, house: House) -> None:
    """The other participant sees them come, write and go; another pair sees nothing."""
    async with running.room(house.pairs[1]) as elsewhere:
        async with running.room(house.pairs[0]) as room:
            client = room.client.account.identity
            await room.his.wait_for(lambda: client in room.his.present)
            room.hers.typing()
            await room.his.wait_for(lambda: client in room.his.typing_now)
            room.hers.typing(False)
            await room.his.wait_for(lambda: client not in room.his.typing_now)
            await room.client.close()
            await room.his.wait_for(lambda: client not in room.his.present)
        own = {elsewhere.client.account.identity, elsewhere.therapist.account.identity}
        assert elsewhere.hers.present <= own
        assert not elsewhere.hers.typing_now


async def test_two_server_processes_deliver_to_each_other(running: Running, house: House) -> None:
    """One Valkey rings for all: the pair are at different processes and notice nothing of it."""
    async with running.another() as second:
        pair = house.pairs[2]
        async with (
            await pair.client.sign_in(running.url) as client,
            await pair.therapist.sign_in(second.origin) as other,
        ):
            hers, his = await client.conversation(), await other.conversation()
            await his.start_session()
            await hers.start_session()
            written = await alternate(Room(client, other, hers, his), "two processes", 10)
            await reads(hers, *written)
            await reads(his, *written)
            hers.typing()
            await his.wait_for(lambda: client.account.identity in his.typing_now)


async def test_two_openers_at_once_end_in_one_session(running: Running, house: House) -> None:
    """Of two who open one wins and the other joins; both write at once."""
    async with running.room(house.pairs[2]) as room:
        await room.hers.end_session()
        await room.his.wait_for(lambda: room.his.session is None)
        sessions = await asyncio.gather(room.hers.start_session(), room.his.start_session())
        assert sessions[0] == sessions[1]
        await asyncio.gather(room.hers.send("at once, she"), room.his.send("at once, he"))
        await room.hers.wait_for(lambda: set(room.hers.texts[-2:]) == {"at once, she", "at once, he"})


async def test_an_ended_session_is_sealed_by_both_and_takes_no_more_text(running: Running, house: House) -> None:
    """After the end both sign what was; text is refused and given back."""
    async with running.room(house.pairs[2]) as room:
        await room.his.end_session()
        await room.hers.wait_for(lambda: room.hers.session is None)
        end = max(message.sequence for message in room.hers.record if message.kind == "end")
        await room.hers.wait_for(lambda: sum(m.kind == "seal" and m.sequence > end for m in room.hers.record) == 2)
        with pytest.raises(Refusal) as refused:
            await room.hers.send("too late")
        assert refused.value.code is RefusalCode.NO_SESSION


async def test_a_cut_connection_resumes_where_it_was(running: Running, house: House, tcp_proxy: TcpProxy) -> None:
    """While her network is cut both go on writing; afterwards both have everything once, in the same order."""
    port = await tcp_proxy.open(running.process.port)
    async with running.room(house.pairs[0], client_via=("127.0.0.1", port)) as room:
        await room.hers.send("before the cut")
        await tcp_proxy.cut()
        waiting = [asyncio.create_task(room.hers.send(f"she, in the dark {nth}")) for nth in range(10)]
        for nth in range(10):
            await room.his.send(f"he, meanwhile {nth}")
        await tcp_proxy.restore()
        room.client.line.network_is_back()
        await asyncio.gather(*waiting)
        last = max(room.hers.sequence, room.his.sequence)
        await room.hers.wait_for(lambda: room.hers.sequence >= last and len(room.hers.record) == len(room.his.record))
        assert room.hers.record == room.his.record
        own = [text for text in room.his.texts if text.startswith("she, in the dark")]
        assert own == [f"she, in the dark {nth}" for nth in range(10)]
        assert room.client.line.reconnects >= 1


async def test_a_third_browser_reads_all_of_it(running: Running, house: House) -> None:
    """Number and password are enough: a new sign-in proves and opens the record from the first entry."""
    async with running.room(house.pairs[0]) as room:
        written = await alternate(room, "for later", 5)
        await reads(room.hers, *written)
        async with await house.pairs[0].client.sign_in(running.url) as third:
            later = await third.conversation()
            assert later.record[: len(room.hers.record)] == room.hers.record
            page = await later.read_back(limit=10)
            assert [m.text for m in page.messages if m.kind == "text"] == later.texts[-len(page.messages) :]
            earlier = await later.read_back(before=page.earliest, limit=3)
            assert earlier.messages[-1].sequence == page.earliest - 1


async def test_signing_out_ends_every_socket_of_the_session(running: Running, house: House) -> None:
    """The other tab of the same sign-in hears it at once; another sign-in of the same person goes on."""
    pair = house.pairs[0]
    async with running.room(pair) as room, await pair.client.sign_in(running.url) as elsewhere:
        there = await elsewhere.conversation()
        tab = Client(room.client.http, room.client.account)
        in_tab = await tab.conversation()
        await room.client.sign_out()
        with pytest.raises(Refusal) as ended:
            await in_tab.wait_for(lambda: False)
        assert ended.value.code is RefusalCode.SIGNED_OUT
        await tab.close()
        await there.start_session()
        await there.send("still here elsewhere")


async def test_a_wrong_password_says_no_more_than_that(running: Running, house: House) -> None:
    """Wrong password and unknown number are one refusal."""
    from client_py.account import PasswordKeys

    wrong = PasswordKeys(bytes(32), bytes(32))
    for number in (house.pairs[0].client.number, "1000000009"):
        with pytest.raises(Refusal) as refused:
            await Client.sign_in_with(running.url, number, wrong)
        assert refused.value.code is RefusalCode.WRONG_CREDENTIALS
