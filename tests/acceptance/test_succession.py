"""New keys in the middle of everything (crypto.md §4.6), against the real service: nothing is lost, doubled, or unreadable."""

import asyncio

from client_py.credentials import rotate
from client_py.dialogue import Dialogue
from tests.acceptance.house import House, Person, meet
from tests.acceptance.service import Running
from tests.acceptance.test_key_life import certify, pair_of


async def _reads(running: Running, person: Person, texts: list[str]) -> None:
    """A browser that has seen nothing reads the record from its first entry."""
    async with await person.sign_in(running.url) as client:
        dialogue = await client.conversation()
        assert dialogue.texts == texts
        page = await dialogue.read_back(limit=200)
        assert (page.earliest, [each.text for each in page.messages if each.kind == "text"]) == (1, texts)


async def _both_read(hers: Dialogue, his: Dialogue, texts: list[str]) -> None:
    for dialogue in (hers, his):
        await dialogue.wait_for(lambda dialogue=dialogue: dialogue.texts == texts)  # type: ignore[misc]


async def test_a_session_goes_on_while_both_take_new_keys(running: Running, house: House) -> None:
    """One live session, three sets of keys: both write on without signing in again, and later read all of it."""
    pair = await pair_of(running, house)
    room = await meet(pair, running.url)
    try:
        await room.hers.send("one")
        await room.his.send("two")
        session, first = room.his.session, room.his.epoch
        await rotate(room.client, pair.client.number, pair.client.keys)
        await room.hers.send("three, under the old keys")
        await certify(running, house, pair.client)
        await room.his.send("four, to the new ones")
        await room.hers.send("five, under the new ones")
        await rotate(room.therapist, pair.therapist.number, pair.therapist.keys)
        await certify(running, house, pair.therapist)
        await room.hers.send("six")
        await room.his.send("seven")
        texts = [
            "one",
            "two",
            "three, under the old keys",
            "four, to the new ones",
            "five, under the new ones",
            "six",
            "seven",
        ]
        await _both_read(room.hers, room.his, texts)
        assert (room.hers.session, room.hers.epoch) == (session, first + 2)
    finally:
        await room.close()
    await _reads(running, pair.client, texts)
    await _reads(running, pair.therapist, texts)


async def test_what_is_under_way_when_keys_are_certified_arrives_once(running: Running, house: House) -> None:
    """Both write at full speed while the keys of one change: every message is there once, in its writer's order."""
    pair = await pair_of(running, house)
    room = await meet(pair, running.url)
    try:
        await rotate(room.client, pair.client.number, pair.client.keys)
        sent = [
            dialogue.send(f"{name} {n}")
            for n in range(40)
            for name, dialogue in (("hers", room.hers), ("his", room.his))
        ]
        sequences, _ = await asyncio.gather(asyncio.gather(*sent), certify(running, house, pair.client))
        assert len(set(sequences)) == 80
        await room.hers.send("last")
        await room.hers.wait_for(lambda: len(room.hers.texts) == 81)
        texts = room.hers.texts
        assert sorted(texts) == sorted([f"{name} {n}" for n in range(40) for name in ("hers", "his")] + ["last"])
        for name in ("hers", "his"):
            assert [text for text in texts if text.startswith(name)] == [f"{name} {n}" for n in range(40)]
        await _both_read(room.hers, room.his, texts)
    finally:
        await room.close()
    await _reads(running, pair.therapist, texts)


async def test_keys_that_change_between_sessions_are_simply_the_next_ones(running: Running, house: House) -> None:
    """A session that ended before keys were certified stays as it was; the next one names the new keys from its first epoch."""
    pair = await pair_of(running, house)
    room = await meet(pair, running.url)
    try:
        await room.hers.send("before")
        await room.hers.end_session()
        await room.his.wait_for(lambda: room.his.session is None)
    finally:
        await room.close()
    async with await pair.client.sign_in(running.url) as client:
        await rotate(client, pair.client.number, pair.client.keys)
    await certify(running, house, pair.client)
    room = await meet(pair, running.url)
    try:
        await room.his.send("after")
        await _both_read(room.hers, room.his, ["before", "after"])
        assert room.hers.epoch == 2
    finally:
        await room.close()
