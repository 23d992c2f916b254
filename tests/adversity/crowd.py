"""Twenty pairs who write as fast as they may, while things die around them."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from client_py.dialogue import Dialogue
from tests.acceptance.house import House, Pair, Room, few_at_once, meet

PATIENCE = 90.0
"""Seconds until we say that it will not heal: a bound on hanging, not a measure of speed."""
AFRESH = 4
"""Pairs whose record is also read by a new sign-in; every client proves the chain for itself as it goes."""
AT_ONCE = 8
"""Messages that one person has on the way at a time."""


@dataclass(slots=True)
class Acknowledged:
    """What was acknowledged as being in the record: text → sequence, per conversation."""

    by_conversation: dict[bytes, dict[str, int]] = field(default_factory=dict)
    total: int = 0
    milestones: list[tuple[int, asyncio.Event]] = field(default_factory=list)

    def note(self, dialogue: Dialogue, text: str, sequence: int) -> None:
        """One acknowledgement."""
        self.by_conversation.setdefault(dialogue.identity, {})[text] = sequence
        self.total += 1
        for count, event in self.milestones:
            if self.total >= count:
                event.set()

    def reached(self, count: int) -> Awaitable[object]:
        """Waits for so many acknowledgements."""
        event = asyncio.Event()
        self.milestones.append((count, event))
        return event.wait()


async def gather_crowd(house: House, url: str) -> list[Room]:
    """Everybody signs in and is in a live session with the other."""
    return await few_at_once([meet(pair, url) for pair in house.pairs])


async def write_everything(
    rooms: list[Room], tag: str, each: int, mishap: Callable[[Acknowledged], Awaitable[None]]
) -> Acknowledged:
    """Each person writes `each` messages; the mishap happens meanwhile. Returns when every message is acknowledged."""
    acknowledged = Acknowledged()
    writers = [
        _write(dialogue, f"{tag}: {name}", each, acknowledged)
        for room in rooms
        for dialogue, name in ((room.hers, "client"), (room.his, "therapist"))
    ]
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as group:
        group.create_task(_as_coroutine(mishap(acknowledged)))
        for writer in writers:
            group.create_task(writer)
    return acknowledged


async def _as_coroutine(awaitable: Awaitable[None]) -> None:
    await awaitable


async def _write(dialogue: Dialogue, name: str, count: int, acknowledged: Acknowledged) -> None:
    room = asyncio.Semaphore(AT_ONCE)

    async def one(nth: int) -> None:
        text = f"{name} {nth}"
        try:
            acknowledged.note(dialogue, text, await dialogue.send(text))
        finally:
            room.release()

    async with asyncio.TaskGroup() as group:
        for nth in range(count):
            await room.acquire()
            group.create_task(one(nth))


async def check_everything(house: House, url: str, rooms: list[Room], tag: str, each: int, said: Acknowledged) -> None:
    """All converge on one record in which each acknowledged message stands exactly once, where it was acknowledged."""
    for nth, (pair, room) in enumerate(zip(house.pairs, rooms, strict=True)):
        last = max(said.by_conversation[room.hers.identity].values())
        await _converged(room, last)
        _check_record(room.hers, tag, each, said)
        assert room.hers.record == room.his.record
        assert room.hers.head == room.his.head
        if nth < AFRESH:
            await _check_from_afresh(pair, url, room)


async def _converged(room: Room, sequence: int) -> None:
    """Both have opened the record that far."""
    await room.hers.wait_for(lambda: _opened(room.hers) >= sequence, PATIENCE)
    await room.his.wait_for(lambda: _opened(room.his) >= sequence, PATIENCE)


def _opened(dialogue: Dialogue) -> int:
    return dialogue.record[-1].sequence if dialogue.record else 0


def _check_record(dialogue: Dialogue, tag: str, each: int, said: Acknowledged) -> None:
    messages = [message for message in dialogue.record if message.text.startswith(f"{tag}: ")]
    assert {message.text: message.sequence for message in messages} == said.by_conversation[dialogue.identity]
    assert len(messages) == 2 * each
    for name in ("client", "therapist"):
        own = [message.text for message in messages if message.text.startswith(f"{tag}: {name}")]
        assert own == [f"{tag}: {name} {nth}" for nth in range(each)]


async def _check_from_afresh(pair: Pair, url: str, room: Room) -> None:
    """A new browser proves the whole chain from the match on and arrives at the same head."""
    async with await pair.client.sign_in(url) as client:
        afresh = await client.conversation()
        await afresh.wait_for(lambda: afresh.sequence >= room.hers.sequence)
        await afresh.caught_up()
        assert afresh.texts == room.hers.texts
        assert afresh.head == room.hers.head
