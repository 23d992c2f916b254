"""A few lines between the client and the therapist, over real sockets, and whether each read exactly what the other wrote."""

from dataclasses import dataclass
from typing import Final

from client_py.client import Client
from client_py.dialogue import Dialogue
from client_py.events import Message
from server.crypto.content import EnvelopeKind, Text

FIRST: Final = (
    ("therapist", "Good morning. I am glad that you are here. What is on your mind?"),
    ("client", "Good morning. I slept badly again. The same dream, the house with no doors."),
    ("therapist", "When you think of that house now: what do you notice in your body?"),
    ("client", "A tightness in my chest. But a little less than last week, I think."),
    ("therapist", "Let us stay with that “a little less” for a moment."),
)
AGAIN: Final = (
    ("client", "I have come back, and everything we wrote is still here."),
    ("therapist", "It is. And still only the two of us can read it."),
)


@dataclass(frozen=True, slots=True, repr=False)
class Exchange:
    """What happened: the lines as written, and what each side has read of this session."""

    written: tuple[tuple[str, str], ...]
    client_read: list[Message]
    therapist_read: list[Message]
    heads: tuple[bytes, bytes]
    sequences: tuple[int, int]

    @property
    def whole(self) -> bool:
        """Each read exactly what was written, in one order, and both verified the same record."""
        texts = [text for _, text in self.written]
        read_alike = texts == [m.text for m in self.client_read] == [m.text for m in self.therapist_read]
        return read_alike and len(set(self.heads)) == 1 and len(set(self.sequences)) == 1


async def talk(client: Client, therapist: Client, lines: tuple[tuple[str, str], ...]) -> Exchange:
    """One live session from its first epoch to both seals. Waits for what it says; never for time."""
    ours = {"client": await client.conversation(), "therapist": await therapist.conversation()}
    before = ours["client"].sequence
    await ours["therapist"].start_session()
    for name, text in lines:
        await ours[name].start_session()  # joins the one that is open, and waits until it can be written in
        sequence = await ours[name].send(text)
        for dialogue in ours.values():
            await _until_read(dialogue, sequence)
    await ours["client"].end_session()
    for dialogue in ours.values():
        await _until_sealed(dialogue)
    return Exchange(
        lines,
        _texts_after(ours["client"], before),
        _texts_after(ours["therapist"], before),
        (ours["client"].head, ours["therapist"].head),
        (ours["client"].sequence, ours["therapist"].sequence),
    )


async def _until_read(dialogue: Dialogue, sequence: int) -> None:
    await dialogue.wait_for(lambda: bool(dialogue.record) and dialogue.record[-1].sequence >= sequence)
    dialogue.mark_read()


async def _until_sealed(dialogue: Dialogue) -> None:
    await dialogue.wait_for(lambda: _sealed(dialogue) == 2)


def _sealed(dialogue: Dialogue) -> int:
    """How many have sealed the session that ended last."""
    since = max(m.sequence for m in dialogue.record if m.kind == EnvelopeKind.END) if dialogue.session is None else 0
    return sum(m.kind == EnvelopeKind.SEAL and m.sequence > since > 0 for m in dialogue.record)


def _texts_after(dialogue: Dialogue, sequence: int) -> list[Message]:
    return [m for m in dialogue.record if isinstance(m.content, Text) and m.sequence > sequence]
