"""A change of therapist, whole, through two processes of a real service (crypto.md §5.3, §12.4; requirement S17)."""

import pytest

from client_py import documents, practice
from client_py.care import ask_for_another, close_conversation, share_history
from client_py.client import Client
from client_py.dialogue import Dialogue
from server.crypto.closing import ClosingReason
from server.errors import Refusal, RefusalCode
from server.ids import ConversationId
from tests.acceptance.house import House, Pair, Person, activate, match
from tests.acceptance.service import Running

WORDS = ["It began in spring.", "And then?", "Then I stopped sleeping."]


async def _listed(client: Client) -> dict[ConversationId, documents.Listed]:
    answer = await client.http.get("/messaging/v1/conversations", documents.Conversations)
    return {ConversationId(bytes(each.conversation)): each for each in answer.conversations}


async def _newcomers(running: Running, house: House) -> tuple[Person, Person, Person]:
    """A client and two therapists, certified."""
    people = [
        await activate(running.url, role, await running.issue(role)) for role in ("client", "therapist", "therapist")
    ]
    async with await house.intake.sign_in(running.url) as intake:
        await practice.certify_everybody(intake)
    return people[0], people[1], people[2]


async def _match(
    running: Running, house: House, client: Person, therapist: Person, replaces: ConversationId | None = None
) -> ConversationId:
    async with await house.intake.sign_in(running.url) as intake:
        return await match(running.url, intake, client, therapist, replaces)


async def _talk(hers: Dialogue, his: Dialogue) -> None:
    """A session that both have written in, and that is over."""
    await his.start_session()
    await hers.start_session()
    for who, text in zip((hers, his, hers), WORDS, strict=True):
        await who.send(text)
    await hers.wait_for(lambda: hers.texts == WORDS)
    await hers.end_session()
    await his.wait_for(lambda: his.session is None)


async def test_the_former_therapists_open_socket_gets_nothing_and_the_next_one_reads_all(
    running: Running, house: House
) -> None:
    """Whoever is left is cut off in the other process too, and whatever they ask is not there; the next one verifies and reads it."""
    client, old, new = await _newcomers(running, house)
    before = await _match(running, house, client, old)
    async with running.another() as other:
        she, he = await client.sign_in(running.url), await old.sign_in(other.origin)
        hers, his = await she.conversation(), await he.conversation()
        await _talk(hers, his)
        await ask_for_another(she, before, share=True, reasons="We do not fit.")
        after = await _match(running, house, client, new, before)
        await close_conversation(she, before, ClosingReason.CHANGED)
        await his.wait_for(lambda: his.closed)
        assert await _listed(he) == {}
        with pytest.raises(Refusal) as refused:
            await close_conversation(he, before, ClosingReason.ENDED)
        assert refused.value.code is RefusalCode.NOT_FOR_YOU
        await she.conversations()
        assert await share_history(she, before, new.account) == 1
        assert await share_history(she, before, new.account) == 1
        async with await new.sign_in(other.origin) as they:
            listed = await _listed(they)
            assert (listed[before].reading, listed[after].reading) == (True, False)
            [chapter] = [each for each in await they.conversations() if each.identity == before]
            await chapter.caught_up()
            await chapter.wait_for(lambda: chapter.texts == WORDS)
        assert his.texts == WORDS
        await she.close()
        await he.close()


async def test_what_is_over_stays_to_read_for_both(running: Running, house: House) -> None:
    """A therapist ends care: nothing opens any more, and the record is whole for both after signing in anew."""
    client, therapist, _ = await _newcomers(running, house)
    conversation = await _match(running, house, client, therapist)
    async with running.room(Pair(client, therapist)) as room:
        await room.hers.send("a last word")
        with pytest.raises(Refusal, match="session_open"):
            await close_conversation(room.therapist, conversation, ClosingReason.ENDED)
        await room.his.end_session()
        await close_conversation(room.therapist, conversation, ClosingReason.ENDED)
        with pytest.raises(Refusal):
            await room.hers.start_session()
    for person in (client, therapist):
        async with await person.sign_in(running.url) as again:
            dialogue = await again.conversation()
            await dialogue.wait_for(lambda dialogue=dialogue: dialogue.texts == ["a last word"])  # type: ignore[misc]
            assert (await _listed(again))[conversation].closing is not None
