"""Letting the next therapist read (crypto.md §5.3), over a real PostgreSQL: what is a lawful grant, what it gives, and when it ends."""

import asyncio

import pytest

from server.channels.histories import own_wraps
from server.crypto.canonical import read
from server.crypto.closing import ClosingReason
from server.crypto.content import EnvelopeKind, Seal
from server.crypto.epoch import EpochHeader
from server.crypto.history import GrantedEpoch, HistoryGrant, MadeHistory, unwrap_granted
from server.errors import Refusal
from server.ids import LiveSessionId
from server.protocol import frames
from server.records.conversations import accounts_beside, conversations_of
from server.roles import Role
from tests.integration.channels.care import Care, history
from tests.integration.channels.cast import House, Pair, Person, code


@pytest.fixture(name="care")
def _care(home: House) -> Care:
    return Care(home)


async def _changed(care: Care, epochs: int = 1) -> tuple[Pair, Pair]:
    """The conversation that was, and the one with the next therapist."""
    before = await care.treat(epochs=epochs)
    after = await care.treat(client=before.client)
    assert await care.close(before, before.client) == "closed"
    return before, after


async def _nothing_changed(care: Care, pair: Pair, *people: Person) -> None:
    for person in people:
        assert (await care.page(pair, person), await care.learns(pair, person)) == ([], False)
        assert pair.conversation not in await care.listed(person)


async def test_the_next_therapist_reads_all_of_it_and_writes_nothing(home: House, care: Care) -> None:
    """The whole record and a wrap that opens for every epoch; to whatever they send, they are a stranger. The client sees what they let."""
    before, after = await _changed(care, epochs=3)
    new = after.therapist
    assert await care.let_read(before.client, history(before, new)) == "granted"
    assert await care.listed(new) == {before.conversation: True, after.conversation: False}
    assert len(await care.page(before, new)) == len(await home.entries(before.conversation))
    async with home.database.acquire() as connection:
        [listed] = [each for each in await conversations_of(connection, new.account) if each.reading]
        assert before.therapist.account in await accounts_beside(connection, new.account)
    [grant] = listed.grants
    for number, opened in enumerate(before.opened, start=1):
        learn = frames.Learn(ref=1, conversation=before.conversation, epoch=number)
        said = await care.following.learn(new.account, learn)
        keys = unwrap_granted(
            new.keys.sealing, read(HistoryGrant, grant.body), read(EpochHeader, said.header), said.wrap
        )
        assert keys.secret == opened.keys.secret
    async with home.database.acquire() as connection:
        own = {each.conversation: each for each in await conversations_of(connection, before.client.account)}
    assert (list(own[before.conversation].grants), own[after.conversation].grants) == (list(listed.grants), ())
    assert not own[before.conversation].reading
    seal = before.seal(new, Seal(LiveSessionId(bytes(16)), 1, bytes(32)), kind=EnvelopeKind.SEAL)
    assert code(await home.send(new.account, seal)()) == "not_for_you"
    assert code(await home.open(new.account, before.opening(before.client))()) == "not_for_you"
    assert code(await home.entrust(new.account, before.deposit(before.client))()) == "not_for_you"
    assert await care.close(before, new, ClosingReason.ENDED) == "not_for_you"
    assert before.conversation not in await care.listed(before.therapist)


async def test_several_grants_add_up_and_the_same_again_is_fine(care: Care) -> None:
    """A browser that was closed in between goes on; grants that overlap otherwise are a conflict."""
    before, after = await _changed(care, epochs=3)
    new = after.therapist
    first, rest = history(before, new, epochs=slice(0, 2)), history(before, new, epochs=slice(2, 3))
    assert await care.let_read(before.client, first) == "granted"
    assert (await care.learns(before, new, 2), await care.learns(before, new, 3)) == (True, False)
    assert await care.let_read(before.client, first) == "granted"
    assert await care.let_read(before.client, history(before, new, epochs=slice(0, 2))) == "granted"
    assert await care.let_read(before.client, history(before, new)) == "conflict"
    assert await care.let_read(before.client, rest) == "granted"
    assert await care.learns(before, new, 3)


async def test_only_its_own_client_grants_it(care: Care) -> None:
    """Neither former nor new therapist, nor another client of the new one, nor anybody with other keys."""
    before, after = await _changed(care)
    new, other = after.therapist, await care.treat(therapist=after.therapist)
    assert await care.let_read(other.client, history(before, new, other.client)) == "not_for_you"
    for by in (before.therapist, new):
        assert await care.let_read(by, history(before, new, by)) == "not_for_you"
        assert await care.let_read(by, history(before, new)) == "not_for_you"
    for signer in (before.therapist, new, Person(Role.CLIENT)):
        assert await care.let_read(before.client, history(before, new, signer)) == "bad_signature"
    await _nothing_changed(care, before, new, other.client, before.therapist)


async def test_old_keys_grant_nothing(care: Care) -> None:
    """Only the client's keys certified last do."""
    before, after = await _changed(care)
    old = Person(Role.CLIENT, account=before.client.account, keys=before.client.keys)
    before.client.rotate()
    await care.home.certify(before.client)
    assert await care.let_read(before.client, history(before, after.therapist, old)) == "bad_signature"
    await _nothing_changed(care, before, after.therapist)
    assert await care.let_read(before.client, history(before, after.therapist)) == "granted"


async def test_only_to_who_is_their_therapist_now(care: Care) -> None:
    """Not the former one, nor an earlier one, a stranger, the client, a therapist whose conversation is closed, or keys they have no more."""
    first = await care.treat()
    before, after = await _changed(care)
    gone = await care.treat(client=before.client)
    await care.close(gone, before.client, ClosingReason.LEFT)
    for recipient in (before.therapist, first.therapist, Person(Role.THERAPIST), before.client, gone.therapist):
        assert await care.let_read(before.client, history(before, recipient)) == "not_for_you"
    made = history(before, after.therapist)
    after.therapist.rotate()
    await care.home.certify(after.therapist)
    assert await care.let_read(before.client, made) == "not_for_you"
    await _nothing_changed(care, before, before.therapist, first.therapist, after.therapist)


async def test_only_what_is_closed(care: Care) -> None:
    """While the client writes with one therapist, nobody else reads along."""
    before = await care.treat()
    after = await care.treat(client=before.client)
    assert await care.let_read(before.client, history(before, after.therapist)) == "conflict"
    await _nothing_changed(care, before, after.therapist)


async def test_bytes_that_were_altered_grant_nothing(care: Care) -> None:
    """Wraps that the client did not vouch for, in another order, too few; epochs that are not there, headers that are others."""
    before, after = await _changed(care, epochs=2)
    new, client = after.therapist, before.client
    made = history(before, new)
    bent = bytes([made.wraps[0][0] ^ 1]) + made.wraps[0][1:]
    for wraps in ((bent, made.wraps[1]), made.wraps[::-1], made.wraps[:1], (*made.wraps, bent)):
        assert await care.let_read(client, made, wraps) in {"wrong_wrap_hash", "wrong_length"}
    said = read(HistoryGrant, made.signed.body)
    rows = said.epochs
    for epochs in ((rows[0], _row(rows[1], epoch=3)), (rows[0], _row(rows[1], header_hash=bytes(32)))):
        other = HistoryGrant(said.conversation, said.recipient_bundle_hash, epochs, said.granted_at)
        forged = MadeHistory(client.keys.signing.sign_body(other), made.wraps)
        assert await care.let_read(client, forged) == "bad_epoch"
    elsewhere = HistoryGrant(after.conversation, said.recipient_bundle_hash, rows, said.granted_at)
    forged = MadeHistory(client.keys.signing.sign_body(elsewhere), made.wraps)
    assert await care.let_read(client, forged) == "not_for_you"
    await _nothing_changed(care, before, new)


def _row(row: GrantedEpoch, epoch: int | None = None, header_hash: bytes | None = None) -> GrantedEpoch:
    return GrantedEpoch(epoch or row.epoch, header_hash or row.header_hash, row.wrap_hash)


async def test_the_next_change_takes_it_back(home: House, care: Care) -> None:
    """Who leaves by a change reads what was before them no more, and the one after them is let read both."""
    before, after = await _changed(care)
    assert await care.let_read(before.client, history(before, after.therapist)) == "granted"
    third = await care.treat(client=before.client)
    assert await care.close(after, before.client) == "closed"
    await _nothing_changed(care, before, after.therapist, before.therapist)
    await _nothing_changed(care, after, after.therapist)
    for each in (before, after):
        assert await care.let_read(before.client, history(each, third.therapist)) == "granted"
        assert await care.page(each, third.therapist)
    async with home.database.acquire() as connection:
        wraps = "SELECT account FROM wrap WHERE conversation = $1"
        readers = {row["account"] for row in await connection.fetch(wraps, before.conversation)}
    assert readers == {before.client.account, third.therapist.account}


async def test_who_comes_back_may_be_let_read_again(care: Care) -> None:
    """A client who returns to their former therapist decides anew."""
    before, after = await _changed(care)
    again = await care.treat(client=before.client, therapist=before.therapist)
    assert await care.close(after, before.client) == "closed"
    await _nothing_changed(care, before, before.therapist)
    assert await care.let_read(before.client, history(before, before.therapist)) == "granted"
    assert await care.listed(before.therapist) == {before.conversation: True, again.conversation: False}


async def test_where_care_ended_the_reader_keeps_what_they_read(care: Care) -> None:
    """The practice keeps what belongs to the treatment."""
    before, after = await _changed(care)
    assert await care.let_read(before.client, history(before, after.therapist)) == "granted"
    assert await care.close(after, after.therapist, ClosingReason.ENDED) == "closed"
    assert await care.page(before, after.therapist)


async def test_a_grant_and_the_next_change_come_in_some_order(care: Care) -> None:
    """Whichever is first: a therapist who was left reads nothing afterwards."""
    for _ in range(6):
        before, after = await _changed(care)
        granted, closed = await asyncio.gather(
            care.let_read(before.client, history(before, after.therapist)), care.close(after, before.client)
        )
        assert closed == "closed"
        assert granted in {"granted", "not_for_you"}
        await _nothing_changed(care, before, after.therapist)


async def test_own_wraps_are_the_clients(home: House, care: Care) -> None:
    """All of them, in order, from where they ask; to therapist, reader and stranger they are not there."""
    before, after = await _changed(care, epochs=3)
    await care.let_read(before.client, history(before, after.therapist))
    async with home.database.acquire() as connection:
        mine = await own_wraps(connection, before.client.account, before.conversation, 0)
        assert [each.epoch for each in mine] == [1, 2, 3]
        assert [each.epoch for each in await own_wraps(connection, before.client.account, before.conversation, 2)] == [
            3
        ]
        for other in (before.therapist, after.therapist, Person(Role.CLIENT)):
            with pytest.raises(Refusal, match="not_for_you"):
                await own_wraps(connection, other.account, before.conversation, 0)
