"""Closing over a real PostgreSQL (crypto.md §12.4): who may, what it leaves of a conversation, and to whom."""

import asyncio
from collections import Counter
from itertools import product

import pytest

from server.crypto.closing import ClosingReason
from server.crypto.content import EnvelopeKind, Seal
from server.crypto.envelope import Envelope
from server.errors import Refusal
from server.ids import DraftSlot, LiveSessionId
from server.mailbox.drafts import Draft, drafts_of, keep
from server.records import cursors
from server.roles import Role
from tests.integration.channels.care import Care, closing
from tests.integration.channels.cast import House, Pair, Person, code, outcomes

WHO = ("client", "therapist", "intake", "stranger")
LAWFUL = {("changed", "client"), ("changed", "intake"), ("ended", "therapist"), ("left", "client")}


@pytest.fixture(name="care")
def _care(home: House) -> Care:
    return Care(home)


def _person(care: Care, pair: Pair, who: str) -> Person:
    return {"client": pair.client, "therapist": pair.therapist, "intake": care.certifier}.get(who) or Person(
        Role.CLIENT
    )


def _quiet(pair: Pair, sender: Person) -> Envelope:
    """What is lawful while no session is live."""
    return pair.seal(sender, Seal(LiveSessionId(bytes(16)), 1, bytes(32)), kind=EnvelopeKind.SEAL)


async def test_each_reason_is_given_by_those_whom_it_concerns(care: Care) -> None:
    """Whoever else gives it changes nothing; to a stranger the conversation is not there."""
    for reason, who in product(ClosingReason, WHO):
        pair = await care.treat()
        said = await care.close(pair, _person(care, pair, who), reason)
        if who == "stranger":
            assert said == "not_for_you"
        else:
            assert said == ("closed" if (reason.value, who) in LAWFUL else "unlawful_role"), (reason, who)
        after = code(await care.home.send(pair.client.account, _quiet(pair, pair.client))())
        assert after == ("closed" if said == "closed" else "Committed")


async def test_nobody_closes_in_anothers_name_or_with_anothers_key(care: Care) -> None:
    """A closing that somebody else signed, or that names somebody else, is refused."""
    pair = await care.treat()
    assert await care.bring(pair.therapist, closing(pair, pair.client)) == "bad_signature"
    forged = Person(Role.CLIENT, account=pair.client.account)
    assert await care.bring(pair.client, closing(pair, forged)) == "bad_signature"
    assert await care.close(Pair(), pair.client) == "not_for_you"
    assert await care.page(pair, pair.therapist)


async def test_old_keys_close_nothing(care: Care) -> None:
    """Only the keys certified last do."""
    pair = await care.treat()
    old = Person(Role.CLIENT, account=pair.client.account, keys=pair.client.keys)
    pair.client.rotate()
    await care.home.certify(pair.client)
    assert await care.close(pair, old) == "bad_signature"
    assert await care.close(pair, pair.client) == "closed"


async def test_a_live_session_ends_before(home: House, care: Care, pair: Pair) -> None:
    """Nobody is cut off in the middle of a word."""
    assert await care.close(pair, pair.therapist, ClosingReason.ENDED) == "session_open"
    assert code(await home.send(pair.client.account, pair.seal(pair.client))()) == "Committed"


async def test_the_same_again_is_fine_another_is_not(care: Care) -> None:
    """A page that was not answered asks again; a second opinion changes nothing."""
    pair = await care.treat()
    assert await care.close(pair, pair.therapist, ClosingReason.ENDED) == "closed"
    assert await care.close(pair, pair.therapist, ClosingReason.ENDED) == "closed"
    assert await care.bring(pair.therapist, closing(pair, pair.therapist, ClosingReason.ENDED, at=2)) == "conflict"
    assert await care.close(pair, pair.client, ClosingReason.CHANGED) == "conflict"
    assert await care.page(pair, pair.therapist)


async def test_a_closed_conversation_takes_nothing(home: House, care: Care) -> None:
    """No post, no epoch, no deposit, of whoever still reads it; its record and head stay. What was committed is still acknowledged."""
    pair = await care.treat()
    again = pair.seal(pair.client, Seal(LiveSessionId(bytes(16)), 1, bytes(32)), kind=EnvelopeKind.SEAL)
    first = await home.send(pair.client.account, again)()
    assert await care.close(pair, pair.therapist, ClosingReason.ENDED) == "closed"
    before = await home.entries(pair.conversation)
    for person in pair.people:
        assert code(await home.send(person.account, _quiet(pair, person))()) == "closed"
        assert code(await home.open(person.account, pair.opening(person))()) == "closed"
        assert code(await home.entrust(person.account, pair.deposit(person))()) == "closed"
    assert await home.send(pair.client.account, again)() == first
    assert await home.entries(pair.conversation) == before


@pytest.mark.parametrize(("by", "reason"), [("therapist", ClosingReason.ENDED), ("client", ClosingReason.LEFT)])
async def test_both_go_on_reading_where_care_ends(care: Care, by: str, reason: ClosingReason) -> None:
    """The practice has to keep it, and the client has a right to it."""
    pair = await care.treat()
    assert await care.close(pair, _person(care, pair, by), reason) == "closed"
    for person in pair.people:
        assert await care.page(pair, person)
        assert await care.learns(pair, person)
        assert await care.listed(person) == {pair.conversation: False}


async def test_after_a_change_the_former_therapist_has_nothing(home: House, care: Care) -> None:
    """Whatever is tried, a conversation that was theirs is as if it were not there; the client goes on reading, custody stays."""
    pair, elsewhere = await care.treat(), await care.treat()
    gone = pair.therapist
    assert await care.close(pair, pair.client) == "closed"
    for account, absent in ((gone.account, pair), (gone.account, elsewhere)):
        assert code(await home.send(account, pair.seal(gone))()) == "not_for_you"
        bent = pair.seal(gone, signer=pair.client)
        assert code(await home.send(account, bent)()) == "not_for_you"
        assert code(await home.send(account, pair.seal(gone, epoch=9))()) == "not_for_you"
        assert code(await home.send(account, _quiet(pair, pair.client))()) == "not_for_you"
        assert code(await home.open(account, absent.opening(absent.client))()) == "not_for_you"
        assert code(await home.entrust(account, absent.deposit(gone))()) == "not_for_you"
    assert (await care.page(pair, gone), await care.learns(pair, gone), await care.listed(gone)) == ([], False, {})
    assert await care.close(pair, gone, ClosingReason.ENDED) == "not_for_you"
    async with home.database.transaction() as connection:
        with pytest.raises(Refusal, match="not_for_you"):
            await keep(
                connection,
                gone.account,
                Draft(slot=DraftSlot(pair.conversation), conversation=pair.conversation, version=1, sealed=bytes(40)),
            )
        assert await drafts_of(connection, gone.account) == []
        assert await cursors.confirm(connection, {(pair.conversation, gone.account): cursors.Seen(1, 1, 1)}) == []
        wraps = "SELECT account FROM wrap WHERE conversation = $1"
        assert {row["account"] for row in await connection.fetch(wraps, pair.conversation)} == {pair.client.account}
        deposits = "SELECT count(*) FROM deposit WHERE conversation = $1"
        assert await connection.fetchval(deposits, pair.conversation) == 2
    assert await care.page(pair, pair.client)
    assert await care.learns(pair, pair.client)


async def test_a_draft_of_before_is_not_shown_any_more(home: House, care: Care) -> None:
    """It stays sealed where it is, for nobody."""
    pair = await care.treat()
    async with home.database.transaction() as connection:
        draft = Draft(slot=DraftSlot(pair.conversation), conversation=pair.conversation, version=1, sealed=bytes(40))
        await keep(connection, pair.therapist.account, draft)
        assert await drafts_of(connection, pair.therapist.account) == [draft]
    await care.close(pair, pair.client)
    async with home.database.transaction() as connection:
        assert await drafts_of(connection, pair.therapist.account) == []


async def test_a_post_and_a_closing_come_in_some_order(home: House, care: Care) -> None:
    """Of posts that race a closing, those before it are committed, those after it refused; the head is that of the last committed."""
    pair = await care.treat()
    before = len(await home.entries(pair.conversation))
    envelopes = [_quiet(pair, pair.client) for _ in range(40)]
    closed = asyncio.create_task(care.close(pair, pair.therapist, ClosingReason.ENDED))
    said = [code(await home.send(pair.client.account, envelope)()) for envelope in envelopes]
    assert await closed == "closed"
    committed = said.count("Committed")
    assert said == ["Committed"] * committed + ["closed"] * (len(said) - committed)
    assert len(await home.entries(pair.conversation)) == before + committed


async def test_an_opening_and_a_closing_come_in_some_order(home: House, care: Care) -> None:
    """Either the session is open and the closing refused, or it is closed and nothing opens."""
    seen: Counter[tuple[str, str]] = Counter()
    for _ in range(6):
        pair = await care.treat()
        opening = home.open(pair.client.account, pair.opening(pair.client))
        closed = await care.close(pair, pair.therapist, ClosingReason.ENDED)
        seen[code(await opening()), closed] += 1
    assert set(seen) <= {("Committed", "session_open"), ("closed", "closed")}


async def test_of_two_closings_one_stands(home: House, care: Care) -> None:
    """A client who changes and a therapist who ends, in the same moment."""
    for _ in range(6):
        pair = await care.treat()
        said = list(
            await asyncio.gather(care.close(pair, pair.client), care.close(pair, pair.therapist, ClosingReason.ENDED))
        )
        assert said in (["closed", "conflict"], ["closed", "not_for_you"], ["conflict", "closed"])
        async with home.database.acquire() as connection:
            kept = await connection.fetchval("SELECT reason FROM closing WHERE conversation = $1", pair.conversation)
        assert kept == ("changed" if said[0] == "closed" else "ended")
        assert bool(await care.page(pair, pair.therapist)) == (kept == "ended")


async def test_a_batch_that_one_closed_conversation_is_in_goes_on(home: House, care: Care) -> None:
    """What is refused there holds up nobody else."""
    closed, open_one = await care.treat(), await care.treat()
    await care.close(closed, closed.therapist, ClosingReason.ENDED)
    said = await outcomes([home.send(pair.client.account, _quiet(pair, pair.client)) for pair in (closed, open_one)])
    assert [code(each) for each in said] == ["closed", "Committed"]
